"""Guessing passwords of staff."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from home import sign_in
from home.models import HomePage
from privacy.models import RateCount
from tests.home import factories

NEAR, FAR = "203.0.113.5", "198.51.100.7"


def _try(password: str, *, username: str = "reviewer", network: str = NEAR) -> Any:
    answer = {"username": username, "password": password}
    return Client().post(reverse("wagtailadmin_login"), answer, REMOTE_ADDR=network)


@pytest.fixture
def staff(home: HomePage, django_user_model: Any) -> Any:
    return django_user_model.objects.create_superuser(
        "reviewer", "reviewer@quayside.example", factories.PASSWORD
    )


@pytest.mark.usefixtures("staff")
def test_the_right_password_signs_in() -> None:
    assert _try(factories.PASSWORD).status_code == 302


@pytest.mark.usefixtures("staff")
def test_after_ten_guesses_even_the_right_password_is_not_looked_at() -> None:
    guesses = [_try(f"guess-{number}") for number in range(sign_in.TRIES_FOR_A_NAME)]
    assert all(sign_in.TOO_OFTEN not in answer.content.decode() for answer in guesses)
    refused = _try(factories.PASSWORD)
    assert refused.status_code == 200
    assert sign_in.TOO_OFTEN in refused.content.decode()


@pytest.mark.usefixtures("staff")
def test_the_name_in_other_letters_is_the_same_name() -> None:
    for number in range(sign_in.TRIES_FOR_A_NAME):
        _try("guess", username=("reviewer ", "REVIEWER")[number % 2])
    assert sign_in.TOO_OFTEN in _try(factories.PASSWORD).content.decode()


@pytest.mark.usefixtures("staff")
def test_guesses_from_elsewhere_lock_nobody_out() -> None:
    for _ in range(sign_in.TRIES_FOR_A_NAME + 1):
        _try("guess", network=FAR)
    assert _try(factories.PASSWORD, network=NEAR).status_code == 302


@pytest.mark.usefixtures("staff")
def test_one_network_may_not_try_many_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sign_in, "TRIES_OF_A_NETWORK", 5)
    for number in range(5):
        _try("guess", username=f"person-{number}")
    assert sign_in.TOO_OFTEN in _try(factories.PASSWORD).content.decode()


@pytest.mark.usefixtures("staff")
def test_no_name_and_no_network_is_kept() -> None:
    """P-05"""
    _try("guess")
    keys = list(RateCount.objects.values_list("key", flat=True))
    assert len(keys) == 2
    assert all(len(key) == 64 and "reviewer" not in key for key in keys)


def test_where_it_is_off_nobody_can_ask_for_a_reset(home: HomePage, settings: Any) -> None:
    settings.WAGTAIL_PASSWORD_RESET_ENABLED = False
    assert Client().get(reverse("wagtailadmin_password_reset")).status_code == 404
    assert "password_reset" not in Client().get(reverse("wagtailadmin_login")).content.decode()
