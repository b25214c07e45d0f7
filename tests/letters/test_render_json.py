"""`letter.json`: the fields that other systems rely on."""

from __future__ import annotations

import json
from datetime import date

from letters.render_json import EditionFacts, render_json
from letters.render_text import canonical_text
from tests.letters.documents import stadium_letter
from tests.letters.test_render_docx import HOSTILE_LETTERS


def test_the_promised_fields_are_there() -> None:
    edition = EditionFacts(1, date(2026, 11, 2), "cd" * 32, 68)
    facts = json.loads(render_json(stadium_letter(), status="Delivered", editions=[edition]))
    assert set(facts) == {
        "title", "url", "language", "status", "text_version", "text_sha256", "text",
        "mark", "delivery_line", "reference", "for_addressee", "hand_signatures", "enclosures",
        "copies", "addressees", "signatory_count", "signatories", "withdrawals",
            "editions",
    }  # fmt: skip
    assert facts["signatory_count"] == len(facts["signatories"]) == 70
    assert set(facts["signatories"][0]) == {
        "name", "kind", "group", "country", "region", "signed_on", "text_sha256",
    }  # fmt: skip
    assert facts["editions"] == [
        {"number": 1, "date": "2026-11-02", "sha256": "cd" * 32, "signatory_count": 68, "files": []}
    ]
    assert facts["status"] == "Delivered"
    assert facts["text_version"] == 2


def test_the_text_in_it_is_the_text_that_was_signed() -> None:
    assert json.loads(render_json(stadium_letter()))["text"] == canonical_text(stadium_letter())


def test_names_and_groups_stand_in_printing_order() -> None:
    facts = json.loads(render_json(stadium_letter()))
    assert [one["name"] for one in facts["signatories"]] == [
        one.name for one in stadium_letter().signatories()
    ]


def test_a_letter_without_version_or_names_says_so() -> None:
    facts = json.loads(render_json(stadium_letter(version=None, groups=())))
    assert facts["text_version"] is None
    assert facts["signatories"] == []


def test_hostile_letters_stay_json() -> None:
    """F-04: 500 strings; every answer is UTF-8 JSON with as many names as went in."""
    for letter in HOSTILE_LETTERS:
        facts = json.loads(render_json(letter).encode("utf-8"))
        assert facts["signatory_count"] == 100
