"""Address blocks as people write them: every line finds its place, none is lost."""

from __future__ import annotations

import pytest

from letters.document import Addressee
from letters.reading.addressees import LONGEST_NAME, LONGEST_POSTAL, recipients
from letters.reading.findings import Findings


def read(*rows: str) -> list[Addressee]:
    return [one.addressee for one in recipients(rows, Findings())]


@pytest.mark.parametrize(
    ("rows", "addressee"),
    [
        (["Ms. Ada Moor"], Addressee("Ms. Ada Moor")),
        (["Ms. Ada Moor", "Director"], Addressee("Ms. Ada Moor", "Director")),
        (["Ms. Ada Moor", "Tern Transit"], Addressee("Ms. Ada Moor", "", "Tern Transit")),
        (
            ["Ms. Ada Moor", "Director", "Tern Transit"],
            Addressee("Ms. Ada Moor", "Director", "Tern Transit"),
        ),
        (
            ["Ms. Ada Moor", "Director", "5 Quay Road", "Portland, ME 04101"],
            Addressee("Ms. Ada Moor", "Director", "", ("5 Quay Road", "Portland, ME 04101")),
        ),
        (
            ["Tern Transit", "P.O. Box 12", "Portland, ME 04101-1200"],
            Addressee("Tern Transit", "", "", ("P.O. Box 12", "Portland, ME 04101-1200")),
        ),
        (
            ["The Fare Board", "Office of Rules", "Room 4", "Portland, ME 04101"],
            Addressee("The Fare Board", "", "Office of Rules", ("Room 4", "Portland, ME 04101")),
        ),
        (
            ["The Honorable Ira Holt", "Mayor", "City of Portland", "Suite 200", "1 Pier Road"],
            Addressee(
                "The Honorable Ira Holt", "Mayor", "City of Portland", ("Suite 200", "1 Pier Road")
            ),
        ),
        (
            ["Frau Dr. Ute Brandt", "Vorsitzende", "Nahverkehr Nord", "Hafenweg 12", "24103 Kiel"],
            Addressee(
                "Frau Dr. Ute Brandt", "Vorsitzende", "Nahverkehr Nord",
                ("Hafenweg 12", "24103 Kiel"),
            ),
        ),
        (
            ["Sra. Inés Prado", "Directora", "Metro del Puerto", "Avenida 9, 4"],
            Addressee("Sra. Inés Prado", "Directora", "Metro del Puerto", ("Avenida 9, 4",)),
        ),
        (
            ["Mme Odile Roy", "Présidente", "Transports du Port"],
            Addressee("Mme Odile Roy", "Présidente", "Transports du Port"),
        ),
        (
            ["Sir Ian Wray", "Chair", "Gate Board", "10 Dock Street", "SW1A 1AA"],
            Addressee("Sir Ian Wray", "Chair", "Gate Board", ("10 Dock Street", "SW1A 1AA")),
        ),
        (["All Members of the Council"], Addressee("All Members of the Council")),
    ],
)  # fmt: skip
def test_one_block_is_name_title_organization_and_postal_lines(rows, addressee):
    (found,) = read(*rows)
    assert found == addressee
    assert found.lines == tuple(rows), "every line prints in the draft's order"


@pytest.mark.parametrize(
    ("rows", "names"),
    [
        (["Ada Moor", "", "Ira Holt"], ["Ada Moor", "Ira Holt"]),
        (["Ada Moor", "", "", "Ira Holt", ""], ["Ada Moor", "Ira Holt"]),
        (["Ms. Ada Moor", "Director", "Mr. Ira Holt", "Mayor"], ["Ms. Ada Moor", "Mr. Ira Holt"]),
        (["Ms. Ada Moor", "Director", "Dr. Uma Shah"], ["Ms. Ada Moor", "Dr. Uma Shah"]),
        (["Frau Ute Brandt", "Leiterin", "Herr Jan Sand"], ["Frau Ute Brandt", "Herr Jan Sand"]),
        (["Ms. Ada Moor", "Dr. King Street Office"], ["Ms. Ada Moor"]),
        (["Gate Board", "Mrs. Ida Fenn, Chair"], ["Gate Board"]),
        ([], []),
        (["", ""], []),
    ],
)
def test_an_empty_row_or_an_honorific_begins_the_next_one(rows, names):
    assert [one.name for one in read(*rows)] == names


@pytest.mark.parametrize(
    ("row", "email"),
    [
        ("ada@tern.example", "ada@tern.example"),
        ("Email: ada@tern.example", "ada@tern.example"),
        ("E-mail: Ada.Moor@Tern.example", "Ada.Moor@tern.example"),
        ("ada at tern.example", ""),
        ("ada@tern", ""),
        ("ada@tern.example, ira@city.example", ""),
        ("@tern.example", ""),
    ],
)
def test_a_mailbox_is_kept_apart_and_never_printed(row, email):
    (found,) = recipients(["Ms. Ada Moor", "Director", "Tern Transit", row], Findings())
    assert found.email == email
    assert (row in found.addressee.lines) == (not email)


def test_a_second_mailbox_is_told():
    findings = Findings()
    (found,) = recipients(["Ada Moor", "ada@tern.example", "office@tern.example"], findings)
    assert found.email == "ada@tern.example"
    assert "“office@tern.example”" in findings.sentences()[0]


def test_a_block_of_a_mailbox_alone_still_names_somebody():
    (found,) = recipients(["board@tern.example"], Findings())
    assert found.addressee.name == "board@tern.example"
    assert found.email == "board@tern.example"


def test_lines_that_are_too_long_are_cut_and_told_whole():
    findings = Findings()
    name, street = "Ada " * 60, "5 Quay Road " * 50
    (found,) = recipients([name.strip(), "Director", "Tern", street.strip()], findings)
    assert len(found.addressee.name) <= LONGEST_NAME
    assert sum(map(len, found.addressee.postal_lines)) <= LONGEST_POSTAL
    said = " ".join(findings.sentences())
    assert name.strip() in said
    assert street.strip() in said
