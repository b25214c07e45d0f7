"""The tools whose exports are known by their headings. Pure: imports no Django."""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

LEFT_OUT: Final = ""


@dataclass(frozen=True, slots=True)
class Dialect:
    """What a tool calls its columns, where that says more than the words do.

    `marks` are headings of which all have to be there; `begins` is how another one may begin.
    """

    name: str
    marks: frozenset[str]
    begins: str = ""
    fields: Dictionary[str, str] = field(default_factory=dict)

    def speaks(self, keys: Sequence[str]) -> bool:
        """Return whether a sheet with these headings, folded, comes from this tool."""
        begun = bool(self.begins) and any(key.startswith(self.begins) for key in keys)
        return begun or (bool(self.marks) and self.marks <= set(keys))


# The first that fits is taken, so the more telling marks stand first.
_DIALECTS: Final = (
    Dialect(
        "Action Network",
        frozenset({"first_name", "last_name", "email", "zip_code"}),
        "can2_",
        {
            "can2_state_abbreviated": "region",
            "can2_user_country": "country",
            "can2_user_tags": LEFT_OUT,
            "can2_user_address": LEFT_OUT,
            "can2_user_city": LEFT_OUT,
            "can2_subscription_status": LEFT_OUT,
            "can2_phone": LEFT_OUT,
            "zip_code": LEFT_OUT,
        },
    ),
    Dialect(
        "NationBuilder",
        frozenset({"first_name", "last_name", "employer", "occupation", "email"}),
        "nationbuilder_",
        {
            "employer": "organization",
            "occupation": "contact_title",
            "email_opt_in": LEFT_OUT,
            "full_name": LEFT_OUT,
            "primary_state": "region",
            "primary_country_code": "country",
            "primary_city": LEFT_OUT,
            "created_at": "submitted_at",
            "note": "comments",
        },
    ),
    Dialect(
        "Coalition Builder",
        frozenset({"organization", "role", "email", "status", "created_at"}),
        "",
        {"role": "contact_title", "status": LEFT_OUT, "created_at": "submitted_at"},
    ),
)
_FORM_TIMES: Final = frozenset(
    "timestamp zeitstempel horodateur marca_temporal carimbo_de_data_hora tijdstempel"
    " informazioni_cronologiche tidsstempel tidstampel".split()
)
_GOOGLE_FORMS: Final = "Google Forms"


def dialect_of(keys: Sequence[str]) -> Dialect | None:
    """Return the tool that wrote a sheet with these headings, folded with "_" between words."""
    for dialect in _DIALECTS:
        if dialect.speaks(keys):
            return dialect
    if keys and keys[0] in _FORM_TIMES:
        return Dialect(_GOOGLE_FORMS, frozenset(), "", {keys[0]: "submitted_at"})
    return None
