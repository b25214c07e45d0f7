from __future__ import annotations

import hashlib
import io
import zipfile
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.test import Client
from pypdf import PdfReader, PdfWriter

from campaign.evidence_files import UnusableDocument, checked_document, without_camera_notes
from campaign.models import CampaignPage, Evidence
from home.models import HomePage
from tests.campaign import documents
from tests.home import factories


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


def a_document(campaign: CampaignPage, **fields) -> Evidence:
    values = {
        "campaign": campaign,
        "title": "Trial order forms of six departments",
        "source": "Port Linden Transit",
        "obtained_on": date(2026, 6, 2),
        "file": ContentFile(documents.office_pdf(), name="orders (final, Wanda).PDF"),
        "published": True,
    }
    evidence = Evidence(**{**values, **fields})
    evidence.full_clean()
    evidence.save()
    return evidence


def test_a_pdf_keeps_its_pages_and_nothing_that_a_program_wrote_beside_them():
    """F-06: author, comment, attachment, script, and the photograph's own notes are gone."""
    before = documents.office_pdf()
    assert documents.AUTHOR.encode() in before
    assert documents.PLACE.encode() in before
    document = checked_document(before, "x.pdf")
    reader = PdfReader(io.BytesIO(document.content))
    assert (len(reader.pages), document.pages) == (2, 2)
    assert not reader.metadata
    assert not reader.attachments
    assert reader.pages[1].images[0].image.size == (60, 40)
    for secret in (documents.AUTHOR, documents.PLACE):
        for form in (secret.encode(), secret.encode("utf-16-be"), secret.encode().hex().encode()):
            assert form not in document.content


def test_earlier_versions_inside_a_pdf_are_left_behind():
    first = documents.office_pdf(1, author="Before Blackout")
    writer = PdfWriter(io.BytesIO(first), incremental=True)
    writer.add_metadata({"/Author": "Nobody"})
    stream = io.BytesIO()
    writer.write(stream)
    assert b"Before Blackout" in stream.getvalue()
    assert b"Before Blackout" not in checked_document(stream.getvalue(), "x.pdf").content


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "empty"),
        (b"%PDF-1.7\nbroken", "can't be read"),
        (documents.pdf_with(AcroForm=1), "is a form"),
        (documents.pdf_with(OCProperties=1), "layers"),
        (documents.marked_pdf("/Redact"), "still below"),
        (documents.marked_pdf("/Square"), "still below"),
        (b"<svg onload='alert(1)'></svg>", "can't be published"),
        (b"MZ\x90\x00" * 40, "can't be published"),
        (b"x" * 25_000_001, "larger than 25 MB"),
    ],
)
def test_what_cant_be_cleaned_is_refused_with_a_sentence(data, sentence):
    with pytest.raises(UnusableDocument, match=sentence) as refusal:
        checked_document(data, "file.pdf")
    assert str(refusal.value).endswith(".")


def test_office_files_and_archives_are_refused():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    for data in (stream.getvalue(), b"\xd0\xcf\x11\xe0" + bytes(600)):
        with pytest.raises(UnusableDocument, match="Export it as PDF"):
            checked_document(data, "memo.docx")


def test_a_locked_pdf_is_refused():
    writer = PdfWriter()
    writer.add_blank_page(300, 400)
    writer.encrypt("secret", algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    with pytest.raises(UnusableDocument, match="locked"):
        checked_document(stream.getvalue(), "x.pdf")


def test_a_picture_is_drawn_anew_without_its_place():
    """F-06: no EXIF."""
    document = checked_document(documents.camera_jpeg(), "photo.jpg")
    assert document.extension in ("jpg", "png")
    assert documents.PLACE.encode() not in document.content


def test_text_is_kept_byte_for_byte_if_it_is_text():
    table = b"name,seats\nPort Linden,7\n"
    assert checked_document(table, "seats.csv").content == table
    assert checked_document(table, "seats.csv").media_type == "text/csv"
    assert checked_document(b"\xef\xbb\xbfwords", "a.txt").content == b"words"
    for bad, sentence in ((b"caf\xe9", "UTF-8"), ("a\nb\u202ec".encode(), "Line 2")):
        with pytest.raises(UnusableDocument, match=sentence):
            checked_document(bad, "a.txt")


def test_what_is_no_jpeg_comes_back_as_it_is():
    assert without_camera_notes(b"GIF89a") == b"GIF89a"
    assert without_camera_notes(b"\xff\xd8\xff") == b"\xff\xd8\xff"


def test_the_public_gets_the_document_whose_sum_stands_on_the_page(
    client: Client, home: HomePage, media
) -> None:
    campaign = factories.a_campaign(home)
    evidence = a_document(campaign, redactions="Names of residents, by us")
    page = client.get("/campaigns/front-door/").content.decode()
    assert "Public records request, Port Linden Transit, 2 June 2026" in page
    assert "Blacked out: Names of residents, by us" in page
    assert "PDF, 2 pages" in page
    assert evidence.sha256[:16] in page
    address = f"/campaigns/front-door/evidence/{evidence.pk}/{evidence.address_name}"
    assert f'href="{address}"' in page
    answer = client.get(address)
    assert hashlib.sha256(answer.content).hexdigest() == evidence.sha256
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    sums = client.get("/campaigns/front-door/evidence/sha256.txt").content.decode()
    assert sums == f"{evidence.sha256}  {evidence.address_name}\n"


def test_an_unpublished_document_leaves_no_trace(client: Client, home: HomePage, media) -> None:
    """E-01: neither on the page, nor in the sums, nor at its address."""
    campaign = factories.a_campaign(home)
    before = client.get("/campaigns/front-door/").content
    evidence = a_document(campaign, published=False)
    assert client.get("/campaigns/front-door/").content == before
    assert client.get("/campaigns/front-door/evidence/sha256.txt").content == b""
    address = f"/campaigns/front-door/evidence/{evidence.pk}/{evidence.address_name}"
    assert client.get(address).status_code == 404
    assert "Wanda" not in str(evidence.file.name)


def test_a_document_of_one_campaign_isnt_given_below_another(
    client: Client, home: HomePage, media
) -> None:
    evidence = a_document(factories.a_campaign(home))
    factories.a_campaign(home, slug="other")
    address = f"/campaigns/other/evidence/{evidence.pk}/{evidence.address_name}"
    assert client.get(address).status_code == 404


def test_the_editor_reads_why_a_file_is_refused(client: Client, home: HomePage, media) -> None:
    campaign = factories.a_campaign(home)
    client.force_login(factories.an_administrator())
    fields = {"campaign": campaign.pk, "title": "Memo", "way": "request"}
    refused = client.post(
        "/admin/evidence/add/", {**fields, "file": ContentFile(b"PK\x03\x04", name="memo.docx")}
    )
    assert "Export it as PDF" in refused.content.decode()
    assert not Evidence.objects.exists()
    upload = ContentFile(documents.office_pdf(), name="memo.pdf")
    taken = client.post("/admin/evidence/add/", {**fields, "file": upload})
    assert taken.status_code == 302
    with Evidence.objects.get().file.open("rb") as kept:
        assert documents.AUTHOR.encode() not in kept.read()


def test_a_row_without_a_checked_file_cant_be_saved(home: HomePage) -> None:
    with pytest.raises(ValueError, match="full_clean"):
        Evidence(campaign=factories.a_campaign(home), title="x").save()
    with pytest.raises(ValidationError):
        a_document(factories.a_campaign(home, slug="b"), file=ContentFile(b"", name="a.pdf"))
