"""Many at once, on real threads and a real database.

Times are printed, not asserted: they say more about what else the machine does.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone
from wagtail.models import ModelLogEntry

from privacy.forms import form_token
from signatories import services
from signatories.models import Organization, SignOn
from signatories.registry import merge_organizations
from tests.signatories.factories import (
    NOW,
    a_letter,
    a_sign_on,
    a_submission,
    mails,
    token_in,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]
THREADS = 200
ROUNDS = 20


def together(calls: list[Callable[[], object]]) -> tuple[list[object], list[float], list[str]]:
    """Return results, seconds and errors of calls that start at one moment, each on its thread."""
    gate = Barrier(len(calls))

    def run(number: int) -> tuple[object, float, str]:
        gate.wait()
        began = time.monotonic()
        try:
            return calls[number](), time.monotonic() - began, ""
        except Exception as error:
            return None, time.monotonic() - began, f"{type(error).__name__}: {error}"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        answers = list(pool.map(run, range(len(calls))))
    results, seconds, errors = zip(*answers, strict=True)
    return list(results), list(seconds), [error for error in errors if error]


def p95(seconds: list[float]) -> float:
    return sorted(seconds)[int(len(seconds) * 0.95) - 1]


def submitting(page, submission) -> Callable[[], object]:
    return lambda: services.submit_sign_on(page=page, submission=submission, now=NOW)


def test_one_mailbox_at_once_makes_one_row():
    """S-01 (a): one organization from one mailbox, 200 threads a round."""
    slow, wrong = [], []
    for number in range(ROUNDS):
        page = a_letter(slug=f"round-{number}")
        address = f"one@round{number}.example"
        submission = a_submission(page, contact_email=address)
        spelled = [
            replace(submission, contact_email=f"One+{n}@round{number}.example")
            for n in range(THREADS)
        ]
        _, seconds, errors = together([submitting(page, one) for one in spelled])
        slow += seconds
        wrong += errors
        assert SignOn.objects.filter(page_id=page.pk).count() == 1
        assert SignOn.objects.get(page_id=page.pk).answers_mailed <= 3
    print(
        f"S-01 (a): {ROUNDS} rounds × {THREADS} threads, {len(wrong)} errors, p95 {p95(slow):.2f} s"
    )
    assert not wrong


def test_one_organization_from_fifty_mailboxes_is_fifty_claims_and_one_name():
    """S-01 (b): nobody can squat a name; however many are approved at once, one stands."""
    slow, wrong = [], []
    for number in range(ROUNDS):
        page = a_letter(slug=f"claims-{number}")
        shared = a_submission(page, organization="Quay Watch", website="https://watch.example")
        claims = [
            replace(shared, contact_email=f"claim{n % 50}@round{number}.example")
            for n in range(THREADS)
        ]
        _, seconds, errors = together([submitting(page, claim) for claim in claims])
        slow += seconds
        wrong += errors
        own = SignOn.objects.filter(page_id=page.pk)
        assert own.filter(status="pending").count() == own.count() == 50
        own.update(status="verified", confirmed_at=NOW)
        approved, _, errors = together([approving(pk) for pk in own.values_list("pk", flat=True)])
        wrong += errors
        assert sum(filter(None, approved)) == own.filter(status="approved").count() == 1
    print(
        f"S-01 (b): {ROUNDS} rounds × {THREADS} threads, {len(wrong)} errors, p95 {p95(slow):.2f} s"
    )
    assert not wrong


def approving(pk: int) -> Callable[[], object]:
    return lambda: services.approve_sign_ons(ids=[pk], by=None, ground="", now=NOW)


def test_a_token_posted_a_hundred_times_at_once_confirms_once(client):
    """S-03: one transition, one audit line."""
    now = timezone.now()
    page = a_letter()
    services.submit_sign_on(page=page, submission=a_submission(page), now=now)
    link = f"/confirm/{token_in(mails()[-1], 'confirm')}/"
    button = form_token("confirm", now)
    answers, _, errors = together(
        [lambda: client.__class__().post(link, {"form_token": button}).status_code] * 100
    )
    lines = ModelLogEntry.objects.filter(action="signatories.confirm").count()
    print(f"S-03: {len(answers)} posts, {answers.count(200)} confirmed, {lines} audit lines")
    assert not errors
    assert sorted(set(answers)) == [200, 404]
    assert answers.count(200) == lines == 1
    assert SignOn.objects.get().status == "verified"


def declining(pk: int) -> Callable[[], object]:
    return lambda: services.decline_sign_ons(ids=[pk], by=None, reason="No.", now=NOW)


def test_reviewers_who_decide_at_once_decide_once():
    """Forty threads approve or decline one request: one of them did, all others did nothing."""
    page = a_letter()
    rounds, wins = 10, 0
    for number in range(rounds):
        one = a_sign_on(page, name=f"Quay Watch {number}")
        calls = [approving(one.pk), declining(one.pk)] * 20
        answers, _, errors = together(calls)
        assert not errors
        assert sorted(answers) == [0] * 39 + [1]
        one.refresh_from_db()
        approved = answers.index(1) % 2 == 0
        assert one.status == ("approved" if approved else "declined")
        wins += approved
        lines = ModelLogEntry.objects.filter(object_id=str(one.pk), action__startswith="signator")
        assert lines.count() == 1
    print(f"{rounds} rounds × 40 reviewers: one decision each, {wins} approvals")


def test_a_merge_while_others_sign_loses_nobody():
    """Requests approved while their organization's record is merged away stand by what stays."""
    for number in range(5):
        name = f"Quay Watch {number}"
        source = Organization.objects.create(name=name, website=f"https://quay{number}.example")
        target = Organization.objects.create(name=f"Quay Watch United {number}")
        pages = [a_letter(slug=f"merge-{number}-{n}") for n in range(12)]
        made = [a_sign_on(page, name=name, website=source.website) for page in pages]
        merge = functools.partial(
            merge_organizations, source=source.pk, target=target.pk, by=None, now=NOW
        )
        calls: list[Callable[[], object]] = [approving(one.pk) for one in made]
        _, _, errors = together([*calls[:6], merge, *calls[6:]])
        assert not errors
        standing = SignOn.objects.filter(pk__in=[one.pk for one in made])
        assert set(standing.values_list("status", "organization")) == {("approved", target.pk)}
    print("5 × 12 approvals beside a merge: all stand by the record that stays")
