"""What the organizer sees of a letter's ledger: what waits, how far it is, every way and answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from delivery.models import InboundFile, InboundMessage, OutboundMessage
from letters.correspondences import SETTLED
from letters.ledger_needs import Need, is_due, needs_of
from letters.mail_states import MAIL_STATES
from letters.models import Correspondence, Dispatch, LedgerFile, LetterPage, Response
from letters.public_status import Answer, State, Way, fate
from letters.standing import day
from letters.ways import answer_of, known_of_ways, way_of

# In the order of the picture: what is settled first, what is lost last.
LABELS = {
    "settled": "Answered",
    "acknowledged": "Acknowledged",
    "delivered": "Delivered",
    "sent": "Sent",
    "planned": "To be sent",
    "unknown": "Unknown",
    "failed": "Not delivered",
}
_BY_HAND: dict[State, str] = {
    "planned": "To be sent",
    "sent": "Sent on {}",
    "delivered": "Delivered on {}",
    "failed": "Came back on {}",
}


@dataclass(frozen=True, slots=True)
class WayRow:
    """One channel to one addressee, as the ledger shows it."""

    dispatch: Dispatch
    way: Way
    state: str  # in words
    message: OutboundMessage | None
    can_drop: bool

    @property
    def certain(self) -> bool:
        return self.way.state == "delivered"


@dataclass(frozen=True, slots=True)
class Row:
    """One addressee: the ways to them, what they said, and what the public reads."""

    correspondence: Correspondence
    key: str  # of LABELS
    label: str
    ways: tuple[WayRow, ...]
    earlier: tuple[WayRow, ...]  # of editions before the newest
    responses: tuple[Response, ...]
    automatic: tuple[InboundMessage, ...]  # what machines answered, unless taken as an answer
    answer: Answer | None
    answer_label: str
    is_due: bool
    sentence: str
    language: str
    free_channels: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of the picture: `start` and `width` in percent of the bar, with a point."""

    key: str
    label: str
    number: int
    start: str
    width: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """All of it."""

    needs: tuple[Need, ...]
    segments: tuple[Segment, ...]
    rows: tuple[Row, ...]


def ledger(page: LetterPage, *, now: datetime) -> Ledger:
    """Return the ledger of `page`; the number of queries doesn't grow with the addressees."""
    automatic = InboundMessage.objects.filter(kind=InboundMessage.Kind.AUTO_REPLY)
    together: tuple[Any, ...] = (
        *known_of_ways(),
        Prefetch("dispatches__message__answers", automatic.defer("text"), to_attr="automatic"),
        Prefetch("dispatches__proofs", LedgerFile.objects.defer("content")),
        "dispatches__recorded_by",
        Prefetch("responses__documents", LedgerFile.objects.defer("content")),
        "responses__recorded_by",
        Prefetch("responses__inbound"),
        Prefetch("responses__inbound__files", InboundFile.objects.defer("content")),
    )
    today = timezone.localdate(now)
    rows = tuple(
        _row(one, page, today)
        for one in page.correspondences.prefetch_related(*together)
        if one.dispatches.all()
    )
    counted = Counter(row.key for row in rows)
    return Ledger(
        needs=tuple(needs_of([row.correspondence for row in rows], today=today)),
        segments=segments(counted),
        rows=rows,
    )


def segments(counted: Counter[str]) -> tuple[Segment, ...]:
    """Return the parts of the bar that are not empty, side by side."""
    total, start, parts = counted.total(), 0.0, []
    for key, label in LABELS.items():
        if counted[key]:
            width = 100 * counted[key] / total
            parts.append(Segment(key, label, counted[key], f"{start:.3f}", f"{width:.3f}"))
            start += width
    return tuple(parts)


def _row(one: Correspondence, page: LetterPage, today: date) -> Row:
    dispatches = sorted(one.dispatches.all(), key=lambda way: (-way.edition.number, way.pk))
    newest = dispatches[0].edition_id
    ways = tuple(_way(way, dispatches) for way in dispatches)
    current = tuple(way for way in ways if way.dispatch.edition_id == newest)
    answer = answer_of(one.responses.all())
    found = fate([way.way for way in current], answer, today=today, language=page.language)
    key = _key(found.state, answer)
    taken = {way.dispatch.channel for way in current} | {Dispatch.Channel.EMAIL.value}
    return Row(
        correspondence=one,
        key=key,
        label=LABELS[key],
        ways=current,
        earlier=ways[len(current) :],
        responses=tuple(one.responses.all()),
        automatic=tuple(_automatic(one)),
        answer=answer,
        answer_label=Response.Kind(answer.kind).label if answer else "None",
        is_due=is_due(one, answer, today),
        sentence=found.sentence,
        language=found.language,
        free_channels=tuple(
            (value, label) for value, label in Dispatch.Channel.choices if value not in taken
        ),
    )


def _automatic(one: Correspondence) -> Iterator[InboundMessage]:
    taken = {response.inbound_id for response in one.responses.all()}
    for dispatch in one.dispatches.all():
        mails: list[InboundMessage] = getattr(dispatch.message, "automatic", [])
        yield from (mail for mail in mails if mail.pk not in taken)


def _key(state: State, answer: Answer | None) -> str:
    if answer is None or answer.kind == "unread":
        return state
    return "settled" if answer.kind in SETTLED else "acknowledged"


def _way(dispatch: Dispatch, siblings: Sequence[Dispatch]) -> WayRow:
    way = way_of(dispatch)
    message = dispatch.message
    shown = dispatch.failed_on or way.day
    state = (
        MAIL_STATES.get(message.status, message.status)
        if message
        else _BY_HAND[way.state].format(day(shown) if shown else "")
    )
    untouched = way.state == "planned" and message is None and not dispatch.proofs.all()
    return WayRow(dispatch, way, state, message, untouched and len(siblings) > 1)


def csv_rows(shown: Ledger) -> Iterator[tuple[str, ...]]:
    """Yield the ledger's lines for a sheet, its head first; no address is in it."""
    yield (
        "addressee", "organization", "edition", "channel", "state", "sent_on", "delivered_on",
        "failed_on", "reference", "note", "proofs", "follow_up_on", "answer", "answered_on",
        "public_sentence",
    )  # fmt: skip
    for row in shown.rows:
        for way in (*row.ways, *row.earlier):
            yield _csv_row(row, way)


def _csv_row(row: Row, way: WayRow) -> tuple[str, ...]:
    one, dispatch = row.correspondence, way.dispatch
    return (
        one.addressee,
        one.organization,
        str(dispatch.edition.number),
        dispatch.get_channel_display(),
        way.state,
        _iso(way.way.sent_on),
        _iso(way.way.delivered_on),
        _iso(dispatch.failed_on),
        dispatch.reference,
        dispatch.note,
        " ".join(proof.sha256 for proof in dispatch.proofs.all()),
        _iso(one.follow_up_on),
        row.answer_label,
        _iso(row.answer.on if row.answer else None),
        row.sentence if one.shown else "",
    )


def _iso(moment: date | None) -> str:
    return moment.isoformat() if moment else ""
