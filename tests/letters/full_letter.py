"""A letter that has every part a letter can have, for the tests of the renderings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from letters.document import (
    Addressee,
    Demand,
    Demands,
    Figure,
    HandSignature,
    Heading,
    LetterDocument,
    Letterhead,
    Note,
    NoteRef,
    Passage,
    Signatory,
    SignatoryGroup,
    SignatureLayout,
    Table,
    TextVersion,
)
from tests.letters.documents import p, t
from tests.letters.pictures import INK, bars, logo, signature


@cache
def full_letter() -> LetterDocument:
    """Return a letter to two addressees, with parts that only one of them gets."""
    return LetterDocument(
        language="en-US",
        title="Stop reading the faces of people who wait for a bus",
        date_line="November 16, 2026",
        dated=date(2026, 11, 16),
        delivery_line="Via email and first-class mail",
        reference="Docket No. TA-2026-0117",
        addressees=(
            Addressee("Ms. Ingrid Halden", "Chair", "Harbor Transit Board", ("1 Pier Street",)),
            Addressee("Mr. Tobias Quill", "Chief Executive", "Quill Shelters"),
        ),
        salutation="Dear Ms. Halden and Mr. Quill:",
        body=_body(),
        closing="Respectfully,",
        notes=(
            Note(1, (p("Counted at eleven shelters in May 2026."),)),
            Note(2, (p("Minutes of April 9, 2026, p. 3."),)),
        ),
        letterhead=Letterhead(
            "Harbor Rights League",
            "with the Society of Slow Trains",
            ("12 Quay Road, Portsea",),
            website="harborrights.example",
            logos=(logo("Harbor Rights League"), logo("Slow Trains", colour=INK, petals=3)),
        ),
        groups=_groups(),
        version=TextVersion(1, "c4" * 32, date(2026, 11, 2)),
        edition_number=2,
        url="https://harborrights.example/campaigns/shelters/faces/",
        hand_signatures=(
            HandSignature(
                "Odile Ferrant", "President", "Harbor Rights League", signature("Her signature")
            ),
            HandSignature("Marek Osei", "Secretary", "Society of Slow Trains"),
        ),
        enclosures=("Count at eleven shelters", "Two photographs"),
        copies=("Office of the State Auditor", "Portsea Courier"),
        layout=SignatureLayout(columns=2, grouping="place", people=True, logos=True),
        hyphenate=True,
        mark="Draft",
    )


def _body() -> tuple[Any, ...]:
    return (
        p(
            "Your shelters count who waits. They also keep what each of them looks like.",
            NoteRef(1),
        ),
        Table(
            (
                ((t("Shelter"),), (t("Faces kept"),), (t("Days"),)),
                ((t("Ferry Landing"),), (t("48,210"),), (t("30"),)),
                ((t("Market Square"),), (t("61,994", bold=True), NoteRef(2)), (t("400"),)),
            ),
            caption=(t("Faces kept in May"),),
        ),
        Figure(bars("Five bars, the last twice as high as the second."), (t("Growth since 2022"),)),
        Passage(
            (0,),
            (
                Heading((t("What the Board can do"),)),
                p("The Board signed the contract, and the Board can end it."),
            ),
        ),
        Passage((1,), (p("Your company sold the cameras as lamps."),)),
        Demands(
            (t("What we ask"),),
            (p("Before the winter timetable begins:"),),
            (
                Demand(1, (p("Erase every face."),)),
                Demand(2, (p("End the contract."),), only_for=(0,)),
                Demand(3, (p("Take the cameras out of the lamps."),), only_for=(1,)),
            ),
        ),
        p("We wait for your answer, as we wait for the bus."),
    )


def _groups() -> tuple[SignatoryGroup, ...]:
    return (
        SignatoryGroup(
            "US-ME",
            "Maine",
            (
                signed("Harbor Rights League", "ME", "Odile Ferrant", "President", lead=True),
                signed("Lobster Boat Choir", "ME"),
            ),
        ),
        SignatoryGroup("US-VT", "Vermont", (signed("Society of Slow Trains", "VT", "Marek Osei"),)),
        SignatoryGroup(
            "individual",
            "Individuals",
            (Signatory("Dr. Ime Sorg", "individual", "individual", affiliation="Lake College"),),
        ),
    )


def signed(
    name: str, region: str, person: str = "", title: str = "", *, lead: bool = False
) -> Signatory:
    return Signatory(
        name,
        "organization",
        "state",
        country="US",
        region=region,
        lead=lead,
        person=person,
        person_title=title,
        logo=logo(name, petals=4 + len(name) % 4),
    )


def changed(**changes: Any) -> LetterDocument:
    return replace(full_letter(), **changes)
