"""The scheduled sending, and the worker."""

from __future__ import annotations

import os
import signal
import threading
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from delivery.management.commands.work import Command as Worker
from delivery.models import Suppression
from privacy.limits import allow
from privacy.models import RateCount
from tests.delivery.mails import queued


@pytest.mark.django_db
def test_a_dry_run_sends_nothing(mailoutbox):
    queued(now=timezone.now())
    out = StringIO()
    call_command("send_queued", "--dry-run", stdout=out)
    assert out.getvalue() == "due 1\n"
    assert mailoutbox == []


@pytest.mark.django_db
def test_one_pass_prints_one_line_of_counts(mailoutbox):
    for _ in range(3):
        queued(now=timezone.now())
    out = StringIO()
    call_command("send_queued", "--limit", "2", stdout=out)
    assert out.getvalue().startswith("accepted 2, retried 0, failed 0,")
    assert out.getvalue().count("\n") == 1
    assert len(mailoutbox) == 2


@pytest.mark.parametrize("limit", ["0", "-1"])
def test_a_limit_below_one_is_refused(limit):
    with pytest.raises(CommandError, match="--limit must be 1 or more"):
        call_command("send_queued", "--limit", limit)


@pytest.mark.parametrize("every", ["0", "-1", "nan", "9999"])
def test_a_senseless_interval_is_refused(every):
    with pytest.raises(CommandError, match="--every"):
        call_command("work", "--every", every)


@pytest.mark.django_db(transaction=True)
def test_the_worker_sends_and_ends_on_sigterm(mailoutbox):
    queued(now=timezone.now())
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    timer = threading.Timer(1.0, os.kill, (os.getpid(), signal.SIGTERM))
    out = StringIO()
    try:
        timer.start()
        call_command("work", "--every", "0.1", stdout=out)
    finally:
        timer.cancel()
        signal.signal(signal.SIGTERM, before[0])
        signal.signal(signal.SIGINT, before[1])
    assert len(mailoutbox) == 1
    assert out.getvalue().splitlines()[0] == "worker started"
    assert out.getvalue().splitlines()[-1] == "worker stopped"


def _hour_of_the_worker() -> str:
    out = StringIO()
    Worker(stdout=out)._hourly()
    return out.getvalue()


@pytest.mark.django_db
def test_the_worker_forgets_counts_of_visitors_once_their_time_is_over():
    """P-05: the privacy page says until midnight, so nobody must have to remember it."""
    now = timezone.now()
    for subject, then in (("old", now - timedelta(days=2)), ("new", now)):
        allow(kind="visits", subject=subject, limit=9, per=timedelta(days=1), now=then)
    _hour_of_the_worker()
    assert [count.expires_at > now for count in RateCount.objects.all()] == [True]


@pytest.mark.django_db
def test_the_worker_does_every_hour_what_the_privacy_page_promises():
    """P-03: requests lapse and contacts go without a timetable that somebody has to write."""
    said = _hour_of_the_worker()
    assert "lapsed: 0" in said
    commands = [*settings.HOURLY_COMMANDS, *settings.ERASING_COMMANDS]
    assert len(said.splitlines()) == len(commands)


@pytest.mark.django_db
def test_a_command_that_fails_does_not_keep_the_others_from_running(settings, caplog):
    settings.HOURLY_COMMANDS = ["no_such_command", "expire_sign_ons"]
    assert "lapsed: 0" in _hour_of_the_worker()
    assert "worker: no_such_command failed" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_what_was_erased_does_not_stay_in_the_write_ahead_log():
    """P-03: SQLite alone keeps one; its old pages hold what a row said before."""
    if connection.vendor != "sqlite":
        pytest.skip("Only SQLite keeps a write-ahead log beside the database.")
    log = Path(f"{connection.settings_dict['NAME']}-wal")
    Suppression.objects.create(pseudonym="canary-7f3a", reason="by_staff", at=timezone.now())
    Suppression.objects.all().delete()
    assert b"canary-7f3a" in log.read_bytes()
    _hour_of_the_worker()
    assert not log.exists() or b"canary-7f3a" not in log.read_bytes()
    assert b"canary-7f3a" not in log.with_name(log.name.removesuffix("-wal")).read_bytes()
