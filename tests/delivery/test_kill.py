"""Workers killed at any moment, against a provider on loopback that counts by key."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone

from delivery import leases
from delivery.local_mailbox import names
from delivery.models import OutboundMessage
from delivery.sending import drain
from tests.delivery.mails import queued

MESSAGES, KILLS = 100, 20
WORKER = """
import os, sys, time
from pathlib import Path
import django
from django.conf import settings
django.setup()
settings.DATABASES["default"]["NAME"] = sys.argv[1]
settings.LOCAL_MAILBOX_DIR = Path(sys.argv[2])
settings.EMAIL_BACKEND = "delivery.local_mailbox.LocalMailboxBackend"
from delivery import local_mailbox
from django.utils import timezone
write = local_mailbox._write
def slow(path, content):
    time.sleep(0.01)
    write(path, content)
    time.sleep(0.01)
local_mailbox._write = slow
from delivery.sending import drain
print("ready", flush=True)
while True:
    drain(now=timezone.now(), limit=20)
"""


def worker(folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WORKER, str(connection.settings_dict["NAME"]), str(folder)]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "config.settings"),
        "FIELD_KEYS": ",".join(django_settings.FIELD_KEYS),
    }
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


def kill_after(process: subprocess.Popen[str], seconds: float) -> None:
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()


def subjects(folder: Path) -> Counter[Any]:
    read = (message_from_bytes((folder / n).read_bytes(), policy=policy.default) for n in names())
    return Counter(mail["Subject"] for mail in read)


@pytest.mark.django_db(transaction=True)
def test_killed_workers_lose_nothing_and_send_no_letter_twice(folder):
    """D-01, small: 100 messages, 20 kills; accepted ∪ uncertain = all, no letter twice."""
    if connection.vendor != "sqlite":
        pytest.skip("the worker of this test opens the test's SQLite file")
    chance = random.Random(1)
    for number in range(MESSAGES):
        kind = "confirmation" if number % 5 == 0 else "letter"
        queued(kind=kind, subject=f"{kind} {number}", now=timezone.now())
    for _ in range(KILLS // 2):
        wait = chance.uniform(0.01, 0.15)
        pair = [worker(folder) for _ in range(2)]
        killers = [threading.Thread(target=kill_after, args=(p, wait)) for p in pair]
        for killer in killers:
            killer.start()
        for killer in killers:
            killer.join()
    later = timezone.now() + leases.LEASE + timedelta(minutes=1)
    for _ in range(4):
        drain(now=later)
        later += timedelta(hours=1)
    ends = Counter(OutboundMessage.objects.values_list("kind", "status"))
    sent = subjects(folder)
    twice = [subject for subject, times in sent.items() if times > 1 and "letter" in subject]
    print(f"D-01: {MESSAGES} messages, {KILLS} kills: {dict(ends)}, {len(twice)} letters twice")
    assert {status for _, status in ends} <= {"accepted", "uncertain"}
    assert ends["confirmation", "accepted"] == MESSAGES // 5
    assert ends["letter", "accepted"] + ends["letter", "uncertain"] == MESSAGES * 4 // 5
    assert twice == []
    accepted = OutboundMessage.objects.filter(status="accepted")
    assert all(sent[message.subject] for message in accepted)
