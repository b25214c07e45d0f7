"""The sign-on form: what is asked, in which words, and what is said when an answer won't do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from privacy.answers import Answer, PublicForm, address_rule
from privacy.text import clean_text
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


class SignOnForm(PublicForm):
    """What a signer is asked. `problem` is a sentence about the form as a whole, or empty.

    Whether their name may be printed is asked only where the letter prints people.
    """

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
    print_person = Answer(_tick, label="Your name beside the organization’s")
    text_sha256 = Answer(_line(64), label="")

    def __init__(self, *args: Any, prints_people: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if prints_people:
            for name in ("contact_name", "contact_title"):
                hint = str(self.fields[name].help_text)
                said = hint.replace("as a person.", "as a person, or agree to it below.")
                self.fields[name].help_text = said
        else:
            del self.fields["print_person"]

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
        parts["print_person"] = bool(parts.get("print_person"))
        del parts["authority"]
        return Submission(**parts)
