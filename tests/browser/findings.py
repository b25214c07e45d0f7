"""What axe-core finds on the page that a visitor has open."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.browser.conftest import Visitor

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text("utf-8")
RUN = "async (place) => (await axe.run(place, {resultTypes: ['violations']})).violations"
SERIOUS = frozenset({"serious", "critical"})


def findings_here(visitor: Visitor, *, within: str = "html", moderate: bool = True) -> list[str]:
    """Return one line for each serious or critical finding; by default moderate ones too."""
    visitor.page.evaluate(AXE)
    violations: list[dict[str, Any]] = visitor.page.evaluate(RUN, within)
    counted = SERIOUS | {"moderate"} if moderate else SERIOUS
    return [
        f"{one['impact']}: {one['id']}: {one['nodes'][0]['html'][:160]}"
        for one in violations
        if one["impact"] in counted
    ]
