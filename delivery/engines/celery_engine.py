"""A message through RabbitMQ or Redis wakes one worker, which then drains the outbox.

Imported only where it is configured: without it neither the package nor a broker is needed.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from celery import Celery
from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone

from delivery.sending import drain

logger = logging.getLogger(__name__)
QUEUE = "undersigned"
BATCH = 200  # messages that one wake-up sends at most; what is left wakes the next

app = Celery("undersigned", broker=settings.BROKER_URL, set_as_current=False)
app.conf.update(
    task_default_queue=QUEUE,
    task_ignore_result=True,
    task_acks_late=False,  # a wake-up may be lost: workers look by themselves too
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    worker_cancel_long_running_tasks_on_connection_loss=False,
    broker_connection_retry_on_startup=True,
    broker_connection_timeout=2,
    broker_transport_options={"socket_timeout": 5, "socket_connect_timeout": 2},
    accept_content=["json"],
    task_serializer="json",
)


@app.task(name="delivery.drain", expires=300)
def drain_outbox() -> None:
    """Send what is due; wake the next one if there is more."""
    close_old_connections()
    report = drain(now=timezone.now(), limit=BATCH)
    if report.accepted + report.failed + report.cancelled >= BATCH:
        wake()


def wake() -> None:
    """Send one worker the message that mail waits; while the broker is away they look anyway."""
    try:
        drain_outbox.apply_async(retry=False)
    except Exception as error:  # whatever a broker raises, the mail is in the outbox
        logger.warning("no worker was woken: the broker is away (%s)", type(error).__name__)


@contextmanager
def woken() -> Iterator[None]:
    """Consume wake-ups in threads of this process, within the context."""
    worker = app.Worker(
        pool="threads",
        concurrency=1,  # one pass at a time has several connections already
        loglevel="WARNING",
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
        quiet=True,
        queues=[QUEUE],
    )
    thread = threading.Thread(target=worker.start, daemon=True)
    thread.start()
    try:
        yield
    finally:
        worker.should_stop = True
        with suppress(Exception):  # whatever the broker does, what was sent is settled
            worker.stop()
        thread.join(timeout=30)
