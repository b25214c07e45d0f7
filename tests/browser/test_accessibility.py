"""Pages that everyone can use: axe-core finds nothing to mend."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import Visit, Visitor

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text("utf-8")
RUN = "async () => (await axe.run(document, {resultTypes: ['violations']})).violations"
TOO_BAD = frozenset({"moderate", "serious", "critical"})


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_public_pages_can_be_used_by_everyone(
    visit: Visit, public_paths: list[str], dark: bool, width: int
) -> None:
    """U-01: no moderate, serious or critical finding on any public page."""
    visitor = visit(width=width, dark=dark)
    found = {path: _findings(visitor, path) for path in public_paths}
    print(f"U-01: {len(found)} pages, {width} px, {'dark' if dark else 'light'}")
    assert {path: bad for path, bad in found.items() if bad} == {}


@pytest.mark.parametrize("width", [1280, 768, 360, 320])
def test_public_pages_do_not_scroll_sideways(
    visit: Visit, public_paths: list[str], width: int
) -> None:
    """U-01: the page is never wider than the window."""
    visitor = visit(width=width)
    for path in public_paths:
        visitor.open(path)
        page_width = visitor.page.evaluate("document.documentElement.scrollWidth")
        assert page_width <= width, path


def _findings(visitor: Visitor, path: str) -> list[str]:
    visitor.open(path)
    visitor.page.evaluate(AXE)
    violations: list[dict[str, Any]] = visitor.page.evaluate(RUN)
    return [
        f"{one['impact']}: {one['id']}: {one['nodes'][0]['html'][:160]}"
        for one in violations
        if one["impact"] in TOO_BAD
    ]
