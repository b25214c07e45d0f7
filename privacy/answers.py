"""Forms for the public: each question goes through one rule, and nothing typed is lost on error."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms

from privacy.text import clean_address

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
    """Text that goes through one rule; Django's own cleaning is left out.

    Args:
        rule: returns the cleaned answer, or raises ValueError with a sentence for the visitor.
        missing: what is said where nothing was answered; empty for what may stay empty.
        echo: so many characters are shown again after an error; line ends only with `lines`.
    """

    def __init__(
        self,
        rule: Callable[[str], str],
        *,
        missing: str = "",
        choices: Any = (),
        lines: bool = False,
        echo: int = ECHO_LIMIT,
        **kwargs: Any,
    ) -> None:
        super().__init__(required=bool(missing), **kwargs)
        self.rule = rule
        self.missing = missing
        self.choices = tuple(choices)
        self.lines = lines
        self.echo = echo

    def clean(self, value: Any) -> str:
        try:
            cleaned = self.rule(value if isinstance(value, str) else "")
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
        if self.missing and not cleaned:
            raise forms.ValidationError(self.missing)
        return cleaned

    def shown(self, typed: str) -> str:
        """Return what was typed as far as it can be shown again in a page."""
        keep = "\n" if self.lines else ""
        return "".join(c for c in typed[: self.echo] if c.isprintable() or c in keep)


def address_rule(value: str) -> str:
    """Return a checked mailbox, "" for nothing; ValueError with a sentence for the visitor."""
    if not value.strip():
        return ""
    return clean_address(value)


class PublicForm(forms.Form):
    """A form of answers. `problem` is a sentence about the form as a whole, or empty."""

    def __init__(self, *args: Any, problem: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.problem = problem

    def clean(self) -> dict[str, Any]:
        if self.problem:
            self.add_error(None, self.problem)
        return self.cleaned_data

    @property
    def rows(self) -> dict[str, Row]:
        """Every question with what was typed and what is wrong with it."""
        return {name: self._row(name, field) for name, field in self.fields.items()}

    def _row(self, name: str, field: forms.Field) -> Row:
        typed = str(self.data.get(name, "") if self.is_bound else self.initial.get(name, ""))
        return Row(
            name=name,
            label=str(field.label),
            hint=str(field.help_text),
            value=field.shown(typed) if isinstance(field, Answer) else typed,
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
