"""A process that talks to the provider, so that the worker has a processor to itself.

Python runs one thread at a time: what talking costs is added to what the bookkeeping costs, unless
another process does it. It gets mails through a pipe and answers through another. It knows the
settings of the mail backend and nothing else: no keys, no database. A mail comes to it only after
its row was marked as handed over; if either process ends, the row is left like that, and nobody
knows more than that.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import select
import signal
import subprocess
import sys
import threading
import time
import weakref
from contextlib import suppress
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from delivery.connections import Answer, Links, Pool
from delivery.outcomes import Outcome, Verdict
from delivery.provider import provider_in_use

LINGER = 0.005  # seconds between two looks at mails that wait
A_LOOK = 0.003  # seconds between two looks at answers while mails wait
A_WHILE = 0.025  # seconds that they wait before more connections are opened
BUSY = 1 / 3  # of the time at work is busy
ROOM = 1_048_576  # bytes in the pipe, on Linux
GOODBYE = 5.0  # seconds that an idle process gets to end
LAST_ANSWERS = 60.0  # seconds between two of them; all network timeouts are shorter
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG, on Linux
TAKEN_ALONG = Outcome(Verdict.UNKNOWN, "the process that talks to the provider ended")
_mine = threading.local()  # this thread's, between two passes; Linux ends it with the thread


class Talker:
    """That process, as the worker sees it: a carrier (see `delivery.lines`)."""

    def __init__(self, width: int) -> None:
        self.given = _given(width)
        self.reserve = width // 4  # mails that it may have beside those that are on their way
        self.ended = self.busy = self._ready = False
        self._there: dict[int, list[str]] = {}  # recipients of the mails that it has
        self._answers: list[tuple[int, Answer]] = []
        theirs_in, self._out = Pipe(duplex=False)
        self._in, theirs_out = Pipe(duplex=False)
        ends = (theirs_in.fileno(), theirs_out.fileno())
        self.process = subprocess.Popen(  # noqa: S603  (our own module and two numbers)
            [sys.executable, "-m", "delivery.talking", *map(str, ends)],
            cwd=Path(__file__).resolve().parent.parent,
            pass_fds=ends,
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for the worker
        )
        _widen(theirs_in)
        theirs_in.close()
        theirs_out.close()
        self.end = weakref.finalize(self, _end, self.process, self._out, self._in)
        self._send(self.given)

    def fits(self, width: int) -> bool:
        """Whether it lives, and knows the mail backend as it is configured now."""
        return self.process.poll() is None and self.given == _given(width)

    def ready(self) -> bool:
        """Whether it takes mails now; while it starts it doesn't."""
        if not self._ready and not self.ended and _anything(self._in, 0):
            self._ready = self._receive() is not None
        return self._ready and not self.ended

    def submit(self, number: int, mail: EmailMultiAlternatives, links: Links) -> bool:
        """Let it carry the mail; False if it has ended, and then the mail did not go out."""
        if self._send((number, mail, links)):
            self._there[number] = mail.to
            return True
        while (said := self._receive()) is not None:  # what it said before
            self._heard(*said)
        return False

    def wait(self, number: int, seconds: float) -> int:
        """Wait until `number` answers are there, at most so long; return how many are."""
        until = time.monotonic() + seconds
        while len(self._answers) < number and not self.ended:
            if self.busy and not _anything(self._in, 0):
                time.sleep(A_LOOK)  # it has enough to do: several answers are read at once
            if not _anything(self._in, max(0, until - time.monotonic())):
                break
            said = self._receive()
            if said is not None:
                self._heard(*said)
        return len(self._answers)

    def answers(self) -> list[tuple[int, Answer]]:
        """Return the answers that are there."""
        done, self._answers = self._answers, []
        return done

    def open_more(self) -> bool:
        """Return False: it opens more by itself."""
        return False

    def close(self) -> None:
        """Let it close its connections once all mails are carried; a next pass opens them anew."""
        while self._there and self.wait(len(self._answers) + 1, LAST_ANSWERS):
            pass
        if self._there:
            self._lose_all()
        self._send(None)

    def _heard(self, number: int, answer: Answer, waiting: int) -> None:
        del self._there[number]
        self._answers.append((number, answer))
        self.busy = waiting > self.reserve // 2

    def _send(self, what: object) -> bool:
        try:
            self._out.send(what)
        except OSError:
            return False
        return True

    def _receive(self) -> Any:
        """Return what it says; None if it has ended, and then nobody knows about its mails."""
        try:
            return self._in.recv()
        except (EOFError, OSError):
            self._lose_all()
            return None

    def _lose_all(self) -> None:
        self.ended, self.busy = True, False
        lost, self._there = self._there, {}
        for number, to in lost.items():
            self._answers.append((number, Answer("", {}, dict.fromkeys(to, TAKEN_ALONG))))


