"""What stands beside the text and is no part of the letter: headers, footers, comments."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from letters.reading.characters import clean
from letters.reading.drawings import description
from letters.reading.findings import Findings, whole
from letters.reading.package import Package, W
from letters.reading.words import words

_DRAWN = (W + "drawing", W + "pict", W + "object")


def tell_margins(package: Package, findings: Findings) -> None:
    """Tell of headers and footers, with the words and pictures in them."""
    for kind, what in (("header", "header"), ("footer", "footer")):
        names = [name for _identity, name in package.related(package.main, kind)]
        roots = [root for name in dict.fromkeys(names) if (root := package.xml(name)) is not None]
        for text in dict.fromkeys(text for root in roots if (text := words(root))):
            findings.say(f"A {what} was left out: {whole(text)}.")
        for said in dict.fromkeys(description(one) for root in roots for one in root.iter(*_DRAWN)):
            described = f", described as {whole(said)}" if said else ""
            findings.say(f"A picture in a {what} was left out{described}.")


def tell_comments(package: Package, findings: Findings) -> None:
    """Tell of comments: how many, and each with the words it is on; never who wrote it."""
    roots = [
        root
        for _identity, name in package.related(package.main, "comments")
        if (root := package.xml(name)) is not None
    ]
    comments = [one for root in roots for one in root.findall(W + "comment")]
    if not comments:
        return
    count = len(comments)
    findings.say(
        f"The draft has {count} {'comment' if count == 1 else 'comments'}; none was imported."
    )
    spans = _commented(_parts(package))
    for comment in comments:
        on = spans.get(comment.get(W + "id", ""), "")
        where = f"on {whole(on)} " if on else ""
        findings.say(f"A comment {where}was left out: {whole(words(comment))}.")


def _parts(package: Package) -> Iterable[etree._Element]:
    names = [package.main]
    names += [name for kind in ("footnotes", "endnotes") for _i, name in package.related(
        package.main, kind)]  # fmt: skip
    return [root for name in names if (root := package.xml(name)) is not None]


def _commented(roots: Iterable[etree._Element]) -> dict[str, str]:
    """Return the words that each comment is on, by the comment's id."""
    spans: dict[str, list[str]] = {}
    open_spans: set[str] = set()
    for root in roots:
        for element in root.iter(f"{W}*"):
            name, identity = etree.QName(element).localname, element.get(W + "id", "")
            if name == "commentRangeStart":
                open_spans.add(identity)
                spans.setdefault(identity, [])
            elif name == "commentRangeEnd":
                open_spans.discard(identity)
            elif open_spans and name in ("t", "delText", "p", "tab", "br"):
                for one in open_spans:
                    spans[one].append(element.text or "" if name in ("t", "delText") else " ")
        open_spans.clear()
    return {one: clean(" ".join("".join(parts).split())) for one, parts in spans.items()}
