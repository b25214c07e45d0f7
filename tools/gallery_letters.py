"""Twelve made-up letters that together have every part a letter can have."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from letters.document import (
    Addressee,
    Block,
    HandSignature,
    Heading,
    LetterDocument,
    ListBlock,
    Note,
    NoteRef,
    Quotation,
    Signatory,
    SignatoryGroup,
    SignatureLayout,
    TextVersion,
)
from tests.letters.documents import INTERNATIONAL, NATIONAL, item, p, stadium_letter, t
from tests.letters.full_letter import full_letter
from tests.letters.pictures import ACCENT, INK, logo, signature
from tools.gallery_languages import arabic, chinese, german, spanish
from tools.gallery_parts import final, organizations, plain


def gallery() -> Iterator[tuple[str, str, LetterDocument]]:
    """Yield a short name, what can be seen in it, and the letter, twelve times."""
    full = full_letter()
    yield "ballpark", "70 organizations in five scripts, eight notes, demands.", ballpark()
    yield "shelters", "Every part at once: variants, pictures, logos, people, a draft mark.", full
    yield "shelters-board", "The same letter as its first addressee gets it.", final(full, 0)
    yield "shelters-maker", "The same letter as its second addressee gets it.", final(full, 1)
    yield (
        "three-signers",
        "Three signatures by hand, one of them still to be made.",
        three_signers(),
    )
    yield "four-hundred", "400 organizations by state, in three columns.", four_hundred()
    yield "arabic", "From right to left, on A4, with notes and a table.", arabic()
    yield "chinese", "Simplified Chinese, with a quotation and names in Latin letters.", chinese()
    yield "german", "German, hyphenated, on A4, two columns of names.", german()
    yield "spanish", "Spanish, with a chart, a picture and enclosures.", spanish()
    yield "notes", "Twenty-four notes, some referred to twice.", many_notes()
    yield "embargo", "Under embargo, a wall of logos, people and individuals.", embargo()


def ballpark() -> LetterDocument:
    return stadium_letter(version=TextVersion(2, "ab" * 32, date(2026, 10, 30)))


def three_signers() -> LetterDocument:
    hands = (
        HandSignature("Dr. Amara Lindqvist", "Director", "Open Windows Society",
                      signature("Signature of Dr. Amara Lindqvist")),
        HandSignature("Pastor Elias Brandt", "", "Fairhaven Interfaith Table",
                      signature("Signature of Pastor Elias Brandt", waves=4.5)),
        HandSignature("Noor Castillo", "Chair", "Tenants of Casement Row"),
    )  # fmt: skip
    return plain(
        "en-US",
        "Keep the reading room open in the evening",
        p("The reading room closes at five. Most of the people who read in it work until six."),
        p("We counted for two weeks in October: thirty-one people a day found the door locked."),
        ListBlock(
            ordered=True,
            items=(
                item("Open the room until nine on three evenings a week."),
                item("Say on the door which evenings these are."),
            ),
        ),
        p("Volunteers from our three organizations will sit at the desk."),
        addressees=(Addressee("Ms. Beatrix Amberley", "City Librarian", "City of Fairhaven"),),
        salutation="Dear Ms. Amberley:",
        hand_signatures=hands,
        delivery_line="By hand",
        copies=("Fairhaven City Council",),
        version=None,
    )


_STATES = (
    "Ohio,OH Maine,ME Vermont,VT Oregon,OR Nevada,NV Iowa,IA Georgia,GA Texas,TX Utah,UT Alaska,AK"
)
_KINDS = (
    "Tenants’ Council", "Readers’ Union", "Privacy Table", "League of Night Workers",
    "Interfaith Circle", "Parents’ Assembly", "Open Records Project", "Cooperative of Artists",
)  # fmt: skip
_TOWNS = "Fairhaven,Millbrook,Ashford,Portsea,Kingsley,Redwater,Elmhurst,Dunmore,Larkfield,Westbay"


def four_hundred() -> LetterDocument:
    places = [tuple(part.split(",")) for part in _STATES.split()]
    towns = _TOWNS.split(",")
    groups = []
    for at, (state, code) in enumerate(places):
        names = [
            f"{towns[(number + at) % 10]} {_KINDS[number % 8]} of {state}" for number in range(40)
        ]
        members = organizations(sorted(names), country="US", region=code)
        groups.append(SignatoryGroup(f"US-{code}", state, members))
    return plain(
        "en-US",
        "Let nobody buy a list of who reads what",
        p("Libraries lend books. Some of the programs that help them also sell what they know."),
        p("We ask for a law of one sentence, and we offer it here."),
        Quotation((p("“What a person borrows is nobody’s business and nobody’s merchandise.”"),)),
        addressees=(Addressee("Members of the Committee on Commerce", "", "House of States"),),
        salutation="Dear Members of the Committee:",
        groups=tuple(sorted(groups, key=lambda group: group.label)),
        layout=SignatureLayout(grouping="place"),
        reference="H.R. 4410",
    )


def many_notes() -> LetterDocument:
    body: list[Block] = []
    for number in range(1, 25):
        again = (NoteRef(number - 1),) if number % 6 == 0 else ()
        body.append(p(
            f"Finding {number}. The city keeps records of its readers for longer than it says, and "
            "the record that we received under the public records law shows it.",
            NoteRef(number), *again,
        ))  # fmt: skip
        if number % 8 == 0 and number < 24:
            body.append(Heading((t(f"What we learned after finding {number}"),)))
    notes = tuple(
        Note(number, (p(f"Record {number}, ", t("Annual Report", italic=True), f", {number + 3}."),
                      *((p("The annex is withheld."),) if number % 5 == 0 else ())))
        for number in range(1, 25)
    )  # fmt: skip
    return plain(
        "en-US",
        "Twenty-four findings on what the library remembers",
        *body,
        addressees=(Addressee("Ms. Beatrix Amberley", "City Librarian", "City of Fairhaven"),),
        salutation="Dear Ms. Amberley:",
        notes=notes,
        groups=(SignatoryGroup("national", "National", organizations(NATIONAL[:24])),),
    )


def embargo() -> LetterDocument:
    people = ("Ada Reed", "Tomas Iyer", "Ruth Okafor", "Lena Marsh", "Omar Vance", "Ivy Stone")
    members = tuple(
        Signatory(name, "organization", "national", person=people[at % 6], person_title="Director",
                  logo=logo(name, colour=INK if at % 2 else ACCENT, petals=3 + at), lead=at == 0)
        for at, name in enumerate(NATIONAL[:9])
    )  # fmt: skip
    persons = tuple(
        Signatory(f"Dr. {name}", "individual", "individual", affiliation=f"{town} College")
        for name, town in zip(people, _TOWNS.split(","), strict=False)
    )
    return plain(
        "en-GB",
        "Publish the contracts for face recognition",
        p("Eleven councils have signed the same contract. None of them has published it."),
        p("We ask each of them to do so before the next meeting."),
        date_line="16 November 2026",
        addressees=(Addressee("The Chairs of the Eleven Councils"),),
        salutation="Dear Chairs,",
        mark="Under embargo until November 20, 2026",
        groups=(
            SignatoryGroup("national", "National", members),
            SignatoryGroup("international", "International", organizations(INTERNATIONAL)),
            SignatoryGroup("individual", "Individuals", persons),
        ),
        layout=SignatureLayout(columns=1, people=True, logos=True),
    )
