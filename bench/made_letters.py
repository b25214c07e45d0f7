"""Letters of any number of names for the benchmarks; each `run` has other names."""

from __future__ import annotations

from collections.abc import Iterator

from letters.document import LetterDocument, SignatoryGroup
from letters.docx_names import NameRow
from letters.docx_signatories import NameGroup
from tests.letters.documents import group, stadium_letter

_PLACES = "Lake Erie,Ohio City,Clark-Fulton,Euclid Avenue,Old Brooklyn,Kamm’s Corners".split(",")
_KINDS = "Tenants’ Union,Block Club,Reading Circle,Parents’ Council,Bicycle Kitchen".split(",")
_SHARES = (("national", "National", 2), ("state", "State", 3), ("local", "Local", 5))


def name(number: int, run: int) -> str:
    """Return a made-up name: of the usual length, and of nobody else."""
    place, kind = _PLACES[number % len(_PLACES)], _KINDS[number % len(_KINDS)]
    return f"{place} {kind} & Friends, Chapter {number}-{run}"


def crowd(count: int, run: int = 0) -> LetterDocument:
    """Return the sample letter with `count` names in three groups."""
    if not count:
        return stadium_letter(groups=())
    groups: list[SignatoryGroup] = []
    start = 0
    for key, label, share in _SHARES:
        end = count if key == "local" else start + count * share // 10
        names = [name(number, run) for number in range(start, end)]
        groups.append(group(key, label, names))  # type: ignore[arg-type]
        start = end
    return stadium_letter(groups=tuple(groups))


def streamed(count: int) -> list[NameGroup]:
    """Return `count` names that are made only when they are asked for, as from a database."""

    def rows() -> Iterator[NameRow]:
        for number in range(count):
            yield name(number, 0), number == 0

    return [NameGroup("local", "Local", count, rows())]
