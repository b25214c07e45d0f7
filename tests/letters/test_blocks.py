"""What an editor may put into the text of a letter."""

from __future__ import annotations

import pytest

from letters.blocks import LetterBody
from letters.document import Demands, Heading, ListBlock, Paragraph, Quotation, demands_of, plain
from letters.text import letter_text
from tests.letters import factories as make

pytestmark = pytest.mark.django_db


def paragraphs(blocks):
    return [plain(block.content) for block in blocks if isinstance(block, Paragraph)]


def test_a_text_is_made_of_blocks_that_stand_for_all_and_of_passages_for_some():
    everyone = ["heading", "text", "quotation", "demands"]
    assert set(LetterBody().child_blocks) >= {*everyone, "passage"}
    inside = LetterBody().child_blocks["passage"].child_blocks["body"].child_blocks
    assert set(inside) == set(LetterBody().child_blocks) - {"passage"}


def demand_text():
    demands = LetterBody().child_blocks["demands"].child_blocks["demands"]
    return demands.child_block.child_blocks["text"]


@pytest.mark.parametrize("kind", ["text", "quotation", "demands"])
def test_notes_can_be_named_wherever_there_is_running_text(kind):
    block = LetterBody().child_blocks[kind]
    rich = {
        "text": block,
        "quotation": getattr(block, "child_blocks", {}).get("text"),
        "demands": demand_text() if kind == "demands" else None,
    }[kind]
    assert "footnotes" in rich.features


def test_no_block_lets_an_editor_put_in_pictures_or_outside_media():
    block = LetterBody()
    features = [
        block.child_blocks["text"].features,
        *(one.features for one in block.child_blocks["quotation"].child_blocks.values()),
        block.child_blocks["demands"].child_blocks["intro"].features,
        demand_text().features,
    ]
    assert not {"image", "embed", "document-link", "h1"} & {
        one for each in features for one in each
    }


def test_each_kind_becomes_its_part_of_the_document():
    page = make.LetterPageFactory.build(
        body=make.body(
            make.heading("What the records show"),
            make.heading("In Tampa", level="3"),
            make.text("<p>One.</p><ul><li>a<ul><li>b</li></ul></li></ul>"),
            make.quotation("<p>Said.</p><p>And more.</p>", "<p>A <i>resident</i></p>"),
            make.demands(
                "<p>First.</p>", "<p>Second:</p><ul><li>a</li></ul>", intro="<p>We ask:</p>"
            ),
        )
    )
    body = letter_text(page).body
    assert [type(block) for block in body] == [
        Heading,
        Heading,
        Paragraph,
        ListBlock,
        Quotation,
        Demands,
    ]
    assert [block.level for block in body if isinstance(block, Heading)] == [2, 3]
    quotation, demands = body[4], body[5]
    assert isinstance(quotation, Quotation)
    assert isinstance(demands, Demands)
    assert [plain(one.content) for one in quotation.paragraphs] == ["Said.", "And more."]
    assert plain(quotation.source) == "A resident"
    assert plain(demands.heading) == "What we ask"
    assert [plain(one.content) for one in demands.intro] == ["We ask:"]
    assert [type(one) for one in demands.demands[1].blocks] == [Paragraph, ListBlock]


def test_demands_are_numbered_through_the_whole_letter():
    page = make.LetterPageFactory.build(
        body=make.body(
            make.demands("<p>a</p>", "<p>b</p>"),
            make.text("<p>And then:</p>"),
            make.demands("<p>c</p>", "", "<p>d</p>", heading=""),
        )
    )
    asked = demands_of(letter_text(page))
    words = [(one.number, said) for one in asked for said in paragraphs(one.blocks)]
    assert words == [
        (1, "a"),
        (2, "b"),
        (3, "c"),
        (4, "d"),
    ]


def test_blocks_without_words_leave_nothing_behind():
    page = make.LetterPageFactory.build(
        body=make.body(make.heading(" "), make.text("<p></p>"), make.quotation("", "<p>Who</p>"))
    )
    assert letter_text(page).body == ()
