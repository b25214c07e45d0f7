"""What a supporter is asked: a place, a letter, a mailbox, how it went."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms

from campaign.models import ActionPage, ReportedContact
from campaign.writing import (
    LEFT_OUT,
    MESSAGE_LIMIT,
    OWN,
    PARAGRAPH_LIMIT,
    SUBJECT_LIMIT,
    Passage,
    arranged,
    first_order,
    holds_link,
    message_of,
)
from privacy.answers import Answer, PublicForm, Row, address_rule
from privacy.text import clean_text
from signatories.submission import clean_name

NAME_LIMIT = 100
TOWN_LIMIT = 200
WAY_WORDS = {
    "own_mail": ("From my own mail program.", "It opens with the letter in it. We store nothing."),
    "relay": (
        "Send it for me.",
        (
            "From our address, with yours for the reply. You confirm by mail first; "
            "we erase it 28 days after delivery."
        ),
    ),
    "form": ("Through the office’s web form.", "We show the text to copy and open the form."),
    "phone": ("By phone.", "We show the number and what to say."),
    "paper": ("On paper.", "A page to print and sign, with the address for a window envelope."),
}


def _line(limit: int) -> Callable[[str], str]:
    return lambda value: clean_text(value, limit=limit)


def _lines(limit: int) -> Callable[[str], str]:
    return lambda value: clean_text(value, limit=limit, multiline=True)


def _one_of(values: Any, sentence: str) -> Callable[[str], str]:
    allowed = frozenset(values)

    def rule(value: str) -> str:
        if value and value not in allowed:
            raise ValueError(sentence)
        return value

    return rule


class PlaceForm(PublicForm):
    """Where somebody lives, only to find who stands for it."""

    postal_code = Answer(
        _line(20),
        missing="Enter your postal code, so that we can find who stands for it",
        label="ZIP code",
        help_text="Used to find the district, then forgotten.",
    )


class WriteForm(PublicForm):
    """A letter: its subject, its paragraphs and their places, who writes, how it goes."""

    subject = Answer(
        _line(SUBJECT_LIMIT), missing="Enter a subject", label="Subject", echo=SUBJECT_LIMIT * 5
    )
    sender = Answer(_line(NAME_LIMIT), missing="Enter your name", label="Your name")
    town = Answer(
        _lines(TOWN_LIMIT),
        missing="Enter your street and town: offices answer people who live in the district",
        label="Street and town",
        help_text="Offices answer people who live in the district. It goes to the official only.",
        lines=True,
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, action: ActionPage, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.offered = [one.text for one in action.paragraphs.all()]
        self.first = first_order(self.offered)
        self.initial.setdefault("subject", action.subject)
        for passage in self.first:
            label = action.prompt if passage.key == OWN else f"Paragraph {passage.key[1:]}"
            self.fields[passage.key] = Answer(
                _lines(PARAGRAPH_LIMIT), label=label, lines=True, echo=PARAGRAPH_LIMIT * 2
            )
            self.initial.setdefault(passage.key, passage.text)
            self.fields[f"{passage.key}_place"] = forms.CharField(required=False)
            self.fields[f"{passage.key}_was"] = forms.CharField(required=False)
        ways = [(way, WAY_WORDS[way]) for way in action.ways]
        self.fields["way"] = Answer(
            _one_of(action.ways, "Choose how it should go"),
            missing="Choose how it should go",
            label="How should it go?",
            choices=ways,
        )
        self.initial.setdefault("way", ways[0][0] if ways else "")

    @property
    def passages(self) -> list[Passage]:
        """The paragraphs in the order that the supporter gave them, as typed."""
        rows = self.rows
        typed = [self._typed(one, rows[one.key].value) for one in self.first]
        return arranged(typed)

    def _typed(self, passage: Passage, text: str) -> Passage:
        """Return the passage with what was typed and the places that the form says."""
        place = self._number(f"{passage.key}_place", passage.place)
        return Passage(passage.key, text, place, self._number(f"{passage.key}_was", 0))

    def _number(self, name: str, known: int) -> int:
        typed = str(self.data.get(name, "")) if self.is_bound else ""
        fits = typed.isascii() and typed.isdigit() and len(typed) < 3
        return int(typed) if fits and int(typed) <= len(self.first) else known

    @property
    def passage_rows(self) -> list[tuple[Row, Passage]]:
        """Each paragraph's question with its place, in the supporter's order."""
        rows = self.rows
        return [(rows[one.key], one) for one in self.passages]

    @property
    def places(self) -> list[tuple[int, str]]:
        """The places that a paragraph may have, in words."""
        words = [(place, f"{place}.") for place in range(1, len(self.first) + 1)]
        return [*words, (LEFT_OUT, "Left out")]

    @property
    def letter_facts(self) -> dict[str, Any]:
        """What a valid form says of the letter."""
        names = ("subject", "message", "sender", "town")
        return {name: str(self.cleaned_data[name]) for name in names}

    def clean_sender(self) -> str:
        try:
            return clean_name(self.cleaned_data["sender"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        cleaned = [self._typed(one, str(data.get(one.key, ""))) for one in self.first]
        data["message"] = message_of(cleaned)
        if not data["message"] and not self.errors:
            self.add_error(self.first[0].key, "Write a message: every paragraph is left out.")
        if len(data["message"]) > MESSAGE_LIMIT:
            number = f"{len(data['message']):,}"
            self.add_error(
                self.first[0].key,
                f"The message can have {MESSAGE_LIMIT:,} characters, but has {number}.",
            )
        self._check_links(data)
        return data

    def _check_links(self, data: dict[str, Any]) -> None:
        """What we send holds no addresses: filters of offices keep such mail from arriving."""
        if data.get("way") != "relay":
            return
        for name in ("subject", "town", *(one.key for one in self.first)):
            if name not in self.errors and holds_link(str(data.get(name, ""))):
                self.add_error(
                    name,
                    "Leave out web and email addresses, because filters of offices hold back "
                    "such mail. Yours is in the reply address.",
                )


class MailboxForm(PublicForm):
    """Where the link to confirm goes, and answers of officials."""

    email = Answer(
        address_rule,
        missing="Enter your email address, so that we can send you the link to confirm",
        label="Your email",
        help_text="We send one message with a link; nothing goes to anybody before you follow it. "
        "The officials see the address, to answer you.",
    )
    wants_question = Answer(lambda value: "on" if value else "", label="Ask me once how it ended")


class TickForm(PublicForm):
    """What a supporter tells us of a message or call that we couldn't see."""

    way = Answer(
        _one_of(ReportedContact.Way.values, "Say by which way it went"),
        missing="Say by which way it went",
    )
    result = Answer(
        _one_of(ReportedContact.Result.values, "Say how it went"), missing="Say how it went"
    )
