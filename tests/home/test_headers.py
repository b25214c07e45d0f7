"""What every answer carries, whatever its class."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from home.models import HomePage
from tests.home import factories

pytestmark = pytest.mark.urls("tests.home.failing_urls")
CLASSES = {
    "/": 200,
    "/campaigns/front-door/": 200,
    "/privacy/": 200,
    "/privacy": 301,
    "/forbid/": 403,
    "/nothing/": 404,
    "/readyz": 404,
    "/fail/": 500,
    "/healthz": 200,
    "/robots.txt": 200,
    "/sitemap.xml": 200,
    "/accent.css": 200,
    "/static/css/undersigned.css": 200,
    "/static/fonts/undersigned-serif.woff2": 200,
    "/admin/login/": 200,
    "/admin/": 302,
}


@pytest.fixture
def visitor(home: HomePage) -> Client:
    factories.a_campaign(home)
    return Client(raise_request_exception=False)


def _get(visitor: Client, path: str) -> Any:
    answer = visitor.get(path)
    answer.close()  # static files are streamed from an open file
    return answer


def _policy(value: str) -> dict[str, str]:
    parts = (one.strip().split(" ", 1) for one in value.split(";"))
    return {part[0]: part[1] if len(part) > 1 else "" for part in parts}


@pytest.mark.parametrize(("path", "status"), CLASSES.items())
def test_every_answer_carries_the_headers(visitor: Client, path: str, status: int) -> None:
    """H-01: what Mozilla Observatory asks for, on every response class."""
    answer = _get(visitor, path)
    policy = _policy(answer["Content-Security-Policy"])
    assert answer.status_code == status
    assert policy["default-src"] == policy["base-uri"] == "'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] in ("same-origin", "no-referrer")
    assert answer["X-Frame-Options"] in ("DENY", "SAMEORIGIN")
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]
    assert "Access-Control-Allow-Origin" not in answer


@pytest.mark.parametrize("path", [path for path in CLASSES if not path.startswith("/admin/")])
def test_the_public_policy_allows_nothing_but_own_files(visitor: Client, path: str) -> None:
    """H-02: no script at all, no inline style, no frame."""
    policy = _policy(_get(visitor, path)["Content-Security-Policy"])
    assert policy == {
        "default-src": "'none'",
        "style-src": "'self'",
        "font-src": "'self'",
        "img-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }


def test_the_admin_policy_names_no_other_host(visitor: Client) -> None:
    """H-02: the admin may use its own inline scripts, and nothing from elsewhere."""
    policy = _policy(visitor.get("/admin/login/")["Content-Security-Policy"])
    sources = {source for value in policy.values() for source in value.split()}
    assert sources == {"'none'", "'self'", "'unsafe-inline'", "data:", "blob:"}


def test_only_the_embed_may_be_framed(visitor: Client) -> None:
    embed = visitor.get("/campaigns/front-door/some/embed/")
    assert _policy(embed["Content-Security-Policy"])["frame-ancestors"] == "*"
    assert "X-Frame-Options" not in embed
    page = visitor.get("/campaigns/front-door/")
    assert page["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("path", [path for path in CLASSES if not path.startswith("/admin/")])
def test_public_answers_set_no_cookie_and_do_not_vary_on_one(visitor: Client, path: str) -> None:
    """P-02, H-06: the same answer for everybody."""
    answer = _get(visitor, path)
    assert not answer.cookies
    assert "cookie" not in answer.get("Vary", "").lower()


@pytest.mark.parametrize("path", ["/", "/campaigns/", "/campaigns/front-door/", "/privacy/"])
def test_public_pages_may_be_kept_for_half_a_minute(visitor: Client, path: str) -> None:
    """H-06: so that a cache in front can answer for them."""
    assert _get(visitor, path)["Cache-Control"] == "public, max-age=30"


@pytest.mark.parametrize("path", ["/admin/login/", "/healthz", "/readyz", "/nothing/", "/fail/"])
def test_private_answers_are_never_kept(visitor: Client, path: str) -> None:
    """H-06: nothing of the admin, of operations or of a failure stays in a cache."""
    assert "no-store" in _get(visitor, path)["Cache-Control"]


def test_production_answers_insist_on_https(visitor: Client, settings: object) -> None:
    """H-01: two years of HSTS over HTTPS."""
    settings.SECURE_HSTS_SECONDS = 63_072_000  # type: ignore[attr-defined]
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True  # type: ignore[attr-defined]
    client = Client(headers={"host": "localhost"})
    answer = client.get("/", secure=True)
    assert answer["Strict-Transport-Security"].startswith("max-age=63072000; includeSubDomains")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_sending_to_a_page_is_refused_with_a_page(visitor: Client, method: str) -> None:
    for path in ("/", "/campaigns/front-door/"):
        answer = getattr(visitor, method)(path)
        assert answer.status_code == 405
        assert answer["Allow"] == "GET, HEAD, OPTIONS"
        assert answer["Cache-Control"] == "no-store"
        assert _policy(answer["Content-Security-Policy"])["default-src"] == "'none'"
        assert "can only be read" in answer.content.decode()


def test_a_failure_shows_a_page_and_nothing_of_the_failure(visitor: Client) -> None:
    answer = visitor.get("/fail/")
    assert "could not be made" in answer.content.decode()
    assert "made up" not in answer.content.decode()


def test_wagtail_asks_nobody_for_pictures_or_news() -> None:
    """P-01: the three settings by which a stock admin calls other hosts."""
    assert settings.WAGTAIL_GRAVATAR_PROVIDER_URL is None
    assert settings.WAGTAIL_ENABLE_UPDATE_CHECK is False
    assert settings.WAGTAIL_ENABLE_WHATS_NEW_BANNER is False
