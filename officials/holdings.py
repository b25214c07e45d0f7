"""What this room stores: which fields, of what kind, for how long. Pure: imports no Django."""

from __future__ import annotations

from privacy.inventory import Lists

OFFICE = "as long as the official is on record"
RECORD = "as long as the site"

HOLDINGS: Lists = {
    "Body": {
        "official": (RECORD, "id name kind jurisdiction source source_id"),
    },
    "District": {
        "official": (RECORD, "id body division name sort_key"),
    },
    "Official": {
        "official": (
            "as long as the site; who left office becomes inactive",
            """id name family_name honorific salutation language party website facts source
            source_id is_active inactive_since inactive_because sort_key changed_at""",
        ),
    },
    "Office": {
        "official": (OFFICE, "id official body district title begins_on ends_on is_current source"),
    },
    "Channel": {
        "official": (
            OFFICE,
            """id official kind value label source found_at as_of position stopped_at
            stopped_because ended_at""",
        ),
    },
    "OfficialArea": {
        "official": (OFFICE, "id official country prefix"),
    },
    "TargetList": {
        "official": (
            RECORD,
            "id name whole_body source source_id jurisdiction is_active changed_at",
        ),
    },
    "TargetListMember": {
        "official": ("as long as they are on the list", "id target_list official role rank"),
    },
    "PostalArea": {
        "public": ("until the next import of postal areas", "id country code division"),
    },
    "ImportRun": {
        "audit": (RECORD, "id source name ran_at ran_by counts problems"),
    },
}
