"""What organizers decide about sign-ons for the whole site."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting


@register_setting(icon="group")
class SignOnSettings(BaseSiteSetting):
    """How long things take and are kept, what the form says, and which rules decide alone."""

    class Withdrawn(models.TextChoices):
        REMOVED = "removed", "Removed"
        SHOWN = "shown", "Shown as withdrawn, with the date"

    confirm_hours = models.PositiveSmallIntegerField(
        default=72, validators=[MinValueValidator(1), MaxValueValidator(720)]
    )
    keep_contacts_days = models.PositiveSmallIntegerField(
        default=90, validators=[MaxValueValidator(3650)], help_text="After a list has closed."
    )
    review_sentence = models.CharField(
        max_length=300,
        default="A person compares your request with your website, usually within two working "
        "days; then the name appears.",
    )
    agree_days = models.PositiveSmallIntegerField(
        "days to agree",
        default=7,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
        help_text="How long signers have to agree to a text that changed in substance.",
    )
    approve_known_domains = models.BooleanField(
        "approve organizations known by their mail domain",
        default=False,
        help_text="Approves without a reviewer where the mailbox is on the registered domain of an "
        "organization of this name that a person approved before. Never for free mail.",
    )
    withdrawn_after_delivery = models.CharField(
        max_length=7,
        choices=Withdrawn,
        default=Withdrawn.REMOVED,
        help_text="What becomes of an organization's name that is withdrawn after the letter was "
        "delivered. A person's name is always removed.",
    )

    class Meta:
        verbose_name = "sign-ons"

    @classmethod
    def current(cls) -> SignOnSettings:
        """The default site's settings, or the defaults; reading them writes nothing."""
        return cls.objects.filter(site__is_default_site=True).first() or cls()
