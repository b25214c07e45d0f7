"""Workers killed at any moment, against a provider on loopback that counts by reference."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone

from delivery import leases
from delivery.models import OutboundMessage
from delivery.sending import drain
from delivery.services import queue_bulk
from tests.delivery.liar import Liar, lying, use
from tests.delivery.mails import queued

# Loads the site once; for each line it is told, one more worker is forked off.
NURSERY = """
import os, signal, sys, time
import django
from django.conf import settings
django.setup()
database, url, engine, talks = sys.argv[1:5]
settings.DATABASES["default"]["NAME"] = database
settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
settings.ANYMAIL = {
    "POSTMARK_SERVER_TOKEN": "made-up", "POSTMARK_API_URL": url, "REQUESTS_TIMEOUT": (2, 5),
}
settings.PLACE_DIR = ""
settings.MAIL_CONNECTIONS = 4
settings.MAIL_PER_HOUR = settings.MAIL_PER_DOMAIN_MINUTE = 0
from django.utils import timezone
from delivery import batches
from delivery.engines import engine as chosen
batches.BATCHES["postmark"] = batches.Batch(5)  # an update is many batches
from delivery.sending import drain
chosen()
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
print("ready", flush=True)

def talk():
    from delivery import lines, talking
    lines.MANY = 1
    talker = talking.Talker(4)
    while not talker.ready():
        time.sleep(0.001)
    talking.keep(talker)

def work():
    if talks:
        talk()
    if engine == "database":
        while True:
            drain(now=timezone.now(), limit=20)
    with chosen().woken():  # nothing but wake-ups lets this one send
        while True:
            chosen().wake()
            time.sleep(0.2)

for line in sys.stdin:
    child = os.fork()
    if not child:
        work()
        os._exit(1)
    print(child, flush=True)
"""
A_BATCH = 5  # copies of an update, in the nursery above
BROKERS = {
    "rabbitmq": "amqp://guest:guest@127.0.0.1:5672//",
    "redis": "redis://127.0.0.1:6379/11",
}


@contextmanager
def nursery(provider: Liar, engine: str, talks: bool) -> Iterator[subprocess.Popen[str]]:
    """Run the process that workers are forked from."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "config.settings"),
        "FIELD_KEYS": ",".join(django_settings.FIELD_KEYS),
        "QUEUE_ENGINE": "database" if engine == "database" else "celery",
        "BROKER_URL": BROKERS.get(engine, ""),
    }
    name = str(connection.settings_dict["NAME"])
    command = [sys.executable, "-c", NURSERY, name, provider.url]
    command.append("database" if engine == "database" else "celery")
    command.append("talks" if talks else "")
    process = subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process
    finally:
        process.kill()
        process.communicate()


def killed_workers(process: Any, number: int, provider: Liar, requests: int) -> None:
    """Let `number` workers begin; kill them all once they made so many requests, or in 5 s."""
    born, before = [], provider.requests
    for _ in range(number):
        process.stdin.write("one\n")
        process.stdin.flush()
        born.append(int(process.stdout.readline()))
    until = time.monotonic() + 5
    while provider.requests < before + requests and time.monotonic() < until:
        time.sleep(0.001)
    time.sleep(random.uniform(0, 0.02))
    for child in born[::2]:
        kill_children(child)
    for child in born:
        os.kill(child, signal.SIGKILL)


def kill_children(worker: int) -> None:
    """Kill the process that talks for a worker, if there is one; a moment later the worker dies."""
    for child in Path(f"/proc/{worker}/task/{worker}/children").read_text("utf-8").split():
        os.kill(int(child), signal.SIGKILL)
        time.sleep(random.uniform(0, 0.02))


def fill(messages: int, *, update: bool) -> None:
    """Queue letters with a confirmation for every fifth, or the copies of one update."""
    if update:
        recipients = (f"p{number}@harbor.example" for number in range(messages))
        queue_bulk(
            key="update:1",
            scope="campaign:1",
            list_name="the campaign",
            recipients=recipients,
            subject="News",
            body_text="Words",
            now=timezone.now(),
        )
        return
    for number in range(messages):
        queued(kind="confirmation" if number % 5 == 0 else "letter", now=timezone.now())


