"""Uploaded images become pictures of a letter."""

from __future__ import annotations

import io
import random
from pathlib import Path
from typing import Any

import pytest
from PIL import Image as Pillow

from letters import images
from letters.images import LARGEST, LONGEST_SIDE, for_a_page, picture_of
from letters.pictures import UnusablePicture
from tests.letters.uploads import SECRET, image_bytes, upload


@pytest.fixture(autouse=True)
def own_media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    images._encoded.cache_clear()


def opened(content: bytes) -> Pillow.Image:
    return Pillow.open(io.BytesIO(content))


def test_a_picture_carries_nothing_but_its_pixels() -> None:
    content = image_bytes(file_format="JPEG")
    assert SECRET in content
    picture = for_a_page(content)
    assert SECRET not in picture.content
    assert picture.media_type == "image/jpeg"
    assert not opened(picture.content).getexif()


def test_a_large_picture_is_made_smaller() -> None:
    picture = for_a_page(image_bytes((3200, 800)))
    assert (picture.width, picture.height) == (LONGEST_SIDE, 400)
    assert opened(picture.content).size == (LONGEST_SIDE, 400)


def test_a_photograph_saved_as_png_becomes_a_small_file() -> None:
    noise = Pillow.frombytes("RGB", (700, 700), random.Random(7).randbytes(700 * 700 * 3))
    stream = io.BytesIO()
    noise.save(stream, "PNG")
    picture = for_a_page(stream.getvalue())
    assert picture.media_type == "image/jpeg"
    assert len(picture.content) < len(stream.getvalue())
    assert len(stream.getvalue()) > LARGEST


def test_what_is_transparent_stays_so() -> None:
    picture = for_a_page(image_bytes((2000, 100), clear=True))
    assert picture.media_type == "image/png"
    assert opened(picture.content).mode == "RGBA"


def test_the_same_bytes_give_the_same_picture() -> None:
    for content in (image_bytes(), image_bytes((3000, 90)), image_bytes(file_format="JPEG")):
        assert for_a_page(content) == for_a_page(content)


@pytest.mark.parametrize("content", [b"", b"not an image", b"<svg/>", image_bytes()[:40]])
def test_what_is_no_image_is_refused(content: bytes) -> None:
    with pytest.raises(UnusablePicture):
        for_a_page(content)


@pytest.mark.django_db
def test_an_uploaded_image_says_what_it_shows() -> None:
    image = upload("logo")
    assert getattr(picture_of(image), "alt", None) == "What logo shows"
    assert getattr(picture_of(image, alt="Harbor Rights"), "alt", None) == "Harbor Rights"


@pytest.mark.django_db
def test_an_image_is_read_once_as_long_as_its_file_stays() -> None:
    image = upload("logo")
    first = picture_of(image)
    Path(image.file.path).unlink()
    assert picture_of(image) == first
    image.file_hash = "another"
    assert picture_of(image) is None


@pytest.mark.django_db
def test_an_image_that_cannot_be_read_is_left_out_and_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    image = upload("logo")
    Path(image.file.path).write_bytes(b"broken")
    assert picture_of(image) is None
    assert f"image {image.pk} can't be printed" in caplog.text


def test_no_image_is_no_picture() -> None:
    assert picture_of(None) is None
