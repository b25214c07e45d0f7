"""What is on record about an edition's files, and whether they come out the same again."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.test import Client

from delivery.models import OutboundMessage
from letters import services
from letters.made_with import made_with
from letters.manifest import check_edition, editions_sent, manifest
from letters.models import Edition, EditionFile, LetterPage
from signatories.models import SignOn
from signatories.services import withdraw_sign_ons
from tests.letters import factories as make

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)
FORMATS = {"docx", "pdf", "html", "txt", "json"}
TWO = [
    {**make.ADDRESSEES[0], "email": "office@haldendevices.example"},
    {"name": "Mr. Desmond Okoro", "email": "okoro@city.example"},
]


@pytest.fixture
def letter() -> LetterPage:
    page = make.LetterPageFactory.create(
        slug="cameras",
        addressees=TWO,
        body=make.body(
            make.text("<p>To everyone.</p>"),
            make.passage("Halden", make.text("<p>Only Halden reads this.</p>")),
            make.demands(
                "<p>Of all.</p>",
                {"text": "<p>Of Okoro.</p>", "rule": "not", "addressees": "1"},
            ),
        ),
    )
    make.sign(page, "Access for All", now=NOW)
    make.sign(page, "The Quiet Gate", now=NOW)
    return LetterPage.objects.get(pk=page.pk)


def person(username: str) -> Any:
    return get_user_model().objects.create_user(username=username)


def frozen(letter: LetterPage) -> Edition:
    edition = services.freeze_edition(letter=letter, by=person("a"), now=NOW)
    return Edition.objects.get(pk=edition.pk)


def sent(letter: LetterPage) -> Edition:
    edition = frozen(letter)
    services.approve_edition(edition_id=edition.pk, digest=edition.digest, by=person("b"), now=NOW)
    services.dispatch_edition(edition_id=edition.pk, by=person("c"), now=NOW)
    return Edition.objects.get(pk=edition.pk)


def file_of(edition: Edition, path: str) -> bytes:
    return next(bytes(one.content) for one in edition.files.all() if one.path == path)


# Variants in an edition ---------------------------------------------------------------------------


def test_an_edition_keeps_each_addressees_own_files(letter: LetterPage) -> None:
    edition = frozen(letter)
    kept: dict[int | None, set[str]] = {}
    for file in edition.files.all():
        kept.setdefault(file.position, set()).add(file.format)
    assert kept == {None: FORMATS, 0: FORMATS, 1: FORMATS}
    assert b"Only Halden reads this." in file_of(edition, "1/letter.txt")
    assert b"Only Halden reads this." not in file_of(edition, "2/letter.txt")
    assert b"2. Of Okoro." in file_of(edition, "2/letter.txt")


def test_each_addressee_is_mailed_their_own_letter_and_no_other(letter: LetterPage) -> None:
    edition = sent(letter)
    mails = {
        mail.to: mail for mail in OutboundMessage.objects.filter(kind=OutboundMessage.Kind.LETTER)
    }
    halden, okoro = mails["office@haldendevices.example"], mails["okoro@city.example"]
    assert "Only Halden reads this." in halden.body_text
    assert "Only Halden reads this." not in okoro.body_text
    assert "Only Halden reads this." not in okoro.body_html
    assert "Okoro" not in halden.body_text
    for mail, number in ((halden, 1), (okoro, 2)):
        attached = {bytes(file.attachment.content) for file in mail.files.all()}
        assert attached == {file_of(edition, f"{number}/letter.{each}") for each in ("docx", "pdf")}
    names = list(edition.dispatches.values_list("position", "addressee"))
    assert names == [(0, "Ms. Ingrid Halden"), (1, "Mr. Desmond Okoro")]


@pytest.mark.parametrize("extension", sorted(FORMATS))
def test_ones_own_letter_is_public_below_its_edition(
    client: Client, letter: LetterPage, extension: str
) -> None:
    edition = sent(letter)
    for folder in ("", "1/", "2/"):
        answer = client.get(f"{letter.url}editions/1/{folder}letter.{extension}")
        assert answer.status_code == 200
        assert answer.content == file_of(edition, f"{folder}letter.{extension}")
    assert client.get(f"{letter.url}editions/1/3/letter.{extension}").status_code == 404
    assert client.get(f"{letter.url}editions/1/0/letter.{extension}").status_code == 404


def test_an_edition_that_was_not_sent_shows_nobody_its_files(
    client: Client, letter: LetterPage
) -> None:
    frozen(letter)
    for path in ("letter.txt", "1/letter.txt", "manifest.json"):
        assert client.get(f"{letter.url}editions/1/{path}").status_code == 404


def test_a_withdrawn_name_leaves_ones_own_letter_too(client: Client, letter: LetterPage) -> None:
    """S-08, for the letters to single addressees."""
    sent(letter)
    gone = SignOn.objects.get(claimed_name="Access for All")
    withdraw_sign_ons(ids=[gone.pk], by=None, now=NOW + timedelta(days=1))
    for folder in ("", "1/", "2/"):
        for extension in ("txt", "html", "json"):
            said = client.get(f"{letter.url}editions/1/{folder}letter.{extension}").content
            assert b"Access for All" not in said
            assert b"The Quiet Gate" in said
            assert (b"Only Halden" in said) is (folder != "2/")


def test_what_is_not_approved_is_marked_for_staff_and_its_bytes_are_kept(
    letter: LetterPage,
) -> None:
    edition = frozen(letter)
    _, shown = services.staff_printing(edition, "txt", 0)
    assert b"Not approved" in shown
    assert b"Only Halden reads this." in shown
    assert b"Not approved" not in file_of(edition, "1/letter.txt")
    services.approve_edition(edition_id=edition.pk, digest=edition.digest, by=person("b"), now=NOW)
    edition.refresh_from_db()
    assert services.staff_printing(edition, "txt", 0)[1] == file_of(edition, "1/letter.txt")
    with pytest.raises(EditionFile.DoesNotExist):
        services.staff_printing(edition, "txt", 2)


# On record ---------------------------------------------------------------------------------------


def test_the_manifest_names_every_file_with_its_digest(client: Client, letter: LetterPage) -> None:
    edition = sent(letter)
    answer = client.get(f"{letter.url}editions/1/manifest.json")
    assert answer["Content-Type"] == "application/json"
    said = json.loads(answer.content)
    assert said == manifest(edition)
    assert said["text_sha256"] == sha256(letter.signable_text().encode()).hexdigest()
    assert len(said["files"]) == 15
    for file in said["files"]:
        content = client.get(f"{letter.url}editions/1/{file['path']}").content
        assert (sha256(content).hexdigest(), len(content)) == (file["sha256"], file["size"])


def test_the_letters_json_says_where_it_stands_and_lists_what_was_sent(
    client: Client, letter: LetterPage
) -> None:
    before = json.loads(client.get(f"{letter.url}letter.json").content)
    assert before["status"] == "Open for organizations to sign."
    assert before["editions"] == []
    edition = sent(letter)
    (facts,) = json.loads(client.get(f"{letter.url}letter.json").content)["editions"]
    assert (facts["number"], facts["date"]) == (1, "2026-11-16")
    assert facts["signatory_count"] == 2
    assert facts["sha256"] == edition.text.sha256
    assert {file["path"] for file in facts["files"]} == {one.path for one in edition.files.all()}


def test_an_editions_own_json_names_itself(letter: LetterPage) -> None:
    said = json.loads(file_of(frozen(letter), "letter.json"))
    assert said["status"] == "Edition 1, as it was frozen on 16 November 2026."
    assert [one["number"] for one in said["editions"]] == [1]
    assert len(said["editions"][0]["files"]) == 12


def test_editions_are_listed_in_two_queries(
    letter: LetterPage, django_assert_num_queries: Any
) -> None:
    sent(letter)
    with django_assert_num_queries(2):
        assert len(editions_sent(letter)[0].files) == 15


# Verified ----------------------------------------------------------------------------------------


def verified(*arguments: str) -> list[str]:
    said = io.StringIO()
    call_command("verify_edition", *arguments, stdout=said)
    return said.getvalue().splitlines()


def test_an_untouched_edition_renders_to_the_very_same_files(letter: LetterPage) -> None:
    edition = frozen(letter)
    assert [one.difference for one in check_edition(edition)] == [""] * 16
    lines = verified("cameras")
    assert len(lines) == 16
    assert all(line.endswith("  same") for line in lines)
    assert any("edition 1  2/letter.pdf  " in line for line in lines)
    assert verified(str(letter.pk), "--edition", "1") == lines
    print(f"{len(lines)} lines, all the same")


def test_bytes_that_were_changed_are_found(letter: LetterPage) -> None:
    edition = frozen(letter)
    EditionFile.objects.filter(edition=edition, position=1, format="txt").update(content=b"Other.")
    differing = [one for one in check_edition(edition) if one.difference]
    assert [one.what for one in differing] == ["2/letter.txt"]
    assert "the stored bytes were changed" in differing[0].difference
    with pytest.raises(CommandError, match="1 of 16 differ"):
        verified("cameras")


def test_a_file_made_by_other_releases_says_so_in_one_sentence(letter: LetterPage) -> None:
    edition = frozen(letter)
    pdf = edition.files.get(format="pdf", position=None)
    other = bytes(pdf.content) + b"%"
    pdf.content, pdf.sha256 = other, sha256(other).hexdigest()
    pdf.save()
    edition.made_with["typst"] = "0.1"
    edition.save()
    (found,) = (one for one in check_edition(edition) if one.difference)
    assert found.what == "letter.pdf"
    assert "What made it differs: typst 0.1 then, " in found.difference


def test_a_word_document_that_is_only_pressed_otherwise_is_the_same(letter: LetterPage) -> None:
    edition = frozen(letter)
    word = edition.files.get(format="docx", position=None)
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(bytes(word.content))) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, old.read(name))
    word.content, word.sha256 = out.getvalue(), sha256(out.getvalue()).hexdigest()
    word.save()
    edition.made_with["zlib"] = "0.9"
    edition.save()
    (line,) = (line for line in verified("cameras") if "  letter.docx  " in line)
    assert "  same in every part, pressed otherwise. What made it differs: zlib 0.9 then" in line


def test_the_manifest_says_what_made_the_files(letter: LetterPage) -> None:
    said = manifest(frozen(letter))["made_with"]
    assert said == made_with()
    assert said["system_fonts"] == []


def test_a_document_that_was_changed_is_found_with_all_its_files(letter: LetterPage) -> None:
    edition = frozen(letter)
    edition.document["document"]["title"] = "Leave the cameras in"
    edition.save()
    differing = {one.what for one in check_edition(edition) if one.difference}
    assert {"document", "letter.docx", "letter.pdf", "1/letter.txt"} <= differing


def test_a_recipient_that_was_changed_is_found(letter: LetterPage) -> None:
    edition = frozen(letter)
    edition.recipients[1] = "other@city.example"
    assert [one.what for one in check_edition(edition) if one.difference] == ["document"]


def test_files_that_are_missing_or_too_many_are_found(letter: LetterPage) -> None:
    edition = frozen(letter)
    edition.files.filter(format="pdf", position=0).delete()
    EditionFile.objects.create(
        edition=edition, format="pdf", position=7, content=b"x", sha256="0" * 64, size=1
    )
    said = {one.what: one.difference for one in check_edition(edition) if one.difference}
    assert said == {
        "1/letter.pdf": "the edition has no such file",
        "8/letter.pdf": "the document gives no such file",
    }


def test_the_command_says_what_it_cannot_find(letter: LetterPage) -> None:
    assert verified("cameras") == ["The letter has no edition yet."]
    with pytest.raises(CommandError, match="No letter has the slug or id 'gates'"):
        verified("gates")
    with pytest.raises(CommandError, match="has no edition"):
        verified("cameras", "--edition", "2")
