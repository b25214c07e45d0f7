"""What is stored, field by field: of what kind, and for how long. Pure: imports no Django.

Each room lists its own fields in its `holdings.py`; a field that is in no list fails a test.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

LABELS = {
    "secret": "opens or seals something; only a digest or an encrypted form is stored",
    "contact": "tells who a person is or how to reach them",
    "message": "words that people wrote to one another",
    "embargoed": "becomes public, at a time that the organizers choose",
    "official": "published by or about a public office or company",
    "audit": "says what happened and who decided",
    "public": "anybody may read it, or it is a setting of the site",
}
# Lists of one room: model → label → (how long, names of fields with spaces between).
Lists = Mapping[str, Mapping[str, tuple[str, str]]]


@dataclass(frozen=True, slots=True, order=True)
class Holding:
    """One field: which, of what kind, for how long."""

    model: str
    field: str
    label: str
    kept: str


def holdings(lists: Lists) -> list[Holding]:
    """Return the fields of one room's lists.

    Raises:
        ValueError: a label is none, a field has no time, or one is listed twice.
    """
    found: dict[tuple[str, str], Holding] = {}
    for model, labels in lists.items():
        for label, (kept, names) in labels.items():
            if label not in LABELS or not kept:
                raise ValueError(f"{model}: {label!r} is no label or has no time: see LABELS")
            for name in names.split():
                if (model, name) in found:
                    raise ValueError(f"{model}.{name} is listed twice: keep one")
                found[model, name] = Holding(model, name, label, kept)
    return list(found.values())


def table(rooms: Iterable[tuple[str, Lists]]) -> str:
    """Return the page for people: a section for each room, a row for each model and label."""
    lines = ["# What is stored, and for how long", ""]
    lines += ["Made by `python manage.py data_inventory`; a test holds it to the code.", ""]
    lines += [f"- **{label}**: {meaning}" for label, meaning in LABELS.items()]
    for room, lists in rooms:
        lines += ["", f"## {room}", "", "| Model | Label | Kept | Fields |", "|---|---|---|---|"]
        for model, labels in lists.items():
            for label, (kept, names) in labels.items():
                fields = ", ".join(f"`{name}`" for name in names.split())
                lines.append(f"| {model} | {label} | {kept} | {fields} |")
    return "\n".join(lines) + "\n"
