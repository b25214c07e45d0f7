"""On the admin's first page: which letters' answers are due, for those who may publish them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component

from letters.models import LetterPage, Response
from letters.reminding import due_answers

SHOWN = 20  # letters


@dataclass(frozen=True, slots=True)
class Line:
    """One letter: what waits in its ledger, in words."""

    title: str
    url: str
    sentence: str


class AnswersPanel(Component):
    """Lists the letters with unread or overdue answers."""

    name = "answers"
    template_name = "letters/admin/answers_panel.html"
    order = 60

    def __init__(self, lines: list[Line]) -> None:
        self.lines = lines

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"lines": self.lines}


def answers_panel(request: HttpRequest) -> AnswersPanel | None:
    """Return the panel, None where nothing waits for this person."""
    today = timezone.localdate()
    waits: dict[int, list[str]] = {}
    letters: dict[int, LetterPage] = {}
    unread = Response.objects.filter(kind=Response.Kind.UNREAD).select_related(
        "correspondence__letter"
    )
    for response in unread:
        letter = letters.setdefault(
            response.correspondence.letter_id, response.correspondence.letter
        )
        waits.setdefault(letter.pk, []).append(f"{response.correspondence} has answered: read it")
    for due in due_answers(today):
        letters.setdefault(due.letter.pk, due.letter)
        names = ", ".join(one.addressee for one in due.correspondences)
        waits.setdefault(due.letter.pk, []).append(f"an answer was expected from {names}")
    lines = [
        Line(letters[pk].title, reverse("letter_ledger", args=[pk]), "; ".join(sentences))
        for pk, sentences in list(waits.items())[:SHOWN]
        if letters[pk].permissions_for_user(request.user).can_publish()
    ]
    return AnswersPanel(lines) if lines else None
