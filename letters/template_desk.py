"""Base templates for Word: taken from a file, shown, deleted. The only writer of WordTemplate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from letters.models import LetterPage, LetterSettings, WordTemplate
from letters.stationery.sheet import unpacked
from letters.stationery.taking import take_template

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@dataclass(frozen=True, slots=True)
class TemplateFacts:
    """One template as the organizer sees it."""

    template: WordTemplate
    has_letterhead: bool
    is_usual: bool  # the settings name it for all letters
    letters: int  # that name it themselves


def add_template(*, name: str, data: bytes, by: User, now: datetime) -> WordTemplate:
    """Return a new template made of the bytes of a Word file.

    Raises:
        ValueError: the name is missing, or the file can't be one; the sentence says why.
    """
    name = " ".join(name.split())
    if not name or len(name) > 100:
        raise ValueError("Give the template a name of at most 100 characters.")
    taken = take_template(data)
    return WordTemplate.objects.create(
        name=name,
        content=taken.stationery.content,
        sha256=taken.stationery.sha256,
        left_out=list(taken.told),
        uploaded_at=now,
        uploaded_by=by,
    )


def delete_template(*, template_id: int) -> bool:
    """Delete a template; True only if it was there. Editions keep what they were frozen with."""
    deleted, _ = WordTemplate.objects.filter(pk=template_id).delete()
    return bool(deleted)


def choose_template(*, settings: LetterSettings, template_id: int | None) -> bool:
    """Let all letters of a site wear a template, or none; True only if that is a change."""
    chosen = WordTemplate.objects.filter(pk=template_id).first() if template_id else None
    if settings.word_template == chosen:
        return False
    settings.word_template = chosen
    settings.save()
    return True


def templates_of(settings: LetterSettings) -> list[TemplateFacts]:
    """Return every template, and which letters wear it."""
    return [
        TemplateFacts(
            template=one,
            has_letterhead=unpacked(one.stationery()).has_letterhead,
            is_usual=one.pk == settings.word_template_id,
            letters=LetterPage.objects.filter(word_template=one).count(),
        )
        for one in WordTemplate.objects.select_related("uploaded_by")
    ]
