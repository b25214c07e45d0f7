"""Address blocks: which line is the name, the title, the organization, the postal address."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from letters.document import Addressee
from letters.reading.findings import Findings, quoted
from privacy.text import clean_address

LONGEST_NAME = 150
LONGEST_LINE = 200
LONGEST_POSTAL = 500
_MAILBOX = re.compile(
    r"(?:e-?mail\s*:\s*)?([^\s@<>,;:]+@[^\s@<>,;:]+\.[^\s@<>,;:.]+)", re.IGNORECASE
)
# Words that begin a name but never a title, for a title may be the second line of a block.
_HONORIFIC = re.compile(
    r"(?:mr|mrs|ms|mx|miss|dr|prof|hon|the honorable|the hon|rev|frau|herr|sra?|mme)"
    r"\b\.?[\s\u00a0]+\S",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"\b(?:chair\w*|chief|officer|president|director|secretary|minister|commissioner|mayor|"
    r"attorney|counsel|superintendent|senator|representative|governor|manager|administrator|"
    r"head|speaker|leader|clerk|sheriff|ceo|cto|cfo|coo|general|founder|partner|dean|"
    r"member|treasurer|ombud\w*|vorsitzend\w*|direktor\w*|president[ea]|ministr[oa])\b",
    re.IGNORECASE,
)
_POSTAL = re.compile(
    r"(?:"
    r"\d+[a-z]?(?:[-–/]\d+)?\s+\S.*"  # 1200 Harbor Way
    r"|p\.?\s?o\.?\s+box\b.*|postfach\b.*|suite\b.*|room\b.*|floor\b.*"
    r"|.*\b(?:street|avenue|boulevard|road|drive|lane|plaza|square|highway|st\.|ave\.|blvd\.?|rd\.)"
    r"(?:,.*|\s+(?:\d|n\.?w|s\.?w|n\.?e|s\.?e)\S*)?"
    r"|.*,\s*[A-Z]{2}\.?\s+\d{5}(?:-\d{4})?"  # Tampa, FL 33602
    r"|.*\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}"  # SW1A 1AA
    r"|\S.*(?:straße|strasse|weg|platz|gasse)\s+\d+.*"
    r")",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Recipient:
    """An addressee and where mail reaches them; the address is no part of the letter."""

    addressee: Addressee
    email: str = ""


def recipients(rows: Sequence[str], findings: Findings) -> list[Recipient]:
    """Return who the rows of the address block name; an empty row parts two of them."""
    return [_recipient(block, findings) for block in _blocks(rows) if block]


def _blocks(rows: Sequence[str]) -> list[list[str]]:
    blocks: list[list[str]] = [[]]
    for row in rows:
        begins = len(blocks[-1]) > 1 and _HONORIFIC.match(row) and not _is_postal(row)
        if not row or begins:
            blocks.append([])
        if row:
            blocks[-1].append(row)
    return blocks


def _recipient(rows: list[str], findings: Findings) -> Recipient:
    mailboxes = [mailbox for row in rows if (mailbox := _mailbox(row))]
    lines = [row for row in rows if not _mailbox(row)] or mailboxes[:1]
    for mailbox in mailboxes[1:]:
        findings.say(f"Left out, for an addressee has one email address: {quoted(mailbox)}.")
    name, rest = lines[0], lines[1:]
    street = next((n for n, row in enumerate(rest) if _is_postal(row)), len(rest))
    # No more than two lines are title and organization; the others print after them, in order.
    heads, postal = rest[: min(street, 2)], rest[min(street, 2) :]
    title = heads[0] if len(heads) == 2 or (heads and _is_title(heads[0])) else ""
    organization = heads[-1] if len(heads) == 2 or (heads and not title) else ""
    return Recipient(
        _fitting(name, title, organization, tuple(postal), findings),
        mailboxes[0] if mailboxes else "",
    )


def _mailbox(line: str) -> str:
    """Return the mailbox that the line is, "" where it is something else."""
    found = _MAILBOX.fullmatch(line) if len(line) <= LONGEST_LINE else None
    try:
        return clean_address(found[1]) if found else ""
    except ValueError:
        return ""


def _is_postal(line: str) -> bool:
    return len(line) <= LONGEST_LINE and _POSTAL.fullmatch(line) is not None


def _is_title(line: str) -> bool:
    return _TITLE.search(line) is not None


def _fitting(
    name: str, title: str, organization: str, postal: tuple[str, ...], findings: Findings
) -> Addressee:
    """Return the addressee with every line as long as its field allows; tell what was cut."""
    limits = ((name, LONGEST_NAME), (title, LONGEST_LINE), (organization, LONGEST_LINE))
    for line, limit in limits:
        if len(line) > limit:
            findings.say(f"A line of an address was cut after {limit} characters: “{line}”.")
    kept: list[str] = []
    for line in postal:
        if len("\n".join([*kept, line])) > LONGEST_POSTAL:
            findings.say(f"A line of an address was left out, it is too long: “{line}”.")
        else:
            kept.append(line)
    cut = [line[:limit].rstrip() for line, limit in limits]
    return Addressee(cut[0], cut[1], cut[2], tuple(kept))
