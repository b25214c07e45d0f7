"""A provider on loopback that speaks Postmark's words over real HTTP, and lies as told."""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Lie = Callable[["Handler", list[dict[str, Any]]], None]


@dataclass
class Liar:
    """What it was told, and what it took in: how often each reference was really accepted."""

    lie: Lie
    latency: float = 0.0
    url: str = ""
    taken: Counter[str] = field(default_factory=Counter)
    ids: dict[str, str] = field(default_factory=dict)  # reference → the id it was told
    recipients: list[str] = field(default_factory=list)
    requests: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, mails: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Accept the mails for good and return the honest answer for each."""
        with self.lock:
            for mail in mails:
                reference = mail.get("Metadata", {}).get("reference", "")
                self.taken[reference] += 1
                self.ids[reference] = f"id-{len(self.ids)}-{self.taken[reference]}"
                self.recipients.append(mail["To"])
        return [
            {
                "To": mail["To"],
                "MessageID": self.ids[mail.get("Metadata", {}).get("reference", "")],
                "ErrorCode": 0,
                "Message": "OK",
            }
            for mail in mails
        ]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    liar: Liar

    def do_POST(self) -> None:
        posted = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.one = not isinstance(posted, list)
        mails = [posted] if self.one else posted
        with self.liar.lock:
            self.liar.requests += 1
        if self.liar.latency:
            time.sleep(self.liar.latency)
        self.liar.lie(self, mails)

    def answer(self, body: Any, code: int = 200, **headers: str) -> None:
        if isinstance(body, list) and self.one:
            body = body[0]
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def reset(self) -> None:
        """End the connection as a crash does: with a reset, without an answer."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def honest(handler: Handler, mails: list[dict[str, Any]]) -> None:
    handler.answer(handler.liar.take(mails))


def takes_then_resets(handler: Handler, mails: list[dict[str, Any]]) -> None:
    handler.liar.take(mails)
    handler.reset()


def resets(handler: Handler, _: list[dict[str, Any]]) -> None:
    handler.reset()


def takes_then_fails(handler: Handler, mails: list[dict[str, Any]]) -> None:
    handler.liar.take(mails)
    handler.answer({"Message": "made up"}, 500)


def inactive(mail: dict[str, Any]) -> dict[str, Any]:
    text = f"Found inactive addresses: {mail['To']}. Inactive recipients are ones that bounced."
    return {"ErrorCode": 406, "Message": text}


def says_ok_with_a_refusal(handler: Handler, mails: list[dict[str, Any]]) -> None:
    handler.answer([inactive(mail) for mail in mails])


def says_ok_without_an_id(handler: Handler, mails: list[dict[str, Any]]) -> None:
    handler.liar.take(mails)
    handler.answer([{"ErrorCode": 0, "Message": "OK", "To": mail["To"]} for mail in mails])


def says_ok_in_html(handler: Handler, mails: list[dict[str, Any]]) -> None:
    handler.liar.take(mails)
    handler.answer(b"<html>welcome</html>")


def takes_every_other(handler: Handler, mails: list[dict[str, Any]]) -> None:
    answers = []
    for number, mail in enumerate(mails):
        if number % 2:
            answers.append(inactive(mail))
        else:
            answers += handler.liar.take([mail])
    handler.answer(answers)


def overloaded(handler: Handler, _: list[dict[str, Any]]) -> None:
    handler.answer({"Message": "later"}, 429, Retry_After="30")


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, *_: Any) -> None:
        """Say nothing: killed clients are what the tests are about."""


@contextmanager
def lying(lie: Lie = honest, latency: float = 0.0) -> Iterator[Liar]:
    """Run the provider within the context."""
    liar = Liar(lie, latency)
    handler = type("Bound", (Handler,), {"liar": liar})
    server = _Server(("127.0.0.1", 0), handler)
    liar.url = f"http://127.0.0.1:{server.server_port}/"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield liar
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def use(settings: Any, liar: Liar, connections: int = 4) -> None:
    """Let the test's mail go to the liar."""
    settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
    settings.ANYMAIL = {
        "POSTMARK_SERVER_TOKEN": "made-up",
        "POSTMARK_API_URL": liar.url,
        "WEBHOOK_SECRET": "user:password",
        "REQUESTS_TIMEOUT": (2, 5),
    }
    settings.MAIL_CONNECTIONS = connections
