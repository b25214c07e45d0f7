"""The letter: its text, its addressees, who leads it, and when it can be signed."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.http import Http404, HttpRequest
from django.utils import timezone
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page, PageManager, Site
from wagtail.query import PageQuerySet
from wagtail.url_routing import RouteResult

from letters.blocks import LetterBody
from letters.document import Demand, demands_of
from letters.editions import Dispatch, Edition, EditionFile
from letters.labels import LANGUAGES
from letters.page_form import LetterPageForm
from letters.render_text import canonical_text
from letters.text import letter_text
from letters.wording import words
from signatories.models import Organization, SignablePage
from signatories.status import SigningState, signing_state

__all__ = [
    "Dispatch",
    "Edition",
    "EditionFile",
    "LeadOrganization",
    "LetterAddressee",
    "LetterPage",
    "LetterSettings",
]

_ONE_LINE = RegexValidator(r"^[^\r\n]*$", "Write this on one line.")


@register_setting(icon="mail")
class LetterSettings(BaseSiteSetting):
    """What every letter of this site has on top, its paper, and who may approve an edition."""

    class Paper(models.TextChoices):
        LETTER = "letter", "Letter (8.5 × 11 in)"
        A4 = "a4", "A4 (210 × 297 mm)"

    letterhead_name = models.CharField(
        max_length=100, blank=True, help_text="Empty: the first lead organization."
    )
    letterhead_line = models.CharField(
        max_length=150, blank=True, default="for the undersigned organizations"
    )
    letterhead_address = models.TextField(
        blank=True, help_text="One line of the address on each line."
    )
    letterhead_website = models.URLField(blank=True)
    letterhead_email = models.EmailField(blank=True)
    paper = models.CharField(max_length=6, choices=Paper, default=Paper.LETTER)
    one_person_may_approve = models.BooleanField(
        default=False,
        help_text="An edition approved by the person who froze it says so.",
    )

    class Meta:
        verbose_name = "letters"

    @classmethod
    def read(cls, site: Site | None) -> LetterSettings:
        """Return the settings of `site`, the defaults if none were saved; one query, no write."""
        return cls.objects.filter(site=site).first() or cls(site=site)


class LetterPageQuerySet(PageQuerySet):
    """Questions about many letters."""

    def visible(self, now: datetime) -> Self:
        """Live and not under embargo: the only letters that lists, feeds and search may name."""
        past = Q(embargo_until__isnull=True) | Q(embargo_until__lte=now)
        visible: Self = self.live().public().filter(past)
        return visible


class LetterPage(SignablePage):
    """An open letter. Its title is the Re: line, without "Re:"."""

    language = models.CharField(max_length=12, choices=LANGUAGES, default="en-US")
    dated = models.DateField(
        null=True, blank=True, help_text="The date on the letter; may stay empty."
    )
    salutation = models.CharField(
        max_length=250, blank=True, help_text="Empty: made from the addressees."
    )
    body = StreamField(LetterBody(), blank=True)
    closing = models.CharField(max_length=100, blank=True, default="Respectfully,")
    delivery_note = models.CharField(
        max_length=250,
        blank=True,
        help_text="Stands beside the letter, such as “To be delivered by hand on 18 November.”",
    )
    sign_on_opens_at = models.DateTimeField(
        null=True, blank=True, help_text="Empty: as soon as the letter is published."
    )
    soft_deadline = models.DateTimeField(
        null=True, blank=True, help_text="The one that is announced; late ones still count."
    )
    hard_deadline = models.DateTimeField(
        null=True, blank=True, help_text="Nobody can sign after it."
    )
    embargo_until = models.DateTimeField(
        null=True, blank=True, help_text="Before it nobody outside sees that the letter exists."
    )

    objects: ClassVar = PageManager.from_queryset(LetterPageQuerySet)()

    base_form_class = LetterPageForm
    template = "letters/letter_page.html"
    parent_page_types: ClassVar[list[str]] = ["campaign.CampaignPage"]
    subpage_types: ClassVar[list[str]] = []
    private_page_options: ClassVar[list[str]] = []  # the public site has no sign-in
    subaddresses = (
        *SignablePage.subaddresses,
        (r"letter\.(?P<extension>docx|pdf|txt|json)", "letter_file"),
        (
            r"editions/(?P<number>[1-9][0-9]{0,5})/letter\.(?P<extension>docx|pdf|html|txt|json)",
            "edition_file",
        ),
        (r"texts/(?P<number>[1-9][0-9]{0,5})\.txt", "letter_text"),
        (r"embed", "letter_embed"),
    )

    content_panels: ClassVar = [
        FieldPanel("title", heading="Re:", help_text="What the letter is about, without “Re:”."),
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
    ]
    signing_panels: ClassVar = [
        InlinePanel("leads", heading="Lead organizations", label="Lead organization"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("sign_on_opens_at"), FieldPanel("embargo_until")]),
                FieldRowPanel([FieldPanel("soft_deadline"), FieldPanel("hard_deadline")]),
            ],
            heading="When it can be signed and seen",
        ),
        FieldPanel("delivery_note"),
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(content_panels, heading="Letter"),
            ObjectList(signing_panels, heading="Signing"),
            ObjectList(Page.promote_panels, heading="Promote"),
            ObjectList(Page.settings_panels, heading="Settings"),
        ]
    )

    class Meta:
        verbose_name = "letter"

    def signable_text(self) -> str:
        """Return the canonical plain text of this page as it stands, saved or not."""
        return canonical_text(letter_text(self))

    def demands(self) -> tuple[Demand, ...]:
        """Return what the letter asks for, in order, as its text says it now."""
        return demands_of(letter_text(self))

    def sign_title(self) -> str:
        return str(self.title)

    def addressee_line(self) -> str:
        """Return whom it is for, such as "Letter to Halden Devices, Inc."; empty without any."""
        everyone = [one.organization or one.name for one in self.addressees.all()]
        known = words(self.language)
        names = list(dict.fromkeys(everyone))
        if not names:
            return ""
        joint = f" {known.joint} ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
        return known.letter_to.format(joint)

    def signing_state(self, now: datetime) -> SigningState:
        """Return whether it can be signed at `now`: never before the embargo has passed."""
        openings = [one for one in (self.sign_on_opens_at, self.embargo_until) if one]
        return signing_state(
            opens_at=max(openings, default=None), closes_at=self.hard_deadline, now=now
        )

    def is_embargoed(self, now: datetime) -> bool:
        return self.embargo_until is not None and now < self.embargo_until

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Under embargo this and every address below it are not found, as if never made."""
        if self.is_embargoed(timezone.now()):
            raise Http404
        return super().route(request, path_components)

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, object]]:
        if self.is_embargoed(timezone.now()):
            return []
        urls: list[dict[str, object]] = super().get_sitemap_urls(request)
        return urls


class LetterAddressee(Orderable):
    """Someone the letter is addressed to, as printed in the address block."""

    page = ParentalKey(LetterPage, on_delete=models.CASCADE, related_name="addressees")
    name = models.CharField(
        max_length=150,
        validators=[_ONE_LINE],
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

    page = ParentalKey(LetterPage, on_delete=models.CASCADE, related_name="leads")
    name = models.CharField(max_length=200)
    organization = models.ForeignKey(
        Organization,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="The record it became when it signed; until then its name is enough.",
    )

    panels: ClassVar = [FieldPanel("name")]

    def __str__(self) -> str:
        return self.name
