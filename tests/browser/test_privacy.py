"""What a visit gives away: nothing."""

from __future__ import annotations

import re
from pathlib import Path

from wagtail.models import Page

from tests.browser.conftest import Visit, Visitor
from tests.home import factories

ROOT = Path(__file__).resolve().parents[2]
FOREIGN = re.compile(
    r"""(?:src|srcset|data|poster)=["'](?:https?:)?//|url\(["']?(?:https?:)?//|@import"""
)


def test_public_pages_ask_nobody_else_for_anything(visit: Visit, public_paths: list[str]) -> None:
    """P-01, H-02: no third-party request and no policy violation on any public page."""
    visitor = visit()
    statuses = {path: visitor.open(path) for path in public_paths}
    print(f"P-01: {len(statuses)} public pages, {len(visitor.requests)} requests: {statuses}")
    assert all(status < 500 for status in statuses.values()), statuses
    assert visitor.foreign_requests == []
    assert visitor.violations == []
    assert visitor.failures == []


def test_public_pages_store_nothing(visit: Visit, public_paths: list[str]) -> None:
    """P-02: no cookie, no storage of any kind after every public GET."""
    visitor = visit()
    for path in public_paths:
        visitor.open(path)
        assert visitor.stored() == [], path
    print(f"P-02: {len(public_paths)} public pages, nothing stored")


def test_public_pages_run_no_script(visit: Visit, public_paths: list[str]) -> None:
    """P-01: pages neither carry nor load a script, a style attribute or an inline style.

    Data for machines is no script; the test above sees that the policy lets it stand.
    """
    carried = 'script:not([type="application/ld+json"]), style, [style], iframe, object, embed'
    visitor = visit()
    for path in public_paths:
        visitor.open(path)
        assert visitor.page.locator(carried).count() == 0
    kinds = {url.rsplit(".", 1)[-1] for url in visitor.requests if "/static/" in url}
    assert "js" not in kinds
    print(f"P-01: {len(public_paths)} pages without script; static files of {sorted(kinds)}")


def test_the_admin_asks_nobody_else_for_anything(visit: Visit, public_paths: list[str]) -> None:
    """P-01, H-02: login, dashboard, page editors and settings stay on this machine."""
    factories.an_administrator()
    visitor = visit()
    assert visitor.open("/admin/login/") == 200
    _sign_in(visitor)
    pages = Page.objects.filter(depth__gt=1).order_by("path")
    paths = ["/admin/", "/admin/settings/home/sitesettings/", "/admin/account/"]
    paths += [f"/admin/pages/{page.pk}/edit/" for page in pages]
    statuses = {path: visitor.open(path) for path in paths}
    print(f"P-01: {len(statuses)} admin pages, {len(visitor.requests)} requests")
    assert all(status == 200 for status in statuses.values()), statuses
    assert visitor.foreign_requests == []
    assert visitor.violations == []


def test_styles_and_templates_name_no_other_host() -> None:
    """P-01: the static scan of style sheets and templates."""
    files = [*ROOT.glob("static/css/*.css"), *ROOT.glob("templates/**/*.html")]
    found = [path.name for path in files if FOREIGN.search(path.read_text("utf-8"))]
    print(f"P-01: {len(files)} files scanned")
    assert files
    assert found == []


def _sign_in(visitor: Visitor) -> None:
    visitor.page.fill("input[name=username]", "rosa")
    visitor.page.fill("input[name=password]", factories.PASSWORD)
    visitor.page.click("button[type=submit]")
    visitor.page.wait_for_url(re.compile("/admin/$"))
