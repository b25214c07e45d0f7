"""The blocks of a letter's text, as an editor sees them."""

from __future__ import annotations

from typing import Any

from wagtail import blocks

INLINE = ["bold", "italic", "link", "footnotes"]
WITH_LISTS = [*INLINE, "ol", "ul"]


class HeadingBlock(blocks.StructBlock):
    """A heading of the text. The Re: line is the letter's only heading above it."""

    text = blocks.CharBlock(max_length=200)
    level = blocks.ChoiceBlock(
        choices=[("2", "Heading"), ("3", "Heading below a heading")], default="2"
    )

    class Meta:
        icon = "title"
        label_format = "{text}"


class QuotationBlock(blocks.StructBlock):
    """Someone's words, and whose they are."""

    text = blocks.RichTextBlock(features=INLINE)
    source = blocks.RichTextBlock(
        features=["italic", "link", "footnotes"],
        required=False,
        help_text="Who said it, and where.",
    )

    class Meta:
        icon = "openquote"


class DemandsBlock(blocks.StructBlock):
    """What the letter asks for. Each demand gets a number and an address of its own."""

    heading = blocks.CharBlock(max_length=200, default="What we ask")
    intro = blocks.RichTextBlock(
        features=INLINE,
        required=False,
        help_text="The sentence that leads to the demands.",
    )
    demands = blocks.ListBlock(blocks.RichTextBlock(features=WITH_LISTS), min_num=1)

    class Meta:
        icon = "list-ol"
        label = "Demands"


class LetterBody(blocks.StreamBlock):
    """The text between salutation and closing."""

    heading = HeadingBlock()
    text = blocks.RichTextBlock(features=WITH_LISTS, icon="pilcrow")
    quotation = QuotationBlock()
    demands = DemandsBlock()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # A draft may be empty: whether the text suffices is asked when it is published.
        kwargs.setdefault("required", False)
        super().__init__(*args, **kwargs)
