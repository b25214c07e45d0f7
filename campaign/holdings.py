"""What this room stores: which fields, of what kind, for how long. Pure: imports no Django."""

from __future__ import annotations

from privacy.inventory import Lists

PAGE = "as long as the page"
TEXT = "until 28 days after delivery; 48 hours where nobody confirmed"
COUNT = "as long as the action"
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
    "ActionPage": {
        "public": (
            PAGE,
            (
                "page_ptr lead body target_list finding country constituents_only language "
                "subject prompt closing script by_own_mail by_relay by_form by_phone by_paper "
                "most_officials most_a_day opens_at closes_at publish_results"
            ),
        ),
    },
    "ActionParagraph": {
        "public": (PAGE, "id sort_order page text"),
    },
    "SupporterMessage": {
        "contact": (TEXT, "email sender town"),
        "message": (TEXT, "subject message"),
        "secret": (
            "until it is used, 48 hours at most; the question's until the text is erased",
            "link_sha256 link_expires_at question_sha256",
        ),
        "audit": (
            f"{COUNT}; the pseudonym until 28 days after the action closed",
            (
                "id action status mailbox_pseudonym own_share wants_question asked_at "
                "confirmed_at question_asked_at answered_at erased_at"
            ),
        ),
    },
    "SupporterDelivery": {
        "audit": (
            f"{COUNT}; the pseudonym until 28 days after the action closed",
            (
                "id message action official mailbox_pseudonym channel confirmed_at outbound "
                "printed_at bounce_noted_at outcome"
            ),
        ),
    },
    "ReportedContact": {
        "audit": (COUNT, "id action official way result day"),
    },
    "Follower": {
        "contact": (FOLLOWER, "email mailbox_pseudonym"),
        "secret": ("until it is used, 48 hours at most", "link_sha256 link_expires_at"),
        "audit": (FOLLOWER, "id campaign status asked_at confirmed_at"),
    },
}
