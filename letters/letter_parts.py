"""What belongs to one letter in any number, and how its signatories are set. For `letters.models`.

Pictures are uploaded images; see letters/pictures.py for what is printed of them.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.validators import RegexValidator
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from letters.word_templates import WordTemplate

_LETTER = "letters.LetterPage"
_IMAGE = "wagtailimages.Image"
ONE_LINE = RegexValidator(r"^[^\r\n]*$", "Write this on one line.")


class LetterAddressee(Orderable):
    """Someone the letter is addressed to, as printed in the address block."""

    page = ParentalKey(_LETTER, on_delete=models.CASCADE, related_name="addressees")
    name = models.CharField(
        max_length=150,
        validators=[ONE_LINE],
        help_text="With its honorific: “Ms. Ingrid Halden”, “Members of the Committee”.",
    )
    title = models.CharField(max_length=200, blank=True)
    organization = models.CharField(max_length=200, blank=True)
    postal_address = models.TextField(
        blank=True, max_length=500, help_text="One line of the address on each line."
    )
    email = models.EmailField(
        blank=True, help_text="Where the letter is sent. Never shown on public pages."
    )
    salutation_name = models.CharField(
        max_length=100,
        blank=True,
        help_text="As in the salutation, such as “Ms. Halden”. Empty: made from the name.",
    )

    panels: ClassVar = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("salutation_name")]),
        FieldRowPanel([FieldPanel("title"), FieldPanel("organization")]),
        FieldRowPanel([FieldPanel("postal_address"), FieldPanel("email")]),
    ]

    def __str__(self) -> str:
        return self.name


class LeadOrganization(Orderable):
    """An organization that coordinates the letter; it stands first in its group once it signed."""

    page = ParentalKey(_LETTER, on_delete=models.CASCADE, related_name="leads")
    name = models.CharField(max_length=200)
    logo = models.ForeignKey(
        _IMAGE,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Stands in the letterhead, beside those of the other lead organizations.",
    )
    organization = models.ForeignKey(
        "signatories.Organization",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="The record it became when it signed; until then its name is enough.",
    )

    panels: ClassVar = [FieldRowPanel([FieldPanel("name"), FieldPanel("logo")])]

    def __str__(self) -> str:
        return self.name


class HandSignature(Orderable):
    """Someone who signs with their own hand, under the closing and above everyone's names."""

    page = ParentalKey(_LETTER, on_delete=models.CASCADE, related_name="hand_signatures")
    name = models.CharField(max_length=150, validators=[ONE_LINE])
    title = models.CharField(max_length=200, blank=True)
    organization = models.CharField(max_length=200, blank=True)
    image = models.ForeignKey(
        _IMAGE,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="The signature, dark on white or without background. Empty: room for a pen.",
    )

    panels: ClassVar = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("title")]),
        FieldRowPanel([FieldPanel("organization"), FieldPanel("image")]),
    ]

    def __str__(self) -> str:
        return self.name


class SignatoryLogo(Orderable):
    """The logo of an organization that signed, for the wall of logos."""

    page = ParentalKey(_LETTER, on_delete=models.CASCADE, related_name="logos")
    name = models.CharField(
        max_length=200, help_text="The organization’s name, as it stands under the letter."
    )
    image = models.ForeignKey(_IMAGE, on_delete=models.CASCADE, related_name="+")

    panels: ClassVar = [FieldRowPanel([FieldPanel("name"), FieldPanel("image")])]

    def __str__(self) -> str:
        return self.name


class PrintChoices(models.Model):
    """How one letter is set, as its organizer chose."""

    hyphenate = models.BooleanField(
        "hyphenation", default=False, help_text="Breaks long words at the end of a line."
    )
    word_template = models.ForeignKey(
        WordTemplate,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Of the Word document. Empty: the one that the settings name, or none.",
    )

    class Meta:
        abstract = True


class SignatureChoices(PrintChoices):
    """How the signatories stand under one letter, as its organizer chose."""

    class Grouping(models.TextChoices):
        SCOPE = "scope", "National, state, local, international"
        PLACE = "place", "By state, or by country where there are several"
        NONE = "none", "One list"

    signature_columns = models.PositiveSmallIntegerField(
        "columns", choices=[(1, "One"), (2, "Two"), (3, "Three")], default=3
    )
    signature_grouping = models.CharField(
        "grouped",
        max_length=5,
        choices=Grouping,
        default=Grouping.SCOPE,
        help_text="Individuals always stand apart, with the sentence on their affiliations.",
    )
    signature_people = models.BooleanField(
        "with name and title",
        default=False,
        help_text="Prints who signed for each organization; only those who agreed to it.",
    )
    signature_logos = models.BooleanField(
        "wall of logos",
        default=False,
        help_text="Shows the logos below, and those of the lead organizations, on the web page "
        "and in the PDF.",
    )

    # Made by the keys above; said here, for mypy knows nothing of their base class.
    addressees: Any
    leads: Any
    hand_signatures: Any
    logos: Any

    class Meta:
        abstract = True
