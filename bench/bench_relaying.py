"""How long it takes to queue what supporters confirm: 10,000 messages to officials.

200 people wrote to 50 officials each and press the button in their mail; what is measured is the
button: each message claimed, written out for its official, and put into the outbox.
"""

from __future__ import annotations

import re
import sys
import time

from bench.on_databases import on_each_database, set_up

MODULE = "bench.bench_relaying"
SUPPORTERS, OFFICIALS = 200, 50
GOAL = 30.0  # seconds for all of them


def main() -> int:
    """Measure on each database in a process of its own; return 0 when the goal is met."""
    return measure_here() if "--here" in sys.argv else on_each_database(MODULE)


def measure_here() -> int:
    """Measure on the database of the environment; return 0 when the goal is met."""
    set_up()
    from django.db import connection  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from campaign.relaying import confirm_message  # noqa: PLC0415
    from delivery.models import OutboundMessage  # noqa: PLC0415

    links = _asked()
    began, processor = time.perf_counter(), time.process_time()
    for link in links:
        confirm_message(token=link, now=timezone.now())
    took, processor = time.perf_counter() - began, time.process_time() - processor
    queued = OutboundMessage.objects.filter(kind=OutboundMessage.Kind.SUPPORTER).count()
    assert queued == SUPPORTERS * OFFICIALS, queued
    word = "holds" if took <= GOAL else "missed"
    print(f"\n{connection.vendor}\n\n| What | Measured | Bound | |\n|---|---|---|---|")
    what = f"{queued:,} relayed messages of {SUPPORTERS} people queued"
    print(f"| {what} | {took:.1f} s | ≤ {GOAL:.0f} s | {word} |")
    print(f"| of the processor | {processor:.1f} s | | |", flush=True)
    return int(took > GOAL)


def _asked() -> list[str]:
    """Return the links by which people confirm what they wrote."""
    from django.utils import timezone  # noqa: PLC0415

    from campaign.relaying import Draft, submit_message  # noqa: PLC0415
    from delivery.models import OutboundMessage  # noqa: PLC0415
    from tests.campaign.actions import a_senator, an_action  # noqa: PLC0415
    from tests.home.factories import a_campaign, a_site  # noqa: PLC0415

    people = [a_senator(f"Uma Abara{number}", number) for number in range(OFFICIALS)]
    plan = {"most_officials": OFFICIALS, "most_a_day": SUPPORTERS * OFFICIALS}
    action = an_action(a_campaign(a_site()), *people, **plan)
    for number in range(SUPPORTERS):
        draft = Draft(
            subject="A warrant first",
            message="My own words about my own street. " * 200,  # 7 KB
            sender="Jo Okafor",
            town="12 Elm Street, Tampa",
            email=f"jo{number}@harbor.example",
        )
        ids = [one.pk for one in people]
        submit_message(action=action, draft=draft, official_ids=ids, now=timezone.now())
    mails = OutboundMessage.objects.filter(kind=OutboundMessage.Kind.CONFIRMATION)
    found = (re.search(r"/write/([\w-]{43})/", mail.body_text) for mail in mails)
    return [link[1] for link in found if link]


if __name__ == "__main__":
    sys.exit(main())
