"""What this room stores: which fields, of what kind, for how long. Pure: imports no Django."""

from __future__ import annotations

from privacy.inventory import Lists

PAGE = "as long as the page"
SITE = "as long as the site"

HOLDINGS: Lists = {
    "SiteSettings": {
        "public": (
            SITE,
            "id site name lead_organization postal_address website email accent_light accent_dark",
        ),
    },
    "GivenRight": {
        "audit": (SITE, "id name"),
    },
    "HomePage": {
        "public": (PAGE, "page_ptr headline lead body about"),
    },
    "StandardPage": {
        "public": (PAGE, "page_ptr lead body"),
    },
}
