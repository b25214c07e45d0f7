"""What carries the mails of a pass: one connection, several in threads, or another process.

Nothing here touches the database: a pass hands mails over to its lines and writes down itself what
became of them.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Protocol

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from delivery import talking
from delivery.claimed import Claimed
from delivery.connections import Answer, Line, Links, Pool
from delivery.outcomes import Outcome

CONNECTIONS = 8
MANY = 100  # messages in a pass from which on a process that talks is worth its start


@dataclass(slots=True)
class Job:
    """A mail with the rows it stands for: one, or the many of a batch."""

    messages: list[Claimed]
    mail: EmailMultiAlternatives
    links: Links = field(default_factory=dict)


@dataclass(slots=True)
class Result:
    """What became of a job: the provider's ids by message, and why others have none."""

    job: Job
    provider: str
    ids: dict[Claimed, str] = field(default_factory=dict)
    outcomes: dict[Claimed, Outcome] = field(default_factory=dict)


class Carrier(Protocol):
    """What takes mails, each under a number, and answers for every one of them."""

    @property
    def busy(self) -> bool:
        """Whether every open connection has a mail, and more mails wait."""

    def submit(self, number: int, mail: EmailMultiAlternatives, links: Links) -> bool:
        """Carry the mail; False if it surely does not go out from here."""

    def wait(self, number: int, seconds: float) -> int:
        """Wait until `number` answers are there, at most so long; return how many are."""

    def answers(self) -> list[tuple[int, Answer]]:
        """Return the answers that are there."""

    def open_more(self) -> bool:
        """Open more connections; False if that would help nobody."""

    def close(self) -> None:
        """Close the connections once all mails are carried."""


class Lines:
    """The connections of one pass, never more than `width`.

    One carries each mail as it is given. Several are in threads, and once a pass turns out to be
    long in a process that talks beside this one; this thread keeps it for the next pass.
    """

    def __init__(self, width: int) -> None:
        self.width = width
        self.in_flight = 0
        self._given = 0  # messages
        self._jobs: dict[int, Job] = {}
        self._answers: list[tuple[int, Answer]] = []  # of a process that has ended
        self._here: Carrier = _Alone() if width == 1 else _Threads(width)
        self._talker = talking.kept(width)
        self._carrier: Carrier = self._here
        self._changing = False
        self._change()

    @property
    def free(self) -> int:
        """How many jobs may be given; none while the last ones of the threads come back.

        A process that talks gets a few more than it has connections, for the time of a turn.
        """
        reserve = self._talker.reserve if self._carrier is self._talker else 0
        return 0 if self._changing else self.width + reserve - self.in_flight

    @property
    def busy(self) -> bool:
        """Whether every open connection has a job, and more jobs wait."""
        return self._carrier.busy

    def submit(self, job: Job) -> None:
        """Let a connection carry the job; with one connection it is done on return."""
        self._jobs[self._given] = job
        self.in_flight += 1
        if not self._carrier.submit(self._given, job.mail, job.links):
            self._answers += self._carrier.answers()
            self._carrier = self._here
            self._carrier.submit(self._given, job.mail, job.links)
        before, self._given = self._given, self._given + len(job.messages)
        if before < MANY <= self._given and self._talker is None and self.width > 1:
            self._talker = talking.Talker(self.width)

    def wait(self, *, number: int, seconds: float) -> int:
        """Wait until `number` jobs are done, at most so long; return how many are."""
        known = len(self._answers)
        return known + self._carrier.wait(max(number - known, 0), seconds)

    def open_more(self) -> bool:
        """Open more connections; False if that would help nobody."""
        return self._carrier.open_more()

    def finished(self) -> list[Result]:
        """Return what is done."""
        answers, self._answers = self._answers + self._carrier.answers(), []
        done = [_result(self._jobs.pop(number), said) for number, said in answers]
        self.in_flight -= len(done)
        self._change()
        return done

    def close(self) -> None:
        """Close the connections once all mails are carried; keep the process if it was worth it."""
        self._here.close()
        talker, self._talker = self._talker, None
        if talker is None:
            return
        talker.close()
        self._answers += talker.answers()
        if self._given >= MANY and not talker.ended:
            talking.keep(talker)
        else:
            talker.end()

    def _change(self) -> None:
        """Go on with the process once it takes mails, or with the threads once it ended."""
        talker = self._talker
        wanted = talker if talker is not None and talker.ready() else self._here
        self._changing = wanted is not self._carrier and self.in_flight > 0
        if wanted is not self._carrier and not self._changing:
            self._here.close()
            self._carrier = wanted


def _result(job: Job, said: Answer) -> Result:
    result = Result(job, said.provider)
    for message in job.messages:
        if message.to in said.ids:
            result.ids[message] = said.ids[message.to]
        else:
            result.outcomes[message] = said.outcomes[message.to]
    return result


class _Alone:
    """One connection, here and now."""

    busy = False

    def __init__(self) -> None:
        self._line = Line()
        self._answers: list[tuple[int, Answer]] = []

    def submit(self, number: int, mail: EmailMultiAlternatives, links: Links) -> bool:
        self._answers.append((number, self._line.carry(mail, links)))
        return True

    def wait(self, number: int, seconds: float) -> int:
        return len(self._answers)

    def answers(self) -> list[tuple[int, Answer]]:
        done, self._answers = self._answers, []
        return done

    def open_more(self) -> bool:
        return False

    def close(self) -> None:
        self._line.close()


class _Threads:
    """Connections in threads of this process."""

    def __init__(self, width: int) -> None:
        self._pool = Pool(width, self._answered)
        self._answers: list[tuple[int, Answer]] = []
        self._changed = threading.Condition()

    @property
    def busy(self) -> bool:
        return self._pool.waiting > 0

    def submit(self, number: int, mail: EmailMultiAlternatives, links: Links) -> bool:
        self._pool.submit(number, mail, links)
        return True

    def open_more(self) -> bool:
        return self._pool.open_more()

    def close(self) -> None:
        self._pool.close()

    def wait(self, number: int, seconds: float) -> int:
        with self._changed:
            self._changed.wait_for(lambda: len(self._answers) >= number, seconds)
            return len(self._answers)

    def answers(self) -> list[tuple[int, Answer]]:
        with self._changed:
            done, self._answers = self._answers, []
        return done

    def _answered(self, number: int, answer: Answer) -> None:
        with self._changed:
            self._answers.append((number, answer))
            self._changed.notify()


def width() -> int:
    """Return how many connections a pass opens: several only to providers reached over HTTP."""
    if not str(settings.EMAIL_BACKEND).startswith("anymail.backends."):
        return 1
    return max(1, int(getattr(settings, "MAIL_CONNECTIONS", CONNECTIONS)))
