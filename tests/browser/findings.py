"""What axe-core finds on the page that a visitor has open."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.browser.conftest import Visitor

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text("utf-8")
RUN = """async ([include, exclude]) => {
  const place = {include: [include], exclude: exclude ? [exclude] : []};
  return (await axe.run(place, {resultTypes: ['violations']})).violations;
}"""
SERIOUS = frozenset({"serious", "critical"})


def findings_here(
    visitor: Visitor, *, within: str = "html", without: str = "", moderate: bool = True
) -> list[str]:
    """Return one line for each serious or critical finding; by default moderate ones too.

    Args:
        within: a CSS selector of what is looked at.
        without: a CSS selector of what in it is not, for it isn't ours.
    """
    visitor.page.evaluate(AXE)
    violations: list[dict[str, Any]] = visitor.page.evaluate(RUN, [within, without])
    counted = SERIOUS | {"moderate"} if moderate else SERIOUS
    return [
        f"{one['impact']}: {one['id']}: {one['nodes'][0]['html'][:160]}"
        for one in violations
        if one["impact"] in counted
    ]
