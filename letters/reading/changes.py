"""Tracked changes: counted, and settled one way before the text is read.

`settle` does what has to be done before paragraphs, rows and looks are read; the words that were
put in, taken out or moved are left to the readers, which tell each with its place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Literal

from lxml import etree

from letters.reading.findings import Findings, whole
from letters.reading.package import W
from letters.reading.words import words

Changes = Literal["accept", "refuse"]

ADDED = frozenset({"ins", "moveTo"})
REMOVED = frozenset({"del", "moveFrom"})
_GONE = {"accept": REMOVED, "refuse": ADDED}
_GONE_CELLS = {"accept": "cellDel", "refuse": "cellIns"}
_OTHER_LOOKS = frozenset({"numberingChange", "tblGridChange"})
_CELLS = frozenset({"cellIns", "cellDel", "cellMerge"})
_PARENTS = {"trPr": "table row or cell", "numPr": "change of formatting"}
# The place that something was moved from is the same move as the place it came to.
_WORDS = {"ins": "insertion", "del": "deletion", "moveTo": "move", "moveFrom": ""}
_TOLD = {
    "ins": "insertion",
    "del": "deletion",
    "moveTo": "move to here of",
    "moveFrom": "move away of",
}
_PLURALS = {
    "insertion": "insertions",
    "deletion": "deletions",
    "move": "moves",
    "change of formatting": "changes of formatting",
    "paragraph end put in": "paragraph ends put in",
    "paragraph end taken out": "paragraph ends taken out",
    "table row or cell": "table rows or cells",
}


def count_changes(root: etree._Element) -> Counter[str]:
    """Return how many tracked changes of each kind a part has."""
    return Counter(kind for element in root.iter(f"{W}*") if (kind := _kind(element)))


def _kind(element: etree._Element) -> str:
    name = etree.QName(element).localname
    if name.endswith("PrChange") or name in _OTHER_LOOKS:
        return "change of formatting"
    if name in _CELLS:
        return "table row or cell"
    above = element.getparent()
    if name not in ADDED | REMOVED or above is None:
        return ""
    parent = etree.QName(above).localname
    if parent == "rPr":
        return "paragraph end put in" if name in ADDED else "paragraph end taken out"
    return _PARENTS.get(parent) or _WORDS[name]


def counted(changes: Counter[str]) -> str:
    """Return the counts as words, e.g. "2 insertions, 1 deletion"."""
    parts = ((changes[kind], kind, plural) for kind, plural in _PLURALS.items() if changes[kind])
    return ", ".join(f"{times} {kind if times == 1 else plural}" for times, kind, plural in parts)


def is_gone(name: str, changes: Changes) -> bool:
    """Return whether what stands in an element `name` (ins, del …) is no part of the text."""
    return name in _GONE[changes]


def changed_words(element: etree._Element, changes: Changes) -> str:
    """Return the words of a change, without those that a change inside it takes out again."""
    inner = [
        child
        for child in element.iter(*(W + name for name in _GONE[changes]))
        if child is not element
    ]
    if not inner:
        return words(element)
    copy = etree.fromstring(etree.tostring(element))
    for child in list(copy.iter(*(W + name for name in _GONE[changes]))):
        parent = child.getparent()
        if parent is not None:
            parent.remove(child)
    return words(copy)


def tell_change(element: etree._Element, changes: Changes, findings: Findings) -> None:
    """Tell of a change of words, and whether it was taken or undone."""
    name = etree.QName(element).localname
    gone = is_gone(name, changes)
    text = words(element) if gone else changed_words(element, changes)
    if text:
        did = "was taken" if changes == "accept" else "was undone"
        findings.here(f"the tracked {_TOLD[name]} {whole(text)} {did}")


def settle(root: etree._Element, changes: Changes, findings: Findings) -> None:
    """Take the tracked changes of looks, rows and paragraph ends in `root`, or undo them."""
    _settle_looks(root, changes, findings)
    _settle_rows(root, changes, findings)
    _settle_ends(root, changes, findings)


def _settle_looks(root: etree._Element, changes: Changes, findings: Findings) -> None:
    did = "taken" if changes == "accept" else "undone"
    for change in [one for one in root.iter(f"{W}*") if _kind(one) == "change of formatting"]:
        properties = change.getparent()
        if properties is None:
            continue
        findings.count(f"tracked changes of formatting were {did}")
        properties.remove(change)
        if changes == "refuse" and etree.QName(change).localname == "ins":
            _drop(properties)  # the list mark that was put in
        elif changes == "refuse" and len(change):
            _restore(properties, change[0])


def _restore(properties: etree._Element, former: etree._Element) -> None:
    """Give `properties` its former content; the marks of a paragraph's end stay."""
    kept = {W + name for name in (*ADDED, *REMOVED, "rPr", "sectPr")}
    for child in list(properties):
        if child.tag not in kept:
            properties.remove(child)
    for place, child in enumerate(list(former)):
        properties.insert(place, child)


def _settle_rows(root: etree._Element, changes: Changes, findings: Findings) -> None:
    gone = {W + name for name in _GONE[changes]}
    for row in list(root.iter(W + "tr")):
        marks = row.find(W + "trPr")
        if marks is not None and any(child.tag in gone for child in marks):
            _leave_out(row, "row", changes, findings)
    for cell in list(root.iter(W + "tc")):
        marks = cell.find(W + "tcPr")
        if marks is not None and marks.find(W + _GONE_CELLS[changes]) is not None:
            _leave_out(cell, "cell", changes, findings)
    for table in list(root.iter(W + "tbl")):
        if table.find(f".//{W}tc") is None and not words(table):
            _drop(table)


def _leave_out(element: etree._Element, what: str, changes: Changes, findings: Findings) -> None:
    how = "taken out" if changes == "accept" else "put in"
    findings.say(f"A table’s {what} that a tracked change had {how} is no part: "
                 f"{whole(words(element))}.")  # fmt: skip
    _drop(element)


def _drop(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _settle_ends(root: etree._Element, changes: Changes, findings: Findings) -> None:
    """Join each paragraph whose end is gone with the next one, the last ones first."""
    gone = {W + name for name in _GONE[changes]}
    for paragraph in reversed(list(root.iter(W + "p"))):
        marks = paragraph.find(f"{W}pPr/{W}rPr")
        if marks is None or not any(child.tag in gone for child in marks):
            continue
        following = _next_paragraph(paragraph)
        if following is not None:
            _join(paragraph, following)
            findings.count("tracked changes joined two paragraphs")


def _next_paragraph(paragraph: etree._Element) -> etree._Element | None:
    """Return the paragraph that follows in the same cell, note or text; None before others."""
    for sibling in paragraph.itersiblings():
        if sibling.tag == W + "p":
            return sibling
        if sibling.find(f".//{W}t") is not None or sibling.tag in (W + "tbl", W + "sectPr"):
            return None
    return None


def _join(paragraph: etree._Element, following: etree._Element) -> None:
    properties = following.find(W + "pPr")
    content: Iterable[etree._Element] = [one for one in paragraph if one.tag != W + "pPr"]
    for place, child in enumerate(content, 0 if properties is None else 1):
        following.insert(place, child)
    _drop(paragraph)
