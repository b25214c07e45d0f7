"""The organizer's templates: uploaded, chosen for all letters or one, frozen with an edition."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site

from home.founding import found_site
from letters import services, template_desk
from letters.compose import compose
from letters.manifest import check_edition, manifest
from letters.models import LetterPage, LetterSettings, WordTemplate
from letters.render_docx import render_docx
from tests.letters import factories as make
from tests.letters.reading import docx_paragraphs
from tests.letters.templates import in_head, template
from tests.letters.test_edition_views import person

pytestmark = pytest.mark.django_db
DATE = '<w:p><w:fldSimple w:instr=" DATE "><w:r><w:t>x</w:t></w:r></w:fldSimple></w:p>'


@pytest.fixture
def rosa() -> Client:
    found_site(name="Open Gate Coalition", hostname="localhost", port=80)
    return person("rosa")


def upload(client: Client, data: bytes, name: str = "League") -> str:
    file = SimpleUploadedFile("League 2026.docx", data)
    answer = client.post(reverse("word_templates"), {"name": name, "file": file}, follow=True)
    return answer.content.decode()


def settings() -> LetterSettings:
    return LetterSettings.for_site(Site.objects.get(is_default_site=True))


def head(page: LetterPage) -> str:
    content = render_docx(compose(page, now=timezone.now()))
    return "\n".join(docx_paragraphs(content, "word/headerFirst.xml"))


def test_an_organizer_uploads_one_and_lets_all_letters_wear_it(rosa):
    assert "The site’s own look." in rosa.get(reverse("word_templates")).content.decode()
    shown = upload(rosa, template())
    assert "“League” was taken over." in shown
    assert "The text of the template is left out: the letter has its own." in shown
    one = WordTemplate.objects.get()
    assert one.uploaded_by.username == "rosa"
    sample = rosa.get(reverse("word_template_sample", args=[one.pk])).content
    assert "HARBOR RIGHTS LEAGUE" in "\n".join(docx_paragraphs(sample, "word/headerFirst.xml"))
    rosa.post(reverse("word_template_use", args=[one.pk]))
    assert "HARBOR" in head(make.LetterPageFactory.create())
    rosa.post(reverse("word_template_use", args=[0]))
    assert "HARBOR" not in head(make.LetterPageFactory.create())


def test_a_refused_file_leaves_nothing_and_says_what_was_found(rosa):
    shown = upload(rosa, in_head(DATE), name="League")
    assert "The header of the file has the field DATE" in shown
    assert 'value="League"' in shown
    assert not WordTemplate.objects.exists()
    assert "Choose a Word file" in rosa.post(reverse("word_templates"), {}).content.decode()


def test_without_a_name_it_is_called_after_its_file(rosa):
    assert "“League 2026” was taken over." in upload(rosa, template(), name="")


def test_only_who_may_change_how_letters_look_comes_near(rosa):
    olga, nobody = person("olga", organizes=False), Client()
    upload(rosa, template())
    one = WordTemplate.objects.get()
    for name, post in (("word_templates", False), ("word_template_sample", False),
                       ("word_template_use", True), ("word_template_delete", True)):  # fmt: skip
        address = reverse(name, args=[] if name == "word_templates" else [one.pk])
        for client in (olga, nobody):
            answer = client.post(address) if post else client.get(address)
            assert answer.status_code in (302, 403), name
    assert rosa.get(reverse("word_template_delete", args=[one.pk])).status_code == 405
    assert WordTemplate.objects.exists()
    assert settings().word_template is None


def made(name: str = "League") -> WordTemplate:
    person = get_user_model().objects.get_or_create(username="ada")[0]
    return template_desk.add_template(name=name, data=template(), by=person, now=timezone.now())


def test_a_letter_s_own_template_goes_before_the_site_s():
    page = make.LetterPageFactory.create()
    page.word_template = made()
    assert "HARBOR" in head(page)


def test_an_edition_stays_the_same_after_its_template_changed_or_went():
    page = make.LetterPageFactory.create()
    page.word_template = made()
    page.save()
    make.sign(page, "Alpha Fund")
    user = get_user_model().objects.get(username="ada")
    edition = services.freeze_edition(letter=page, by=user, now=timezone.now())
    digest = page.word_template.sha256
    assert manifest(edition)["word_template"] == digest
    assert template_desk.delete_template(template_id=page.word_template.pk)
    assert not template_desk.delete_template(template_id=page.word_template.pk)
    assert LetterPage.objects.get(pk=page.pk).word_template is None
    checks = list(check_edition(edition))
    assert [one.difference for one in checks] == [""] * len(checks)
    docx = bytes(edition.files.get(format="docx", position=None).content)
    assert "HARBOR" in "\n".join(docx_paragraphs(docx, "word/headerFirst.xml"))
    print(f"{len(checks)} files the same without the template")


def test_an_edition_without_one_names_none():
    page = make.LetterPageFactory.create()
    make.sign(page, "Alpha Fund")
    user = get_user_model().objects.create_user("bo")
    edition = services.freeze_edition(letter=page, by=user, now=timezone.now())
    assert "word_template" not in manifest(edition)
