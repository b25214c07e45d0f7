"""How a letter's fields are laid out for its editor. Part of `letters.models`."""

from __future__ import annotations

from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
    TabbedInterface,
)
from wagtail.models import Page

TEXT: list[Panel] = [
    FieldPanel("title", heading="Re:", help_text="What the letter is about, without “Re:”."),
    FieldRowPanel([FieldPanel("reference"), FieldPanel("delivery_line")]),
    FieldRowPanel([FieldPanel("dated"), FieldPanel("language")]),
    InlinePanel("addressees", heading="Addressees", label="Addressee"),
    FieldPanel("salutation"),
    FieldPanel("body"),
    FieldPanel("closing"),
    MultiFieldPanel(
        [
            HelpPanel(
                "Where a note belongs, type “/” and choose Footnotes, or press “Fn” above "
                "selected words. Notes are numbered by where the text first names them; one "
                "that it never names is not printed."
            ),
            InlinePanel("footnotes", label="Note"),
        ],
        heading="Notes",
    ),
    FieldRowPanel([FieldPanel("enclosures"), FieldPanel("copies")]),
    FieldRowPanel([FieldPanel("hyphenate"), FieldPanel("word_template")]),
]

SIGNING: list[Panel] = [
    InlinePanel("leads", heading="Lead organizations", label="Lead organization"),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("sign_on_opens_at"), FieldPanel("embargo_until")]),
            FieldRowPanel([FieldPanel("soft_deadline"), FieldPanel("hard_deadline")]),
            FieldRowPanel([FieldPanel("circulation"), FieldPanel("private_names")]),
            FieldPanel("allow_late"),
        ],
        heading="When it can be signed and seen",
    ),
    MultiFieldPanel(
        [FieldPanel("known_mailboxes"), FieldPanel("after_delivery")],
        heading="How requests and withdrawals are handled",
    ),
    FieldPanel("delivery_note"),
]

SIGNATURES: list[Panel] = [
    HelpPanel("See the pages as they will be printed: choose “PDF pages” in the preview."),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("signature_grouping"), FieldPanel("signature_columns")]),
            FieldRowPanel([FieldPanel("signature_people"), FieldPanel("signature_logos")]),
        ],
        heading="How the signatories stand under it",
    ),
    InlinePanel("hand_signatures", heading="Signed by hand", label="Signature"),
    InlinePanel("logos", heading="Logos for the wall", label="Logo"),
]


def letter_panels() -> TabbedInterface:
    """Return the tabs of the letter's edit screen."""
    return TabbedInterface(
        [
            ObjectList(TEXT, heading="Letter"),
            ObjectList(SIGNING, heading="Signing"),
            ObjectList(SIGNATURES, heading="Signatures"),
            ObjectList(Page.promote_panels, heading="Promote"),
            ObjectList(Page.settings_panels, heading="Settings"),
        ]
    )
