"""Lists of whom to ask, as people write them."""

from __future__ import annotations

import pytest

from signatories.invitation_list import MOST, Invitee, read_lines, read_rows
from signatories.sheets import sheet_of


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Harbor Rights League, office@harbor.example", "Harbor Rights League"),
        ("Harbor Rights League; office@harbor.example", "Harbor Rights League"),
        ("Harbor Rights League\toffice@harbor.example", "Harbor Rights League"),
        ("Harbor Rights League <office@harbor.example>", "Harbor Rights League"),
        ("Halden & Sons, Inc., office@harbor.example", "Halden & Sons, Inc."),
        ("  Ärzte für Stille ,  office@HARBOR.example  ", "Ärzte für Stille"),
        ("名無しの会 office@harbor.example", "名無しの会"),
    ],
)
def test_a_line_names_an_organization_and_its_mailbox(line, name):
    assert read_lines(line).invitees == (Invitee(name, "office@harbor.example"),)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Harbor Rights League", "no email address"),
        ("office@harbor.example", "no name"),
        ("=HYPERLINK(1), office@harbor.example", "can't start with"),
        ("See www.bad.example, office@harbor.example", "without a web or email address"),
        ("Harbor, off ice@", "no email address"),
    ],
)
def test_a_line_that_cannot_be_used_is_said_by_its_number(line, said):
    reading = read_lines(f"\nQuay Club, a@quay.example\n{line}\n")
    assert len(reading.invitees) == 1
    (sentence,) = reading.refused
    assert sentence.startswith("Line 3: ")
    assert said in sentence
    assert "@" not in sentence.removeprefix("Line 3: Names can't start with =, +, - or @.")


def test_a_mailbox_twice_in_the_list_counts_once():
    reading = read_lines("Quay Club, a@quay.example\nQuay Club Two, a@quay.example")
    assert [one.name for one in reading.invitees] == ["Quay Club"]
    assert "stands in the list already" in reading.refused[0]


def test_a_list_that_is_too_long_ends_with_a_sentence():
    lines = "\n".join(f"Club {n}, a@quay{n}.example" for n in range(MOST + 5))
    reading = read_lines(lines)
    assert len(reading.invitees) == MOST
    assert "at most 2,000" in reading.refused[-1]


@pytest.mark.parametrize(
    "headings", ["Organization,Email,Contact", "E-Mail;Organisation;Person", "group\temail\t"]
)
def test_a_sheet_is_read_by_its_headings(headings):
    separator = next(mark for mark in ",;\t" if mark in headings)
    order = {"o": "Quay Club", "e": "a@quay.example", "g": "Quay Club", "c": "Mara", "p": "Mara"}
    cells = []
    for heading in headings.casefold().split(separator):
        cells.append(order.get(heading[:1], ""))
    content = f"{headings}\n{separator.join(cells)}\n".encode()
    (one,) = read_rows(sheet_of(content)).invitees
    assert (one.name, one.email) == ("Quay Club", "a@quay.example")


def test_a_sheet_without_a_column_says_which():
    with pytest.raises(ValueError, match="no column Email"):
        read_rows(sheet_of(b"Organization,Town\nQuay,Tampa\n"))
    with pytest.raises(ValueError, match="no column Organization and Email"):
        read_rows(sheet_of(b"Town,State\nTampa,FL\n"))


def test_rows_of_a_sheet_are_refused_by_the_number_people_see():
    content = b"Organization,Email\nQuay Club,a@quay.example\nBad Club,nobody\n"
    reading = read_rows(sheet_of(content))
    assert len(reading.invitees) == 1
    assert reading.refused[0].startswith("Row 3: ")
