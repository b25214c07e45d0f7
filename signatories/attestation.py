"""The sentence by which a signer claims authority, in every wording that was ever shown. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class AttestationVersion:
    """One wording. Never edit one that was published: add the next, and make it CURRENT."""

    version: str
    sentence: str


VERSIONS: Final = (
    AttestationVersion(
        "1",
        "I am authorized to sign this text for the organization"
        " (as a person: I sign it in my own name), and I have read it.",
    ),
)
CURRENT: Final = VERSIONS[-1]


# By which signers agree that a letter prints who signed for the organization.
PRINT_VERSIONS: Final = (
    AttestationVersion(
        "1",
        "Print my name and title beside the organization’s name: in the letter, in its files and "
        "on this site. I can take this back on my own page at any time.",
    ),
)
PRINT_CURRENT: Final = PRINT_VERSIONS[-1]


def wording(version: str) -> str:
    """Return the sentence that was shown as `version`.

    Raises:
        ValueError: there is no such version.
    """
    for known in VERSIONS:
        if known.version == version:
            return known.sentence
    raise ValueError(f"{version!r} is no version of the attestation: see VERSIONS")
