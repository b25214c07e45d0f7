"""What this room stores: which fields, of what kind, for how long. Pure: imports no Django."""

from __future__ import annotations

from privacy.inventory import Lists

HOLDINGS: Lists = {
    "RateCount": {
        "secret": ("until its period ends, a day at most", "key count expires_at"),
    },
    "Place": {
        "audit": ("as long as the site", "id name seen_at approved_at reason"),
    },
    "Steps": {
        "audit": ("as long as the site", "id number taken_at"),
    },
}
