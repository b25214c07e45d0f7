"""Made-up letters for the tests of the renderings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from letters.document import (
    Addressee,
    Break,
    Demand,
    Demands,
    Group,
    Heading,
    Inline,
    LetterDocument,
    Letterhead,
    ListBlock,
    ListItem,
    Note,
    NoteRef,
    Paragraph,
    Quotation,
    Signatory,
    SignatoryGroup,
    Text,
    TextVersion,
)

NATIONAL = """Alder Street Privacy Fund
Alliance of Season Ticket Holders
Association of Public Defenders’ Investigators
Blind Fans United
Caravan for Civil Liberties
Center for Fair Machines
Children’s Data Trust
Commons of the Commuters
Concert Workers’ Guild
Deaf Sports Network
Digital Welcome Project
Faith Communities for Free Assembly
Fans Without Barcodes
Federation of Independent Ushers
Foundation for Open Gates
Immigrant Families’ Legal Line
Initiative for Honest Statistics
League of Amateur Referees
Letters from the Bleachers
Mapmakers for Privacy
Misidentified and Their Families
Musicians’ Mutual Aid Society
National Tenants’ Listening Post
Nurses at the Turnstile
Open Records Workshop
Parents of the Youth Leagues
The Quiet Crowd
Reporters’ Shield Cooperative
Right to Walk In
Sikh Athletes’ Forum
Students Against Automated Suspicion
Technologists for the Public Square
Trans Athletes’ Safety Fund
Union of Scoreboard Operators, Local 12
Veterans for the Fourth Amendment
Workers’ Biometrics Clinic""".split("\n")
STATE = """Ohio Circle of Court Watchers
Lake Erie Immigrant Congress
Buckeye Librarians for Reader Privacy
Cuyahoga Bail Project
Ohio River Sanctuary Network
Public Accountants for Public Records of Ohio
Rust Belt Disability Caucus
Statehouse Sunshine Committee
Toledo–Dayton Rail Riders’ Assembly""".split("\n")
LOCAL = """Asociación de Vecinos de Clark-Fulton
Collinwood Neighbors’ Table
Corner of 9th & Bolivar Merchants
Eastside Mothers’ March
Euclid Avenue Tenants’ Union
Friends of the West Side Bleachers
Glenville Block Clubs
Harbor Front Hawkers’ Association
Kamm’s Corners Little League
Lakewood Free Speech Breakfast
“Gate D” Drummers’ Collective
O’Malley & Daughters Legal Clinic
Old Brooklyn Safe Streets
Ohio City Bicycle Kitchen
Shaker Square Interfaith Council
Slavic Village Oral History Project
St. Hedwig’s Parish Justice Group
Tremont Night Shift Workers""".split("\n")
INTERNATIONAL = """Fundación Caras Libres
Observatoire des foules
Verein Würde im Stadion e. V.
Центр цифровой свободы (Centre for Digital Freedom)
جمعية الملاعب الحرة (Free Stadiums Association)
עמותת השער הפתוח (Open Gate Society)
開放球場協會 (Open Ballpark Association)""".split("\n")

RECORDS = "https://records.example/ballpark?part=1&page=2"


def t(text: str, **look: Any) -> Text:
    return Text(text, **look)


def p(*content: Inline | str) -> Paragraph:
    return Paragraph(tuple(t(part) if isinstance(part, str) else part for part in content))


def item(*blocks: Paragraph | ListBlock | str) -> ListItem:
    return ListItem(tuple(p(block) if isinstance(block, str) else block for block in blocks))


def group(key: Group, label: str, names: list[str]) -> SignatoryGroup:
    kind: Any = "individual" if key == "individual" else "organization"
    return SignatoryGroup(
        key,
        label,
        tuple(
            Signatory(
                name,
                kind=kind,
                group=key,
                country="US",
                signed_on=date(2026, 10, 1 + position % 28),
                text_sha256="ab" * 32,
                lead=name == "Alder Street Privacy Fund",
            )
            for position, name in enumerate(names)
        ),
    )


def groups() -> tuple[SignatoryGroup, ...]:
    return (
        group("national", "National", NATIONAL),
        group("state", "State", STATE),
        group("local", "Local", LOCAL),
        group("international", "International", INTERNATIONAL),
    )


def stadium_letter(**changes: Any) -> LetterDocument:
    """Return a whole letter: eight notes, each kind of block, 70 names in five scripts."""
    document = LetterDocument(
        language="en-US",
        title="Let people walk into a ballpark without having their faces measured",
        date_line="October 30, 2026",
        dated=date(2026, 10, 30),
        addressees=(
            Addressee(
                "Ms. Philippa Castellane",
                "Chief Operating Officer",
                "Lakefront Ballpark Authority",
                ("400 Breakwater Road", "Cleveland, OH 44114"),
            ),
            Addressee(
                "Mr. Anselm Oyelaran",
                "Chair, Committee on Stadiums and Public Assembly",
                "Board of the Lakefront Ballpark Authority",
            ),
        ),
        salutation="Dear Ms. Castellane and Mr. Oyelaran:",
        body=_body(),
        closing="Respectfully,",
        notes=_notes(),
        letterhead=Letterhead(
            "Alder Street Privacy Fund",
            "for the undersigned organizations",
            ("77 Alder Street, Columbus, OH 43215",),
            website="alderstreet.example",
            email="letters@alderstreet.example",
        ),
        groups=groups(),
        version=TextVersion(2, "3f" * 32, date(2026, 10, 30)),
        edition_number=1,
        url="https://alderstreet.example/campaigns/open-gates/ballpark/",
    )
    return replace(document, **changes)


def _body() -> tuple[Any, ...]:
    return (
        p(
            "We write for fans, players, ushers and neighbors. From next season, the gates of the "
            "Lakefront Ballpark are to open to a face instead of a ticket. Nobody who buys a seat "
            "for a child agreed to a measurement of that child’s face, and nobody who sells "
            "peanuts in the third row has been asked."
        ),
        Heading((t("What your own papers say"), NoteRef(1))),
        p(
            "The contract for the gates, released in August under the public records law",
            NoteRef(2),
            ", says more than the announcement did:",
        ),
        ListBlock(
            ordered=False,
            items=(
                item(p("Faces are kept for ", t("thirty months", italic=True), ".", NoteRef(3))),
                item(
                    "Three others receive them:",
                    ListBlock(
                        ordered=True,
                        items=(
                            item("the maker of the gates;"),
                            item("a seller of advertising; and"),
                            item(p("the police district, on request by telephone.", NoteRef(4))),
                        ),
                    ),
                ),
                item(
                    p("Who declines waits at a single gate. On opening day that took an hour."),
                    p("The Authority’s own test counted 1,100 people in that line."),
                ),
            ),
        ),
        p(
            "The ",
            t("full contract", href=RECORDS),
            " and ",
            t("our ", href="https://alderstreet.example/reading"),
            t("reading", italic=True, href="https://alderstreet.example/reading"),
            " of it are public.",
            NoteRef(2),
        ),
        Heading((t("Who is stopped"),)),
        p(
            "A gate that errs once in a thousand faces stops forty people at every sold-out game.",
            NoteRef(5),
            " They are not spread evenly over the stands.",
            NoteRef(6),
        ),
        Heading((t("One evening in May"),), level=3),
        Quotation(
            (
                p(
                    "“My daughter was told that she was somebody else. She is nine.",
                    Break(),
                    "We watched the game from the parking lot.”",
                    NoteRef(7),
                ),
                p("“We have not been back.”"),
            ),
            (t("A father from Collinwood, in a letter to the coalition"),),
        ),
        p(
            "Your mission statement promises a place where ",
            t("everybody is somebody", bold=True),
            ". We hold you to it.",
        ),
        Demands(
            (t("What we ask"),),
            (p("Before the first home game of the season, we ask the Authority to:"),),
            (
                Demand(
                    1,
                    (
                        p(
                            t("Take the gates out of service.", bold=True),
                            " A printed ticket must open every gate, without a longer wait.",
                        ),
                    ),
                ),
                Demand(
                    2,
                    (
                        p(t("Erase what was collected,", bold=True), " and publish the proof for:"),
                        ListBlock(False, (item("the pilot of May;"), item("the staff entrance."))),
                    ),
                ),
                Demand(
                    3,
                    (
                        p(
                            t("End the sharing.", bold=True),
                            " Release the police district and the seller of advertising from "
                            "their agreements, and say what each received.",
                            NoteRef(8),
                        ),
                    ),
                ),
            ),
        ),
        p(
            "We would welcome a meeting. Please write to ",
            t("letters@alderstreet.example", href="mailto:letters@alderstreet.example"),
            "; your answer will stand beside this letter in full.",
        ),
    )


def _notes() -> tuple[Note, ...]:
    return (
        Note(1, (p("All papers are kept by the Alder Street Privacy Fund."),)),
        Note(
            2,
            (
                p("Contract LBA-2026-114, § 9; see ", t("pages 2 and 3", href=RECORDS), "."),
                p("The annexes are still withheld. An appeal has been filed."),
            ),
        ),
        Note(3, (p("Same contract, annex C, ", t("Retention Schedule", italic=True), "."),)),
        Note(4, (p("Memorandum of April 2, 2026, p. 4: “a call will do”."),)),
        Note(5, (p("At 40,000 seats; the maker’s own rate of error."),)),
        Note(6, (p("Initiative for Honest Statistics, ", t("Crowds", italic=True), " (2025)."),)),
        Note(7, (p("Printed with the family’s consent."),)),
        Note(8, (p("Two ballparks in other states did so in 2025."),)),
    )


def crowd(count: int) -> LetterDocument:
    """Return the letter with `count` made-up names."""
    names = [f"Neighborhood Association No. {number} of Lake County" for number in range(count)]
    return stadium_letter(groups=(group("local", "Local", names),))
