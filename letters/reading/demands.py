"""Demands: the list under a heading like "What we ask"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from letters.document import Block, Demand, Demands, Heading, ListBlock, Paragraph, plain
from letters.reading.findings import Findings, quoted

_MOST_INTRO = 3  # paragraphs between the heading and the list
_DEMANDS = re.compile(
    r"(?:\d+\.\s*)?(?:what we (?:ask|demand|want|request|call for|are asking)\b|"
    r"(?:our|the|these) (?:demands?|asks?|requests?|recommendations?)\b|"
    r"we (?:ask|demand|request|urge|call)\b|demands?$|recommendations?$|requests?$|"
    r"was wir (?:fordern|verlangen)\b|unsere forderungen\b|wir fordern\b|"
    r"nos (?:demandes|exigences)\b|nous demandons\b|"
    r"(?:nuestras (?:demandas|peticiones)|lo que pedimos|pedimos)\b)",
    re.IGNORECASE,
)


def with_demands(blocks: Sequence[Block], findings: Findings) -> tuple[Block, ...]:
    """Return the blocks, each list under a heading of demands made demands, counted through."""
    result: list[Block] = []
    position = number = 0
    while position < len(blocks):
        length = _demands_length(blocks[position:])
        if not length:
            result.append(blocks[position])
            position += 1
            continue
        demands = _as_demands(blocks[position : position + length], number + 1)
        result.append(demands)
        number += len(demands.demands)
        position += length
        _tell(demands, blocks[position - 1], findings)
    return tuple(result)


def _tell(demands: Demands, listed: Block, findings: Findings) -> None:
    count = len(demands.demands)
    ordered = isinstance(listed, ListBlock) and listed.ordered
    findings.say(
        f"The list under {quoted(plain(demands.heading))} was taken as the letter’s "
        f"{count} {'demand' if count == 1 else 'demands'}"
        + ("." if ordered else "; its bullets became numbers.")
    )


def _demands_length(blocks: Sequence[Block]) -> int:
    """Return how many blocks make demands: heading, up to three paragraphs, a list; 0 for none."""
    heading = blocks[0]
    if not isinstance(heading, Heading) or not _DEMANDS.match(plain(heading.content)):
        return 0
    for position, block in enumerate(blocks[1 : _MOST_INTRO + 2], 1):
        if isinstance(block, ListBlock):
            return position + 1
        if not isinstance(block, Paragraph):
            return 0
    return 0


def _as_demands(blocks: Sequence[Block], first: int) -> Demands:
    heading, *intro, listed = blocks
    items = listed.items if isinstance(listed, ListBlock) else ()
    return Demands(
        heading.content if isinstance(heading, Heading) else (),
        tuple(block for block in intro if isinstance(block, Paragraph)),
        tuple(Demand(number, item.blocks) for number, item in enumerate(items, first)),
    )
