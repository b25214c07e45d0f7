"""What this room stores: which fields, of what kind, for how long. Pure: imports no Django."""

from __future__ import annotations

from privacy.inventory import Lists

SITE = "as long as the site"
SENT = "28 days after the message is finished (DELIVERY_KEEP_DAYS)"
LEDGER = "as long as the site: the ledger of what was sent"

HOLDINGS: Lists = {
    "OutboundMessage": {
        "message": (SENT, "subject body_text body_html from_name reply_to"),
        "contact": (SENT, "to to_domain"),
        "secret": (LEDGER, "to_pseudonym lease_token"),
        "audit": (
            LEDGER,
            (
                "id kind key reference status not_before attempts lease_until provider "
                "provider_message_id error created_at updated_at handed_over_at accepted_at "
                "erased_at attachments"
            ),
        ),
    },
    "Attachment": {
        "message": (
            "until no unfinished message carries it, and the same days",
            "id sha256 content size created_at",
        ),
    },
    "MessageAttachment": {
        "embargoed": (SENT, "id message attachment position filename content_type"),
    },
    "DeliveryEvent": {
        "audit": (LEDGER, "id message type provider_event_id at received_at detail"),
    },
    "Suppression": {
        "secret": ("until the person asks for mail again", "pseudonym"),
        "audit": ("until the person asks for mail again", "id reason at"),
    },
    "SendingPause": {
        "audit": (LEDGER, "id reason began_at ended_at"),
    },
    "SenderSettings": {
        "public": (SITE, "id site from_name from_email reply_to organization postal_address"),
    },
}
