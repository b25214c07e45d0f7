"""What people see who are not let in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from wagtail.documents.models import Document
from wagtail.models import Collection, CollectionViewRestriction

from home.models import HomePage
from tests.home import factories


def test_a_form_without_its_mark_is_refused_with_a_page_of_ours(home: HomePage) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/admin/login/", {"username": "rosa", "password": "made up"})
    assert answer.status_code == 403
    assert "The form could not be checked." in answer.content.decode()
    assert "<style" not in answer.content.decode()
    assert not answer.cookies


def test_a_private_document_sends_people_to_sign_in(
    client: Client, home: HomePage, settings: object, tmp_path: object
) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    root = Collection.get_first_root_node() or Collection.add_root(name="Root")
    private = root.add_child(instance=Collection(name="Private"))
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    document = Document.objects.create(
        title="Minutes", file=ContentFile(b"made up", "minutes.txt"), collection=private
    )
    answer = client.get(document.url, follow=False)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/login/?next=")
    assert client.get(answer["Location"])["Location"].startswith("/admin/login/?next=")


@pytest.mark.parametrize(
    "below", ["", "sign/", "signatories/", "letter.pdf", "letter.txt", "embed/"]
)
def test_an_embargoed_address_looks_like_one_that_never_was(
    client: Client, home: HomePage, below: str
) -> None:
    """E-04: same status, same headers, same length."""
    campaign = factories.a_campaign(home)
    later = timezone.now() + timedelta(days=1)
    factories.a_letter(campaign, slug="secret", embargo_until=later)
    hidden = client.get(f"/campaigns/front-door/secret/{below}")
    never = client.get(f"/campaigns/front-door/absent/{below}")
    assert hidden.status_code == never.status_code == 404
    assert dict(hidden.items()) == dict(never.items())
    assert hidden.content == never.content


@pytest.mark.parametrize("path", ["/privacy/", "/robots.txt", "/sitemap.xml", "/accent.css"])
def test_nothing_can_be_sent_to_what_is_only_read(
    client: Client, home: HomePage, path: str
) -> None:
    answer = client.post(path)
    assert answer.status_code in (403, 405)
    assert not answer.cookies


def test_a_page_answers_head_and_options(client: Client, home: HomePage) -> None:
    head = client.head("/")
    assert (head.status_code, head.content) == (200, b"")
    assert client.options("/").status_code == 200
