"""The closing of a letter, such as "Sincerely,", and what a draft has after it."""

from __future__ import annotations

import re

from letters.reading.findings import Findings, whole
from letters.reading.front import fit
from letters.reading.lines import Line

LONGEST_CLOSING = 100
_CLOSING = re.compile(
    r"(?:(?:very |most )?(?:sincerely|respectfully|cordially|truly)|yours|in solidarity|"
    r"(?:with )?(?:best |kind |warm |kindest |our )*(?:regards|respect|thanks)|with gratitude|"
    r"thank you|signed|respectfully submitted|faithfully|best wishes|atentamente|cordialmente|"
    r"respetuosamente|saludos|un saludo|mit (?:freundlichen|besten|solidarischen)|"
    r"hochachtungsvoll|cordialement|respectueusement|bien à vous|sincères salutations)\b",
    re.IGNORECASE,
)


def part_closing(lines: list[Line], findings: Findings) -> tuple[list[Line], str, list[Line]]:
    """Return the lines of the text, the closing, and the lines from it to the end."""
    last = max((n for n, line in enumerate(lines) if _is_closing(line)), default=None)
    if last is None and lines and _looks_like_closing(lines[-1]):
        last = len(lines) - 1
    if last is None:
        findings.say("No closing (such as “Sincerely,”) was found.")
        return lines, "", []
    first, *others = lines[last].text.split("\n")
    for other in others:
        findings.say(f"Left out, for it stands after the closing: {whole(other)}.")
    place = f"paragraph {lines[last].number}: the closing"
    return lines[:last], fit(first, LONGEST_CLOSING, place, findings), lines[last:]


def _is_closing(line: Line) -> bool:
    text = line.text.split("\n")[0]
    return (
        line.kind == "text"
        and line.mark is None
        and len(text) <= 60
        and _CLOSING.match(text) is not None
        and (text.endswith(",") or (len(text.split()) <= 4 and text[-1] not in ".:;?!"))
    )


def _looks_like_closing(line: Line) -> bool:
    return (
        line.kind == "text"
        and line.mark is None
        and len(line.text) <= 60
        and (line.text.endswith(","))
    )
