"""What an organizer sees of a letter's texts: what changed, whom it concerns, who agreed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from wagtail.models import Revision

from letters.models import LetterPage
from letters.page_form import what_is_missing
from signatories.history import TextFacts, text_history
from signatories.models import SignedText
from signatories.services import (
    declare_change,
    digests_counting_for,
    standing_for,
    tell_of_changes,
    text_in_force,
    undeclared,
    waiting_to_agree,
)
from signatories.wording_changes import Wording, compare, in_context, word_counts


class CannotPublish(ValueError):
    """A draft can't be published; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Question:
    """One change of words on which somebody has to say what it is."""

    earlier: SignedText
    later_sha256: str
    people: int
    lines: list[Wording | None]
    added: int
    removed: int


@dataclass(frozen=True, slots=True)
class TextDesk:
    """One letter's texts as its organizer sees them."""

    questions: list[Question]  # on words that are public already
    history: list[TextFacts]
    waiting: int  # signers who stand nowhere until they agree
    today: date


def desk(letter: LetterPage, *, now: datetime) -> TextDesk:
    """Return what the screen of a letter's texts shows."""
    current = SignedText.objects.filter(page_id=letter.pk, in_force=True).first()
    questions = [
        _question(one.text, current.text, one.people)
        for one in (undeclared(letter.pk) if current else ())
        if current is not None
    ]
    return TextDesk(
        questions=questions,
        history=text_history(letter.pk),
        waiting=waiting_to_agree(letter.pk).count(),
        today=now.date(),
    )


def question_of(letter: LetterPage, draft: LetterPage) -> Question | None:
    """Return the question that publishing `draft` puts; None if nobody is concerned."""
    current = SignedText.objects.filter(page_id=letter.pk, in_force=True).first()
    words = draft.signable_text()
    if current is None or current.text == words:
        return None
    question = _question(current, words, standing_for(current.sha256, letter.pk).count())
    counting = digests_counting_for(letter.pk, question.later_sha256)
    return question if question.people and current.sha256 not in counting else None


def _question(earlier: SignedText, words: str, people: int) -> Question:
    lines = compare(earlier.text, words)
    added, removed = word_counts(lines)
    digest = sha256(words.encode()).hexdigest()
    return Question(earlier, digest, people, in_context(lines), added, removed)


def publish_with_change(
    *,
    letter: LetterPage,
    revision: Revision,
    shown_sha256: str,
    kind: str,
    summary: str,
    by: AbstractBaseUser,
    now: datetime,
) -> int:
    """Declare what a draft changes and publish it, at once or as its schedule says; return how
    many signers were written to.

    Raises:
        CannotPublish: the draft has changed since it was shown, or lacks something.
        ValueError: kind or summary is missing.
    """
    draft = revision.as_object()
    question = question_of(letter, draft)
    if question is None or question.later_sha256 != shown_sha256:
        raise CannotPublish("The draft has changed since this page was opened. Compare it again.")
    if missing := what_is_missing(draft):
        raise CannotPublish(" ".join(missing.values()))
    with transaction.atomic():
        declare_change(
            earlier=question.earlier,
            later_sha256=question.later_sha256,
            kind=kind,
            summary=summary,
            by=by,
            now=now,
        )
        revision.publish(user=by)
        text_in_force(page=letter, now=now)
        return tell_of_changes(page_id=letter.pk, now=now)


def declare_public_change(
    *, letter: LetterPage, kind: str, summary: str, by: AbstractBaseUser, now: datetime
) -> int:
    """Declare every change behind today's words on which nobody has said anything; return how many
    signers were written to.

    Raises:
        ValueError: kind or summary is missing.
    """
    with transaction.atomic():
        current = text_in_force(page=letter, now=now)
        for one in undeclared(letter.pk):
            declare_change(
                earlier=one.text,
                later_sha256=current.sha256,
                kind=kind,
                summary=summary,
                by=by,
                now=now,
            )
        return tell_of_changes(page_id=letter.pk, now=now)
