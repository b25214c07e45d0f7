"""The letters to single addressees, where some of them get other words than others. Pure.

The whole letter carries every variant and is what people sign; here each addressee's own letter is
taken out of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from hashlib import sha256
from typing import Any

from letters.document import (
    Addressee,
    Block,
    CommonBlock,
    Demand,
    Demands,
    LetterDocument,
    NoteRef,
    Passage,
    has_variants,
)
from letters.render_text import canonical_text
from letters.salutation import suggest_salutation


@dataclass(frozen=True, slots=True)
class Variant:
    """One addressee's own letter, where some of them get other words than others."""

    position: int
    addressee: Addressee
    document: LetterDocument
    sha256: str  # of the canonical text of `document`


@dataclass(frozen=True, slots=True)
class PartForSome:
    """What the whole letter has only for some addressees, numbered as it is there."""

    only_for: tuple[int, ...]  # positions from 0
    blocks: tuple[CommonBlock, ...]


def variants(document: LetterDocument) -> tuple[Variant, ...]:
    """Return every addressee's own letter, in order; nothing where all get the same words."""
    if not has_variants(document):
        return ()
    return tuple(_variant(document, position) for position in range(len(document.addressees)))


def _variant(document: LetterDocument, position: int) -> Variant:
    own = for_addressee(document, position)
    digest = sha256(canonical_text(own).encode()).hexdigest()
    return Variant(position, document.addressees[position], own, digest)


def for_addressee(document: LetterDocument, position: int) -> LetterDocument:
    """Return the letter that one addressee gets; where all get the same words, the same letter.

    Its demands and notes are numbered anew. It is addressed to this addressee alone; who signed,
    and which text they signed, is that of the whole letter.

    Args:
        position: of the addressee, from 0.
    Raises:
        ValueError: the letter has no addressee there.
    """
    if not 0 <= position < len(document.addressees):
        count = len(document.addressees)
        raise ValueError(f"position must be 0 to {count - 1}, got {position}")
    if not has_variants(document):
        return document
    body = tuple(_renumbered_demands(_flat(document.body, position)))
    numbers = {old: new for new, old in enumerate(dict.fromkeys(note_marks(body)), start=1)}
    notes = [note for note in document.notes if note.number in numbers]
    addressee = document.addressees[position]
    return replace(
        document,
        addressees=(addressee,),
        salutation=_salutation(document, addressee),
        body=_renumbered_notes(body, numbers),
        notes=tuple(
            sorted(
                (replace(note, number=numbers[note.number]) for note in notes),
                key=lambda note: note.number,
            )
        ),
        for_addressee=position,
    )


def common_text(document: LetterDocument) -> LetterDocument:
    """Return the letter with only the words that every addressee gets.

    Demands and notes keep the numbers they have in the whole letter, and all notes stay.
    """
    return replace(document, body=tuple(_kept(document.body, lambda demand: not demand.only_for)))


def note_marks(value: Any) -> Iterator[int]:
    """Yield the number of each note mark below `value`, in reading order."""
    if isinstance(value, NoteRef):
        yield value.number
    elif isinstance(value, tuple):
        for item in value:
            yield from note_marks(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from note_marks(getattr(value, field.name))


def _salutation(document: LetterDocument, addressee: Addressee) -> str:
    alone = [(addressee.name, "")]
    return addressee.salutation or suggest_salutation(alone, document.language)


def parts_for_some(document: LetterDocument) -> tuple[PartForSome, ...]:
    """Return what only some addressees get, once for each company of them, in reading order."""
    everyone = tuple(range(len(document.addressees)))
    parts: dict[tuple[int, ...], list[CommonBlock]] = {}
    for block in document.body:
        inside = block.blocks if isinstance(block, Passage) else (block,)
        reached = block.only_for if isinstance(block, Passage) else everyone
        for one in inside:
            for only_for, part in _split(one, reached):
                if only_for != everyone:
                    parts.setdefault(only_for, []).append(part)
    return tuple(PartForSome(only_for, tuple(blocks)) for only_for, blocks in parts.items())


def _split(
    block: CommonBlock, reached: tuple[int, ...]
) -> Iterator[tuple[tuple[int, ...], CommonBlock]]:
    """Yield the block, or its demands by whom they are asked of, with who gets it."""
    if not isinstance(block, Demands):
        yield reached, block
        return
    companies: dict[tuple[int, ...], list[Demand]] = {}
    for demand in block.demands:
        company = tuple(one for one in reached if _is_for(demand, one))
        companies.setdefault(company, []).append(demand)
    for company, demands in companies.items():
        told = tuple(replace(demand, only_for=()) for demand in demands)
        if company == reached:
            yield company, replace(block, demands=told)
        else:
            yield company, Demands((), (), told)


def _flat(body: tuple[Block, ...], position: int) -> Iterator[CommonBlock]:
    """Yield the blocks of one addressee's letter."""
    for block in body:
        inside = (block,) if not isinstance(block, Passage) else block.blocks
        if not isinstance(block, Passage) or position in block.only_for:
            yield from _kept(inside, lambda demand: _is_for(demand, position))


def _kept(body: tuple[Block, ...], keep: Any) -> Iterator[CommonBlock]:
    """Yield the blocks outside passages, with those demands for which `keep` says so."""
    for block in body:
        if isinstance(block, Demands):
            demands = tuple(demand for demand in block.demands if keep(demand))
            # A heading over nothing would ask for nothing.
            if demands or not block.demands:
                yield replace(block, demands=demands)
        elif not isinstance(block, Passage):
            yield block


def _is_for(demand: Demand, position: int) -> bool:
    return not demand.only_for or position in demand.only_for


def _renumbered_demands(blocks: Iterator[CommonBlock]) -> Iterator[CommonBlock]:
    number = 0
    for block in blocks:
        if isinstance(block, Demands):
            first, number = number + 1, number + len(block.demands)
            numbered = (
                replace(demand, number=new, only_for=())
                for new, demand in enumerate(block.demands, start=first)
            )
            yield replace(block, demands=tuple(numbered))
        else:
            yield block


def _renumbered_notes(value: Any, numbers: dict[int, int]) -> Any:
    """Return `value` with each note mark's new number, all the way down."""
    if isinstance(value, NoteRef):
        return NoteRef(numbers[value.number])
    if isinstance(value, tuple):
        return tuple(_renumbered_notes(item, numbers) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        old = {field.name: getattr(value, field.name) for field in fields(value)}
        new = {name: _renumbered_notes(part, numbers) for name, part in old.items()}
        changes = {name: part for name, part in new.items() if part is not old[name]}
        return replace(value, **changes)
    return value
