"""The scheduled sending, and the worker."""

from __future__ import annotations

import os
import signal
import threading
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

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
