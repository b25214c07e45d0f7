"""What was read, when, and what it changed. Part of `officials.models`."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from officials.sources import Source


class ImportRun(models.Model):
    """One import that was carried out, with its counts: the line that tells how old facts are."""

    source = models.CharField(max_length=24, choices=Source)
    name = models.CharField(max_length=200, blank=True)  # of the file or folder, without its path
    ran_at = models.DateTimeField()
    ran_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    counts = models.JSONField(default=dict)  # what changed: word → number
    problems = models.PositiveIntegerField(default=0)  # files or rows that were not read

    class Meta:
        ordering: ClassVar = ["-ran_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_source_display()}, {self.ran_at:%Y-%m-%d}"

    @property
    def changed(self) -> str:
        """What it changed, in words: "new: 4 officials, 3 seats; left: 1 official"."""
        said: dict[str, list[str]] = {}
        for what, many in sorted(self.counts.items()):
            kind, _, verb = what.partition(" ")
            said.setdefault(verb, []).append(f"{many:,} {kind if many == 1 else _several(kind)}")
        return "; ".join(f"{verb}: {', '.join(parts)}" for verb, parts in said.items()) or "none"


def _several(kind: str) -> str:
    return f"{kind[:-1]}ies" if kind.endswith("y") else f"{kind}s"
