"""What this room stores: which fields, of what kind, for how long. Pure: imports no Django."""

from __future__ import annotations

from privacy.inventory import Lists

PAGE = "as long as the page"

HOLDINGS: Lists = {
    "CampaignIndexPage": {
        "public": (PAGE, "page_ptr lead"),
    },
    "CampaignPage": {
        "public": (PAGE, "page_ptr since lead body"),
    },
}
