"""Mailboxes that asked for no more mail get none, whatever happens in whatever order."""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.db import connection

from delivery import services
from delivery.models import OutboundMessage, Suppression
from delivery.sending import drain
from privacy.pseudonyms import mailbox_pseudonym
from tests.delivery.mails import NOW, queued
from tests.delivery.test_receivers import report

MAILBOXES, TURNS = 1_000, 10
# Each ends in a suppression, by the ways there are.
SUPPRESSING = ("bounced", "complained", "unsubscribed", "by_staff", "erased")
STEPS = ("queue", "suppress", "erase", "resume", "queue")


class Mailbox:
    """One person under a random history: what is queued, reported, erased, and when."""

    def __init__(self, number: int, chance: random.Random) -> None:
        self.name, self.chance = f"canary{number}", chance
        self.suppressed_in: int | None = None  # turn
        self.messages: list[int] = []
        steps = list(STEPS)
        chance.shuffle(steps)
        turns = sorted(chance.randrange(TURNS) for _ in steps)
        self.plan = list(zip(turns, steps, strict=True))

    def spelled(self) -> str:
        """Return the address in any of its spellings."""
        at = self.chance.randrange(1, len(self.name))
        dotted = f"{self.name[:at]}.{self.name[at:]}+{self.chance.randrange(9)}"
        return f"{dotted.title() if at % 2 else dotted}@gmail.com"

    def step(self, name: str, turn: int, now: datetime) -> None:
        steps: dict[str, Callable[[datetime], None]] = {
            "queue": self._queue,
            "suppress": self._suppress,
            "erase": self._erase,
            "resume": self._resume,
        }
        steps[name](now)
        if name == "suppress":
            self.suppressed_in = turn

    def _queue(self, now: datetime) -> None:
        kind = self.chance.choice(("notice", "confirmation", "letter", "supporter"))
        self.messages.append(queued(to=self.spelled(), kind=kind, now=now).pk)

    def _suppress(self, now: datetime) -> None:
        way = self.chance.choice(SUPPRESSING)
        mine = OutboundMessage.objects.filter(pk__in=self.messages).first()
        if way in ("bounced", "complained") and mine is not None:
            why = "invalid" if way == "bounced" else ""
            services.record_event(report(mine, way, reject_reason=why), now=now)
        else:
            services.suppress(address=self.spelled(), reason=way, now=now)

    def _erase(self, now: datetime) -> None:
        services.forget(address=self.spelled(), now=now)

    def _resume(self, now: datetime) -> None:
        services.resume(ids=self.messages, now=now)


def stored() -> bytes:
    """Return the database as its bytes stand on the disk, or PostgreSQL's tables as text."""
    if connection.vendor == "sqlite":
        name = str(connection.settings_dict["NAME"])
        paths = [Path(name + end) for end in ("", "-wal")]
        return b"".join(path.read_bytes() for path in paths if path.exists())
    with connection.cursor() as cursor:
        cursor.execute("SELECT s::text FROM delivery_suppression s")
        return "".join(row for (row,) in cursor.fetchall()).encode()


@pytest.mark.django_db
def test_no_order_of_events_lets_mail_reach_a_suppressed_mailbox(mailoutbox):
    """D-05: 1,000 mailboxes, random histories and spellings, erasure before and after."""
    chance = random.Random(5)
    mailboxes = [Mailbox(number, chance) for number in range(MAILBOXES)]
    by_name = {mailbox.name: mailbox for mailbox in mailboxes}
    wrong, sent = [], 0
    for turn in range(TURNS):
        now = NOW + turn * timedelta(days=1)
        due = [(box, step) for box in mailboxes for when, step in box.plan if when == turn]
        chance.shuffle(due)
        # In the order of its own plan for each mailbox, shuffled between them.
        left = {box.name: iter([s for when, s in box.plan if when == turn]) for box, _ in due}
        for box, _ in due:
            box.step(next(left[box.name]), turn, now)
        drain(now=now)
        for mail in mailoutbox:
            name = re.sub(r"\+.*|\.", "", mail.to[0].partition("@")[0]).lower()
            since = by_name[name].suppressed_in
            if since is not None:
                wrong.append(name)
        sent += len(mailoutbox)
        mailoutbox.clear()
    services.prune(NOW + timedelta(days=90))
    for mailbox in mailboxes:
        services.forget(address=mailbox.spelled(), now=NOW + timedelta(days=90))
    kept = set(Suppression.objects.values_list("pseudonym", flat=True))
    print(
        f"D-05: {MAILBOXES:,} mailboxes, {MAILBOXES * len(STEPS):,} events, {sent:,} mails sent "
        f"before, {len(wrong)} to suppressed mailboxes; {len(kept):,} pseudonyms after erasure"
    )
    assert sent > MAILBOXES / 2, "nothing was sent, so nothing was tested"
    assert wrong == []
    assert len(kept) == MAILBOXES
    assert all(mailbox_pseudonym(box.spelled()) in kept for box in mailboxes)
    assert all(re.fullmatch("[0-9a-f]{64}", one) for one in kept)


@pytest.mark.django_db(transaction=True)
def test_what_is_kept_of_a_suppressed_mailbox_is_no_digest_that_others_can_make(settings):
    """D-05: recognised with this installation's key only; no byte of the address on the disk."""
    address = "canary@gmail.com"
    services.suppress(address=address, reason="complained", now=NOW)
    kept = Suppression.objects.get().pseudonym
    assert services.is_suppressed("c.anary+1@gmail.com")
    assert b"canary" not in stored()
    assert kept.encode() in stored()
    assert kept not in {
        hashlib.new(name, address.encode()).hexdigest() for name in ("sha256", "sha3_256")
    }
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    assert not services.is_suppressed(address)
