"""A page becomes a document: text, notes, who stands under it and in which order."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import pytest

from letters.compose import compose, published_sign_ons
from letters.document import NoteRef, Paragraph, Quotation, demands_of, plain
from letters.models import LetterPage, LetterSettings
from letters.render_text import canonical_text, render_text
from letters.text import date_line, letter_text, unnamed_notes
from signatories.models import SignOn
from tests.letters import factories as make

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def stored(**fields):
    """Return a letter as the database gives it back."""
    return LetterPage.objects.get(pk=make.LetterPageFactory.create(**fields).pk)


def read_marks(blocks):
    """Return the marks of notes in paragraphs."""
    return [
        part
        for block in blocks
        if isinstance(block, Paragraph)
        for part in block.content
        if isinstance(part, NoteRef)
    ]


def version(page):
    """Return which text the page says now."""
    found = compose(page, now=NOW).version
    assert found is not None
    return found


def names(document):
    return [(group.key, [one.name for one in group.signatories]) for group in document.groups]


def test_a_saved_and_an_unsaved_page_give_the_same_text():
    fields = {"title": "Take the cameras out", "notes": [(make.NOTE_A, "<p>One.</p><p>Two.</p>")]}
    fields["body"] = make.body(make.text(f"<p>See{make.note_mark(make.NOTE_A)}.</p>"))
    unsaved = compose(make.LetterPageFactory.build(**fields), now=NOW)
    saved = compose(stored(**fields), now=NOW)
    assert canonical_text(saved) == canonical_text(unsaved)
    assert [plain(one.content) for one in unsaved.notes[0].paragraphs] == ["One.", "Two."]
    assert saved.url.endswith(f"/{LetterPage.objects.get().slug}/")
    assert unsaved.url == ""
    assert unsaved.groups == ()


def test_the_document_says_who_is_addressed():
    first, second = letter_text(make.LetterPageFactory.build()).addressees
    assert first.lines == (
        "Ms. Ingrid Halden",
        "Chief Executive Officer",
        "Halden Devices, Inc.",
        "1200 Harbor Way",
        "Tampa, FL 33602",
    )
    assert second.lines == ("Mr. Desmond Okoro", "Halden Devices, Inc.")


def test_a_salutation_is_suggested_only_while_none_is_written():
    suggested = letter_text(make.LetterPageFactory.build())
    written = letter_text(make.LetterPageFactory.build(salutation="To the board:"))
    assert suggested.salutation == "Dear Ms. Halden and Mr. Okoro:"
    assert written.salutation == "To the board:"


DATES = [
    ("en-US", "November 16, 2026"),
    ("en-GB", "16 November 2026"),
    ("es-US", "16 de noviembre de 2026"),
    ("fr-FR", "16 novembre 2026"),
    ("de-DE", "16. November 2026"),
    ("it-IT", "16 Novembre 2026"),
    ("pl-PL", "16 listopada 2026"),
]


@pytest.mark.parametrize(("language", "expected"), DATES)
def test_the_date_is_written_as_the_language_writes_it(language, expected):
    assert date_line(date(2026, 11, 16), language) == expected


def test_an_undated_letter_has_no_date_line():
    assert letter_text(make.LetterPageFactory.build(dated=None)).date_line == ""


def test_notes_are_numbered_through_text_quotation_and_demands():
    a, b = make.note_mark(make.NOTE_A), make.note_mark(make.NOTE_B)
    page = make.LetterPageFactory.build(
        notes=[(make.NOTE_A, "<p>A</p>"), (make.NOTE_B, "<p>B</p>")],
        body=make.body(
            make.quotation("<p>Said.</p>", f"<p>Who{b}</p>"),
            make.demands(f"<p>Ask{a}</p>", f"<p>Ask more{b}</p>"),
        ),
    )
    document = letter_text(page)
    said = next(block for block in document.body if isinstance(block, Quotation))
    assert said.source[-1] == NoteRef(1)
    assert [read_marks(demand.blocks) for demand in demands_of(document)] == [
        [NoteRef(2)],
        [NoteRef(1)],
    ]
    assert [(one.number, plain(one.paragraphs[0].content)) for one in document.notes] == [
        (1, "B"),
        (2, "A"),
    ]


def test_a_note_that_the_text_never_names_is_not_printed_but_reported():
    notes = [(make.NOTE_A, "<p>A</p>"), (make.NOTE_B, "<p>B</p>")]
    page = make.LetterPageFactory.build(
        notes=notes, body=make.body(make.text(f"<p>x{make.note_mark(make.NOTE_B)}</p>"))
    )
    assert [plain(one.paragraphs[0].content) for one in letter_text(page).notes] == ["B"]
    assert unnamed_notes(page) == [str(make.NOTE_A)]


def test_internal_links_get_their_absolute_address():
    target = stored(title="Evidence", slug="evidence")
    html = (
        f'<p><a linktype="page" id="{target.pk}">here</a> <a linktype="page" id="999">gone</a></p>'
    )
    page = make.LetterPageFactory.build(body=make.body(make.text(html)))
    (paragraph,) = letter_text(page).body
    assert isinstance(paragraph, Paragraph)
    assert [getattr(one, "href", "") for one in paragraph.content] == [target.full_url, ""]


def test_names_stand_in_groups_ordered_without_article_and_case():
    page = stored()
    for name, scope in [
        ("zebra Watch", "national"),
        ("The Apple Fund", "national"),
        ("Bread for All", "national"),
        ("A Better Town", "local"),
        ("Carolina Voices", "state"),
        ("Weltweit", "international"),
        ("Nobody's Scope", ""),
    ]:
        make.sign(page, name, scope)
    assert names(compose(page, now=NOW)) == [
        ("national", ["The Apple Fund", "Bread for All", "Nobody's Scope", "zebra Watch"]),
        ("state", ["Carolina Voices"]),
        ("local", ["A Better Town"]),
        ("international", ["Weltweit"]),
    ]


def test_the_article_that_does_not_count_is_that_of_the_letters_language():
    page = stored(language="de-DE")
    for name in ("Die Zeugen", "Verein", "The Apple Fund"):
        make.sign(page, name)
    document = compose(page, now=NOW)
    assert names(document) == [("national", ["The Apple Fund", "Verein", "Die Zeugen"])]
    assert document.groups[0].label == "Bundesweit"


def test_the_lead_stands_first_whatever_its_letter():
    page = stored(leads=[{"name": "Zora Project"}])
    for name in ("Alpha", "The Zora Project", "Beta"):
        make.sign(page, name)
    signed = list(compose(page, now=NOW).signatories())
    assert (signed[0].name, signed[0].lead) == ("The Zora Project", True)
    assert [one.lead for one in signed] == [True, False, False]


def test_persons_stand_apart_with_their_affiliation():
    page = stored()
    make.sign(page, "Prof. Ada Vale", kind=SignOn.Kind.INDIVIDUAL, affiliation="Tampa College")
    make.sign(page, "Alpha")
    document = compose(page, now=NOW)
    assert names(document) == [("national", ["Alpha"]), ("individual", ["Prof. Ada Vale"])]
    assert document.groups[1].signatories[0].affiliation == "Tampa College"


@pytest.mark.parametrize("status", [s for s in SignOn.Status if s != SignOn.Status.APPROVED])
def test_nobody_is_named_before_approval_or_after_withdrawal(status):
    page = stored()
    make.sign(page, "Alpha", status=status)
    assert compose(page, now=NOW).groups == ()


def test_names_do_not_stand_under_words_they_did_not_sign():
    """E-02: whatever way the text was changed, names stay under the words they signed."""
    page = stored()
    sign_on = make.sign(page, "Alpha")
    page.body = make.body(make.text("<p>Something else entirely.</p>"))
    page.save()
    changed = LetterPage.objects.get(pk=page.pk)
    assert published_sign_ons(changed) == []
    assert compose(changed, now=NOW).groups == ()
    assert compose(changed, now=NOW, sign_ons=[sign_on]).groups == ()


def test_every_name_carries_the_digest_of_the_words_above_it():
    page = stored()
    make.sign(page, "Alpha")
    document = compose(page, now=NOW)
    digest = sha256(page.signable_text().encode()).hexdigest()
    assert version(page).sha256 == digest
    assert {one.text_sha256 for one in document.signatories()} == {digest}


def test_a_new_text_gets_the_next_number_before_anyone_signed_it():
    page = stored()
    assert version(page).number == 1
    make.sign(page, "Alpha")
    assert version(page).number == 1
    page.closing = "Sincerely,"
    assert version(page).number == 2


@pytest.mark.parametrize("count", [2, 40])
def test_the_number_of_queries_does_not_grow_with_the_names(count, django_assert_num_queries):
    """Notes, addressees, names, site, two settings, leads, signatures by hand, texts, changes."""
    page = stored(leads=[{"name": "Alpha 1"}])
    for number in range(count):
        make.sign(page, f"Alpha {number}")
    page = LetterPage.objects.get(pk=page.pk)
    compose(page, now=NOW)  # content types and site roots are remembered from here on
    fresh = LetterPage.objects.get(pk=page.pk)
    with django_assert_num_queries(10):
        assert compose(fresh, now=NOW).signatory_count == count


def test_the_letterhead_comes_from_the_settings_or_the_first_lead():
    page = stored(leads=[{"name": "Harbor Rights Project"}])
    assert compose(page, now=NOW).letterhead.name == "Harbor Rights Project"
    LetterSettings.objects.create(
        site=page.get_site(),
        letterhead_name="Front Porch Coalition",
        letterhead_address="4 Quay Street\n\n Tampa ",
        paper="a4",
    )
    document = compose(LetterPage.objects.get(pk=page.pk), now=NOW)
    assert document.letterhead.name == "Front Porch Coalition"
    assert document.letterhead.address_lines == ("4 Quay Street", "Tampa")
    assert document.paper == "a4"


def test_a_draft_and_an_embargoed_letter_are_marked():
    assert compose(stored(), now=NOW).mark == ""
    assert compose(stored(live=False), now=NOW).mark == "Draft"
    embargoed = stored(embargo_until=NOW + timedelta(days=1))
    assert compose(embargoed, now=NOW).mark == "Under embargo until 24 November 2026, 09:00"


def test_the_whole_letter_can_be_rendered():
    page = stored()
    make.sign(page, "Alpha")
    text = render_text(compose(page, now=NOW))
    assert text.startswith(page.signable_text().rstrip("\n"))
    assert "Alpha" in text
