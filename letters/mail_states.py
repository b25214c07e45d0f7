"""What a mail to an addressee has come to, in words for the organizer. Pure."""

from __future__ import annotations

MAIL_STATES = {
    "queued": "Waiting in the outbox",
    "leased": "Being handed over",
    "handing_over": "Being handed over",
    "accepted": "Accepted by the mail provider",
    "delivered": "Delivered",
    "autoresponded": "Delivered: a machine answered",
    "deferred": "Put off by the receiving server; it will be tried again",
    "bounced": "Bounced: the address doesn’t take mail",
    "complained": "Marked as unwanted by the addressee",
    "uncertain": "Unknown whether it arrived: decide in the outbox",
    "failed": "Failed",
    "held": "Held until a person resumes it",
    "cancelled": "Cancelled",
}
