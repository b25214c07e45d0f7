"""Pages that everyone can use: axe-core finds nothing to mend."""

from __future__ import annotations

from tests.browser.conftest import Visit
from tests.browser.findings import findings_everywhere


def test_public_pages_can_be_used_by_everyone(visit: Visit, public_paths: list[str]) -> None:
    """U-01: no moderate, serious or critical finding on any public page, none scrolls sideways."""
    visitor = visit()
    found = {}
    for path in public_paths:
        visitor.open(path)
        found[path] = findings_everywhere(visitor, path)
    print(f"U-01: {len(found)} pages, 1280 and 320 px, light and dark")
    assert {path: bad for path, bad in found.items() if bad} == {}


def test_public_pages_do_not_scroll_sideways(visit: Visit, public_paths: list[str]) -> None:
    """U-01: on tablets and phones, too, the page is never wider than the window."""
    visitor = visit()
    for path in public_paths:
        visitor.open(path)
        for width in (768, 360):
            visitor.page.set_viewport_size({"width": width, "height": 900})
            page_width = visitor.page.evaluate("document.documentElement.scrollWidth")
            assert page_width <= width, f"{path} at {width} px"
