"""The mail queue on the admin's first page: throughput, age and failures, drawn on the server."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from wagtail.admin.ui.components import Component

from home.queue_facts import HOURS, QueueFacts, queue_facts

HIGH = 40.0  # of the drawing, in its own units


@dataclass(frozen=True, slots=True)
class Bar:
    """One column: an hour, how many, and where it stands in the drawing."""

    hour: str
    number: int
    x: str
    y: str
    height: str


def bars(facts: QueueFacts, now: datetime) -> list[Bar]:
    """Return the last 24 hours as columns, the highest as high as the drawing."""
    most = max(facts.accepted, default=0) or 1
    drawn = []
    for place, number in enumerate(facts.accepted):
        begins = timezone.localtime(now - timedelta(hours=HOURS - place))
        height = HIGH * number / most
        top, drawn_high = f"{HIGH - height:.2f}", f"{height:.2f}"
        drawn.append(Bar(f"{begins:%H:%M}", number, f"{place * 5 + 0.5}", top, drawn_high))
    return drawn


def need(facts: QueueFacts) -> str:
    """Return what the queue needs of a person, in a sentence."""
    if facts.is_paused:
        return "No mail goes out until a person resumes it."
    unclear = facts.by_status["uncertain"]
    if unclear:
        return f"{unclear} {'message is' if unclear == 1 else 'messages are'} uncertain: decide."
    held = facts.by_status["held"]
    if held:
        return f"{held} {'message is' if held == 1 else 'messages are'} held: resume or cancel."
    oldest = facts.oldest_seconds or 0
    if oldest > 3600:
        return f"The oldest message has waited for {oldest // 3600} h: does the worker run?"
    return "Nothing: the queue moves by itself." if facts.queued else "Nothing: no mail waits."


class QueuePanel(Component):
    """Pictures of the queue, each with the same as a table."""

    name = "mail_queue"
    template_name = "home/admin/queue_panel.html"
    order = 90

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        now = timezone.now()
        facts = queue_facts(now=now)
        most = max((number for _, number in (*facts.waiting, *facts.trouble)), default=0) or 1
        return {
            "need": need(facts),
            "bars": bars(facts, now),
            "accepted": sum(facts.accepted),
            "waiting": [(label, n, f"{100 * n / most:.2f}") for label, n in facts.waiting],
            "trouble": [(label, n, f"{100 * n / most:.2f}") for label, n in facts.trouble],
        }
