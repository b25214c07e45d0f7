"""Draining the outbox over open connections.

Before the first byte of a message goes out, its row says so, on the disk. Whatever happens after
that, killed worker or silent provider, leaves a row that tells what isn't known.

A pass takes turns. Each turn is one transaction: it writes down what became of earlier messages,
marks as handed over those that are ready, as many as there are free connections, and, once few are
left, claims the next ones. Then the marked ones go out, and the claimed ones are composed. So few
more messages are ever marked than there are connections, and each costs a fraction of a commit. A
batch is claimed and marked at once, and composed after the commit.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import connection, transaction

from delivery import leases, many
from delivery.batches import batch_in_use
from delivery.claimed import Claimed
from delivery.claiming import claim_some, due
from delivery.compose import compose, compose_batch, sender_settings
from delivery.lines import Job, Lines, Result, width
from delivery.models import SenderSettings
from delivery.settling import Count, settle
from delivery.stopping import Cause, pause
from delivery.unwanted import unwanted_now
from privacy import places
from privacy.sealing import SealedValueUnreadable

logger = logging.getLogger(__name__)
Clock = Callable[[], datetime]

LINGER = 0.005  # seconds that a turn waits for more results, to write them down together
A_TURN = 1 / 2  # of the connections answered: what is left keeps them busy during a turn
AHEAD = timedelta(seconds=1)  # as many as went out in it are claimed and composed beforehand
AT_FIRST = 8  # claimed at once, so that the first go out soon
MOST_AHEAD = 64
WITHOUT_KEY = timedelta(hours=1)  # until a message that no key opens is looked at again
PATIENCE = 5.0  # seconds between two looks while nothing comes back


@dataclass(slots=True)
class DrainReport:
    """How many messages one pass brought to which end."""

    accepted: int = 0
    retried: int = 0
    failed: int = 0
    uncertain: int = 0
    cancelled: int = 0
    requeued: int = 0
    paused: int = 0

    def __str__(self) -> str:
        return ", ".join(f"{one.name} {getattr(self, one.name)}" for one in fields(self))

    def add(self, counts: Mapping[str, int]) -> None:
        """Add the counts of one turn."""
        for ending, number in counts.items():
            setattr(self, ending, getattr(self, ending) + number)


def drain(
    *, now: datetime, limit: int | None = None, enough: Callable[[], bool] = lambda: False
) -> DrainReport:
    """Send what is due, after ending leases that ran out; return the counts of this pass.

    Runs outside of any transaction.

    Args:
        now: when the pass begins; later times are this plus the time that has passed.
        limit: how many messages at most; None means all that are due. A batch counts as its
            messages, and is not split for it.
        enough: asked before each turn; once it says so, the pass ends when what is on its way has
            come back, and what was claimed is queued again.
    """
    began = time.monotonic()
    _write_through()

    def clock() -> datetime:
        return now + timedelta(seconds=time.monotonic() - began)

    report = DrainReport()
    report.requeued, report.uncertain = leases.expire(now=now)
    if not _may_act_here(now):
        return report
    lines = Lines(width())
    this = _Pass(lines, clock, report, limit, enough)
    try:
        this.run()
    finally:
        lines.close()
        this.wind_up()
    return report


def _may_act_here(now: datetime) -> bool:
    """Pause all mail, and return False, if this is a copy of the site or of an earlier day."""
    folder = getattr(settings, "PLACE_DIR", None)
    reason = places.check_place(folder, now=now) if folder else ""
    if reason:
        pause(reason=reason, now=now, cause=Cause.RESTORED)
    return not reason


def waiting(*, now: datetime) -> int:
    """Return how many messages a pass would take on now."""
    return due(now).count()


@dataclass(slots=True)
class _Pass:
    """One pass over the outbox, from the first claim to the last answer."""

    lines: Lines
    clock: Clock
    report: DrainReport
    left: int | None  # how many more may be claimed
    enough: Callable[[], bool]
    ready: list[Job] = field(default_factory=list)  # leased and composed
    results: list[Result] = field(default_factory=list)  # came back, not yet written down
    stopped: bool = False
    sender: SenderSettings | None = None
    ahead: int = 0  # how many were claimed last
    claimed_at: datetime | None = None

    def run(self) -> None:
        claimed = self._turn()
        while claimed or self.ready or self.lines.in_flight:
            went = self._compose(claimed)
            if not ((self.ready or went) and self.lines.free):
                self._collect()
            claimed = self._turn()

    def wind_up(self) -> None:
        """Write down what still came back after the pass was broken off; give the rest back."""
        self.results += self.lines.finished()
        self.stopped = True
        if self.results or self.ready:
            self._turn()

    def _turn(self) -> list[Claimed]:
        """Do one turn's writing and return what was claimed; what is marked goes out after it."""
        now, counts = self.clock(), Counter[str]()

        def count(ending: str, number: int) -> None:
            counts[ending] += number

        with transaction.atomic(durable=True):
            self.stopped |= settle(self.results, count, now=now) or self.enough()
            going, staying = self._mark(count, now)
            claimed = self._claim(len(staying), now, self.lines.free > len(going))
        self.results, self.ready = [], staying
        self.report.add(counts)
        for job in going:
            self.lines.submit(job)
        return claimed

    def _mark(self, count: Count, now: datetime) -> tuple[list[Job], list[Job]]:
        """Return the jobs that may go out once this turn is committed, and those that wait."""
        chosen, staying = self.ready[: self.lines.free], self.ready[self.lines.free :]
        messages = [message for job in chosen for message in job.messages]
        paused, unwanted = unwanted_now(messages)
        if self.stopped or paused:
            self.stopped = True
            leases.release_all([m for job in self.ready for m in job.messages], now=now)
            return [], []
        for message, why in unwanted.items():
            leases.refuse(message, error=why, now=now)
        wanted = [message for message in messages if message not in unwanted]
        marked = many.mark_handed_over(wanted, now=now)
        count("cancelled", len(unwanted))
        count("requeued", len(wanted) - len(marked))
        return self._narrowed(chosen, set(marked)), staying

    def _narrowed(self, chosen: list[Job], marked: set[Claimed]) -> list[Job]:
        """Return the jobs for the `marked` messages only; a batch without others is made anew."""
        going = []
        for job in chosen:
            kept = [message for message in job.messages if message in marked]
            if len(kept) == len(job.messages):
                going.append(job)
            elif kept:
                going += self._jobs(kept)
        return going

    def _claim(self, waiting_jobs: int, now: datetime, free: bool) -> list[Claimed]:
        """Claim what will go out within a moment, so that it is ready when a connection is free."""
        if self.stopped or self.left == 0 or waiting_jobs >= self.lines.width:
            return []
        self._look_ahead(now)
        most = self.ahead if self.left is None else min(self.ahead, self.left)
        claimed = claim_some(now=now, most=most, marked=free)
        if self.left is not None:
            self.left = max(self.left - len(claimed), 0)
        return claimed

    def _look_ahead(self, now: datetime) -> None:
        """Claim more at a time the sooner the last ones went out, and fewer if it took long."""
        width, took = self.lines.width, now - self.claimed_at if self.claimed_at else None
        if took is None:
            self.ahead = min(width, AT_FIRST)
        elif took < AHEAD / 2:
            self.ahead = min(2 * self.ahead, max(MOST_AHEAD, width))
        elif took > AHEAD:
            self.ahead = max(self.ahead // 2, min(width, AT_FIRST))
        self.claimed_at = now

    def _compose(self, claimed: list[Claimed]) -> bool:
        """Make claimed messages ready; return whether some, marked already, went out."""
        marked = [message for message in claimed if message.handed_over_at is not None]
        for job in self._jobs(marked):
            self.lines.submit(job)
        self.ready += self._jobs([m for m in claimed if m.handed_over_at is None])
        return bool(marked)

    def _jobs(self, messages: list[Claimed]) -> list[Job]:
        """Return the messages as jobs: one batch where they are one, else each by itself."""
        if self.sender is None:
            self.sender = sender_settings()
        readable = [message for message in messages if self._opened(message)]
        if not readable:
            return []
        batch = readable[0].bulk_id is not None and batch_in_use() is not None
        jobs = []
        for some in [readable] if batch else [[message] for message in readable]:
            try:
                jobs.append(_job(some, self.sender, batch=batch))
            except Exception as error:  # any row may be the one that can't; the others go on
                logger.exception("message %s can't be composed", some[0].pk)
                why = f"can't be composed ({type(error).__name__})"
                for message in some:
                    leases.fail(message, error=why, now=self.clock())
                self.report.add({"failed": len(some)})
        return jobs

    def _opened(self, message: Claimed) -> bool:
        """Return whether the message's seals could be opened; else it waits for the right key."""
        try:
            message.open()
        except SealedValueUnreadable as error:
            logger.error("message %s: %s", message.pk, error)  # noqa: TRY400  (it says all)
            leases.retry(message, error=str(error), now=self.clock(), after=WITHOUT_KEY)
            self.report.add({"retried": 1})
            return False
        return True

    def _collect(self) -> None:
        """Wait for answers, until it is time for a turn.

        While connections have jobs waiting, the more answers a turn writes down, the less it
        costs for each. Once one is idle, each moment counts.
        """
        lines, most = self.lines, max(1, int(self.lines.width * A_TURN))
        while lines.in_flight:
            done = lines.wait(number=most, seconds=LINGER)
            if done >= min(most, lines.in_flight) or (done and not lines.busy):
                break
            if not done and not lines.open_more():
                lines.wait(number=1, seconds=PATIENCE)
        self.results += lines.finished()


def _job(messages: list[Claimed], sender: SenderSettings, *, batch: bool) -> Job:
    if batch:
        return Job(messages, *compose_batch(messages, sender))
    return Job(messages, _checked(messages[0], sender))


def _checked(message: Claimed, sender: SenderSettings) -> EmailMultiAlternatives:
    mail = compose(message, sender)
    if mail.recipients() != [message.to]:
        raise ValueError("the envelope names other recipients than the row")
    return mail


def _write_through() -> None:
    """Make SQLite wait for the disk: after a power cut too, what was handed over must say so."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=FULL")
