"""A letter as its writer reads it once more: what goes to whom by the way chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from campaign.actions import WAYS
from campaign.mail_links import MailLink, mailto, webmails
from campaign.models import ActionPage
from campaign.targets import Target
from campaign.wording import listed
from campaign.writing import Letter


@dataclass(frozen=True, slots=True)
class Copy:
    """The letter to one official, with the links that the way needs."""

    target: Target
    letter: Letter
    by_mail: bool  # for relay: false where we print it
    own_mail: MailLink | None = None
    web_mail: tuple[MailLink, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """All copies that the chosen way can take, and whom it doesn't lead to."""

    way: str
    copies: tuple[Copy, ...]
    unreached: tuple[tuple[Target, str], ...]  # with what leads to them instead, in words
    script: str  # what to say by phone


def reading_of(action: ActionPage, chosen: Sequence[Target], facts: Mapping[str, Any]) -> Reading:
    """Return the letters that `facts`, the cleaned form, make for the officials chosen."""
    way = str(facts["way"])
    copies = tuple(_copy(one, way, action, facts) for one in chosen if one.can(way))
    unreached = tuple((one, _instead(action, one)) for one in chosen if not one.can(way))
    script = action.script.strip() or str(facts["message"])
    return Reading(way, copies, unreached, script)


def _copy(target: Target, way: str, action: ActionPage, facts: Mapping[str, Any]) -> Copy:
    parts = {name: str(facts[name]) for name in ("subject", "message", "sender", "town")}
    letter = Letter(greeting=target.greeting, closing=action.closing, **parts)
    if way != "own_mail":
        return Copy(target, letter, bool(target.email))
    filled = (target.email, letter.subject, letter.text)
    return Copy(target, letter, True, mailto(*filled), tuple(webmails(*filled)))


def _instead(action: ActionPage, target: Target) -> str:
    able = [WAYS[way] for way in action.ways if target.can(way)]
    return listed(able, "or") or "by none of the ways offered here"