def kept(width: int) -> Talker | None:
    """Return the process that this thread kept, if it fits; else end it and return None."""
    talker: Talker | None = getattr(_mine, "talker", None)
    _mine.talker = None
    if talker is not None and not talker.fits(width):
        talker.end()
        return None
    return talker


def keep(talker: Talker) -> None:
    """Keep the process for this thread's next pass."""
    _mine.talker = talker


def _anything(pipe: Connection, seconds: float | None) -> bool:
    """Return whether there is something to read, after at most so long (None: wait for it).

    The pipe's own `poll` makes a selector for each look, which costs as much as reading an answer.
    """
    looking = select.poll()
    looking.register(pipe, select.POLLIN)
    return bool(looking.poll(None if seconds is None else seconds * 1_000))


def _widen(pipe: Connection) -> None:
    """Let the pipe hold several mails, so that no turn waits for the process to take one."""
    if sys.platform == "linux":
        with suppress(OSError):  # more than this user may have
            fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, ROOM)


def _end(process: subprocess.Popen[bytes], *pipes: Connection) -> None:
    """End the process; what it was doing then, nobody knows."""
    for pipe in pipes:
        pipe.close()
    try:
        process.wait(GOODBYE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _given(width: int) -> dict[str, Any]:
    """Return the settings that the mail backend reads, and how many connections there are."""
    prefixes = ("ANYMAIL", f"{provider_in_use().upper()}_")
    named = {name: getattr(settings, name) for name in dir(settings) if name.startswith(prefixes)}
    others = ("EMAIL_BACKEND", "DEFAULT_FROM_EMAIL", "DEFAULT_CHARSET", "USE_TZ", "TIME_ZONE")
    return {
        **named,
        **{name: getattr(settings, name) for name in others},
        "MAIL_CONNECTIONS": width,
    }


def main() -> None:
    """Carry mails until the worker ends, and then not a moment longer."""
    for number in (signal.SIGINT, signal.SIGTERM):  # told to all: the worker finishes first
        signal.signal(number, signal.SIG_IGN)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    mails, answers = (Connection(int(number)) for number in sys.argv[1:3])
    with suppress(EOFError, OSError):
        _talk(mails, answers)
    os._exit(0)


def _talk(mails: Connection, answers: Connection) -> None:
    settings.configure(**mails.recv())
    one_at_a_time = threading.Lock()

    def answered(number: int, answer: Answer) -> None:
        with one_at_a_time:
            try:
                answers.send((number, answer, pool.waiting))
            except OSError:
                os._exit(0)

    pool = Pool(settings.MAIL_CONNECTIONS, answered)
    answers.send("ready")
    wanted = _Wanted()
    while True:
        if not _anything(mails, LINGER if pool.waiting else None):
            if wanted.more(pool.waiting > 0):
                pool.open_more()
            continue
        one = mails.recv()
        if one is None:
            pool.close()
        else:
            pool.submit(*one)


class _Wanted:
    """Whether more connections would help: mails wait, and so does this process.

    Looked at over a while, for a moment without the processor looks like waiting for an answer. A
    connection more than needed costs a fifth of the speed: Python's threads wait for each other.
    """

    def __init__(self) -> None:
        self._since, self._busy = time.monotonic(), time.process_time()

    def more(self, mails_wait: bool) -> bool:
        now, busy = time.monotonic(), time.process_time()
        took, worked = now - self._since, busy - self._busy
        if mails_wait and took < A_WHILE:
            return False
        self._since, self._busy = now, busy
        return mails_wait and worked < took * BUSY


if __name__ == "__main__":
    main()