def kill_them(
    settings: Any,
    *,
    messages: int,
    kills: int,
    engine: str = "database",
    talks: bool = False,
    update: bool = False,
) -> None:
    """D-01: accepted ∪ uncertain = all, no letter or copy twice, nobody stuck past the lease."""
    chance, at_once = random.Random(1), 2
    posts = messages // A_BATCH if update else messages
    a_round = 2 * posts * at_once // kills  # requests at most, so that the last finds work
    began = time.monotonic()
    with lying(latency=0.005) as provider:
        use(settings, provider)
        fill(messages, update=update)
        with nursery(provider, engine, talks) as process:
            for _ in range(kills // at_once):
                killed_workers(process, at_once, provider, chance.randrange(a_round * 8 // 10))
        before = Counter(OutboundMessage.objects.values_list("status", flat=True))
        later = timezone.now() + leases.LEASE + timedelta(minutes=1)
        for _ in range(4):
            drain(now=later)
            later += timedelta(hours=1)
    ends = Counter(OutboundMessage.objects.values_list("kind", "status"))
    once = OutboundMessage.objects.exclude(kind="confirmation")
    twice = [one.pk for one in once if provider.taken[str(one.reference)] > 1]
    accepted = OutboundMessage.objects.filter(status="accepted")
    lost = [one.pk for one in accepted if not provider.taken[str(one.reference)]]
    how = f"{engine}{', a process that talks' * talks}{', batches' * update}"
    print(
        f"D-01: {connection.vendor}/{how}: "
        f"{messages} messages, {kills} kills: {dict(ends)}, "
        f"after the kills {dict(before)}, {len(twice)} twice, {len(lost)} lost, "
        f"{time.monotonic() - began:.0f} s"
    )
    assert {status for _, status in ends} <= {"accepted", "uncertain"}
    assert ends["confirmation", "accepted"] == (0 if update else messages // 5)
    assert sum(ends.values()) == messages
    assert twice == []
    assert lost == []
    for one in accepted.exclude(kind="confirmation"):
        assert provider.ids[str(one.reference)] == one.provider_message_id


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_killed_workers_lose_nothing_and_send_no_letter_twice(settings):
    """D-01, small: 100 messages, 20 kills."""
    kill_them(settings, messages=100, kills=20)


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_killed_workers_send_no_copy_of_an_update_twice(settings):
    """D-01 for batches: 400 copies, five in each, 10 kills."""
    kill_them(settings, messages=400, kills=10, update=True)


@pytest.mark.long
@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("talks", [False, True], ids=["threads", "talking process"])
def test_a_hundred_killed_workers_send_no_copy_twice(talks, settings):
    """D-01 for batches: 2,000 copies, five in each, 100 kills."""
    kill_them(settings, messages=2_000, kills=100, talks=talks, update=True)


@pytest.mark.long
@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("talks", [False, True], ids=["threads", "talking process"])
def test_a_hundred_killed_workers_lose_nothing(talks, settings):
    """D-01: 1,000 messages, 100 kills, engine `database`."""
    kill_them(settings, messages=1_000, kills=100, talks=talks)


@pytest.mark.long
@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("broker", BROKERS)
def test_a_hundred_killed_workers_woken_by_celery_lose_nothing(broker, settings):
    """D-01: 1,000 messages, 100 kills, engine `celery`."""
    if connection.vendor != "postgresql":
        pytest.skip("Several machines share PostgreSQL only; celery is for them.")
    kombu = pytest.importorskip("kombu")
    try:
        with kombu.Connection(BROKERS[broker], connect_timeout=2) as reached:
            reached.ensure_connection(max_retries=1, timeout=2)
    except Exception as error:  # whatever a broker that isn't there raises
        pytest.skip(f"No {broker} on 127.0.0.1 ({type(error).__name__}).")
    kill_them(settings, messages=1_000, kills=100, engine=broker)
