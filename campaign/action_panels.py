"""How an action's fields are laid out for its editor. Part of `campaign.models`."""

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

from campaign.writing import MOST_PARAGRAPHS

TEXT: list[Panel] = [
    FieldPanel("title"),
    FieldPanel("lead"),
    FieldPanel("body"),
    MultiFieldPanel(
        [
            FieldPanel("target_list"),
            FieldRowPanel([FieldPanel("finding"), FieldPanel("country")]),
            FieldPanel("constituents_only"),
        ],
        heading="To whom",
    ),
]

MESSAGE: list[Panel] = [
    HelpPanel(
        "The salutation is made for each official. Supporters may change every paragraph, put "
        "them in another order, and leave them out."
    ),
    FieldRowPanel([FieldPanel("subject"), FieldPanel("language")]),
    InlinePanel(
        "paragraphs", heading="Message", label="Paragraph", min_num=1, max_num=MOST_PARAGRAPHS
    ),
    FieldRowPanel([FieldPanel("prompt"), FieldPanel("closing")]),
    FieldPanel("script"),
]

WAYS: list[Panel] = [
    MultiFieldPanel(
        [
            FieldPanel("by_own_mail"),
            FieldPanel("by_relay"),
            FieldPanel("by_form"),
            FieldPanel("by_phone"),
            FieldPanel("by_paper"),
        ],
        heading="How it may go, where the official has such a channel",
    ),
    FieldRowPanel([FieldPanel("most_officials"), FieldPanel("most_a_day")]),
    FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
    FieldPanel("publish_results"),
]


def action_panels() -> TabbedInterface:
    """Return the tabs of the action's edit screen."""
    return TabbedInterface(
        [
            ObjectList(TEXT, heading="Action"),
            ObjectList(MESSAGE, heading="Message"),
            ObjectList(WAYS, heading="Ways and limits"),
            ObjectList(Page.promote_panels, heading="Promote"),
            ObjectList(Page.settings_panels, heading="Settings"),
        ]
    )
