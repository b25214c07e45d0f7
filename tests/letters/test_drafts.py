"""A draft becomes a page, and the page says what the draft said."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from wagtail.images import get_image_model
from wagtail.models import Page

from letters.document import (
    Addressee,
    Break,
    Demand,
    Demands,
    Figure,
    Heading,
    Inline,
    LetterDocument,
    ListBlock,
    ListItem,
    Note,
    NoteRef,
    Paragraph,
    Passage,
    Quotation,
    Table,
    Text,
)
from letters.drafts import create_letter
from letters.models import LetterPage
from letters.pictures import re_encoded
from letters.prose_html import prose_html
from letters.read_docx import Draft, read_draft
from letters.reading.characters import clean
from letters.reading.words import is_empty, tidy
from letters.render_text import canonical_text
from letters.richtext import read_prose
from letters.text import letter_text
from tests.letters.factories import a_parent
from tests.letters.word_files import (
    LIBREOFFICE,
    PANDOC,
    drawing,
    item,
    letter,
    link,
    note_mark,
    p,
    shared_draft,
    table,
)

NOW = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)


@pytest.fixture
def campaign(db: None) -> Page:
    return a_parent()


def make(campaign: Page, draft: Draft, **given: Any) -> LetterPage:
    options: dict[str, Any] = {"title": "", "slug": "", "now": NOW}
    page = create_letter(campaign=campaign, draft=draft, **(options | given))
    return LetterPage.objects.get(pk=page.pk)


def one(text: str) -> Paragraph:
    return Paragraph((Text(text),))


RICH = LetterDocument(
    language="en-US",
    title="Take the cameras off the fare gates",
    date_line="November 16, 2026",
    dated=date(2026, 11, 16),
    addressees=(
        Addressee("Ms. Ada Moor", "Director", "Tern Transit", ("5 Quay Road", "Portland")),
        Addressee("Mr. Ira Holt"),
    ),
    salutation="Dear both:",
    body=(
        Paragraph((Text("a < b & “c” "), Text("bold", bold=True), Break(), Text("next"))),
        ListBlock(True, (ListItem((one("x"), ListBlock(False, (ListItem((one("y"),)),)))),)),
        ListBlock(True, (ListItem((one("a list of its own"),)),)),
        one("p.\u00a03"),
        Heading((Text("Facts & <tags>"),), 3),
        Quotation(
            (Paragraph((Text("Said"), NoteRef(1), Text("."))), one("And more.")),
            (Text("A "), Text("rider", italic=True)),
        ),
        Quotation((one("Without source."),)),
        Demands(
            (Text("What we ask"),),
            (one("We ask you to:"), Paragraph((Text("now"), NoteRef(2)))),
            (
                Demand(1, (one("stop"), ListBlock(False, (ListItem((one("there"),)),)))),
                Demand(2, (Paragraph((Text("see "), Text("us", href="https://a.example/?b&c"))),)),
            ),
        ),
        Demands((), (), (Demand(3, (one("more"),)),)),
    ),
    closing="Sincerely,",
    notes=(
        Note(1, (Paragraph((Text("One, "), Text("very", True, True))), one("two."))),
        Note(2, (Paragraph((Text("mail", href="mailto:us@tern.example"),)),)),
    ),
)


def test_the_page_says_exactly_what_the_draft_says(campaign):
    page = make(campaign, Draft(RICH))
    assert letter_text(page) == RICH


def test_the_latest_revision_says_the_same(campaign):
    page = make(campaign, Draft(RICH))
    assert page.revisions.count() == 1
    assert letter_text(page.get_latest_revision_as_object()) == RICH


@pytest.mark.parametrize("name", [PANDOC, LIBREOFFICE])
def test_a_real_draft_comes_back_from_its_page_word_for_word(campaign, name):
    draft = read_draft(shared_draft(name).read_bytes())
    page = make(campaign, draft)
    assert letter_text(page) == draft.document
    assert canonical_text(letter_text(page)) == canonical_text(draft.document)
    assert page.footnotes.count() == 8


def test_a_draft_with_everything_comes_back_from_its_page(campaign):
    draft = read_draft(
        letter(
            p("Text", note_mark(1), " and ", link("a link"), ".  Two spaces."),
            item("a"), item("b", number=2, level=1), item("c"),
            p("Said.", style="Zitat"), p("— A rider", note_mark(2), style="Zitat"),
            p("What we ask", style="H2"), p("We ask:"), item("x", number=11),
            item("y", number=2, level=1),
            notes={1: p("First.") + p("Second."), 2: p("Other.")},
            links={"rLink": "https://campaign.example/a?b=1&c=%22"},
        )
    )  # fmt: skip
    assert letter_text(make(campaign, draft)) == draft.document
    assert len(draft.document.notes) == 2


def png(width: int = 30) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (width, 20), (90, 20, 20)).save(stream, "PNG")
    return stream.getvalue()


COUNTED = Table(
    (
        ((Text("Gate"),), (Text("Faces"),)),
        (
            (Text("North "), Text("side", italic=True)),
            (Text("412"), NoteRef(1), Break(), Text("a day", href="https://a.example/")),
        ),
        ((Text("South"),), ()),
    ),
    1,
    (Text("Faces & gates <2026>"),),
)
SHOWN = Figure(
    re_encoded(png(), alt="A gate with “a camera” & a light"),
    (Text("The "), Text("north", bold=True), Text(" gate"), NoteRef(2)),
)


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.mark.parametrize(
    "block",
    [
        COUNTED,
        replace(COUNTED, header_rows=0),
        replace(COUNTED, caption=()),
        replace(COUNTED, rows=COUNTED.rows[:2]),
    ],
    ids=["whole", "no head", "no caption", "one row"],
)
def test_a_table_comes_back_from_its_page(campaign, block):
    letter = replace(
        RICH,
        body=(one("We counted:"), block, one("So many.")),
        notes=(Note(1, (one("In May."),)),),
    )
    assert letter_text(make(campaign, Draft(letter))).body == letter.body


def test_pictures_come_back_from_their_page_with_words_and_notes(campaign, media):
    letter = replace(
        RICH,
        body=(Paragraph((Text("See"), NoteRef(1))), SHOWN, one("So it is."), SHOWN),
        notes=(Note(1, (one("In May."),)), Note(2, (one("In June."),))),
    )
    page = make(campaign, Draft(letter))
    assert letter_text(page).body == letter.body
    assert letter_text(page).notes == letter.notes


def test_an_imported_picture_is_an_image_of_the_site_with_its_description(campaign, media):
    make(campaign, Draft(replace(RICH, body=(replace(SHOWN, caption=()),), notes=())))
    image = get_image_model().objects.get()
    assert image.title == image.description == SHOWN.picture.alt
    assert (image.width, image.height) == (30, 20)
    with image.file.open("rb") as file:
        assert file.read() == SHOWN.picture.content


def test_a_picture_without_description_still_gets_a_title(campaign, media):
    bare = Figure(re_encoded(png()))
    page = make(campaign, Draft(replace(RICH, body=(bare,), notes=())))
    assert get_image_model().objects.get().title == "Picture of a letter"
    assert letter_text(page).body == (bare,)


def test_delivery_reference_enclosures_and_copies_reach_the_page(campaign):
    letter = replace(
        RICH,
        delivery_line="Via email",
        reference="Docket No. 2026-14",
        enclosures=("Map", "List"),
        copies=("Council", "Ms. Ida Fenn"),
    )
    read = letter_text(make(campaign, Draft(letter)))
    assert (read.delivery_line, read.reference) == ("Via email", "Docket No. 2026-14")
    assert (read.enclosures, read.copies) == (("Map", "List"), ("Council", "Ms. Ida Fenn"))


def test_passages_and_demands_for_some_keep_whom_they_are_for(campaign):
    letter = replace(
        RICH,
        body=(
            one("For both."),
            Passage((1,), (one("For Mr. Holt."), COUNTED)),
            Demands((), (), (Demand(1, (one("stop"),)), Demand(2, (one("tell"),), (0,)))),
        ),
        notes=(Note(1, (one("In May."),)),),
    )
    assert letter_text(make(campaign, Draft(letter))).body == letter.body


def test_a_draft_with_a_table_and_a_picture_comes_back_from_its_page(campaign, media):
    draft = read_draft(
        letter(
            p("We counted", note_mark(1), ":"),
            p("Faces by gate", style="Caption"),
            table(["Gate", "Faces"], ["North", p("412", note_mark(2))], head=True),
            p(drawing("rGate", alt="A gate")), p("The north gate", style="Caption"),
            p("1. stop"), p("2. tell us"),
            notes={1: p("In May."), 2: p("In June.")},
            pictures={"rGate": ("gate.png", png())},
        )
    )  # fmt: skip
    page = make(campaign, draft)
    assert letter_text(page).body == draft.document.body
    assert letter_text(page).notes == draft.document.notes
    assert canonical_text(letter_text(page)) == canonical_text(draft.document)


def test_the_letter_is_not_published(campaign):
    page = make(campaign, Draft(RICH))
    assert not page.live
    assert page.first_published_at is None
    assert page.get_parent().pk == campaign.pk


def test_the_owner_and_the_mailboxes_are_kept(campaign):
    owner = get_user_model().objects.create_user("petra", "petra@tern.example")
    page = create_letter(
        campaign=campaign,
        draft=Draft(RICH, ("ada@tern.example", "")),
        title="",
        slug="",
        now=NOW,
        owner=owner,
    )
    page = LetterPage.objects.get(pk=page.pk)
    assert page.owner == owner
    assert [one.email for one in page.addressees.all()] == ["ada@tern.example", ""]


def test_a_title_that_is_given_takes_the_place_of_the_drafts(campaign):
    page = make(campaign, Draft(RICH), title=" Gates without cameras ")
    assert (page.title, page.slug) == ("Gates without cameras", "gates-without-cameras")


def test_a_slug_that_is_taken_gets_a_number(campaign):
    slugs = [make(campaign, Draft(RICH), slug="gates").slug for _ in range(3)]
    assert slugs == ["gates", "gates-2", "gates-3"]


def test_a_slug_of_a_long_title_ends_with_a_whole_word(campaign):
    page = make(campaign, Draft(RICH), title="cameras " * 30)
    assert page.slug == "-".join(["cameras"] * 10)


def test_a_letter_without_title_is_named_by_its_moment(campaign):
    empty = read_draft(letter()).document
    page = make(campaign, Draft(LetterDocument(**(_fields(empty) | {"title": ""}))))
    assert page.title == "Letter without title, 2026-11-16 09:30"


def test_a_title_without_letters_still_gives_an_address(campaign):
    assert make(campaign, Draft(RICH), title="¿?").slug == "letter"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"slug": "no such slug"}, "can't be a slug"),
        ({"slug": "a" * 201}, "at most 200"),
        ({"title": "t" * 256}, "at most 255"),
    ],
)
def test_bad_input_is_refused_and_nothing_is_made(campaign, given, sentence):
    with pytest.raises(ValueError, match=sentence):
        make(campaign, Draft(RICH), **given)
    assert LetterPage.objects.count() == 0


def _fields(document: LetterDocument) -> dict[str, Any]:
    return {name: getattr(document, name) for name in document.__dataclass_fields__}


# Rich text there and back ------------------------------------------------------------------------

words = st.text(st.sampled_from("ab <>&\"'\u00a0é“”—"), min_size=1, max_size=6).map(clean)
texts = st.builds(
    Text,
    words,
    bold=st.booleans(),
    italic=st.booleans(),
    href=st.sampled_from(["", "https://a.example/?b=1&c=2", "mailto:us@a.example"]),
)
parts: st.SearchStrategy[Inline] = st.one_of(texts, st.just(Break()))
inlines = st.lists(parts, min_size=1, max_size=6).map(tidy)
paragraphs = inlines.filter(lambda content: not is_empty(content)).map(Paragraph)
items = st.builds(lambda paragraph, inner: ListItem((paragraph, *inner)), paragraphs, st.just(()))
lists = st.recursive(
    st.builds(ListBlock, st.booleans(), st.lists(items, min_size=1, max_size=3).map(tuple)),
    lambda inner: st.builds(
        lambda ordered, paragraph, block: ListBlock(ordered, (ListItem((paragraph, block)),)),
        st.booleans(),
        paragraphs,
        inner,
    ),
    max_leaves=4,
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(paragraphs, lists), min_size=1, max_size=4).map(tuple))
def test_prose_comes_back_from_rich_text_as_it_was(blocks):
    """300 made-up texts, written as rich text and read again."""
    assert read_prose(prose_html(blocks)) == blocks
