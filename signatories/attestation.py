"""The sentence by which a signer claims authority, in every wording that was ever shown. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

ORGANIZATION: Final = "organization"
INDIVIDUAL: Final = "individual"


@dataclass(frozen=True, slots=True)
class AttestationVersion:
    """One wording. Never edit one that was published: add the next and name it in CURRENT."""

    version: str
    sentence: str


VERSIONS: Final = {
    version.version: version
    for version in (
        AttestationVersion(
            "organization-1", "I am authorized to sign this text for the organization."
        ),
        AttestationVersion(
            "individual-1",
            "I sign this text in my own name; my organization is named for identification only.",
        ),
    )
}

CURRENT: Final = {ORGANIZATION: "organization-1", INDIVIDUAL: "individual-1"}


def current(kind: str) -> AttestationVersion:
    """Return the wording that is shown now to a signer of `kind`.

    Raises:
        ValueError: `kind` is neither "organization" nor "individual".
    """
    if kind not in CURRENT:
        raise ValueError(f"{kind!r} is no kind of sign-on: use one of {', '.join(CURRENT)}")
    return VERSIONS[CURRENT[kind]]
