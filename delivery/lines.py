"""Open connections to the provider: each carries one mail, or one batch, at a time.

Nothing here touches the database: a pass hands mails over to its lines and writes down itself what
became of them.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import Any

from anymail.exceptions import AnymailRecipientsRefused, AnymailUnsupportedFeature
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from delivery import batches, sessions
from delivery.claimed import Claimed
from delivery.outcomes import Outcome, Verdict, outcome_of, outcome_of_opening

OPTIONAL = ("track_opens", "track_clicks", "metadata")  # not every provider knows them
TAKEN = frozenset({"sent", "queued", "unknown"})
CONNECTIONS = 8
AT_FIRST = 2  # connections, before it is known how long answers take
NO_ID = Outcome(Verdict.UNKNOWN, "the provider gave no id")
REFUSED = Outcome(Verdict.FAIL, "the provider refused the recipient")


@dataclass(slots=True)
class Job:
    """A mail with the rows it stands for: one, or the many of a batch."""

    messages: list[Claimed]
    mail: EmailMultiAlternatives
    links: dict[str, str] = field(default_factory=dict)  # of a batch: address → link


@dataclass(slots=True)
class Result:
    """What became of a job: the provider's ids by message, and why others have none."""

    job: Job
    provider: str
    ids: dict[Claimed, str] = field(default_factory=dict)
    outcomes: dict[Claimed, Outcome] = field(default_factory=dict)


class Line:
    """One connection to the provider, opened when first needed and again after a break."""

    def __init__(self) -> None:
        self.backend: Any = None
        self.unknown_wishes: set[str] = set()
        self.links: dict[str, str] = {}

    def open(self) -> None:
        if self.backend is None:
            backend: Any = get_connection(fail_silently=False)
            if getattr(backend, "esp_name", ""):
                batches.dress(backend, self.links)
            backend.open()
            sessions.settle_in(backend)
            self.backend = backend

    def close(self) -> None:
        backend, self.backend = self.backend, None
        if backend is not None:
            with suppress(Exception):  # what was sent is settled; a lost goodbye changes nothing
                backend.close()

    @property
    def provider(self) -> str:
        """The name that Anymail's webhooks use too, or smtp, local, locmem."""
        name = str(getattr(self.backend, "esp_name", ""))
        return (name or type(self.backend).__module__.rpartition(".")[2]).lower()

    def send(self, mail: EmailMultiAlternatives) -> str:
        """Send `mail` to its one recipient; return the provider's id, "" if it gave none."""
        self._send(mail)
        status: Any = getattr(mail, "anymail_status", None)
        if status is None:  # SMTP gives no id: the server knows the mail by the one that we set
            return str(mail.extra_headers["Message-ID"])
        taken = bool(status.status) and set(status.status) <= TAKEN
        return status.message_id if taken and isinstance(status.message_id, str) else ""

    def carry(self, job: Job) -> Result:
        """Send a job's mail and return what became of it; raises nothing."""
        result = Result(job, "")
        try:
            self.open()
        except Exception as error:  # whatever a backend raises here, nothing has gone out
            return _all(result, outcome_of_opening(error))
        result.provider = self.provider
        try:
            if len(job.messages) > 1 or job.links:
                return self._carry_batch(job, result)
            name = self.send(job.mail)
        except Exception as error:  # the outcome decides what an unknown error means
            self.close()
            return _all(result, outcome_of(error))
        if not name:
            return _all(result, NO_ID)
        result.ids[job.messages[0]] = name
        return result

    def _carry_batch(self, job: Job, result: Result) -> Result:
        self.links.clear()
        self.links.update(job.links)
        with suppress(AnymailRecipientsRefused):  # all of them: each is read below
            self._send(job.mail)
        status: Any = job.mail.anymail_status  # type: ignore[attr-defined]  # set by Anymail
        by_address = {address.lower(): one for address, one in status.recipients.items()}
        for message in job.messages:
            one = by_address.get(message.to.lower())
            if one is not None and one.status in TAKEN and one.message_id:
                result.ids[message] = str(one.message_id)
            elif one is None or one.status in TAKEN or one.status is None:
                result.outcomes[message] = NO_ID
            else:
                result.outcomes[message] = REFUSED
        return result

    def _send(self, mail: EmailMultiAlternatives) -> None:
        if not getattr(self.backend, "esp_name", ""):
            mail.connection = self.backend
            self.backend.send_messages([mail])
            return
        mail.extra_headers.pop("Message-ID", None)  # the provider makes its own
        while True:
            for wish in self.unknown_wishes:
                if hasattr(mail, wish):
                    delattr(mail, wish)
            try:
                self.backend.send_messages([mail])
            except AnymailUnsupportedFeature as error:  # raised before anything goes out
                named = {wish for wish in OPTIONAL if wish in str(error)} - self.unknown_wishes
                if not named:
                    raise
                self.unknown_wishes |= named
            else:
                return


def _all(result: Result, outcome: Outcome) -> Result:
    result.outcomes = dict.fromkeys(result.job.messages, outcome)
    return result


class Lines:
    """The connections of one pass: one carries jobs as they are given, several in threads.

    A provider that answers at once needs few of them, one far away needs all: they are opened as
    answers keep one waiting.
    """

    def __init__(self, width: int) -> None:
        self.width = width
        self.in_flight = 0
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._done: list[Result] = []
        self._changed = threading.Condition()
        self._threads: list[threading.Thread] = []
        self._line = Line()

    @property
    def free(self) -> int:
        return self.width - self.in_flight

    @property
    def busy(self) -> bool:
        """Whether every open connection has a job, and more jobs wait."""
        return not self._jobs.empty()

    def submit(self, job: Job) -> None:
        """Let a connection carry the job; with one connection it is done on return."""
        self.in_flight += 1
        if self.width == 1:
            self._done.append(self._line.carry(job))
            return
        if not self._threads:
            self.open_more()
        self._jobs.put(job)

    def wait(self, *, number: int, seconds: float) -> int:
        """Wait until `number` jobs are done, at most so long; return how many are."""
        with self._changed:
            self._changed.wait_for(lambda: len(self._done) >= number, seconds)
            return len(self._done)

    def finished(self) -> list[Result]:
        """Return what is done."""
        with self._changed:
            done, self._done = self._done, []
        self.in_flight -= len(done)
        return done

    def open_more(self) -> bool:
        """Open as many connections again as there are; False if no job would be there for one."""
        wanted = min(self.width, max(self.in_flight, 1), max(2 * len(self._threads), AT_FIRST))
        missing = wanted - len(self._threads)
        for _ in range(missing):
            thread = threading.Thread(target=self._serve, daemon=True)
            self._threads.append(thread)
            thread.start()
        return missing > 0

    def close(self) -> None:
        for _ in self._threads:
            self._jobs.put(None)
        for thread in self._threads:
            thread.join()
        self._line.close()

    def _serve(self) -> None:
        line = Line()
        try:
            while (job := self._jobs.get()) is not None:
                result = line.carry(job)
                with self._changed:
                    self._done.append(result)
                    self._changed.notify()
        finally:
            line.close()


def width() -> int:
    """Return how many connections a pass opens: several only to providers reached over HTTP."""
    if not str(settings.EMAIL_BACKEND).startswith("anymail.backends."):
        return 1
    return max(1, int(getattr(settings, "MAIL_CONNECTIONS", CONNECTIONS)))
