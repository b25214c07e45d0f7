"""Dates, salutations, Re: lines and closings, in the words and languages of letters."""

from __future__ import annotations

from datetime import date

import pytest

from letters.read_docx import Draft, read_draft
from letters.reading.dates import read_date
from tests.letters.word_files import END, HEAD, item, lines, p, word_file

DAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("March 2, 2026", DAY),
        ("March 2 2026", DAY),
        ("MARCH 2, 2026", DAY),
        ("Mar. 2, 2026", DAY),
        ("2 March 2026", DAY),
        ("2nd March 2026", DAY),
        ("Monday, March 2, 2026", DAY),
        ("2026-03-02", DAY),
        ("03/02/2026", DAY),
        ("3/2/2026", DAY),
        ("2. März 2026", DAY),
        ("den 2. März 2026", DAY),
        ("2 de marzo de 2026", DAY),
        ("le 2 mars 2026", DAY),
        ("1er mars 2026", date(2026, 3, 1)),
        ("29 February 2028", date(2028, 2, 29)),
        ("29 February 2026", None),
        ("31 April 2026", None),
        ("March 2026", None),
        ("2 Marchember 2026", None),
        ("We met on March 2, 2026", None),
        ("March 2, 2026 was a Monday", None),
        ("13/13/2026", None),
        ("", None),
        ("2", None),
    ],
)
def test_a_line_that_is_a_date_is_read_and_no_other(text, day):
    assert read_date(text) == day


def draft(*head: str, body: str = "") -> Draft:
    return read_draft(word_file("".join(head) + (body or p("We write about gates.")) + END))


def told(found: Draft) -> str:
    return "\n".join(found.report)


@pytest.mark.parametrize(
    "salutation",
    [
        "Dear Ms. Moor:", "Dear Ms. Moor,", "Dear Members of the Council:", "Dear all,",
        "To Whom It May Concern:", "To the Members of the Board:", "Honorable Commissioners:",
        "Estimada señora Prado:", "Estimados miembros:", "Sehr geehrte Frau Brandt,",
        "Liebe Mitglieder,", "Guten Tag Herr Sand,", "Madame, Monsieur,", "Cher Monsieur,",
        "Your Excellency:", "DEAR MS. MOOR:",
    ],
)  # fmt: skip
def test_a_salutation_is_known_by_how_it_begins_and_ends(salutation):
    found = draft(p("March 2, 2026"), p("Ada Moor"), p("Re: Gates"), p(salutation))
    assert found.document.salutation == salutation
    assert len(found.document.body) == 1


@pytest.mark.parametrize("line", ["Dear gates are expensive.", "To the north stands a gate."])
def test_a_sentence_that_begins_alike_is_none(line):
    found = draft(p("March 2, 2026"), p("Ada Moor"), p("Re: Gates"), p("Dear Ada:"), body=p(line))
    assert found.document.salutation == "Dear Ada:"
    assert len(found.document.body) == 1


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("Re: Gates", "Gates"),
        ("RE: Gates", "Gates"),
        ("Re. Gates", "Gates"),
        ("In re: Gates", "Gates"),
        ("Subject: Gates", "Gates"),
        ("Betreff: Tore", "Tore"),
        ("Objet : Portes", "Portes"),
        ("Asunto: Puertas", "Puertas"),
        ("Ref: Gates", "Gates"),
        ("Re:  Gates\u00a0& doors", "Gates\u00a0& doors"),
    ],
)
def test_a_re_line_is_known_in_several_words(line, title):
    assert draft(p("March 2, 2026"), p("Ada"), p(line), p("Dear Ada:")).document.title == title


@pytest.mark.parametrize(
    ("row", "line"),
    [
        ("VIA EMAIL", "VIA EMAIL"),
        ("Via email and first-class mail", "Via email and first-class mail"),
        ("By certified mail", "By certified mail"),
        ("By hand", "By hand"),
        ("Delivered by courier", "Delivered by courier"),
        ("Per E-Mail", "Per E-Mail"),
        ("Viaduct Authority", ""),
        ("Bylaw Office", ""),
    ],
)
def test_a_delivery_line_is_known_by_how_it_begins(row, line):
    found = draft(p("March 2, 2026"), p(row), p("Ada Moor"), p("Re: Gates"), p("Dear Ada:"))
    assert found.document.delivery_line == line
    names = [one for each in found.document.addressees for one in each.lines]
    assert (row in names) == (not line)


def test_a_second_delivery_line_and_a_sender_are_told():
    found = draft(
        p("March 2, 2026"), p("Via email"), p("By hand"), p("From: Tern Riders"), p("Ada Moor"),
        p("Dear Ada:"),
    )  # fmt: skip
    assert found.document.delivery_line == "Via email"
    for text in ("“By hand”", "“From: Tern Riders”"):
        assert text in told(found)


@pytest.mark.parametrize(
    ("row", "reference"),
    [
        ("Docket No. 2026-14", "Docket No. 2026-14"),
        ("Docket FR-2026-0007", "Docket FR-2026-0007"),
        ("Bill SB 12", "Bill SB 12"),
        ("H.R. 4021, the Gates Act", "H.R. 4021, the Gates Act"),
        ("Case 26-cv-118", "Case 26-cv-118"),
        ("File no. 9", "File no. 9"),
        ("Aktenzeichen 7 K 12/26", "Aktenzeichen 7 K 12/26"),
        ("EPA-2026-0014", "EPA-2026-0014"),
        ("Docket to be named", ""),
        ("A line of ours", ""),
    ],
)
def test_a_number_under_the_re_line_is_the_reference_and_other_lines_are_told(row, reference):
    found = draft(p("March 2, 2026"), p("Ada"), p("Re: Gates"), p(row), p("Dear Ada:"))
    assert found.document.reference == reference
    assert (f"“{row}”" in told(found)) == (not reference)


@pytest.mark.parametrize(
    "closing",
    [
        "Sincerely,", "Respectfully,", "Yours truly,", "Yours faithfully,", "In solidarity,",
        "With kind regards,", "Best wishes,", "Thank you,", "Very truly yours,", "Respectfully",
        "Atentamente,", "Mit freundlichen Grüßen", "Hochachtungsvoll", "Cordialement,",
        "Saludos,", "Respectfully submitted,",
    ],
)  # fmt: skip
def test_a_closing_is_known_in_several_languages(closing):
    found = read_draft(word_file(HEAD + p("We write.") + p(closing) + p("Tern Riders")))
    assert found.document.closing == closing
    assert "“Tern Riders”" in told(found)


@pytest.mark.parametrize(
    "line",
    [
        "Sincerely held views are no reason to look at faces.",
        "Respectfully, we ask you to stop looking at the faces of all who pass.",
        "Thank you for reading this letter to its end.",
    ],
)
def test_a_sentence_that_begins_like_a_closing_is_text(line):
    found = read_draft(word_file(HEAD + p(line) + END))
    assert len(found.document.body) == 1
    assert found.document.closing == "Sincerely,"


def test_names_below_the_closing_on_its_own_paragraph_are_told():
    found = read_draft(word_file(HEAD + p("We write.") + lines("Sincerely,", "Kit Ames")))
    assert found.document.closing == "Sincerely,"
    assert "“Kit Ames”" in told(found)


def test_the_last_of_several_closings_counts():
    found = read_draft(
        word_file(HEAD + p("Thank you,") + item("a") + p("More text.") + p("Sincerely,"))
    )
    assert found.document.closing == "Sincerely,"
    assert len(found.document.body) == 3
