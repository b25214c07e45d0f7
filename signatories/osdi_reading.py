"""Signatures in OSDI's words as the row of a sheet that says the same. Pure: imports no Django."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from signatories.sheet_rows import MAX_CELL, Row, Sheet

FIELDS: Final = (
    "organization", "website", "contact_name", "contact_title", "contact_email", "place", "region",
    "country", "scope", "kind", "authority", "comments", "submitted_at",
)  # fmt: skip
OWN: Final = "undersigned"  # the prefix of what OSDI has no word for
DEEPEST: Final = 20  # arrays and objects within one another


class NotOsdi(ValueError):
    """It is no OSDI; the message is the end of a sentence."""


def parse(content: bytes) -> Any:
    """Return what JSON says.

    Raises:
        NotOsdi: it is no JSON, or one that no honest program writes.
    """
    try:
        return json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise NotOsdi("is no JSON in UTF-8") from error


def sheet_of_signatures(content: bytes) -> Sheet:
    """Return the sheet that says what an OSDI collection of signatures says, a row each.

    Raises:
        NotOsdi: there is no signature in it.
    """
    signatures = list(_signatures(parse(content), DEEPEST))
    if not signatures:
        raise NotOsdi('holds no signatures: OSDI lists them in "_embedded" as "osdi:signatures"')
    rows = tuple(Row(n, row_of(one)) for n, one in enumerate(signatures, start=1))
    return Sheet(FIELDS, rows, ("Read as OSDI; rows are numbered as the signatures stand in it.",))


def _signatures(found: Any, depth: int) -> Iterator[dict[str, Any]]:
    """Yield what may be a signature: of collections all that is embedded, of lists each one."""
    if depth == 0:
        return
    if isinstance(found, list):
        for one in found:
            yield from _signatures(one, depth - 1)
    elif isinstance(found, dict):
        embedded = _part(found, "_embedded")
        if "osdi:signatures" in embedded:
            yield from _signatures(embedded["osdi:signatures"], depth - 1)
        elif "osdi:signature" in embedded:
            yield from _signatures(embedded["osdi:signature"], depth - 1)
        elif _person(found) or _organization(found):
            yield found


def row_of(signature: dict[str, Any]) -> tuple[str, ...]:
    """Return a signature's facts in the order of FIELDS; "" for what it doesn't say.

    The organization is the one that owns the signature, or else the person's employer.
    """
    person, organization = _person(signature), _organization(signature)
    address = _first(person.get("postal_addresses"))
    given, family = _text(person.get("given_name")), _text(person.get("family_name"))
    location = _part(organization, "location")
    said = {
        "organization": _text(organization.get("name")) or _text(person.get("employer")),
        "website": _own(signature, "website") or _own(organization, "website"),
        "contact_name": " ".join(part for part in (given, family) if part),
        "contact_title": _text(person.get("occupation")),
        "contact_email": _text(_first(person.get("email_addresses")).get("address")),
        "place": "",
        "region": _text(location.get("region")) or _text(address.get("region")),
        "country": _text(location.get("country")) or _text(address.get("country")),
        "scope": _own(signature, "scope"),
        "kind": _own(signature, "kind"),
        "authority": _own(signature, "authority"),
        "comments": _text(signature.get("comments")),
        "submitted_at": _text(signature.get("action_date")) or _text(signature.get("created_date")),
    }
    return tuple(said[field][:MAX_CELL] for field in FIELDS)


def _person(signature: dict[str, Any]) -> dict[str, Any]:
    return _part(signature, "person") or _part(_part(signature, "_embedded"), "osdi:person")


def _organization(signature: dict[str, Any]) -> dict[str, Any]:
    embedded = _part(_part(signature, "_embedded"), "osdi:organization")
    return _part(signature, "organization") or embedded


def _part(found: dict[str, Any], name: str) -> dict[str, Any]:
    part = found.get(name)
    return part if isinstance(part, dict) else {}


def _first(found: Any) -> dict[str, Any]:
    """Return the object of a list that calls itself primary, else the first."""
    listed = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    primary = (one for one in listed if one.get("primary") is True)
    return next(primary, listed[0] if listed else {})


def _own(found: dict[str, Any], name: str) -> str:
    return _text(found.get(f"{OWN}:{name}"))


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if isinstance(value, str | int | float) else ""
