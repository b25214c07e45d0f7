"""What became of a letter at one addressee, in one honest sentence for everybody. Pure.

"Delivered" needs proof: the other side's server, a receipt, a person who saw it. What a provider
only accepted is "sent". Days are those of the site's own time zone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from letters.fate_phrases import CHANNELS, FATES, FatePhrases
from letters.wording import date_in_words

Channel = Literal["email", "post", "hand", "form", "docket", "press"]
AnswerKind = Literal["unread", "acknowledged", "answered", "refused", "met"]
State = Literal["delivered", "sent", "planned", "unknown", "failed"]

# From the one that says most; of two that say the same the earlier counts.
_ORDER: tuple[State, ...] = ("delivered", "sent", "planned", "unknown", "failed")


@dataclass(frozen=True, slots=True)
class Way:
    """One channel to the addressee: the days on which it was sent, and is known to have arrived."""

    channel: Channel
    sent_on: date | None = None
    delivered_on: date | None = None
    failed: bool = False  # came back, or could not be sent
    unknown: bool = False  # it may have gone out: a person has to find out

    @property
    def state(self) -> State:
        if self.delivered_on:
            return "delivered"
        if self.failed:
            return "failed"
        if self.unknown:
            return "unknown"
        return "sent" if self.sent_on else "planned"

    @property
    def day(self) -> date | None:
        """The day that belongs to the state."""
        return self.delivered_on or (self.sent_on if self.state == "sent" else None)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the addressee said last, and when."""

    kind: AnswerKind
    on: date


@dataclass(frozen=True, slots=True)
class Fate:
    """The sentence, the language it is in, and the facts that it was made of."""

    sentence: str
    language: str  # of the sentence: "en" where the letter's own has no phrases
    state: State
    channel: Channel
    day: date | None
    answer: Answer | None


def fate(ways: Sequence[Way], answer: Answer | None, *, today: date, language: str) -> Fate:
    """Return what is known of all `ways` to one addressee.

    Args:
        ways: at least one.
        language: of the letter, a BCP 47 tag.
    """
    tag, known = _phrases(language)
    best = min(ways, key=lambda way: (_ORDER.index(way.state), way.day or date.max))
    parts = []
    lost = next((way for way in ways if way.state == "failed"), None)
    if lost is not None and best.state in ("sent", "planned"):
        parts.append(_said(lost, known, tag))
    parts.append(_said(best, known, tag))
    if answer is not None:
        parts.append(getattr(known, answer.kind).format(day=_day(answer.on, tag)))
    if answer is None or answer.kind == "acknowledged":
        parts += _silence(best, known, today)
    whole = known.between.join(parts)
    sentence = f"{whole[:1].upper()}{whole[1:]}{known.stop}"
    return Fate(sentence, tag, best.state, best.channel, best.day, answer)


def _phrases(language: str) -> tuple[str, FatePhrases]:
    """Return the language that has phrases, and them: the letter's own, or English."""
    tag = language.lower()
    for key in ("-".join(tag.split("-")[:2]), tag.split("-", maxsplit=1)[0]):
        if key in FATES:
            return language, FATES[key]
    return "en", FATES["en"]


def _said(way: Way, known: FatePhrases, tag: str) -> str:
    by = known.channels[CHANNELS.index(way.channel)]
    day = _day(way.day, tag) if way.day else ""
    return str(getattr(known, way.state).format(by=by, day=day))


def _day(day: date, tag: str) -> str:
    # The site's own sentences say "18 November 2026", whichever English the letter is in.
    return date_in_words(day, "en-GB" if tag.lower().startswith("en") else tag)


def _silence(best: Way, known: FatePhrases, today: date) -> list[str]:
    """Return for how long nobody has answered; nothing on the day itself, or before it went."""
    days = (today - best.day).days if best.day else 0
    if days < 1:
        return []
    few = len(known.silence) > 2 and 3 <= days % 100 <= 10
    return [known.silence[2 if few else days != 1].format(days)]
