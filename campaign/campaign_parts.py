"""What belongs to one campaign: demands, press, partners, its ending. For `campaign.models`."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, PageChooserPanel
from wagtail.models import Orderable

from campaign.wording import DEMAND_WORDS, short_date

_CAMPAIGN = "campaign.CampaignPage"


class CampaignDemand(Orderable):
    """Where one demand stands: one that a letter makes, or one of the campaign's own."""

    class Standing(models.TextChoices):
        ASKED = "asked", DEMAND_WORDS["asked"]
        PARTLY = "partly", DEMAND_WORDS["partly"]
        MET = "met", DEMAND_WORDS["met"]
        REFUSED = "refused", DEMAND_WORDS["refused"]

    page = ParentalKey(_CAMPAIGN, on_delete=models.CASCADE, related_name="demand_rows")
    letter = models.ForeignKey(
        "letters.LetterPage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="The letter that asks for it.",
    )
    number = models.PositiveSmallIntegerField(
        "its number in the letter",
        null=True,
        blank=True,
        help_text="With a number, the letter’s own words stand here.",
    )
    text = models.CharField(
        "demand",
        max_length=300,
        blank=True,
        help_text="Needed where no letter has it under a number.",
    )
    standing = models.CharField(
        "where it stands", max_length=8, choices=Standing, default=Standing.ASKED
    )
    settled_on = models.DateField(
        "since", null=True, blank=True, help_text="The day of the answer or of what was won."
    )
    remark = models.TextField(
        blank=True, max_length=1000, help_text="What was answered or done, by whom, when."
    )

    panels: ClassVar = [
        FieldRowPanel([FieldPanel("standing"), FieldPanel("settled_on")]),
        FieldPanel("text"),
        FieldRowPanel([PageChooserPanel("letter", "letters.LetterPage"), FieldPanel("number")]),
        FieldPanel("remark"),
    ]

    def __str__(self) -> str:
        return self.text or f"Demand {self.number}"

    def clean(self) -> None:
        super().clean()
        if not self.text and not (self.letter and self.number):
            raise ValidationError(
                {"text": "Write the demand, or choose a letter and the demand’s number in it."}
            )
        if self.standing != self.Standing.ASKED and not self.settled_on:
            raise ValidationError({"settled_on": "Say since when: the timeline needs the day."})


class PressMention(Orderable):
    """One article or broadcast about the campaign."""

    page = ParentalKey(_CAMPAIGN, on_delete=models.CASCADE, related_name="press")
    dated = models.DateField("date")
    headline = models.CharField(max_length=250)
    outlet = models.CharField(max_length=120)
    url = models.URLField("address", blank=True)
    language = models.CharField(
        max_length=12, blank=True, help_text="Where it is not the site’s own, such as “es”."
    )

    panels: ClassVar = [
        FieldRowPanel([FieldPanel("dated"), FieldPanel("outlet")]),
        FieldPanel("headline"),
        FieldRowPanel([FieldPanel("url"), FieldPanel("language")]),
    ]

    def __str__(self) -> str:
        return self.headline

    @property
    def date_words(self) -> str:
        return short_date(self.dated)


class CampaignPartner(Orderable):
    """An organization that leads the campaign or is a partner in it."""

    class Role(models.TextChoices):
        LEAD = "lead", "Leads"
        PARTNER = "partner", "Partner"

    page = ParentalKey(_CAMPAIGN, on_delete=models.CASCADE, related_name="partners")
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=8, choices=Role, default=Role.PARTNER)
    website = models.URLField(blank=True)
    language = models.CharField(
        max_length=12, blank=True, help_text="Of the name, where it is not the site’s own: “es”."
    )

    panels: ClassVar[list[Any]] = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("role")]),
        FieldRowPanel([FieldPanel("website"), FieldPanel("language")]),
    ]

    def __str__(self) -> str:
        return self.name


class Ending(models.Model):
    """How a campaign ended, on its own page. Empty while it goes on."""

    class Result(models.TextChoices):
        WON = "won", "Won"
        PARTLY = "partly", "Partly won"
        LOST = "lost", "Lost"
        ENDED = "ended", "Ended"

    result = models.CharField(
        "how it ended",
        max_length=8,
        blank=True,
        choices=Result,
        help_text="Empty while it goes on. Publishing an ending closes its letters and actions.",
    )
    ended_on = models.DateField(null=True, blank=True)
    won = models.TextField(
        "what was won", blank=True, max_length=2000, help_text="One thing on each line."
    )
    closing_statement = models.TextField(
        blank=True,
        max_length=6000,
        help_text="Stands first on the page. An empty line begins a paragraph.",
    )

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self.result and not self.ended_on:
            raise ValidationError({"ended_on": "Say on which day it ended."})
        if self.ended_on and not self.result:
            raise ValidationError({"result": "Say how it ended, or leave the day empty."})

    @property
    def has_ended(self) -> bool:
        return bool(self.result)

    @property
    def won_lines(self) -> list[str]:
        """What was won, one thing each."""
        return [line.strip() for line in self.won.splitlines() if line.strip()]
