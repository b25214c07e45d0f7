"""What the organizer sees of an action: what it needs now, in sentences, and its figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format

from campaign import figures, targets
from campaign.emails import queue_mail
from campaign.figures import OfficialFigures
from campaign.models import ActionPage, SupporterDelivery, SupporterMessage
from campaign.relaying import letter_to
from campaign.targets import Target
from campaign.writing import Letter
from officials.models import Channel
from officials.services import Coverage
from signatories.safe_sheets import csv_of

SOON = timedelta(days=3)
MANY = 50  # officials; beyond it one person can't be meant to write to all


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that waits for the organizer; `urgent` if messages don't go because of it."""

    sentence: str
    urgent: bool = False
    about: str = ""  # "edit", "print", "officials": where it is mended


def needs(
    action: ActionPage, rows: Sequence[OfficialFigures], reach: Coverage, *, now: datetime
) -> list[Need]:
    """Return what the action needs of the organizer now, the gravest first."""
    found = [*_of_the_page(action, now), *_of_the_list(action, reach)]
    waiting = SupporterDelivery.objects.to_print().filter(action=action).count()
    if waiting:
        letters = "1 letter waits" if waiting == 1 else f"{waiting:,} letters wait"
        found.append(Need(f"{letters} to be printed and handed over.", about="print"))
    lost = sum(row.lost for row in rows)
    if lost:
        which = "1 message" if lost == 1 else f"{lost:,} messages"
        found.append(
            Need(
                f"{which} did not arrive. Addresses that bounced for good are stopped: look for "
                "another, or let people call.",
                urgent=True,
                about="officials",
            )
        )
    return sorted(found, key=lambda one: not one.urgent)


def _of_the_page(action: ActionPage, now: datetime) -> list[Need]:
    found = []
    if not action.live:
        found.append(Need("The action isn’t published.", about="edit"))
    elif action.phase(now) == "not_yet" and action.opens_at:
        found.append(Need(f"It opens on {_moment(action.opens_at)}.", about="edit"))
    elif action.phase(now) == "closed":
        found.append(Need("It is closed: nothing is sent any more.", about="edit"))
    elif action.closes_at and action.closes_at - now < SOON:
        found.append(Need(f"It closes on {_moment(action.closes_at)}.", about="edit"))
    return found


def _of_the_list(action: ActionPage, reach: Coverage) -> list[Need]:
    if action.target_list is None:
        return [Need("No list of officials is chosen: nobody can write.", True, "edit")]
    if not reach.total:
        return [Need("Nobody on the list is in office now: nobody can write.", True, "officials")]
    found = [Need(line, about="officials") for line in reach.lines()]
    if reach.total > MANY and action.finding == ActionPage.Finding.PICK:
        found.append(
            Need(
                f"{reach.total} stand on one list to choose from. Let people find theirs by "
                f"postal code; nobody can write to more than {action.most_officials} at once."
            )
        )
    return found


def _moment(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "j F Y, H:i")


def reach_rows(reach: Coverage) -> list[tuple[str, str, int, int]]:
    """Return each kind of channel: its name, how many have it, how many are best reached by it."""
    words = dict(Channel.Kind.choices)
    return [
        (kind, str(words[kind]), reach.having.get(kind, 0), reach.first.get(kind, 0))
        for kind in ("email", "form", "post", "phone", "fax")
    ]


CSV_COLUMNS = {
    "Official": "name",
    "Office": "role",
    "Written in all": "written",
    "Confirmed, by mail": "by_us",
    "Sent": "sent",
    "Delivered": "delivered",
    "Did not arrive": "lost",
    "On paper": "paper",
    "Printed": "printed",
    "Told by supporters": "ticked",
    "Answered": "answered",
    "Acknowledged": "acknowledged",
    "Nothing came": "nothing",
}


def as_csv(rows: Sequence[OfficialFigures]) -> str:
    """Return the figures as comma-separated values, safe to open in a spreadsheet."""
    names = CSV_COLUMNS.values()
    return csv_of(list(CSV_COLUMNS), ([getattr(row, name) for name in names] for row in rows))


def send_test(*, action: ActionPage, to: str, now: datetime) -> Target | None:
    """Mail the organizer what an official would get; None if the list is empty."""
    first = targets.targets(targets.allowed(action)[:1], language=action.language)
    if not first:
        return None
    letter = Letter(
        greeting=first[0].greeting,
        subject=action.subject,
        message="\n\n".join(one.text for one in action.paragraphs.all()),
        closing=action.closing,
        sender="Made-up Name",
        town="1 Example Street\nExample Town",
    )
    queue_mail(
        "test-message",
        to=to,
        key=f"{action.pk}:{now:%Y%m%d%H%M%S}",
        context={"letter": letter, "target": first[0], "page_url": action.full_url},
        now=now,
    )
    return first[0]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One letter to print for delivery day."""

    delivery_id: int
    target: Target
    letter: Letter


def to_print(action: ActionPage, *, again: bool = False) -> list[Sheet]:
    """Return the letters on paper, by official; those printed before only with `again`."""
    waiting = SupporterDelivery.objects.confirmed().filter(
        action=action, channel=SupporterDelivery.Channel.PAPER, message__erased_at=None
    )
    if not again:
        waiting = waiting.filter(printed_at=None)
    rows = list(waiting.select_related("message", "message__action").order_by("official_id", "pk"))
    people = {
        one.pk: one for one in targets.chosen_targets(action, {row.official_id for row in rows})
    }
    return [
        Sheet(row.pk, people[row.official_id], letter_to(row.message, people[row.official_id]))
        for row in rows
        if row.official_id in people
    ]


def note_printed(*, action: ActionPage, ids: Sequence[int], now: datetime) -> int:
    """Note that letters were printed and will be handed over; return how many."""
    waiting = SupporterDelivery.objects.to_print().filter(action=action, pk__in=ids)
    return waiting.update(printed_at=now)


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything on the organizer's screen."""

    needs: list[Need]
    reach: Coverage
    rows: list[OfficialFigures]
    days: list[figures.Bar]
    districts: list[figures.Bar]
    similarity: figures.Similarity
    unconfirmed: int
    confirmed: int


def desk_of(action: ActionPage, *, now: datetime) -> Desk:
    """Return what stands on the screen of one action."""
    rows, reach = figures.by_official(action), targets.coverage(action)
    messages = SupporterMessage.objects.filter(action=action)
    return Desk(
        needs=needs(action, rows, reach, now=now),
        reach=reach,
        rows=rows,
        days=figures.by_day(action, now=now),
        districts=figures.by_district(rows),
        similarity=figures.similarity(action),
        unconfirmed=messages.filter(status=SupporterMessage.Status.ASKED).count(),
        confirmed=messages.written().count(),
    )
