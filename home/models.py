"""The site itself: its start page, its plain pages, what it is called and who leads it."""

from __future__ import annotations

from hashlib import sha256
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import RichTextField
from wagtail.models import Page, Site

from campaign.models import letters_below
from home import colours

DEFAULT_ACCENT_LIGHT = "#b8231a"  # --accent in static/css/undersigned.css
DEFAULT_ACCENT_DARK = "#ff8a75"
TEXT_FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link"]


@register_setting(icon="home", order=10)
class SiteSettings(BaseSiteSetting):
    """What the site is called, who answers for it, and its one colour."""

    name = models.CharField(
        max_length=120,
        default="Open letters",
        help_text="The name of the coalition or site, at the head of every page.",
    )
    lead_organization = models.CharField(
        max_length=200,
        blank=True,
        help_text="Who coordinates the coalition and answers for this site.",
    )
    postal_address = models.CharField(
        max_length=250,
        blank=True,
        help_text="On one line, such as: 4 Quay Street, Tampa, FL 33602.",
    )
    website = models.URLField("own website", blank=True)
    email = models.EmailField("contact address", blank=True)
    accent_light = models.CharField(
        "accent colour on light pages",
        max_length=7,
        default=DEFAULT_ACCENT_LIGHT,
        help_text="# and six figures. Its contrast on white must be 4.5 or more.",
    )
    accent_dark = models.CharField(
        "accent colour on dark pages",
        max_length=7,
        default=DEFAULT_ACCENT_DARK,
        help_text="# and six figures. Its contrast on near-black must be 4.5 or more.",
    )

    panels: ClassVar[list[Any]] = [
        "name",
        MultiFieldPanel(
            [
                FieldPanel("lead_organization"),
                FieldPanel("postal_address"),
                FieldPanel("website"),
                FieldPanel("email"),
            ],
            heading="Who leads",
        ),
        MultiFieldPanel([FieldPanel("accent_light"), FieldPanel("accent_dark")], heading="Colour"),
    ]

    class Meta:
        verbose_name = "site"

    @classmethod
    def read(cls, site: Site | None) -> Self:
        """Return the settings of `site`, or the defaults unsaved; never writes a row."""
        found: Self | None = cls.objects.filter(site=site).first() if site is not None else None
        return found if found is not None else cls()

    @property
    def coordinated_by(self) -> str:
        """Who leads and where, as one sentence; empty when nobody is named."""
        if not self.lead_organization:
            return ""
        where = f", {self.postal_address}" if self.postal_address else ""
        return f"{self.name} is coordinated by {self.lead_organization}{where}."

    @property
    def accent_version(self) -> str:
        """Eight figures that change with the accent; empty for the stylesheet's own accent."""
        accent = (self.accent_light, self.accent_dark)
        if accent == (DEFAULT_ACCENT_LIGHT, DEFAULT_ACCENT_DARK):
            return ""
        return sha256("".join(accent).encode()).hexdigest()[:8]

    def clean(self) -> None:
        super().clean()
        wrong: dict[str, str] = {}
        for field, paper in (
            ("accent_light", colours.PAPER_LIGHT),
            ("accent_dark", colours.PAPER_DARK),
        ):
            try:
                setattr(self, field, colours.check_accent(getattr(self, field), paper=paper))
            except ValueError as error:
                wrong[field] = str(error)
        if wrong:
            raise ValidationError(wrong)


class GivenRight(models.Model):
    """A right that the organizers' group was given once, so that it isn't given again."""

    name = models.CharField(max_length=150, unique=True)  # such as delivery.view_outboundmessage

    def __str__(self) -> str:
        return self.name


class HomePage(Page):
    """The start page: what the coalition says, its letters."""

    headline = models.CharField(
        max_length=120,
        blank=True,
        help_text="One sentence in large type. The title is used where it is empty.",
    )
    lead = models.TextField(blank=True, help_text="What it is about, in two or three sentences.")
    body = RichTextField(blank=True, features=TEXT_FEATURES)
    about = RichTextField(
        "who we are",
        blank=True,
        features=["bold", "italic", "link"],
        help_text="In the margin.",
    )

    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        "headline",
        "lead",
        "body",
        "about",
    ]
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    private_page_options: ClassVar[list[str]] = []  # the public site has no sign-in
    template = "home/home.html"

    class Meta:
        verbose_name = "start page"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["letters"] = letters_below(self, now=timezone.now())
        return context


class StandardPage(Page):
    """A page of running text."""

    lead = models.TextField(blank=True)
    body = RichTextField(blank=True, features=TEXT_FEATURES)

    content_panels: ClassVar[list[Any]] = [*Page.content_panels, "lead", "body"]
    parent_page_types: ClassVar[list[str]] = ["home.HomePage", "home.StandardPage"]
    private_page_options: ClassVar[list[str]] = []  # the public site has no sign-in
    template = "home/standard.html"

    class Meta:
        verbose_name = "plain page"
