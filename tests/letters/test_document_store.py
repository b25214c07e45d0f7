"""What an edition keeps gives the same document back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from letters import document as kinds
from letters.document import LetterDocument
from letters.document_store import VERSION, from_data, to_data
from tests.letters.documents import stadium_letter

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
inlines = st.lists(
    st.one_of(
        st.builds(kinds.Text, texts, st.booleans(), st.booleans(), texts),
        st.builds(kinds.NoteRef, st.integers(1, 9)),
        st.just(kinds.Break()),
    ),
    max_size=3,
).map(tuple)
paragraphs = st.builds(kinds.Paragraph, inlines)


def tuples(one: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(one, max_size=2).map(tuple)


nested = st.recursive(
    paragraphs,
    lambda inner: st.builds(
        kinds.ListBlock, st.booleans(), tuples(st.builds(kinds.ListItem, tuples(inner)))
    ),
    max_leaves=6,
)
pictures = st.builds(
    kinds.Picture,
    st.binary(max_size=8),
    st.sampled_from(["image/png", "image/jpeg"]),
    st.integers(1, 2000),
    st.integers(1, 2000),
    texts,
)
positions = st.lists(st.integers(0, 4), max_size=2).map(tuple)
common = st.one_of(
    nested,
    st.builds(kinds.Figure, pictures, inlines),
    st.builds(kinds.Table, tuples(tuples(inlines)), st.sampled_from([0, 1]), inlines),
    st.builds(kinds.Heading, inlines, st.sampled_from([2, 3])),
    st.builds(kinds.Quotation, tuples(paragraphs), inlines),
    st.builds(
        kinds.Demands,
        inlines,
        tuples(paragraphs),
        tuples(st.builds(kinds.Demand, st.integers(1, 9), tuples(nested), positions)),
    ),
)
blocks = st.one_of(common, st.builds(kinds.Passage, positions, tuples(common)))
documents = st.builds(
    LetterDocument,
    language=st.just("en"),
    title=texts,
    date_line=texts,
    dated=st.none() | st.dates(),
    addressees=tuples(st.builds(kinds.Addressee, texts, texts, texts, tuples(texts))),
    salutation=texts,
    body=tuples(blocks),
    closing=texts,
    notes=tuples(st.builds(kinds.Note, st.integers(1, 9), tuples(paragraphs))),
    groups=tuples(
        st.builds(
            kinds.SignatoryGroup,
            st.just("national"),
            texts,
            tuples(
                st.builds(
                    kinds.Signatory,
                    texts,
                    st.just("organization"),
                    st.just("national"),
                    signed_on=st.none() | st.dates(),
                    person=texts,
                    person_title=texts,
                    logo=st.none() | pictures,
                )
            ),
        )
    ),
    version=st.none() | st.builds(kinds.TextVersion, st.integers(1, 9), texts, st.none()),
    letterhead=st.builds(kinds.Letterhead, texts, texts, logos=tuples(pictures)),
    delivery_line=texts,
    reference=texts,
    hand_signatures=tuples(
        st.builds(kinds.HandSignature, texts, texts, texts, st.none() | pictures)
    ),
    enclosures=tuples(texts),
    copies=tuples(texts),
    layout=st.builds(
        kinds.SignatureLayout,
        st.sampled_from([1, 2, 3]),
        st.sampled_from(["scope", "place", "none"]),
        st.booleans(),
        st.booleans(),
    ),
    hyphenate=st.booleans(),
    for_addressee=st.none() | st.integers(0, 4),
    mark=texts,
)


@settings(max_examples=150, deadline=None)
@given(documents)
def test_every_document_comes_back_equal_through_json(document: LetterDocument) -> None:
    stored = json.dumps(to_data(document))
    assert from_data(json.loads(stored)) == document


def test_the_sample_comes_back_equal() -> None:
    document = stadium_letter()
    again = from_data(json.loads(json.dumps(to_data(document))))
    assert again == document
    assert hash(again) == hash(document)


def test_data_of_an_older_release_takes_the_defaults_of_new_fields() -> None:
    data = to_data(stadium_letter())
    del data["document"]["mark"]
    assert from_data(data) == stadium_letter()


def test_a_missing_field_without_a_default_is_refused() -> None:
    data = to_data(stadium_letter())
    del data["document"]["title"]
    with pytest.raises(ValueError, match="lacks \\['title'\\]"):
        from_data(data)


def test_an_unknown_field_is_refused_rather_than_lost() -> None:
    data = to_data(stadium_letter())
    data["document"]["seal"] = "x"
    with pytest.raises(ValueError, match="unknown \\['seal'\\]"):
        from_data(data)


def test_a_later_version_is_refused_with_what_to_do() -> None:
    with pytest.raises(ValueError, match="read it with the release that wrote it"):
        from_data({"version": VERSION + 1, "document": {}})


@pytest.mark.parametrize("wrong", [{"kind": "seal"}, {"kind": "break"}, {}, [], None, "x"])
def test_data_that_is_no_letter_is_refused(wrong: object) -> None:
    with pytest.raises(ValueError, match="stored"):
        from_data({"version": VERSION, "document": wrong})
