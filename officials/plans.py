"""What an import is going to do: rows to write, and the same in words for a person to read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django.db.models import Model

from officials.records import Dataset


@dataclass(frozen=True, slots=True)
class Detail:
    """One difference of a row: what, and from which value to which."""

    what: str
    old: str = ""
    new: str = ""

    def __str__(self) -> str:
        if self.old and self.new:
            return f"{self.what}: {self.old} → {self.new}"
        return f"{self.what}: {self.new}" if self.new else f"{self.what} gone: {self.old}"


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one official or list."""

    verb: str  # new, changed, left, back, ended
    kind: str  # official, list
    name: str
    details: tuple[Detail, ...] = ()

    @property
    def line(self) -> str:
        """Return the change on one line, without any address."""
        what = ", ".join(dict.fromkeys(detail.what for detail in self.details))
        return f"{self.verb:<8}{self.name}{f': {what}' if what else ''}"


@dataclass
class Plan:
    """Rows in the order in which they have to be written, and what they mean."""

    dataset: Dataset
    changes: list[Change] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    created: dict[type[Model], list[Any]] = field(default_factory=dict)
    updated: dict[type[Model], dict[int, tuple[Any, set[str]]]] = field(default_factory=dict)
    deleted: dict[type[Model], list[int]] = field(default_factory=dict)
    in_scope: int = 0  # people on record of whom the source names everybody

    def create(self, row: Any) -> Any:
        """Write a new row; returns it, so that others can refer to it before it is saved."""
        self.created.setdefault(type(row), []).append(row)
        return row

    def update(self, row: Any, **values: Any) -> None:
        """Write these values into a row; one that isn't saved yet just takes them."""
        for name, value in values.items():
            setattr(row, name, value)
        if row.pk is not None:
            _, names = self.updated.setdefault(type(row), {}).setdefault(row.pk, (row, set()))
            names.update(values)

    def delete(self, row: Any) -> None:
        self.deleted.setdefault(type(row), []).append(row.pk)

    def say(self, change: Change) -> None:
        self.changes.append(change)
        self.counts[f"{change.kind} {change.verb}"] += 1

    @property
    def changes_nothing(self) -> bool:
        return not (self.created or self.updated or self.deleted)

    @property
    def leaving(self) -> int:
        return self.counts["official left"]

    @property
    def digest(self) -> str:
        """Return what tells whether two plans do the same, for a preview that is acted upon."""
        said = "\n".join(self._everything())
        return sha256(said.encode()).hexdigest()

    def _everything(self) -> Iterator[str]:
        yield from sorted(f"{key} {number}" for key, number in self.counts.items())
        for change in self.changes:
            yield f"{change.line} {'; '.join(map(str, change.details))}"
