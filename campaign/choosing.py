"""What a visitor is offered after a postal code was looked up, or to choose from a list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from campaign import targets
from campaign.models import ActionPage
from campaign.targets import Target
from officials.services import Candidate, Finding, Outcome

NOBODY: Final = "nobody"  # the value of a district that nobody can be written to for


@dataclass(frozen=True, slots=True)
class Option:
    """One district, and who stands for it."""

    label: str
    people: tuple[Target, ...]
    vacant: bool = False  # nobody is in office for it

    @property
    def value(self) -> str:
        """The ids of its officials, as a form sends them; NOBODY where there are none."""
        return ",".join(str(one.pk) for one in self.people) or NOBODY

    @property
    def names(self) -> str:
        """Who stands for it, or that nobody does, in words."""
        if self.people:
            return ", ".join(one.name for one in self.people)
        return (
            "no one is in office at present" if self.vacant else "nobody whom this action writes to"
        )


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that only the visitor knows: which of the options is theirs, or which are."""

    name: str  # of the form's field
    legend: str
    options: tuple[Option, ...]
    kind: Literal["one", "list", "any"]  # one of few, one of many, any number


@dataclass(frozen=True, slots=True)
class Choice:
    """What was found, and what is still to be asked."""

    certain: tuple[Target, ...] = ()
    questions: tuple[Question, ...] = ()
    sentence: str = ""  # what to tell the visitor; empty where nothing is to be explained
    found: bool = True

    @property
    def heading(self) -> str:
        """What is asked, in one question."""
        only_people = all(question.kind == "any" for question in self.questions)
        return "To whom do you want to write?" if only_people else "Which district is yours?"

    @property
    def ids(self) -> list[int]:
        """Everybody whom the place may lead to."""
        options = [option for question in self.questions for option in question.options]
        people = [*self.certain, *(one for option in options for one in option.people)]
        return [one.pk for one in people]


@dataclass(slots=True)
class _Shown:
    """The officials of a finding as targets, read at once."""

    by_id: dict[int, Target] = field(default_factory=dict)

    def option(self, candidate: Candidate) -> Option:
        return Option(candidate.label, self.people(candidate.officials), candidate.vacant)

    def people(self, ids: Iterable[int]) -> tuple[Target, ...]:
        """In their order; who left since they were found is left out."""
        return tuple(self.by_id[pk] for pk in ids if pk in self.by_id)


def choice_for(action: ActionPage, postal_code: str) -> Choice:
    """Return who stands for a postal code, and where only the visitor knows, what to ask."""
    finding = targets.find(action, postal_code)
    if finding.outcome in (Outcome.NO_PLACE, Outcome.NOBODY):
        return Choice(sentence=finding.sentence, found=False)
    shown = _shown(finding, action)
    certain = shown.people(finding.certain)
    questions = []
    if finding.choices:
        options = tuple(shown.option(one) for one in finding.choices)
        questions.append(Question("district", "Which of these is your district?", options, "one"))
    if finding.any_of:
        people = shown.people(finding.any_of)
        own = tuple(Option(one.role or one.name, (one,)) for one in people)
        questions.append(Question("to", "Who stands for your postal code", own, "any"))
    questions += _nearby(finding, shown)
    return Choice(certain, tuple(questions), finding.sentence)


def _shown(finding: Finding, action: ActionPage) -> _Shown:
    candidates = [*finding.choices, *finding.nearby]
    ids = {*finding.certain, *finding.any_of, *(pk for c in candidates for pk in c.officials)}
    return _Shown({one.pk: one for one in targets.chosen_targets(action, ids)})


def _nearby(finding: Finding, shown: _Shown) -> list[Question]:
    """Return one question for each body whose districts a postal code doesn't tell apart."""
    bodies: dict[str, list[Option]] = {}
    for candidate in finding.nearby:
        bodies.setdefault(candidate.body, []).append(shown.option(candidate))
    return [
        Question(f"body{number}", f"{body}: your district", tuple(options), "list")
        for number, (body, options) in enumerate(bodies.items(), start=1)
    ]


def to_pick_from(action: ActionPage) -> list[tuple[str, list[Target]]]:
    """Return the action's officials by body, to choose from; as many as a page can show."""
    groups: dict[str, list[Target]] = {}
    for one in targets.targets(targets.allowed(action)[: targets.MOST_SHOWN]):
        groups.setdefault(one.body, []).append(one)
    return list(groups.items())


def ids_in(values: Iterable[str]) -> list[int]:
    """Return the numbers that a form sent as `to` or in an option; what is none is left out."""
    found: list[int] = []
    for value in values:
        parts: Sequence[str] = value[:2_000].split(",")
        found += [
            int(part) for part in parts if part.isascii() and part.isdigit() and len(part) < 16
        ]
    return list(dict.fromkeys(found))
