"""What this room stores: which fields, of what kind, for how long. Pure: imports no Django."""

from __future__ import annotations

from privacy.inventory import Lists

PAGE = "as long as the page"
SITE = "as long as the site"
LETTER = "as long as the letter, for it is the record of what was signed"
RECORD = (
    "as long as the letter; a person's name goes once it stands under it no more, and all names "
    "and facts of a request that nobody confirmed when it lapses"
)
CONTACT = (
    "until the days in the settings after the list has closed, or at once at the signer's wish"
)
SHEET = "two weeks after the sheet was sent in, or at once when it is put away"
INVITED = "until the days in the settings after the list has closed, or after a refusal"

HOLDINGS: Lists = {
    "SignOn": {
        "public": (
            RECORD,
            (
                "id page signed_text organization kind claimed_name name_key display_name "
                "requested_name sort_key website website_domain scope country region "
                "affiliation printed_person printed_title withdrawn_after_delivery wants_updates"
            ),
        ),
        "secret": (CONTACT, "mailbox_pseudonym"),
        "audit": (
            RECORD,
            (
                "status source attestation_version attestation answers_mailed submitted_at "
                "confirmed_at decided_at decided_by decision_ground decision_rule review_note "
                "print_consent print_consent_at withdrawn_at contact_erased_at"
            ),
        ),
    },
    "SignOnContact": {
        "contact": (CONTACT, "id sign_on name title email mailbox_domain"),
        "message": (CONTACT, "remark"),
    },
    "SignOnToken": {
        "secret": (CONTACT, "id sign_on purpose sha256 created_at expires_at used_at revoked_at"),
    },
    "DeskEntry": {
        "message": (CONTACT, "id sign_on kind words"),
        "audit": (CONTACT, "written_by written_at"),
    },
    "BulkDecision": {
        "audit": (
            LETTER,
            "id page criteria reason tells state made_by made_at finished_at undone_by undone_at",
        ),
    },
    "BulkDecisionRow": {
        "audit": (
            RECORD,
            "id decision sign_on state was was_decided_at was_decided_by was_ground was_rule",
        ),
    },
    "SignedText": {
        "embargoed": (LETTER, "id page number text sha256 dated in_force counts created_at"),
    },
    "TextChange": {
        "public": (LETTER, "id earlier later_sha256 kind summary agree_by"),
        "audit": (LETTER, "declared_by declared_name declared_at told_at"),
    },
    "Consent": {
        "audit": (RECORD, "id sign_on text agreed_at"),
    },
    "ConsentRequest": {
        "audit": (RECORD, "id sign_on change asked_at reminded_at"),
    },
    "Organization": {
        "public": (
            SITE,
            (
                "id name name_key website website_domain scope country region parent "
                "merged_into created_at"
            ),
        ),
    },
    "OrganizationName": {
        "public": (SITE, "id organization name name_key kind language"),
    },
    "NameSign": {
        "public": (SITE, "id organization sign"),
    },
    "OrganizationMerge": {
        "audit": (SITE, "id source target moved cleared merged_at merged_by undone_at undone_by"),
    },
    "OrganizationLogo": {
        "embargoed": (SITE, "id organization sign_on content sha256 width height status"),
        "audit": (SITE, "uploaded_at decided_at decided_by"),
    },
    "Invitation": {
        "contact": (INVITED, "email contact_name mailbox_domain reason"),
        "secret": (INVITED, "mailbox_pseudonym"),
        "audit": (
            PAGE,
            (
                "id page organization name name_key status board_until note sign_on "
                "forwarded_at created_at created_by opened_at answered_at reminded_soft_at "
                "reminded_hard_at reminded_by_hand_at revoked_at contact_erased_at"
            ),
        ),
    },
    "PrivateLink": {
        "secret": (PAGE, "id page invitation sha256 created_at created_by revoked_at"),
    },
    "ImportedRow": {
        "audit": (PAGE, "id page digest outcome imported_at sheet_import sign_on"),
    },
    "SheetImport": {
        "contact": (SHEET, "file_name content"),
        "audit": (
            PAGE,
            (
                "id page encoding fields dates status total done counts attention problem stored "
                "removed attempts taken_until created_at created_by finished_at undone_at "
                "undone_by erased_at"
            ),
        ),
    },
    "SheetRow": {
        "contact": (SHEET, "id sheet_import number outcome is_sound name reason changed"),
    },
    "ContactExport": {
        "audit": (
            PAGE,
            "id page reason which format rows created_at created_by expires_at downloads",
        ),
    },
    "OsdiKey": {
        "secret": (PAGE, "sha256"),
        "audit": (
            PAGE,
            "id page label created_at created_by last_used_at received revoked_at",
        ),
    },
    "RememberedMapping": {
        "audit": (SITE, "id headings_digest fields dates used_at"),
    },
    "SignOnSettings": {
        "public": (
            SITE,
            (
                "id site confirm_hours keep_contacts_days review_sentence agree_days "
                "approve_known_mailboxes after_delivery"
            ),
        ),
    },
}
