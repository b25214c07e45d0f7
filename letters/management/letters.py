"""Which letter and which edition a command's arguments name."""

from __future__ import annotations

from django.core.management.base import CommandError

from letters.models import Edition, LetterPage


def letter_of(name: str) -> LetterPage:
    """Return the letter with that slug, else with that id.

    Raises:
        CommandError: none has it, or several have the slug; the sentence says what to give.
    """
    found = list(LetterPage.objects.filter(slug=name).order_by("pk"))
    if not found and name.isascii() and name.isdecimal() and len(name) < 19:
        found = list(LetterPage.objects.filter(pk=int(name)))
    if not found:
        raise CommandError(f"No letter has the slug or id {name!r}.")
    if len(found) > 1:
        ids = ", ".join(str(letter.pk) for letter in found)
        raise CommandError(f"Several letters have the slug {name!r}: give one of the ids {ids}.")
    letter: LetterPage = found[0]
    return letter


def edition_of(letter: LetterPage, number: str) -> Edition:
    """Return the letter's edition with that number.

    Raises:
        CommandError: it has none; the sentence names those it has.
    """
    known = {str(edition.number): edition for edition in Edition.objects.filter(letter=letter)}
    if number not in known:
        numbers = ", ".join(sorted(known, key=int)) or "none yet"
        raise CommandError(f"The letter has no edition {number!r}. Editions: {numbers}.")
    return known[number]
