"""A short letter with every look that a base template decides on, made up. Pure."""

from __future__ import annotations

from letters.document import (
    Addressee,
    Demand,
    Demands,
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
    Stationery,
    Text,
)

_NAMES = ("Readers’ Union", "Society of Slow Trains", "The Quiet Gate", "Night Workers’ Table")


def _says(*content: Inline | str) -> Paragraph:
    return Paragraph(tuple(Text(one) if isinstance(one, str) else one for one in content))


def sample_letter(stationery: Stationery) -> LetterDocument:
    """Return a letter that shows how others will look in Word."""
    names = tuple(Signatory(name, "organization", "national") for name in _NAMES)
    return LetterDocument(
        language="en-US",
        title="See how a letter looks in your template",
        date_line="November 16, 2026",
        dated=None,
        addressees=(Addressee("Ms. Ada Moor", "Director", "Tern Transit", ("5 Quay Road",)),),
        salutation="Dear Ms. Moor:",
        body=(
            _says("This is a paragraph of a letter, and it has a note.", NoteRef(1)),
            Heading((Text("A heading"),)),
            ListBlock(False, (ListItem((_says("a point;"),)), ListItem((_says("another."),)))),
            Quotation((_says("“Somebody said this.”"),), (Text("Who said it"),)),
            Demands(
                (Text("What we ask"),),
                (),
                (Demand(1, (_says("This is asked."),)), Demand(2, (_says("This too."),))),
            ),
            *(_says("Text that goes on, so that a second page begins. " * 9) for _ in range(6)),
        ),
        closing="Respectfully,",
        notes=(Note(1, (_says("This is the note."),)),),
        letterhead=Letterhead("Your organization", "for the undersigned organizations"),
        groups=(SignatoryGroup("national", "National", names),),
        stationery=stationery,
    )
