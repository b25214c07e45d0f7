"""The bar's line on approval: nothing goes out that two people didn't agree on, word for word."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, connection, transaction

from delivery.models import OutboundMessage
from letters import services
from letters.models import Dispatch, Edition, LetterPage, LetterSettings
from letters.scheduling import dispatch_scheduled, schedule_dispatch
from letters.services import NotReady, digest_of
from tests.home import factories
from tests.letters.factories import sign
from tests.letters.sending import frozen

NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)
THREADS = 4
EVIL = "somebody@elsewhere.example"


def the_letter() -> LetterPage:
    letter = factories.a_letter(factories.a_campaign(factories.a_site()), slug="race")
    sign(letter, "The Quiet Gate", now=NOW)
    return letter


def copies(letter: LetterPage, by: Any, number: int) -> list[Edition]:
    """Return frozen editions, each of the same words."""
    first = frozen(letter, by=by, now=NOW)
    files = list(first.files.all())
    made = [first]
    for count in range(2, number + 1):
        one = Edition.objects.get(pk=first.pk)
        one.pk, one.number = None, count
        one.save()
        for file in files:
            file.pk, file.edition = None, one
            file.save()
        made.append(one)
    return made


def steps(edition: Edition, rosa: Any, imre: Any) -> list[Callable[[], object]]:
    """Return everything that people and edits may do to one edition at once."""
    pk, digest = edition.pk, edition.digest
    approve, dispatch = services.approve_edition, services.dispatch_edition
    evil = digest_of(edition.document, [EVIL, ""])
    tampered = Edition.objects.filter(pk=pk, approved_at=None)
    return [
        lambda: approve(edition_id=pk, digest=digest, by=rosa, now=NOW),
        lambda: approve(edition_id=pk, digest=digest, by=imre, now=NOW),
        lambda: approve(edition_id=pk, digest=evil, by=imre, now=NOW),
        lambda: dispatch(edition_id=pk, by=rosa, now=NOW),
        lambda: dispatch(edition_id=pk, by=imre, now=NOW),
        lambda: tampered.update(recipients=[EVIL, ""]),
        lambda: schedule_dispatch(edition_id=pk, at=NOW + timedelta(seconds=1), by=rosa, now=NOW),
    ]


def tried(steps: list[Callable[[], object]]) -> list[str]:
    """Return what became of each step, done one after the other on one thread."""

    def outcome(step: Callable[[], object]) -> str:
        try:
            return str(bool(step()))
        except NotReady:
            return "refused"

    try:
        return [outcome(step) for step in steps]
    finally:
        connection.close()


def race(number: int) -> Counter[str]:
    """Run every step on every edition in a random order by several threads; return the outcomes."""
    rosa, imre = (get_user_model().objects.create_user(name) for name in ("rosa", "imre"))
    chosen = random.Random(3)
    work = []
    for edition in copies(the_letter(), rosa, number):
        mine = steps(edition, rosa, imre)
        chosen.shuffle(mine)
        work += mine
    with ThreadPoolExecutor(THREADS) as pool:
        done = pool.map(tried, [work[first::THREADS] for first in range(THREADS)])
        outcomes = Counter(itertools.chain.from_iterable(done))
    dispatch_scheduled(now=NOW + timedelta(minutes=1))
    return outcomes


def wrong() -> dict[str, int]:
    """Count what may never be."""
    out = Edition.objects.filter(dispatched_at__isnull=False)
    return {
        "unapproved": out.filter(approved_at=None).count(),
        "by one person": sum(one.approved_by_id == one.frozen_by_id for one in out),
        "other words": sum(digest_of(o.document, o.recipients) != o.digest for o in out),
        "mail elsewhere": sum(
            message.to == EVIL for message in OutboundMessage.objects.filter(kind="letter")
        ),
        "dispatches of what was not sent": Dispatch.objects.exclude(edition__in=out).count(),
        "more than one mail an edition": OutboundMessage.objects.filter(kind="letter").count()
        - out.count(),
    }


@pytest.mark.django_db(transaction=True)
@pytest.mark.both_databases
def test_no_race_sends_what_two_people_did_not_approve() -> None:
    """E-03: approvals, edits and dispatches of one edition at once; 0 may slip through."""
    rounds = 1_000 if connection.vendor == "sqlite" else 100
    none_slips_through(rounds)


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
@pytest.mark.both_databases
def test_no_race_of_a_thousand_sends_what_two_people_did_not_approve() -> None:
    """E-03 in full, on PostgreSQL too."""
    none_slips_through(1_000)


def none_slips_through(rounds: int) -> None:
    outcomes = race(rounds)
    sent = Edition.objects.filter(dispatched_at__isnull=False).count()
    print(
        f"E-03: {rounds} races, {outcomes.total()} steps {dict(outcomes)}, sent {sent}, {wrong()}"
    )
    assert sent > 0, "nothing was sent, so nothing was tested"
    assert not any(wrong().values()), wrong()


@pytest.mark.django_db
@pytest.mark.both_databases
def test_the_database_itself_refuses_one_person_for_two() -> None:
    """E-03: also what bypasses the services, unless it says that one person did both."""
    rosa = get_user_model().objects.create_user("rosa")
    edition = frozen(the_letter(), by=rosa, now=NOW)
    own = Edition.objects.filter(pk=edition.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        own.update(approved_at=NOW, approved_by=rosa)
    with pytest.raises(IntegrityError), transaction.atomic():
        own.update(dispatched_at=NOW)
    assert own.update(approved_at=NOW, approved_by=rosa, approved_alone=True) == 1
    rosa.delete()
    edition.refresh_from_db()
    assert edition.approved_at == NOW


@pytest.mark.django_db
def test_where_one_person_may_the_edition_says_so() -> None:
    """E-03: the setting is the only way, and leaves its mark."""
    rosa = get_user_model().objects.create_user("rosa")
    letter = the_letter()
    edition = frozen(letter, by=rosa, now=NOW)
    approval: dict[str, Any] = {
        "edition_id": edition.pk,
        "digest": edition.digest,
        "by": rosa,
        "now": NOW,
    }
    with pytest.raises(NotReady):
        services.approve_edition(**approval)
    LetterSettings.objects.update_or_create(
        site=letter.get_site(), defaults={"one_person_may_approve": True}
    )
    assert services.approve_edition(**approval)
    edition.refresh_from_db()
    assert edition.approved_alone
