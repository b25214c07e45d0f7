"""Open connections to the provider: each carries one mail, or one batch, at a time.

Nothing here touches the database or knows of its rows, so it runs in a process of its own too.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import Any

from anymail.exceptions import AnymailRecipientsRefused, AnymailUnsupportedFeature
from django.core.mail import EmailMultiAlternatives, get_connection

from delivery import batches, sessions
from delivery.outcomes import Outcome, Verdict, outcome_of, outcome_of_opening

OPTIONAL = ("track_opens", "track_clicks", "metadata")  # not every provider knows them
TAKEN = frozenset({"sent", "queued", "unknown"})
AT_FIRST = 2  # connections, before it is known how long answers take
NO_ID = Outcome(Verdict.UNKNOWN, "the provider gave no id")
Links = dict[str, str]  # of the copies of a batch: recipient → link
REFUSED = Outcome(Verdict.FAIL, "the provider refused the recipient")


@dataclass(slots=True)
class Answer:
    """What became of a mail: the provider's ids by recipient, and why others have none."""

    provider: str
    ids: dict[str, str] = field(default_factory=dict)
    outcomes: dict[str, Outcome] = field(default_factory=dict)


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

    def carry(self, mail: EmailMultiAlternatives, links: Links) -> Answer:
        """Send a mail and return what became of it; raises nothing.

        Args:
            links: of a batch; empty if it is none.
        """
        try:
            self.open()
        except Exception as error:  # whatever a backend raises here, nothing has gone out
            return Answer("", outcomes=dict.fromkeys(mail.to, outcome_of_opening(error)))
        answer = Answer(self.provider)
        try:
            if links:
                return self._carry_batch(mail, links, answer)
            name = self.send(mail)
        except Exception as error:  # the outcome decides what an unknown error means
            self.close()
            answer.outcomes = dict.fromkeys(mail.to, outcome_of(error))
            return answer
        if name:
            answer.ids[mail.to[0]] = name
        else:
            answer.outcomes[mail.to[0]] = NO_ID
        return answer

    def _carry_batch(self, mail: EmailMultiAlternatives, links: Links, answer: Answer) -> Answer:
        self.links.clear()
        self.links.update(links)
        with suppress(AnymailRecipientsRefused):  # all of them: each is read below
            self._send(mail)
        status: Any = mail.anymail_status  # type: ignore[attr-defined]  # set by Anymail
        by_address = {address.lower(): one for address, one in status.recipients.items()}
        for to in links:
            one = by_address.get(to.lower())
            if one is not None and one.status in TAKEN and one.message_id:
                answer.ids[to] = str(one.message_id)
            elif one is None or one.status in TAKEN or one.status is None:
                answer.outcomes[to] = NO_ID
            else:
                answer.outcomes[to] = REFUSED
        return answer

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


class Pool:
    """Connections in threads.

    A provider that answers at once needs few of them, one far away needs all: they are opened as
    answers keep mails waiting.
    """

    def __init__(self, width: int, answered: Callable[[int, Answer], None]) -> None:
        self.width = width
        self._answered = answered
        self._mails: SimpleQueue[tuple[int, EmailMultiAlternatives, Links] | None]
        self._mails = SimpleQueue()
        self._threads: list[threading.Thread] = []

    @property
    def waiting(self) -> int:
        """How many mails wait for a connection: each open one has a mail."""
        return self._mails.qsize()

    def submit(self, number: int, mail: EmailMultiAlternatives, links: Links) -> None:
        """Let a connection carry the mail; `answered` is told of it by its number."""
        self._mails.put((number, mail, links))
        if not self._threads:
            self.open_more()

    def open_more(self) -> bool:
        """Open as many connections again as there are; False if no mail waits for one."""
        wanted = max(2 * len(self._threads), AT_FIRST)
        missing = min(self.width, wanted, len(self._threads) + self.waiting) - len(self._threads)
        for _ in range(missing):
            thread = threading.Thread(target=self._serve, daemon=True)
            self._threads.append(thread)
            thread.start()
        return missing > 0

    def close(self) -> None:
        """Close the connections once all mails are carried."""
        for _ in self._threads:
            self._mails.put(None)
        for thread in self._threads:
            thread.join()
        self._threads = []

    def _serve(self) -> None:
        line = Line()
        try:
            while (one := self._mails.get()) is not None:
                number, mail, links = one
                self._answered(number, line.carry(mail, links))
        finally:
            line.close()
