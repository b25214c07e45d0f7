"""Pages that everyone can use: axe-core finds nothing to mend."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Visit
from tests.browser.findings import findings_here


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_public_pages_can_be_used_by_everyone(
    visit: Visit, public_paths: list[str], dark: bool, width: int
) -> None:
    """U-01: no moderate, serious or critical finding on any public page."""
    visitor = visit(width=width, dark=dark)
    found = {}
    for path in public_paths:
        visitor.open(path)
        found[path] = findings_here(visitor)
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
