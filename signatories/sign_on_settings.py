"""What organizers decide about sign-ons for the whole site."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting


@register_setting(icon="group")
class SignOnSettings(BaseSiteSetting):
    """How long things take and are kept, and what the form says."""

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

    approve_known_mailboxes = models.BooleanField(
        "approve known mailboxes by rule",
        default=False,
        help_text="Approves a request at once if its mailbox is on the domain of an organization "
        "that a person approved before and it has that organization’s name on record; never from "
        "a free mail provider. Leave it off where many people share a domain, as at a university.",
    )
    after_delivery = models.CharField(
        "a name withdrawn after delivery",
        max_length=7,
        choices=[
            ("removed", "It is removed"),
            ("shown", "It is shown as withdrawn, with the day"),
        ],
        default="removed",
        help_text="Before delivery a withdrawn name vanishes. A person’s name always does.",
    )

    class Meta:
        verbose_name = "sign-ons"

    @classmethod
    def current(cls) -> SignOnSettings:
        """The default site's settings, or the defaults; reading them writes nothing."""
        return cls.objects.filter(site__is_default_site=True).first() or cls()
