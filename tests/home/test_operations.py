"""While the database or the disk fails: a sentence, no half row, and back by itself. And figures.

O-02, the faults of the database that can be made here: full, locked, read-only, gone, clock moved.
"""

from __future__ import annotations

import errno
import json
import logging
import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from delivery.models import DeliveryEvent, OutboundMessage
from delivery.sending import drain
from delivery.services import pause, queue_email
from home.failures import passes_by_itself
from home.queue_facts import queue_facts
from home.queue_panel import bars, need
from privacy.logs import JsonLine, NoPersonalData
from signatories.models import SignOn
from tests.home import factories

PATH = "/campaigns/front-door/stop/sign/"
FORM = {
    "kind": "organization",
    "organization": "Bayshore Readers",
    "website": "bayshore.example",
    "scope": "local",
    "country": "US",
    "region": "Florida",
    "contact_name": "Teodora Lindqvist",
    "contact_title": "Chair",
    "contact_email": "teo@bayshore.example",
    "authority": "on",
}


@pytest.fixture
def visitor(transactional_db: None) -> Client:
    factories.a_letter(factories.a_campaign(factories.a_site()), slug="stop")
    return Client(raise_request_exception=False)


def signs(visitor: Client) -> int:
    """Send the sign-on form with a form of before; return the status of the answer."""
    return visitor.post(PATH, {**FORM, **HIDDEN}).status_code


HIDDEN: dict[str, str] = {}


def take_form(visitor: Client) -> None:
    page = visitor.get(PATH).content.decode()
    HIDDEN.update(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))


