"""The blocks of a letter's text, as an editor sees them."""

from __future__ import annotations

from typing import Any

from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.images.blocks import ImageChooserBlock

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


_RULES = [("only", "Only in the letter to"), ("not", "Not in the letter to")]
_WHO = "Their numbers (“1, 3”) or names, with semicolons between: “Ms. Halden; City of Tampa”."


class DemandBlock(blocks.StructBlock):
    """One thing that is asked, of every addressee or of some."""

    text = blocks.RichTextBlock(features=WITH_LISTS)
    rule = blocks.ChoiceBlock(choices=_RULES, default="only", label="If not asked of everyone")
    addressees = blocks.CharBlock(
        required=False, max_length=500, help_text=f"Empty: asked of everyone. {_WHO}"
    )

    class Meta:
        icon = "list-ol"
        label = "Demand"


class DemandsBlock(blocks.StructBlock):
    """What the letter asks for. Each demand gets a number and an address of its own."""

    heading = blocks.CharBlock(max_length=200, default="What we ask")
    intro = blocks.RichTextBlock(
        features=INLINE,
        required=False,
        help_text="The sentence that leads to the demands.",
    )
    demands = blocks.ListBlock(DemandBlock(), min_num=1)

    class Meta:
        icon = "list-ol"
        label = "Demands"


class TableBlock(TypedTableBlock):
    """A table of words and numbers. Where no column has a heading, it has no head row."""

    text = blocks.RichTextBlock(features=INLINE, required=False)

    class Meta:
        icon = "table"
        label = "Table"


class FigureBlock(blocks.StructBlock):
    """A picture in the text, with words for those who can't see it."""

    image = ImageChooserBlock()
    alt = blocks.TextBlock(
        label="What it shows",
        max_length=1_000,
        rows=2,
        help_text="For people who can't see it: what they would need to know.",
    )
    caption = blocks.RichTextBlock(
        features=INLINE, required=False, help_text="Printed under the picture."
    )

    class Meta:
        icon = "image"
        label = "Picture"


class CommonBody(blocks.StreamBlock):
    """What can stand in a text, in the letters to all or to some."""

    heading = HeadingBlock()
    text = blocks.RichTextBlock(features=WITH_LISTS, icon="pilcrow")
    quotation = QuotationBlock()
    demands = DemandsBlock()
    table = TableBlock()
    figure = FigureBlock()


class PassageBlock(blocks.StructBlock):
    """A part of the text that some addressees get and others don't."""

    rule = blocks.ChoiceBlock(choices=_RULES, default="only", label="Stands")
    addressees = blocks.CharBlock(max_length=500, help_text=_WHO)
    body = CommonBody(label="Text")

    class Meta:
        icon = "group"
        label = "Passage for some addressees"
        label_format = "{rule} {addressees}"


class LetterBody(CommonBody):
    """The text between salutation and closing."""

    passage = PassageBlock()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # A draft may be empty: whether the text suffices is asked when it is published.
        kwargs.setdefault("required", False)
        super().__init__(*args, **kwargs)
