"""Which divisions a postal code lies in. Part of `officials.models`."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class PostalArea(models.Model):
    """One postal code in one division; a code that lies in several has as many rows."""

    country = models.CharField(max_length=2, default="US")  # ISO 3166-1
    code = models.CharField(max_length=12)  # as `officials.places.postal_code` writes it
    division = models.CharField(max_length=200)  # Open Civic Data id

    class Meta:
        ordering: ClassVar = ["country", "code", "division"]
        constraints: ClassVar = [
            # Also the index that a look-up uses.
            models.UniqueConstraint(
                fields=["country", "code", "division"], name="officials_one_postal_area"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} in {self.division}"
