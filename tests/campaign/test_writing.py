from __future__ import annotations

from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from campaign.mail_links import LONGEST, mailto, webmails
from campaign.writing import (
    LEFT_OUT,
    Letter,
    Passage,
    arranged,
    first_order,
    holds_link,
    message_of,
    own_share,
)

OFFERED = ["No law says when police may search faces.", "Please support a bill."]


def test_own_sentences_stand_after_the_first_paragraph_until_somebody_moves_them():
    keys = [one.key for one in first_order(OFFERED)]
    assert keys == ["p1", "own", "p2"]
    assert [one.key for one in first_order([])] == ["own"]


@pytest.mark.parametrize(
    ("places", "order"),
    [
        ({"p1": 1, "own": 2, "p2": 3}, "p1 own p2"),
        ({"p1": 3, "own": 1, "p2": 2}, "own p2 p1"),
        ({"p1": 2, "own": 1, "p2": 1}, "own p2 p1"),  # of two with one place the first stays first
        ({"p1": LEFT_OUT, "own": 2, "p2": 1}, "p2 own p1"),
        ({"p1": 9, "own": 9, "p2": 1}, "p2 p1 own"),
    ],
)
def test_paragraphs_stand_in_the_supporters_order(places, order):
    passages = [Passage(key, key, places[key]) for key in ("p1", "own", "p2")]
    placed = arranged(passages)
    assert " ".join(one.key for one in placed) == order
    kept = [one.place for one in placed if one.place]
    assert kept == list(range(1, len(kept) + 1))
    assert arranged(placed) == placed, "putting in order twice changes nothing"


@pytest.mark.parametrize(
    ("moved", "order"),
    [
        ({"own": (1, 2)}, "own p1 p2"),  # moved up to a place that is taken
        ({"p2": (1, 3)}, "p2 p1 own"),
        ({"p1": (2, 1)}, "own p1 p2"),  # moved down to one
        ({"p1": (3, 1)}, "own p2 p1"),
    ],
)
def test_who_is_moved_to_a_place_gets_it(moved, order):
    stood = {"p1": (1, 1), "own": (2, 2), "p2": (3, 3)}
    passages = [Passage(key, key, *moved.get(key, stood[key])) for key in stood]
    assert " ".join(one.key for one in arranged(passages)) == order


def test_a_message_leaves_out_what_is_empty_or_left_out():
    passages = [Passage("p1", " A. ", 2), Passage("own", "", 1), Passage("p2", "B.", LEFT_OUT)]
    assert message_of(passages) == "A."


@pytest.mark.parametrize(
    ("message", "share"),
    [
        ("\n\n".join(OFFERED), 0),
        ("My child was filmed at our own front door last week", 100),
        ("No law says when police may search faces. My child was filmed here too.", 43),
        ("", 0),
    ],
)
def test_the_own_share_is_that_of_own_words(message, share):
    assert own_share(message, OFFERED) == share


def test_addresses_are_seen_and_plain_words_are_none():
    for text in ("see https://x.example", "www.x.example", "write to me@example.org"):
        assert holds_link(text)
    for text in ("at 5 p.m. on Elm St.", "an e-mail @ noon", "U.S. law"):
        assert not holds_link(text)


def test_a_letter_is_signed_with_name_and_place():
    letter = Letter("Dear Senator Abara:", "Re", "Words.", "With respect,", "Jo", "12 Elm\n\nTampa")
    assert letter.text == "Dear Senator Abara:\n\nWords.\n\nWith respect,\nJo\n12 Elm\nTampa\n"


HARD = "Été & “quotes”, 100% + a=b; <b>?#\n\nمرحبا 👋"


def test_a_mailto_address_says_exactly_what_was_written():
    """RFC 6068: percent-encoded UTF-8, CRLF, no plus for a space."""
    link = mailto("abara.16@flsenate.example", HARD.split("\n", maxsplit=1)[0], HARD)
    assert link.whole
    assert link.url.isascii()
    assert " " not in link.url
    assert "+" not in link.url
    address, _, query = link.url.removeprefix("mailto:").partition("?")
    assert unquote(address) == "abara.16@flsenate.example"
    fields = dict(part.split("=", 1) for part in query.split("&"))
    assert unquote(fields["body"]) == HARD.replace("\n", "\r\n")
    assert unquote(fields["subject"]) == HARD.split("\n", maxsplit=1)[0]


def test_nothing_in_an_address_adds_a_recipient_or_a_field():
    link = mailto("a@x.example?bcc=evil@x.example&cc=b", "s&bcc=evil@x.example", "t")
    assert link.url.count("?") == 1
    assert link.url.count("&") == 1
    assert "bcc=" not in link.url


def test_too_long_a_letter_leaves_the_text_to_be_copied():
    for link in (mailto("a@x.example", "s", "x" * 3_000), *webmails("a@x.example", "s", "ü" * 900)):
        assert not link.whole
        assert len(link.url) <= LONGEST
        assert "body" not in link.url


def test_web_mailers_get_recipient_subject_and_text():
    for link in webmails("a@x.example", "Re: a & b", HARD):
        fields = parse_qs(urlsplit(link.url).query)
        values = [value for (value,) in fields.values()]
        assert {"a@x.example", "Re: a & b", HARD} <= set(values), link.name