def pragma(words: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {words}")


@contextmanager
def full() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")  # pages that earlier tests left free are room, too
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
    pragma(f"max_page_count = {pages}")
    try:
        yield
    finally:
        pragma("max_page_count = 1073741823")


@contextmanager
def read_only() -> Iterator[None]:
    pragma("query_only = ON")
    try:
        yield
    finally:
        pragma("query_only = OFF")


@contextmanager
def locked() -> Iterator[None]:
    other = sqlite3.connect(str(connection.settings_dict["NAME"]), timeout=1)
    other.execute("BEGIN IMMEDIATE")
    pragma("busy_timeout = 300")
    try:
        yield
    finally:
        other.rollback()
        other.close()
        pragma("busy_timeout = 20000")


@contextmanager
def gone() -> Iterator[None]:
    connection.close()
    name = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = f"{name}.nowhere/db.sqlite3"
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name


FAULTS = {"full": full, "read-only": read_only, "locked": locked, "gone": gone}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_the_database_is_told_and_passes(visitor: Client, fault: str) -> None:
    """O-02: a friendly 503, no half row, and at work again within 30 s of its end."""
    if connection.vendor != "sqlite":
        pytest.skip("These faults are made with SQLite's own switches.")
    take_form(visitor)
    statuses = []
    with FAULTS[fault]():
        for _ in range(200 if fault == "full" else 2):
            statuses.append(signs(visitor))
            if statuses[-1] == 503:
                break
        answer = visitor.post(PATH, {**FORM, **HIDDEN})
        during = SignOn.objects.count() if fault != "gone" else 0
    ended = time.monotonic()
    assert 503 in statuses, statuses
    assert answer.status_code == 503
    assert answer["Retry-After"] == "30"
    assert answer["Cache-Control"] == "no-store"
    assert b"Nothing of what you sent was half kept" in answer.content
    assert signs(visitor) == 302 or signs(visitor) == 200
    assert visitor.get("/campaigns/front-door/stop/").status_code == 200
    back = time.monotonic() - ended
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        assert cursor.fetchone()[0] == "ok"
    for sign_on in SignOn.objects.all():
        assert sign_on.contact.email, "a half row"
    assert SignOn.objects.count() >= during
    print(f"O-02: {fault}: {statuses.count(503)} × 503, no half row, back after {back:.2f} s")
    assert back < 30


def test_a_reader_goes_on_while_somebody_writes_for_long(visitor: Client) -> None:
    """O-02: a locked database doesn't keep anybody from reading."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL's readers never wait for writers.")
    with locked():
        assert visitor.get("/campaigns/front-door/stop/").status_code == 200
        assert visitor.get("/privacy/").status_code == 200


@pytest.mark.parametrize("days", [-1, 1])
def test_a_clock_that_jumps_a_day_sends_each_mail_once(
    visitor: Client, settings: Any, tmp_path: Any, days: int
) -> None:
    """O-02: what was queued goes once the clock is right again, and nothing goes twice."""
    settings.EMAIL_BACKEND = "delivery.local_mailbox.LocalMailboxBackend"
    settings.LOCAL_MAILBOX_DIR = tmp_path / "mailbox"
    now = timezone.now()
    for number in range(5):
        some_mail(number, now)
    drain(now=now, limit=2)
    drain(now=now + timedelta(days=days))
    drain(now=now + timedelta(seconds=30))
    assert OutboundMessage.objects.filter(status="accepted").count() == 5
    assert len(list((tmp_path / "mailbox").glob("*.eml"))) == 5


@pytest.mark.parametrize(
    ("error", "passes"),
    [
        (OperationalError("database is locked"), True),
        (OSError(errno.ENOSPC, "full"), True),
        (OSError(errno.EROFS, "read-only"), True),
        (OSError(errno.ENOENT, "missing"), False),
        (ValueError("a mistake"), False),
        (None, False),
    ],
    ids=["locked", "full", "read-only", "missing", "mistake", "nothing"],
)
def test_only_what_passes_by_itself_asks_to_come_back(error: Any, passes: bool) -> None:
    assert passes_by_itself(error) is passes


def some_mail(number: int, now: Any) -> OutboundMessage:
    return queue_email(
        kind=OutboundMessage.Kind.NOTICE,
        key=f"notice:{number}",
        to="canary@harborrights.example",
        subject="Canary",
        body_text="Made up.",
        now=now,
    )


# Figures ----------------------------------------------------------------------------------------


def figures(client: Client, **headers: str) -> dict[str, float]:
    answer = client.get("/metrics", headers=headers)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert "canary" not in answer.content.decode().lower()
    return {
        "/".join([sample.name, *sample.labels.values()]): sample.value
        for family in text_string_to_metric_families(answer.content.decode())
        for sample in family.samples
    }


@pytest.mark.django_db
@pytest.mark.both_databases
def test_the_figures_are_read_from_the_database(settings: Any, client: Client) -> None:
    settings.READYZ_TOKEN = "made-up-token"
    now = timezone.now()
    for number in range(3):
        some_mail(number, now - timedelta(minutes=10))
    found = figures(client, authorization="Bearer made-up-token")
    assert found["undersigned_messages/queued"] == 3
    assert 600 <= found["undersigned_oldest_queued_seconds"] < 700
    assert found["undersigned_mail_paused"] == 0
    assert found["undersigned_ready"] == 1
    assert found["undersigned_disk_free_bytes"] > 0
    pause(reason="made up", now=now)
    assert figures(client, authorization="Bearer made-up-token")["undersigned_mail_paused"] == 1


@pytest.mark.django_db
def test_nobody_else_learns_that_there_are_figures(settings: Any, client: Client) -> None:
    for token, shown in (("", ""), ("", "Bearer "), ("made-up", "Bearer other"), ("x", "")):
        settings.READYZ_TOKEN = token
        for path in ("/metrics", "/readyz"):
            answer = client.get(path, headers={"authorization": shown} if shown else {})
            assert answer.status_code == 404, (path, token, shown)


@pytest.mark.django_db
def test_the_process_is_alive_and_says_nothing_else(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.content, answer.status_code) == (b"ok\n", 200)


@pytest.mark.django_db
def test_readiness_tells_how_much_room_the_disk_has(client: Client, settings: Any) -> None:
    settings.READYZ_TOKEN = "made-up-token"
    facts = client.get("/readyz", headers={"authorization": "Bearer made-up-token"}).json()
    assert facts["ready"] is True
    assert facts["disk_free_mb"] > 0


@pytest.mark.django_db
@pytest.mark.both_databases
def test_the_queue_is_counted_by_hour_age_and_trouble() -> None:
    now = timezone.now()
    first = some_mail(0, now - timedelta(minutes=2))
    some_mail(1, now - timedelta(hours=3))
    some_mail(2, now + timedelta(hours=1))
    failed = some_mail(3, now)
    OutboundMessage.objects.filter(pk=failed.pk).update(status="failed")
    for hours in (0.5, 0.6, 5, 23.5, 30):
        at = now - timedelta(hours=hours)
        DeliveryEvent.objects.create(
            message=first, type="accepted", provider_event_id=f"{hours}", at=at, received_at=at
        )
    facts = queue_facts(now=now)
    assert facts.accepted[-1] == 2
    assert facts.accepted[0] == 1
    assert sum(facts.accepted) == 4
    assert dict(facts.waiting) == {
        "Up to 5 minutes": 1, "Up to an hour": 0, "Up to a day": 1, "Longer": 0
    }  # fmt: skip
    assert dict(facts.trouble)["Failed"] == 1
    assert "has waited for 3 h" in need(facts)
    drawn = bars(facts, now)
    assert len(drawn) == 24
    assert float(drawn[-1].height) == 40
    assert float(drawn[0].height) == 20


@pytest.mark.django_db
def test_the_first_page_draws_the_queue_for_who_may_see_it(client: Client) -> None:
    factories.a_site()
    client.force_login(factories.an_administrator())
    page = client.get("/admin/").content.decode()
    drawing = re.search(r'<svg viewBox="0 0 120 42".*?</svg>', page, re.DOTALL)
    assert drawing, "no picture"
    assert "style=" not in drawing[0]
    assert page.count("<td>", page.index("queue-hours")) >= 48, "no table beside it"
    assert "Nothing: no mail waits." in page


def test_a_line_of_the_log_is_one_object_without_people() -> None:
    record = logging.LogRecord(
        "delivery", logging.WARNING, "x.py", 1, "message %s to %s", (7, "canary@x.example"), None
    )
    NoPersonalData().filter(record)
    facts = json.loads(JsonLine().format(record))
    assert facts["message"].startswith("message 7 to ")
    assert "canary" not in json.dumps(facts)
    assert (facts["level"], facts["logger"]) == ("WARNING", "delivery")
