"""Mails in the outbox, and a provider that answers as told."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import requests

from delivery.models import OutboundMessage
from delivery.services import queue_email

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
_numbers = itertools.count(1)


def queued(**changes: Any) -> OutboundMessage:
    """Return a queued letter; `changes` are queue_email's."""
    values = {
        "kind": "letter",
        "key": f"test:{next(_numbers)}",
        "to": "ada@harbor.example",
        "subject": "An open letter",
        "body_text": "Dear Ada Quist,\n\n  an indented line\n",
        "now": NOW,
    }
    return queue_email(**{**values, **changes})


@dataclass
class Provider:
    """Stands behind `requests`: keeps what was posted, answers or fails as told."""

    answers: list[Any] = field(default_factory=list)
    posted: list[requests.PreparedRequest] = field(default_factory=list)

    def send(self, request: requests.PreparedRequest, **_: Any) -> requests.Response:
        self.posted.append(request)
        answer = self.answers.pop(0) if self.answers else self.taken()
        if isinstance(answer, Exception):
            raise answer
        answer.request = request
        return answer

    @staticmethod
    def answer(
        code: int, body: str = "{}", headers: dict[str, str] | None = None
    ) -> requests.Response:
        response = requests.Response()
        response.status_code = code
        response.reason = "made up"
        response._content = body.encode()
        response.headers.update({"Content-Type": "application/json", **(headers or {})})
        return response

    def taken(self) -> requests.Response:
        """Return an answer that every provider's backend reads as "accepted"."""
        number = len(self.posted)
        name = f"id-{number}"
        body = {
            **dict.fromkeys(("MessageID", "id", "messageId"), name),
            "ErrorCode": 0,
            "Message": "OK",
            "To": "ada@harbor.example",
            "message": "Queued",
            "results": {
                "id": name,
                "total_accepted_recipients": 1,
                "total_rejected_recipients": 0,
            },
        }
        headers = {"X-Message-Id": f"id-{number}", "X-MailerSend-Message-Id": f"id-{number}"}
        return self.answer(200, json.dumps(body), headers)
