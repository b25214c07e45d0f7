"""What this room stores: which fields, of what kind, for how long. Pure: imports no Django."""

from __future__ import annotations

from privacy.inventory import Lists

PAGE = "as long as the page"
SITE = "as long as the site"
LETTER = "as long as the letter, for it is the record of what was delivered"

HOLDINGS: Lists = {
    "LetterPage": {
        "embargoed": (
            PAGE,
            (
                "page_ptr language dated salutation delivery_line reference body closing "
                "enclosures copies hyphenate delivery_note"
            ),
        ),
        "public": (
            PAGE,
            (
                "signature_columns signature_grouping signature_people signature_logos "
                "circulation private_names allow_late known_mailboxes after_delivery "
                "sign_on_opens_at soft_deadline hard_deadline embargo_until word_template"
            ),
        ),
    },
    "LetterAddressee": {
        "official": (
            PAGE,
            "id sort_order page name title organization postal_address email salutation_name",
        ),
    },
    "LeadOrganization": {
        "public": (PAGE, "id sort_order page name logo organization"),
    },
    "HandSignature": {
        "embargoed": (PAGE, "id sort_order page name title organization image"),
    },
    "SignatoryLogo": {
        "embargoed": (PAGE, "id sort_order page name image"),
    },
    "WordTemplate": {
        "public": ("until it is deleted", "id name content sha256 left_out"),
        "audit": ("until it is deleted", "uploaded_at uploaded_by"),
    },
    "LetterSettings": {
        "public": (
            SITE,
            (
                "id site letterhead_name letterhead_line letterhead_address "
                "letterhead_website letterhead_email paper one_person_may_approve answer_days "
                "word_template"
            ),
        ),
    },
    "Edition": {
        "embargoed": (LETTER, "id letter number text document signatory_count digest"),
        "official": (LETTER, "recipients"),
        "audit": (
            LETTER,
            (
                "made_with frozen_at frozen_on frozen_by approved_at approved_by approved_alone "
                "dispatched_at dispatched_by scheduled_for scheduled_by held_because"
            ),
        ),
    },
    "EditionFile": {
        "embargoed": (LETTER, "id edition format position content sha256 size"),
    },
    "Dispatch": {
        "official": (
            LETTER,
            (
                "id edition correspondence position addressee channel sent_on delivered_on "
                "failed_on reference note"
            ),
        ),
        "audit": (LETTER, "message recorded_by recorded_at created_at"),
    },
    "Correspondence": {
        "official": (LETTER, "id letter addressee organization position"),
        "audit": (LETTER, "follow_up_on reminded_on shown"),
    },
    "Response": {
        "official": (LETTER, "id correspondence kind received_on inbound summary"),
        "audit": (LETTER, "recorded_by recorded_at"),
    },
    "LedgerFile": {
        "message": (LETTER, "content filename"),
        "official": (LETTER, "id dispatch response media_type sha256 size"),
        "audit": (LETTER, "stored_at stored_by"),
    },
}
