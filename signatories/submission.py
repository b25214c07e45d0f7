"""What a signer hands in, and the rules for its parts. Pure: imports no Django."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from privacy.text import clean_text
from signatories.attestation import PRINT_CURRENT
from signatories.authority import registered_domain
from signatories.names import name_key, sort_key

NAME_LIMIT: Final = 160
TITLE_LIMIT: Final = 120
WEBSITE_LIMIT: Final = 300

# The last part has two letters or more: "U.S." and "e.V." are no hosts.
_HOST = re.compile(
    r"[^\W_](?:[\w-]*[^\W_])?(?:\.[^\W_](?:[\w-]*[^\W_])?)*\.[^\W_][\w-]*[^\W_]", re.UNICODE
)
_LINK = re.compile(r"://|\bwww\.|\bmailto:|@", re.IGNORECASE)


class SigningRefused(ValueError):
    """A request can't be taken; the message is a sentence for the signer."""


class TextHasChanged(SigningRefused):
    """The words that the signer saw are not the page's words any more."""


@dataclass(frozen=True, slots=True)
class Submission:
    """One answer to the sign-on form, cleaned. Addresses and people's names are private."""

    organization: str
    website: str
    contact_name: str
    contact_title: str
    contact_email: str
    text_sha256: str  # the text that was shown
    scope: str = ""
    country: str = ""
    region: str = ""
    kind: str = "organization"  # or "individual"
    updates: bool = False
    print_person: bool = False  # asked only where the letter prints who signed

    @property
    def claimed_name(self) -> str:
        """The name that is to stand under the text."""
        return self.contact_name if self.kind == "individual" else self.organization

    @property
    def affiliation(self) -> str:
        """What stands behind a person's name, for identification only; "" for organizations."""
        if self.kind != "individual":
            return ""
        return ", ".join(part for part in (self.contact_title, self.organization) if part)

    @property
    def choices(self) -> dict[str, object]:
        """What the signer ticked: updates, and by which sentence to be printed; "" for none."""
        agreed = self.print_person and self.kind != "individual"
        return {
            "wants_updates": self.updates,
            "print_consent": PRINT_CURRENT.version if agreed else "",
        }


def stored_key(name: str) -> str:
    """Return the key by which a name is compared, cut to what a column holds."""
    return name_key(name)[:200].strip()


def stored_sort_key(name: str, language: str = "en") -> str:
    """Return the key by which `name` sorts, as it is stored: without control characters."""
    return sort_key(name, language).replace("\t", "  ")[:400]


def clean_name(value: str, *, own_domain: str = "") -> str:
    """Return a name fit to be mailed, printed and put in a spreadsheet.

    Args:
        own_domain: registered domain of the signer's mailbox, which the name may contain:
            some organizations are called like their address.
    Raises:
        ValueError: with a sentence for the signer.
    """
    name = clean_text(value, limit=NAME_LIMIT)
    if not name:
        return ""
    if name[0] in "=+-@":
        raise ValueError("Names can't start with =, +, - or @.")
    if _LINK.search(name) or not all(
        registered_domain(found) in ("", own_domain) for found in _HOST.findall(name)
    ):
        raise ValueError("Write the name without a web or email address.")
    if not stored_key(name):
        raise ValueError("Write the name in letters.")
    return name


def clean_website(value: str) -> str:
    """Return the address of a website with its scheme; "" for nothing.

    Raises:
        ValueError: with a sentence for the signer.
    """
    address = clean_text(value, limit=WEBSITE_LIMIT)
    if not address:
        return ""
    if not re.match(r"https?://", address, re.IGNORECASE):
        address = f"https://{address}"
    if not website_host(address) or " " in address:
        raise ValueError("Enter a web address, such as https://www.example.org.")
    return address


def website_host(address: str) -> str:
    """Return the host name in a web address, lower-case; "" when it names no website."""
    found = re.fullmatch(r"https?://([^/?#\s:@]+)(?::\d{1,5})?(?:[/?#].*)?", address, re.IGNORECASE)
    host = found[1].casefold() if found else ""
    return host if _HOST.fullmatch(host) and registered_domain(host) else ""


def website_domain(address: str) -> str:
    """Return the registered domain of a website's address; "" when there is none."""
    return registered_domain(website_host(address))
