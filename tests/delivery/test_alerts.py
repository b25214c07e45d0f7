"""A provider that refuses us is told once: in the admin, in the log, by another mail server."""

from __future__ import annotations

import logging
import socketserver
import threading
from collections.abc import Iterator
from email import message_from_bytes, policy

import pytest

from delivery import services
from delivery.sending import drain
from tests.delivery.mails import NOW, queued

ANSWERS = {b"EHLO": b"250 ok", b"MAIL": b"250 ok", b"RCPT": b"250 ok", b"QUIT": b"221 bye"}


class _OneMail(socketserver.StreamRequestHandler):
    """As much of a mail server as a mail needs."""

    def handle(self) -> None:
        self.wfile.write(b"220 made up\r\n")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                taken = b""
                while (part := self.rfile.readline()) != b".\r\n":
                    taken += part
                self.server.taken.append(taken)
                self.wfile.write(b"250 taken\r\n")
            else:
                self.wfile.write(ANSWERS.get(verb, b"250 ok") + b"\r\n")


@pytest.fixture
def other(settings) -> Iterator[list[bytes]]:
    """Run another mail server on loopback and let alerts go there; give what it took."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _OneMail) as server:
        server.taken = []
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        settings.ALERT_TO = "night@harbor.example"
        settings.ALERT_SMTP = {"host": "127.0.0.1", "port": server.server_address[1]}
        try:
            yield server.taken
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.django_db(transaction=True)
def test_a_refused_key_is_told_once_by_the_other_server(postmark, other, caplog):
    """D-02: 401 pauses the queue with one notice, however many messages wait and passes go by."""
    postmark.answers = [postmark.answer(401)]
    for _ in range(20):
        queued()
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            drain(now=NOW)
    (taken,) = other
    mail = message_from_bytes(taken, policy=policy.default)
    assert mail["To"] == "night@harbor.example"
    assert mail["Subject"].startswith("No mail goes out: the provider answered 401")
    assert "/admin/" in mail.get_body(("plain",)).get_content()
    lines = [one for one in caplog.messages if one.startswith("mail is paused")]
    assert len(lines) == 1
    assert not [one for one in caplog.messages if "@" in one]
    services.unpause(now=NOW)
    postmark.answers = [postmark.answer(403)]
    drain(now=NOW)
    assert len(other) == 2, "the next time is told again"


@pytest.mark.django_db(transaction=True)
def test_an_alert_that_nobody_takes_stops_nothing(postmark, settings, caplog):
    settings.ALERT_TO = "night@harbor.example"
    settings.ALERT_SMTP = {"host": "127.0.0.1", "port": 1}
    postmark.answers = [postmark.answer(401)]
    queued()
    with caplog.at_level(logging.WARNING):
        assert drain(now=NOW).paused == 1
    assert "the alert could not be mailed" in "\n".join(caplog.messages)
    assert "night@" not in caplog.text
    assert services.paused()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("cause", ["restored", "person"])
def test_what_a_person_did_is_no_alert(cause, other):
    services.pause(reason="made up", now=NOW, cause=cause)
    assert other == []


@pytest.mark.django_db(transaction=True)
def test_without_another_server_nothing_is_mailed(postmark, settings, mailoutbox):
    assert (settings.ALERT_TO, settings.ALERT_SMTP) == ("", {})
    postmark.answers = [postmark.answer(401)]
    queued()
    assert drain(now=NOW).paused == 1
    assert mailoutbox == []
