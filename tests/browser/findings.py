"""What axe-core finds on the page that a visitor has open.

With PICTURES=folder every page that is looked at leaves its pictures there.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from tests.browser.conftest import Visitor

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text("utf-8")
RUN = """async ([include, exclude, rules]) => {
  const place = {include: [include], exclude: exclude ? [exclude] : []};
  const options = {resultTypes: ['violations']};
  if (rules.length) options.runOnly = rules;
  return (await axe.run(place, options)).violations;
}"""
# Else a button that changes its color slowly is measured halfway.
SETTLED = """async () => {
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  for (const one of document.getAnimations()) {
    if (one instanceof CSSTransition) one.finish();
  }
}"""
SERIOUS = frozenset({"serious", "critical"})
COLORS = ("color-contrast",)
# Wide and as narrow as WCAG's reflow asks for, each in both schemes; the second of a width can
# only differ in its colors.
WINDOWS: tuple[tuple[int, Literal["light", "dark"], tuple[str, ...]], ...] = (
    (1280, "light", ()),
    (1280, "dark", COLORS),
    (320, "dark", ()),
    (320, "light", COLORS),
)


def findings_here(
    visitor: Visitor,
    *,
    within: str = "html",
    without: str = "",
    moderate: bool = True,
    rules: Sequence[str] = (),
) -> list[str]:
    """Return one line for each serious or critical finding; by default moderate ones too.

    Args:
        within: a CSS selector of what is looked at.
        without: a CSS selector of what in it is not, for it isn't ours.
        rules: of axe-core; empty: all.
    """
    if not visitor.page.evaluate("'axe' in window"):
        visitor.page.evaluate(AXE)
    violations: list[dict[str, Any]] = visitor.page.evaluate(RUN, [within, without, list(rules)])
    counted = SERIOUS | {"moderate"} if moderate else SERIOUS
    return [
        f"{one['impact']}: {one['id']}: {one['nodes'][0]['html'][:160]}"
        for one in violations
        if one["impact"] in counted
    ]


def findings_everywhere(
    visitor: Visitor, name: str, *, within: str = "html", without: str = "", moderate: bool = True
) -> list[str]:
    """Return what is found in all of WINDOWS, and by how much the page is wider than a window.

    The page is opened once and turned over; its window is left as it was.
    """
    before, found = visitor.page.viewport_size, []
    for width, scheme, rules in WINDOWS:
        visitor.page.set_viewport_size({"width": width, "height": 900})
        visitor.page.emulate_media(color_scheme=scheme)
        visitor.page.evaluate(SETTLED)
        here = findings_here(
            visitor, within=within, without=without, moderate=moderate, rules=rules
        )
        sideways = visitor.page.evaluate("document.documentElement.scrollWidth") - width
        if sideways > 0:
            here.append(f"{sideways} px wider than the window")
        found += [f"{width} px, {scheme}: {one}" for one in here]
        _picture(visitor, f"{name}-{width}-{scheme}")
    if before:
        visitor.page.set_viewport_size(before)
    return found


def open_as_it_stands(page: Visitor, *, of: Visitor) -> None:
    """Let `page` have what a visitor without scripts has before them: axe-core is a script."""
    url, html = of.page.url.partition("#")[0], of.page.content()
    page.page.route(url, lambda route: route.fulfill(body=html, content_type="text/html"), times=1)
    page.page.goto(url)


def _picture(visitor: Visitor, name: str) -> None:
    if folder := os.environ.get("PICTURES"):
        file = re.sub(r"[^\w-]+", "-", name).strip("-")
        visitor.page.screenshot(path=Path(folder) / f"{file}.png", full_page=True)
