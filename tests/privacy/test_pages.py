"""Who may keep a copy of an answer."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from privacy.pages import private_page, public_page

ask = RequestFactory()


def answer(request, status=200):
    return HttpResponse("text", status=status)


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_public_page_may_be_kept_by_everybody(method):
    response = public_page(max_age=60)(answer)(getattr(ask, method)("/"))
    assert response["Cache-Control"] == "public, max-age=60"
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize("status", [302, 400, 403, 404, 405, 500])
def test_other_answers_of_a_public_page_are_not_kept(status):
    assert public_page()(answer)(ask.get("/"), status=status)["Cache-Control"] == "no-store"


def test_the_answer_to_a_post_is_not_kept():
    assert public_page()(answer)(ask.post("/"))["Cache-Control"] == "no-store"


@pytest.mark.parametrize("method", ["get", "head", "post"])
@pytest.mark.parametrize("status", [200, 302, 404])
def test_a_private_page_is_kept_nowhere_and_named_nowhere(method, status):
    """T-05: token pages."""
    response = private_page(answer)(getattr(ask, method)("/"), status=status)
    assert response["Cache-Control"] == "no-store"
    assert response["Referrer-Policy"] == "no-referrer"
