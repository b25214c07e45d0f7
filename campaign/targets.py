"""Whom an action may reach, and how: the one place that asks `officials`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing

from campaign.models import ActionPage
from letters.salutation import suggest_salutation, with_mark
from officials.models import Channel, Office, Official, OfficialQuerySet
from officials.services import (
    Coverage,
    Finding,
    channels_of,
    coverage_of,
    find_by_postal_code,
    members_of,
    offices_of,
)

Kind = Channel.Kind
PROOF_LASTS = timedelta(hours=24)
# At the end of an address in the United States: ", Tallahassee, FL 32399".
_TOWN = re.compile(r",\s*([^,\n]+,\s*[A-Z]{2}\s+\d{5}(?:-\d{4})?)\s*$")
MOST_SHOWN = 400  # of a list to choose from


@dataclass(frozen=True, slots=True)
class Number:
    """A phone number and where it rings."""

    value: str
    label: str

    @property
    def dial(self) -> str:
        """The number as a link dials it: figures, and a plus sign in front where there is one."""
        number = self.value.partition("ext")[0].partition("x")[0]
        figures = "".join(c for c in number if c in "0123456789")
        return f"+{figures}" if number.strip().startswith("+") else figures


@dataclass(frozen=True, slots=True)
class Target:
    """One official as an action shows them. Addresses are empty where there is none."""

    pk: int
    name: str  # with the title: "Senator Uma Abara"
    greeting: str  # "Dear Senator Abara:"
    role: str  # "Florida Senate, District 16"
    body: str
    district: str
    email: str = ""
    form: str = ""
    phones: tuple[Number, ...] = ()
    postal: tuple[str, ...] = ()  # lines of the address

    def can(self, way: str) -> bool:
        """Say whether this way leads to the official; see `campaign.actions.WAYS`."""
        reach = {
            "own_mail": self.email,
            "relay": self.email or self.postal,
            "form": self.form,
            "phone": self.phones,
            "paper": True,
        }
        return bool(reach[way])

    @property
    def channel_words(self) -> str:
        """How it is reached at best, as a sentence."""
        if self.email:
            return "By email."
        if self.form:
            return "No email address is known; by web form."
        if self.phones:
            return "No email address or form is known; by phone or on paper."
        return "No email address, form or number is known; on paper."


def allowed(action: ActionPage) -> OfficialQuerySet:
    """Return everybody in office whom the action may reach; nobody without a list."""
    if action.target_list is None:
        return Official.objects.none()
    return members_of(action.target_list)


def targets(officials: Iterable[Official], *, language: str = "en-US") -> list[Target]:
    """Return these officials as an action shows them, in their order. Two queries.

    Args:
        language: of the message, for its salutation.
    """
    people = list(officials)
    channels, offices = channels_of(people), offices_of(people)
    return [_target(one, channels[one.pk], offices[one.pk], language) for one in people]


def chosen_targets(action: ActionPage, ids: Iterable[int]) -> list[Target]:
    """Return those of `ids` whom the action may reach, by name; all others are left out."""
    return targets(allowed(action).filter(pk__in=list(ids)), language=action.language)


def coverage(action: ActionPage) -> Coverage:
    """Return by what the action's officials can be reached."""
    return coverage_of(allowed(action))


def find(action: ActionPage, postal_code: str) -> Finding:
    """Return who of the action's officials stands for a postal code; stores nothing."""
    return find_by_postal_code(postal_code, country=action.country, among=allowed(action))


def _target(
    official: Official, channels: Sequence[Channel], offices: Sequence[Office], language: str
) -> Target:
    office = offices[0] if offices else None
    district = office.district.name if office is not None and office.district else ""
    body = office.body.name if office is not None else ""
    titled = official.honorific or (office.title if office is not None else "")
    return Target(
        pk=official.pk,
        name=f"{titled} {official.name}".strip(),
        greeting=_greeting(official, language),
        role=", ".join(filter(None, [body, district])),
        body=body,
        district=district,
        email=_first(channels, Kind.EMAIL),
        form=_first(channels, Kind.FORM),
        phones=tuple(Number(one.value, one.label) for one in channels if one.kind == Kind.PHONE),
        postal=postal_lines(_first(channels, Kind.POST)),
    )


def _greeting(official: Official, language: str) -> str:
    """Return how a message of that language begins; what somebody wrote for an official goes first.

    Other languages take the form that letters suggest, neutral where nothing tells a gender.
    """
    if official.salutation or language.startswith("en"):
        return with_mark(official.greeting, language)
    return suggest_salutation([(f"{official.honorific} {official.name}".strip(), "")], language)


def postal_lines(address: str) -> tuple[str, ...]:
    """Return the lines of an address for a window: town, state and ZIP code stand on their own."""
    parts = _TOWN.sub(r"\n\1", address.replace(";", "\n")).splitlines()
    return tuple(part.strip() for part in parts if part.strip())


def _first(channels: Sequence[Channel], kind: str) -> str:
    return next((one.value for one in channels if one.kind == kind), "")


# Whose they are -----------------------------------------------------------------------------------


def proof(action: ActionPage, ids: Iterable[int], now: datetime) -> str:
    """Return a signed note that a place led to these officials; the place isn't in it."""
    numbers = ".".join(str(pk) for pk in sorted(set(ids)))
    return _signer(action).sign(f"{int(now.timestamp())}:{numbers}")


def proven(action: ActionPage, note: str, now: datetime) -> frozenset[int]:
    """Return the officials that a place led to, none for a note that isn't ours or is too old."""
    try:
        made, _, numbers = _signer(action).unsign(note[:20_000]).partition(":")
        ids = frozenset(int(pk) for pk in numbers.split(".") if pk)
    except (signing.BadSignature, ValueError):
        return frozenset()
    age = now.timestamp() - int(made)
    return ids if 0 <= age <= PROOF_LASTS.total_seconds() else frozenset()


def _signer(action: ActionPage) -> signing.Signer:
    return signing.Signer(salt=f"campaign.targets {action.pk}")
