"""A letter document as plain data and back: what an edition keeps.

The data holds only dicts, lists, strings, numbers, booleans and None, so it can stand in a JSON
column. The way back gives an equal document, also from data that an older release wrote: fields
that were added since take their defaults. Pure.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from typing import Any

from letters import document as kinds
from letters.document import LetterDocument

VERSION = 1  # of the data's shape; counts up when old data needs more than defaults

# The names in stored data; they outlive a class that is renamed.
_KINDS: dict[str, type[Any]] = {
    "text": kinds.Text,
    "note-ref": kinds.NoteRef,
    "break": kinds.Break,
    "paragraph": kinds.Paragraph,
    "heading": kinds.Heading,
    "list-item": kinds.ListItem,
    "list": kinds.ListBlock,
    "quotation": kinds.Quotation,
    "picture": kinds.Picture,
    "figure": kinds.Figure,
    "table": kinds.Table,
    "passage": kinds.Passage,
    "demand": kinds.Demand,
    "demands": kinds.Demands,
    "note": kinds.Note,
    "addressee": kinds.Addressee,
    "letterhead": kinds.Letterhead,
    "hand-signature": kinds.HandSignature,
    "layout": kinds.SignatureLayout,
    "signatory": kinds.Signatory,
    "group": kinds.SignatoryGroup,
    "text-version": kinds.TextVersion,
    "withdrawal": kinds.Withdrawal,
    "stationery": kinds.Stationery,
    "document": LetterDocument,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}
_DATE = "date"
_BYTES = "bytes"
_IS = "is"  # the key under which a part's name stands; no field of any part is called so


def to_data(document: LetterDocument) -> dict[str, Any]:
    """Return `document` as data for JSON, with the version of its shape under "version"."""
    return {"version": VERSION, "document": _encoded(document)}


def from_data(data: dict[str, Any]) -> LetterDocument:
    """Return the document that `to_data` was given.

    Raises:
        ValueError: the data is of a later version, or is not a letter document.
    """
    version = data.get("version")
    if version != VERSION:
        raise ValueError(
            f"stored letter has version {version!r}, this release reads {VERSION}: "
            "read it with the release that wrote it"
        )
    document = _decoded(data.get("document"))
    if not isinstance(document, LetterDocument):
        raise ValueError(  # noqa: TRY004 - the data is wrong, not the type of an argument
            f"stored data holds {type(document).__name__}, not a letter document: "
            "take it from an edition"
        )
    return document


def _encoded(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_encoded(item) for item in value]
    if isinstance(value, date):
        return {_IS: _DATE, "iso": value.isoformat()}
    if isinstance(value, bytes):
        return {_IS: _BYTES, "base64": b64encode(value).decode("ascii")}
    if is_dataclass(value):
        named = {field.name: _encoded(getattr(value, field.name)) for field in fields(value)}
        return {_IS: _NAMES[type(value)], **named}
    return value


def _decoded(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_decoded(item) for item in value)
    if not isinstance(value, dict):
        return value
    name = value.get(_IS)
    if name == _DATE:
        return date.fromisoformat(value["iso"])
    if name == _BYTES:
        return b64decode(value["base64"], validate=True)
    kind = _KINDS.get(str(name))
    if kind is None:
        raise ValueError(f"stored letter holds an unknown part {name!r}: update this release")
    known = {field.name: field for field in fields(kind)}
    unknown = value.keys() - known.keys() - {_IS}
    missing = [key for key, field in known.items() if key not in value and not _optional(field)]
    if unknown or missing:
        raise ValueError(
            f"stored {name} has unknown {sorted(unknown)} and lacks {missing}: "
            "read it with the release that wrote it"
        )
    return kind(**{key: _decoded(value[key]) for key in known if key in value})


def _optional(field: Field[Any]) -> bool:
    return field.default is not MISSING or field.default_factory is not MISSING
