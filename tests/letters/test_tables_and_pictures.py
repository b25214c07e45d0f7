"""Tables and pictures as blocks of a page: what an editor puts in is what the letter says."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import Image
from wagtail.images import get_image_model

from letters.document import Break, Figure, NoteRef, Paragraph, Table, Text, plain
from letters.text import letter_text
from tests.letters import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def image(settings, tmp_path) -> Any:
    settings.MEDIA_ROOT = tmp_path
    stream = io.BytesIO()
    Image.new("RGB", (30, 20), (90, 20, 20)).save(stream, "PNG")
    file = ContentFile(stream.getvalue(), name="gate.png")
    return get_image_model().objects.create(title="Gate", file=file)


def table(*rows: list[str], head: list[str] | None = None, caption: str = "") -> Any:
    columns = [{"type": "text", "heading": name} for name in head or [""] * len(rows[0])]
    return "table", {
        "columns": columns,
        "rows": [{"values": row} for row in rows],
        "caption": caption,
    }


def figure(image: Any, alt: str = "A gate", caption: str = "") -> Any:
    return "figure", {"image": image.pk, "alt": alt, "caption": caption}


def body_of(*blocks: Any, notes: Any = ()) -> Any:
    return letter_text(make.LetterPageFactory(body=make.body(*blocks), notes=notes)).body


@pytest.mark.parametrize(
    ("given", "header_rows", "cells"),
    [
        (table(["<p>a</p>", "<p>b</p>"], head=["Gate", "Faces"]), 1,
         [["Gate", "Faces"], ["a", "b"]]),
        (table(["<p>a</p>", "<p>b</p>"], head=["Gate", ""]), 1, [["Gate", ""], ["a", "b"]]),
        (table(["<p>a</p>", "<p>b</p>"]), 0, [["a", "b"]]),
        (table(["<p>a</p>", ""], ["", "<p>d</p>"]), 0, [["a", ""], ["", "d"]]),
        (table(["<p>a</p><p>b</p>"]), 0, [["a\nb"]]),
    ],
    ids=["head", "half a head", "no head", "empty cells", "two paragraphs"],
)  # fmt: skip
def test_a_table_says_what_its_cells_say(given, header_rows, cells):
    (found,) = body_of(given)
    assert isinstance(found, Table)
    assert found.header_rows == header_rows
    assert [[plain(cell) for cell in row] for row in found.rows] == cells


def test_a_table_has_its_caption_and_an_empty_one_leaves_nothing():
    first, *rest = body_of(
        table(["<p>a</p>"], caption=" Faces\u00a0& gates "), table([""]), table(["<p></p>", ""])
    )
    assert first.caption == (Text("Faces\u00a0& gates"),)
    assert rest == []


def test_notes_in_cells_are_counted_with_those_of_the_text():
    mark_a, mark_b = make.note_mark(make.NOTE_A), make.note_mark(make.NOTE_B)
    paragraph, found = body_of(
        make.text(f"<p>One{mark_b}.</p>"),
        table([f"<p>a{mark_a}</p>", "<p><i>b</i><br/>c</p>"]),
        notes=[(make.NOTE_A, "<p>n</p>"), (make.NOTE_B, "<p>m</p>")],
    )
    assert isinstance(paragraph, Paragraph)
    assert found.rows[0][0] == (Text("a"), NoteRef(2))
    assert found.rows[0][1] == (Text("b", italic=True), Break(), Text("c"))


def test_a_picture_says_what_it_shows_and_has_its_caption(image):
    (found,) = body_of(figure(image, "A gate with a camera", "<p>The <b>north</b> gate</p>"))
    assert isinstance(found, Figure)
    assert found.picture.alt == "A gate with a camera"
    assert (found.picture.width, found.picture.height) == (30, 20)
    assert found.caption == (Text("The "), Text("north", bold=True), Text(" gate"))


def test_a_picture_whose_file_is_gone_is_left_out_and_the_letter_stays(image):
    image.file.storage.delete(image.file.name)
    assert body_of(make.text("<p>One.</p>"), figure(image)) == (Paragraph((Text("One."),)),)


def test_a_picture_that_was_deleted_is_left_out_and_the_letter_stays(image):
    page = make.LetterPageFactory(body=make.body(make.text("<p>One.</p>"), figure(image)))
    image.delete()
    page = type(page).objects.get(pk=page.pk)
    assert letter_text(page).body == (Paragraph((Text("One."),)),)


# Wagtail leaves the file of the small picture beside the field to be closed by Python.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_editor_can_open_a_letter_with_both(client, image):
    page = make.LetterPageFactory(
        body=make.body(table(["<p>a</p>"], head=["Gate"]), figure(image, "A gate"))
    )
    client.force_login(get_user_model().objects.create_superuser("petra", "p@tern.example", "x"))
    answer = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert answer.status_code == 200
    assert b"typed_table_block" in answer.content
    assert b"A gate" in answer.content
