"""The letter: its text, its addressees, who leads it, and when it can be signed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from wagtail import hooks
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField
from wagtail.models import PageManager, Site
from wagtail.query import PageQuerySet
from wagtail.url_routing import RouteResult

from letters.blocks import LetterBody
from letters.document import Demand, demands_of, has_variants
from letters.editions import Dispatch, Edition, EditionFile, PrintedLetter
from letters.labels import LANGUAGES
from letters.ledger_records import Correspondence, LedgerFile, Response
from letters.letter_parts import (
    HandSignature,
    LeadOrganization,
    LetterAddressee,
    SignatoryLogo,
    SignatureChoices,
)
from letters.page_form import LetterPageForm
from letters.page_panels import letter_panels
from letters.render_text import canonical_text
from letters.text import letter_text
from letters.word_templates import WordTemplate
from letters.wording import words
from signatories.models import SignablePage
from signatories.status import SigningState, signing_state

__all__ = [
    "Correspondence",
    "Dispatch",
    "Edition",
    "EditionFile",
    "HandSignature",
    "LeadOrganization",
    "LedgerFile",
    "LetterAddressee",
    "LetterPage",
    "LetterSettings",
    "Response",
    "SignatoryLogo",
    "WordTemplate",
]


_NUMBER = "(?P<number>[1-9][0-9]{0,5})"  # of an edition or a text
_TWO = "(?P<older>[1-9][0-9]{0,5})-(?P<newer>[1-9][0-9]{0,5})"  # versions that are compared
_ADDRESSEE = "(?P<addressee>[1-9][0-9]{0,2})"  # from 1


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
    word_template = models.ForeignKey(
        WordTemplate, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        help_text="Styles and letterhead of Word documents; the PDF keeps its own look.",
    )  # fmt: skip
    one_person_may_approve = models.BooleanField(
        default=False,
        help_text="An edition approved by the person who froze it says so.",
    )
    answer_days = models.PositiveSmallIntegerField(
        "days for an answer",
        default=14,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text="After so many days without an answer, whoever sent the letter is reminded.",
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
        open_at_once = Q(embargo_until=None, circulation=SignablePage.Circulation.PUBLIC)
        visible: Self = self.live().public().filter(open_at_once | Q(embargo_until__lte=now))
        return visible


# mypy knows neither Wagtail's managers nor what the keys in letter_parts make here.
class LetterPage(PrintedLetter, SignablePage, SignatureChoices):  # type: ignore[django-manager-missing]
    """An open letter. Its title is the Re: line, without "Re:"."""

    language = models.CharField(max_length=12, choices=LANGUAGES, default="en-US")
    dated = models.DateField(
        null=True, blank=True, help_text="The date on the letter; may stay empty."
    )
    salutation = models.CharField(
        max_length=250, blank=True, help_text="Empty: made from the addressees."
    )
    delivery_line = models.CharField(
        max_length=150,
        blank=True,
        help_text="How it reaches them, as printed: “Via email and first-class mail”.",
    )
    reference = models.CharField(
        max_length=150,
        blank=True,
        help_text="Docket or bill number, as printed under the Re: line.",
    )
    body = StreamField(LetterBody(), blank=True)
    closing = models.CharField(max_length=100, blank=True, default="Respectfully,")
    enclosures = models.TextField(
        blank=True, max_length=2000, help_text="What is enclosed, one on each line."
    )
    copies = models.TextField(
        "cc", blank=True, max_length=2000, help_text="Who gets a copy, one on each line."
    )
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

    objects: ClassVar = PageManager.from_queryset(LetterPageQuerySet)()  # type: ignore[django-manager-missing]
    base_form_class = LetterPageForm
    template = "letters/letter_page.html"
    reading_template = "letters/parts/reading.html"
    parent_page_types: ClassVar[list[str]] = ["campaign.CampaignPage"]
    subpage_types: ClassVar[list[str]] = []
    private_page_options: ClassVar[list[str]] = []  # the public site has no sign-in
    subaddresses = (
        *SignablePage.subaddresses,
        (r"letter\.(?P<extension>docx|pdf|txt|json)", "letter_file"),
        (
            rf"editions/{_NUMBER}(/{_ADDRESSEE})?/letter\.(?P<extension>docx|pdf|html|txt|json)",
            "edition_file",
        ),
        (rf"editions/{_NUMBER}/manifest\.json", "edition_manifest"),
        (r"pictures/(?P<name>[0-9a-f]{32}\.(png|jpg))", "letter_picture"),
        (rf"texts/{_NUMBER}\.txt", "letter_text"),
        (r"(?P<what>texts|editions)", "letter_changes"),
        (rf"(?P<what>texts|editions)/{_TWO}/changes\.docx", "letter_changes_file"),
        (r"embed", "letter_embed"),
    )

    edit_handler = letter_panels()

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

    def signing_state(self, now: datetime, *, private: bool = False) -> SigningState:
        """Return whether it can be signed at `now`: before the embargo has passed by link only."""
        openings = [self.sign_on_opens_at, None if private else self.embargo_until]
        state = signing_state(
            opens_at=max(filter(None, openings), default=None),
            closes_at=self.hard_deadline,
            now=now,
            allow_late=self.allow_late,
        )
        hidden = self.is_hidden(now) and not (private and self.opens_by_link(now))
        return replace(state, phase="not_yet") if hidden and state.is_open else state

    def deadlines(self) -> tuple[datetime | None, datetime | None]:
        return self.soft_deadline, self.hard_deadline

    def is_hidden(self, now: datetime) -> bool:
        """Return whether its embargo has not passed; a private letter without one waits on."""
        if self.embargo_until is None:
            return bool(self.circulation == self.Circulation.PRIVATE)
        return now < self.embargo_until

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Under embargo this and every address below it are not found, as if never made."""
        if self.is_hidden(timezone.now()):
            raise Http404
        return super().route(request, path_components)

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        """The page, its printed pages, and where they differ those of each addressee."""
        modes = [("", "Web page"), ("pdf", "PDF pages")]
        document = letter_text(self)
        if has_variants(document):
            modes += [
                (f"pdf-{number}", f"PDF pages for {one.name}")
                for number, one in enumerate(document.addressees, start=1)
            ]
        return modes

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponseBase:
        """Let a view answer for printed pages (wagtail_hooks.py): models know no views."""
        for answer in hooks.get_hooks("serve_letter_preview") if mode_name else ():
            response: HttpResponseBase = answer(self, request, mode_name)
            return response
        page: HttpResponseBase = super().serve_preview(request, mode_name)
        return page

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, object]]:
        if self.is_hidden(timezone.now()):
            return []
        urls: list[dict[str, object]] = super().get_sitemap_urls(request)
        return urls
