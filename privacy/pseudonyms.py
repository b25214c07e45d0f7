"""Recognizing a mailbox again without keeping it."""

from __future__ import annotations

import hashlib
import hmac

from privacy.keys import derived_key
from privacy.text import clean_address

# Other names of one mailbox, by provider: domains that mean the same, and characters in the local
# part that the provider ignores. Everywhere, what follows a plus sign names a folder.
_SAME_DOMAIN = {
    "googlemail.com": "gmail.com",
    "protonmail.com": "proton.me",
    "protonmail.ch": "proton.me",
    "pm.me": "proton.me",
    "me.com": "icloud.com",
    "mac.com": "icloud.com",
    "ya.ru": "yandex.ru",
    "yandex.com": "yandex.ru",
}
_IGNORED = {"gmail.com": ".", "proton.me": ".-_"}


def canonical_mailbox(address: str) -> str:
    """Return the one spelling that all variants of a mailbox fold to, in lower case.

    Raises:
        ValueError: `address` is not a mailbox.
    """
    local, _, domain = clean_address(address).lower().rpartition("@")
    domain = _SAME_DOMAIN.get(domain, domain)
    folded = local.split("+", 1)[0] or local
    for character in _IGNORED.get(domain, ""):
        folded = folded.replace(character, "")
    if domain == "yandex.ru":
        folded = folded.replace("-", ".")
    return f"{folded or local}@{domain}"


def mailbox_pseudonym(address: str) -> str:
    """Return 64 hexadecimal digits that stand for the mailbox in this installation only.

    An HMAC under a key made from the oldest field key (see `privacy.keys.derived_key`): without
    that key nobody can test whether an address is among the pseudonyms.

    Raises:
        ValueError: `address` is not a mailbox.
    """
    mailbox = canonical_mailbox(address).encode()
    return hmac.new(derived_key("mailbox pseudonym"), mailbox, hashlib.sha256).hexdigest()
