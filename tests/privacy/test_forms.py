"""Which posts of public forms are acted upon."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import RequestFactory

from privacy.forms import ELSEWHERE, NO_TOKEN, TOO_OLD, check_public_post, form_token

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
HERE = "https://letters.example"


def check(headers=None, *, token=None, purpose="sign:7", now=NOW, secure=True) -> str:
    token = form_token("sign:7", NOW) if token is None else token
    request = RequestFactory().post(
        "/sign/",
        {"form_token": token},
        headers={"Host": "letters.example", **(headers or {})},
        secure=secure,
    )
    return check_public_post(request, purpose, now)


@pytest.fixture(autouse=True)
def _host(settings):
    settings.ALLOWED_HOSTS = ["letters.example"]
    settings.SITE_URL = HERE


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": HERE, "Sec-Fetch-Site": "same-origin"},
        {"Origin": HERE},
        {"Origin": HERE + ":443"},
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "null", "Sec-Fetch-Site": "same-origin"},  # page with no-referrer, Tor browser
        {"Origin": "null"},  # the same from a browser that knows no Sec-Fetch-Site
        {"Referer": HERE + "/sign/"},
        {},
    ],
    ids=str,
)
def test_a_post_from_our_page_is_taken(headers):
    assert check(headers) == ""


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "https://letters.example.evil.example"},
        {"Origin": "http://letters.example"},
        {"Origin": HERE + ":8443"},
        {"Origin": "https://sub.letters.example", "Sec-Fetch-Site": "same-site"},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "file://"},
        {"Origin": "https://letters.example:x"},
        {"Origin": "nonsense"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Referer": "https://evil.example/?" + HERE},
        {"Origin": "null", "Referer": "https://evil.example/"},
    ],
    ids=str,
)
def test_a_post_from_another_site_is_refused(headers):
    assert check(headers) == ELSEWHERE


def test_behind_a_proxy_that_ends_tls_the_site_address_counts():
    assert check({"Origin": HERE}, secure=False) == ""


def test_a_host_that_is_not_ours_is_refused():
    assert check({"Origin": "https://evil.example", "Host": "evil.example"}) == ELSEWHERE


@pytest.mark.parametrize("token", ["", "x", "x:y", "1:2:3", "é", "\x00", "a" * 10_000])
def test_nonsense_in_place_of_the_token_is_refused(token):
    assert check(token=token) == NO_TOKEN


def test_the_token_of_another_form_is_refused():
    assert check(purpose="sign:8") == NO_TOKEN


def test_a_changed_time_is_refused():
    token = form_token("sign:7", NOW)
    assert check(token="9" + token[1:]) == NO_TOKEN


@pytest.mark.parametrize(
    ("age", "answer"),
    [
        (timedelta(0), ""),
        (timedelta(hours=24), ""),
        (timedelta(hours=24, seconds=1), TOO_OLD),
        (timedelta(minutes=-4), ""),  # two servers' clocks
        (timedelta(minutes=-6), NO_TOKEN),
    ],
)
def test_a_form_holds_for_a_day(age, answer):
    assert check(now=NOW + age) == answer


def test_everybody_gets_the_same_token_so_that_the_page_can_be_cached():
    assert form_token("sign:7", NOW) == form_token("sign:7", NOW)
