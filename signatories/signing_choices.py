"""What an organizer chooses for one page of what the site's settings say for all."""

from __future__ import annotations

from django.db import models

from signatories.sign_on_settings import SignOnSettings

_SITE = "site", "As the site’s settings say"


class SigningChoices(models.Model):
    """How requests under one page are decided, and what becomes of names that are withdrawn."""

    class Rule(models.TextChoices):
        SITE = _SITE
        ON = "on", "By the rule, where it fits"
        OFF = "off", "Always by a person"

    class Withdrawn(models.TextChoices):
        SITE = _SITE
        REMOVED = "removed", "It is removed"
        SHOWN = "shown", "It is shown as withdrawn, with the day"

    known_mailboxes = models.CharField(
        "requests from known mailboxes",
        max_length=4,
        choices=Rule,
        default=Rule.SITE,
        help_text="The rule approves a request from the domain of an organization that a person "
        "approved before, by its name on record; never one from a free mail provider.",
    )
    after_delivery = models.CharField(
        "a name withdrawn after delivery",
        max_length=7,
        choices=Withdrawn,
        default=Withdrawn.SITE,
        help_text="Before delivery a withdrawn name vanishes. A person’s name always does.",
    )

    class Meta:
        abstract = True

    def approves_by_rule(self) -> bool:
        """Whether the rule decides where it fits; one query where the site's settings count."""
        if self.known_mailboxes == self.Rule.SITE:
            return SignOnSettings.current().approve_known_mailboxes
        return bool(self.known_mailboxes == self.Rule.ON)

    def shows_withdrawn(self) -> bool:
        """Whether names withdrawn after delivery stay in sight; one query at most."""
        chosen = self.after_delivery
        if chosen == self.Withdrawn.SITE:
            chosen = SignOnSettings.current().after_delivery
        return bool(chosen == self.Withdrawn.SHOWN)
