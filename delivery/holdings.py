"""What this room stores: which fields, of what kind, for how long. Pure: imports no Django."""

from __future__ import annotations

from privacy.inventory import Lists

SITE = "as long as the site"
SENT = "28 days after the message is finished (DELIVERY_KEEP_DAYS)"
LEDGER = "as long as the site: the ledger of what was sent"
ANSWERED = "365 days after it came; automatic replies, servers' reports and spam 28 days"
POSTED = "7 days after it came"
ASKED = "until the person asks for mail again"

HOLDINGS: Lists = {
    "OutboundMessage": {
        "message": (SENT, "subject body_text body_html from_name reply_to"),
        "contact": (SENT, "to to_domain"),
        "secret": (LEDGER, "to_pseudonym lease_token"),
        "audit": (
            LEDGER,
            (
                "id kind key reference status priority not_before office_zone paced_at attempts "
                "lease_until provider provider_message_id error created_at updated_at "
                "handed_over_at accepted_at erased_at attachments bulk answers_here"
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
        "secret": (ASKED, "pseudonym"),
        "audit": (ASKED, "id reason at"),
    },
    "Unsubscription": {
        "secret": (ASKED, "pseudonym"),
        "audit": (ASKED, "id scope at"),
    },
    "Bulk": {
        "message": (SENT, "subject body_text body_html from_name reply_to"),
        "audit": (LEDGER, "id key scope list_name created_at erased_at"),
    },
    "InboundMessage": {
        "message": (ANSWERED, "subject text cut"),
        "contact": (ANSWERED, "from_name from_address"),
        "secret": (LEDGER, "digest"),
        "audit": (
            LEDGER,
            "id kind in_reply_to provider why sent_at received_at seen_at erased_at",
        ),
    },
    "InboundFile": {
        "message": (
            ANSWERED,
            "id message position filename content_type size sha256 content state released_at",
        ),
    },
    "WebhookReceipt": {
        "message": (POSTED, "body"),
        "secret": (POSTED, "digest signed_once"),
        "audit": (POSTED, "id provider purpose size received_at handled_at times"),
    },
    "EarlyReport": {
        "audit": (
            POSTED,
            "id provider message_id type event_id at reject_reason detail received_at",
        ),
    },
    "SendingPause": {
        "audit": (LEDGER, "id cause reason began_at ended_at"),
    },
    "Circuit": {
        "audit": (
            "until the provider works again",
            "id provider reason strikes trips failed_at open_until",
        ),
    },
    "SenderSettings": {
        "public": (SITE, "id site from_name from_email reply_to organization postal_address"),
    },
}
