"""Where facts about officials come from. Part of `officials.models`."""

from __future__ import annotations

from django.db import models


class Source(models.TextChoices):
    """A body of data that an import reads, or a person at the keyboard."""

    CONGRESS = "congress-legislators", "US Congress (congress-legislators)"
    OPENSTATES = "openstates", "US states and cities (openstates)"
    CONTACT_CONGRESS = "contact-congress", "Web forms of Congress (contact-congress)"
    CSV = "csv", "Own list (CSV)"
    POPOLO = "popolo", "Popolo JSON"
    AREAS = "postal areas", "Postal areas"
    HAND = "hand", "Typed by hand"
