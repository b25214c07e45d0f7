"""Made-up documents, with what programs leave in them."""

from __future__ import annotations

import io

from PIL import Image
from pypdf import PdfWriter
from pypdf.annotations import FreeText
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

AUTHOR = "Wanda Secretsource"
PLACE = "Hidden Harbor 17"


def camera_jpeg(note: str = PLACE) -> bytes:
    """Return a photograph with a note of the camera's in it."""
    exif = Image.Exif()
    exif[0x010E] = note
    stream = io.BytesIO()
    Image.new("RGB", (60, 40), "navy").save(stream, "JPEG", exif=exif.tobytes())
    return stream.getvalue()


def office_pdf(pages: int = 2, *, author: str = AUTHOR) -> bytes:
    """Return a PDF as offices send them: author, a comment, an attachment, a script, a photo."""
    writer = PdfWriter()
    for _ in range(pages):
        page = writer.add_blank_page(300, 400)
    photo = StreamObject()
    photo._data = camera_jpeg()
    photo.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Image"),
            NameObject("/Filter"): NameObject("/DCTDecode"),
            NameObject("/ColorSpace"): NameObject("/DeviceRGB"),
            NameObject("/BitsPerComponent"): NumberObject(8),
            NameObject("/Width"): NumberObject(60),
            NameObject("/Height"): NumberObject(40),
        }
    )
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/XObject"): DictionaryObject({NameObject("/Im1"): writer._add_object(photo)})}
    )
    page[NameObject("/PieceInfo")] = DictionaryObject(
        {NameObject("/Tool"): TextStringObject(author)}
    )
    writer.add_annotation(0, FreeText(text=f"{author}: remove this", rect=(10, 10, 90, 90)))
    writer.add_metadata({"/Author": author, "/Creator": "Office"})
    writer.add_attachment("notes.txt", f"from {author}".encode())
    writer._root_object[NameObject("/OpenAction")] = DictionaryObject(
        {
            NameObject("/S"): NameObject("/JavaScript"),
            NameObject("/JS"): TextStringObject(f"app.alert('{author}')"),
        }
    )
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def pdf_with(**root: object) -> bytes:
    """Return a one-page PDF whose catalog has these entries, such as AcroForm."""
    writer = PdfWriter()
    writer.add_blank_page(300, 400)
    for name in root:
        writer._root_object[NameObject(f"/{name}")] = DictionaryObject(
            {NameObject("/Fields"): ArrayObject()}
        )
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def marked_pdf(subtype: str) -> bytes:
    """Return a PDF where a mark covers words that are still there."""
    writer = PdfWriter()
    page = writer.add_blank_page(300, 400)
    mark = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject(subtype),
            NameObject("/IC"): ArrayObject(),
        }
    )
    page[NameObject("/Annots")] = ArrayObject([writer._add_object(mark)])
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def noisy_png(side: int) -> bytes:
    """Return a picture that no packing makes small: `side` × `side` random points."""
    import random

    from PIL import Image

    made = io.BytesIO()
    noise = random.Random(1).randbytes(side * side * 3)
    Image.frombytes("RGB", (side, side), noise).save(made, "PNG")
    return made.getvalue()
