"""Addresses that open a letter in a mail program or a webmail, filled in. Pure: no Django."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode

LONGEST = 1_900  # characters of an address that every mail program and system was seen to take


@dataclass(frozen=True, slots=True)
class MailLink:
    """One way to open the letter; `whole` says whether its text is in it."""

    name: str
    url: str
    whole: bool


def mailto(to: str, subject: str, text: str) -> MailLink:
    """Return the address that opens the supporter's own mail program (RFC 6068).

    Beyond LONGEST characters mail programs cut or refuse; then only recipient and subject are in
    it, and the text is to be copied.
    """
    address = f"mailto:{quote(to, safe='@')}"
    about = f"{address}?subject={quote(subject, safe='')}"
    full = f"{about}&body={_body(text)}"
    if len(full) <= LONGEST:
        return MailLink("Open my mail program", full, True)
    return MailLink("Open my mail program", about, False)


def webmails(to: str, subject: str, text: str) -> list[MailLink]:
    """Return the addresses at which the usual web mailers open a new mail, filled in."""
    return [
        _web("Gmail", "https://mail.google.com/mail/?view=cm&fs=1", ("to", "su", "body"),
             (to, subject, text)),
        _web("Outlook", "https://outlook.live.com/mail/0/deeplink/compose?",
             ("to", "subject", "body"), (to, subject, text)),
        _web("Yahoo", "https://compose.mail.yahoo.com/?", ("to", "subject", "body"),
             (to, subject, text)),
    ]  # fmt: skip


def _web(
    name: str, start: str, keys: tuple[str, str, str], values: tuple[str, str, str]
) -> MailLink:
    joint = "" if start.endswith("?") else "&"
    full = f"{start}{joint}{_query(keys, values)}"
    if len(full) <= LONGEST:
        return MailLink(name, full, True)
    return MailLink(name, f"{start}{joint}{_query(keys[:2], values[:2])}", False)


def _query(keys: tuple[str, ...], values: tuple[str, ...]) -> str:
    return urlencode(dict(zip(keys, values, strict=True)), quote_via=quote)


def _body(text: str) -> str:
    """Return the text with the line ends that RFC 6068 asks for."""
    return quote(text.replace("\r\n", "\n").replace("\n", "\r\n"), safe="")
