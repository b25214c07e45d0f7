"""What this room stores: which fields, of what kind, for how long. Pure: imports no Django."""

from __future__ import annotations

from privacy.inventory import Lists

PAGE = "as long as the page"
FOLLOWER = "until its owner stops the updates; 48 hours where nobody confirmed"

HOLDINGS: Lists = {
    "CampaignIndexPage": {
        "public": (PAGE, "page_ptr lead"),
    },
    "CampaignPage": {
        "public": (
            PAGE,
            (
                "page_ptr since lead body press_email press_phone result ended_on won "
                "closing_statement"
            ),
        ),
    },
    "CampaignDemand": {
        "public": (PAGE, "id sort_order page letter number text standing settled_on remark"),
    },
    "PressMention": {
        "public": (PAGE, "id sort_order page dated headline outlet url language"),
    },
    "CampaignPartner": {
        "public": (PAGE, "id sort_order page name role website language"),
    },
    "UpdatePage": {
        "public": (PAGE, "page_ptr dated lead body notify mailed_at"),
    },
    "Evidence": {
        "embargoed": (
            "as long as the campaign; shown once it is published",
            (
                "id campaign title summary way source obtained_on redactions file media_type "
                "sha256 size pages published"
            ),
        ),
    },
    "Follower": {
        "contact": (FOLLOWER, "email mailbox_pseudonym"),
        "secret": ("until it is used, 48 hours at most", "link_sha256 link_expires_at"),
        "audit": (FOLLOWER, "id campaign status asked_at confirmed_at"),
    },
}
