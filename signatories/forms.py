"""The sign-on form: what is asked, in which words, and what is said when an answer won't do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms

from privacy.text import clean_address, clean_text
from signatories.authority import registered_domain
from signatories.gazetteer import COUNTRIES
from signatories.models import Scope, SignOn
from signatories.places import place_of
from signatories.submission import (
    NAME_LIMIT,
    TITLE_LIMIT,
    Submission,
    clean_name,
    clean_website,
)

ECHO_LIMIT = 1_000
NUMBERS = (
    "No things", "One thing", "Two things", "Three things", "Four things", "Five things",
    "Six things", "Seven things", "Eight things", "Nine things", "Ten things", "Eleven things",
    "Twelve things",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One question as the template shows it."""

    name: str
    label: str
    hint: str
    value: str
    errors: tuple[str, ...]
    required: bool
    choices: tuple[tuple[str, str], ...]

    @property
    def described_by(self) -> str:
        """Ids of the hint and of the error, for assistive technology."""
        ids = [f"{self.name}-hint"] if self.hint else []
        return " ".join([*ids, *([f"{self.name}-wrong"] if self.errors else [])])


class Answer(forms.Field):
    """A line of text that goes through one rule; Django's own cleaning is left out."""

    def __init__(
        self, rule: Callable[[str], str], *, missing: str = "", choices: Any = (), **kwargs: Any
    ) -> None:
        super().__init__(required=bool(missing), **kwargs)
        self.rule = rule
        self.missing = missing
        self.choices = tuple(choices)

    def clean(self, value: Any) -> str:
        try:
            cleaned = self.rule(value if isinstance(value, str) else "")
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
        if self.missing and not cleaned:
            raise forms.ValidationError(self.missing)
        return cleaned


def _line(limit: int) -> Callable[[str], str]:
    return lambda value: clean_text(value, limit=limit)


def _one_of(values: Any, sentence: str) -> Callable[[str], str]:
    allowed = frozenset(values)

    def rule(value: str) -> str:
        if value and value not in allowed:
            raise ValueError(sentence)
        return value

    return rule


def _tick(value: str) -> str:
    return "on" if value else ""


def address_rule(value: str) -> str:
    """Return a checked mailbox, "" for nothing; ValueError with a sentence for the signer."""
    if not value.strip():
        return ""
    return clean_address(value)


class SignOnForm(forms.Form):
    """What a signer is asked. `problem` is a sentence about the form as a whole, or empty."""

    kind = Answer(
        _one_of(SignOn.Kind.values, "Say who signs"),
        missing="Say who signs: an organization or a person",
        label="Who signs?",
        choices=(
            ("organization", "An organization"),
            ("individual", "A person; the organization is named for identification only"),
        ),
    )
    organization = Answer(
        _line(NAME_LIMIT),
        missing="Enter the full name of the organization",
        label="Full name of the organization",
        help_text="As it should stand under the letter, in its own language and script.",
    )
    website = Answer(
        clean_website,
        label="Website",
        help_text="We compare its domain with that of your email address.",
    )
    scope = Answer(
        _one_of(Scope.values, "Say where it works"),
        label="Where does it work?",
        choices=Scope.choices,
    )
    country = Answer(
        _one_of(COUNTRIES, "Choose a country from the list"),
        label="Country",
        choices=(("", "Not said"), *sorted(COUNTRIES.items(), key=lambda item: item[1])),
    )
    region = Answer(
        _line(100), label="State, province or region", help_text="Where it has its seat."
    )
    contact_name = Answer(
        _line(NAME_LIMIT),
        missing="Enter your name",
        label="Your name",
        help_text="Not published, unless you sign as a person.",
    )
    contact_title = Answer(
        _line(TITLE_LIMIT),
        missing="Enter your title, so that a reviewer can see on what authority you sign",
        label="Your title",
        help_text="Not published, unless you sign as a person. For example: executive director.",
    )
    contact_email = Answer(
        address_rule,
        missing="Enter your email address, so that we can send you the link to confirm",
        label="Your email at the organization",
        help_text="Not published. We send one message with a link; nothing happens until you "
        "follow it.",
    )
    authority = Answer(
        _tick,
        missing="Say that you may sign for the organization, or ask someone who may",
        label="Authority",
    )
    updates = Answer(_tick, label="Updates")
    text_sha256 = Answer(_line(64), label="")

    def __init__(self, *args: Any, problem: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.problem = problem

    def clean_region(self) -> str:
        """Return a state's code where the answer names one, else the answer."""
        region: str = self.cleaned_data["region"]
        place = place_of(region) if self.cleaned_data.get("country", "US") in ("", "US") else None
        return place.region if place is not None and place.region else region

    def clean(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        domain = registered_domain(str(data.get("contact_email", "")).rpartition("@")[2])
        for name in ("organization", "contact_name", "contact_title"):
            self._clean_shown(name, data, domain)
        if data.get("kind") == SignOn.Kind.ORGANIZATION:
            self._require("website", "Enter the website, so that a reviewer can find you", data)
            self._require("scope", "Say where it works", data)
        if self.problem:
            self.add_error(None, self.problem)
        return data

    def _clean_shown(self, name: str, data: dict[str, Any], domain: str) -> None:
        """Hold to the rules of printed names all that may be printed or mailed."""
        if name not in data:
            return
        try:
            data[name] = clean_name(data[name], own_domain=domain)
        except ValueError as error:
            self.add_error(name, str(error))

    def _require(self, name: str, sentence: str, data: dict[str, Any]) -> None:
        if name not in self.errors and not data.get(name):
            self.add_error(name, sentence)

    def submission(self) -> Submission:
        """Return the answers of a valid form."""
        parts = dict(self.cleaned_data)
        parts["updates"] = bool(parts["updates"])
        del parts["authority"]
        return Submission(**parts)

    @property
    def rows(self) -> dict[str, Row]:
        """Every question with what was typed and what is wrong with it."""
        return {name: self._row(name, field) for name, field in self.fields.items()}

    def _row(self, name: str, field: forms.Field) -> Row:
        typed = self.data.get(name, "") if self.is_bound else self.initial.get(name, "")
        return Row(
            name=name,
            label=str(field.label),
            hint=str(field.help_text),
            value=_shown(str(typed)),
            errors=tuple(str(error) for error in self.errors.get(name, ())),
            required=field.required,
            choices=getattr(field, "choices", ()),
        )

    @property
    def complaints(self) -> list[tuple[str, str]]:
        """The summary: field (or "") and the first clause of what is wrong with it."""
        return [
            (name if name in self.fields else "", _first_clause(str(error)))
            for name in ["__all__", *self.fields]
            for error in self.errors.get(name, ())
        ]

    @property
    def heading(self) -> str:
        """How many things are wrong, in words."""
        number = len(self.complaints)
        many = NUMBERS[number] if number < len(NUMBERS) else f"{number} things"
        return f"{many} to correct"


def _first_clause(sentence: str) -> str:
    return sentence.partition(", ")[0].partition(". ")[0].rstrip(".")


def _shown(typed: str) -> str:
    """Return what was typed as far as it can be shown again in a page."""
    return "".join(letter for letter in typed[:ECHO_LIMIT] if letter.isprintable())
