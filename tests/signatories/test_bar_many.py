"""S-05: a list of a hundred thousand names costs as many queries as one of three."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext

from signatories import desk, public_list, services
from signatories.models import SignedText, SignOn
from signatories.submission import stored_sort_key
from signatories.texts import text_in_force
from tests.signatories.factories import NOW, a_letter

pytestmark = pytest.mark.django_db
STATES = [("US", "FL"), ("US", "OR"), ("DE", ""), ("CA", "QC")]


def names(page: Any, text: SignedText, number: int, first: int = 0) -> Iterator[SignOn]:
    chance = random.Random(number)
    for n in range(first, first + number):
        country, region = chance.choice(STATES)
        name = f"The Tenants of Dock {n:06}"
        yield SignOn(
            page=page, signed_text=text, status="approved", claimed_name=name, display_name=name,
            name_key=f"tenants dock {n}", sort_key=stored_sort_key(name), scope=chance.choice(
                ["national", "state", "local", ""]
            ),
            country=country, region=region, submitted_at=NOW, confirmed_at=NOW,
            mailbox_pseudonym=f"{n:064}",
        )  # fmt: skip


def add(page: Any, number: int, first: int = 0) -> None:
    text = text_in_force(page=page, now=NOW)
    SignOn.objects.bulk_create(names(page, text, number, first), batch_size=5_000)


def asked(client: Any, page: Any) -> dict[str, int]:
    """Return the number of queries by address; each is asked for once before."""
    counted = {}
    for below in ("?page=1", "?page=2", "?group=local", "?place=Florida", "?q=dock 0000"):
        client.get(f"{page.url}signatories/{below}")
        with CaptureQueriesContext(connection) as queries:
            began = time.perf_counter()
            answer = client.get(f"{page.url}signatories/{below}")
            took = time.perf_counter() - began
        assert answer.status_code == 200
        print(f"{below}: {len(queries)} queries, {took * 1000:.0f} ms")
        counted[below] = len(queries)
    return counted


def holds(page: Any) -> int:
    """Return how many names are public; every way of counting says the same."""
    listed = public_list.published_names(page.pk)
    grouped = sum(number for *_, number in public_list.group_counts(page.pk))
    assert len(listed) == grouped == SignOn.objects.published(page.pk).count()
    return grouped


def test_the_query_count_does_not_grow_with_the_names(client: Any) -> None:
    """S-05, small: 110 names and 600."""
    page = a_letter()
    add(page, 110)
    few = asked(client, page)
    add(page, 490, first=110)
    assert asked(client, page) == few
    assert max(few.values()) <= 15


def test_the_list_is_sorted_by_group_and_then_as_a_reader_looks_names_up(client: Any) -> None:
    page = a_letter()
    add(page, 40)
    listed = public_list.published_names(page.pk)
    places = list(public_list.GROUPS)
    keys = [(places.index(one.group), stored_sort_key(one.name)) for one in listed]
    assert keys == sorted(keys)


@pytest.mark.long
def test_a_hundred_thousand_names_and_ten_thousand_changes(client: Any) -> None:
    """S-05: constant queries, and no drift of any count after 10,000 random operations."""
    page = a_letter()
    add(page, 110)
    few = asked(client, page)
    add(page, 99_890, first=110)
    assert asked(client, page) == few
    by = get_user_model().objects.create_user("ada")
    chance, ids = random.Random(5), list(SignOn.objects.values_list("pk", flat=True))
    for n in range(10_000):
        pk, now = chance.choice(ids), NOW + timedelta(seconds=n)
        verb = chance.choice(("withdraw", "undo", "approve"))
        if verb == "withdraw":
            services.withdraw_sign_ons(ids=[pk], by=by, now=now)
        elif verb == "undo":
            desk.undo_decision(sign_on_id=pk, by=by, now=now)
        else:
            services.approve_sign_ons(ids=[pk], by=by, ground="again", now=now)
    print(f"S-05: {holds(page)} names after 10,000 operations")
    assert asked(client, page) == few
