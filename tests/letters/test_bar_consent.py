"""E-02: no way of changing a letter's words can put a name under words it did not sign."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, Page

from letters.compose import compose
from letters.models import LetterPage
from signatories.models import SignedText, SignOn, TextChange
from signatories.services import declare_change, text_in_force, undeclared
from tests.letters import factories as make

pytestmark = pytest.mark.django_db

NAME = "Harbor Tenants’ Union"
OTHER = make.body(make.text("<p>Words that nobody has signed.</p>"))
FORMATS = ("", "embed/", "signatories/", "signatories.csv", "letter.txt", "letter.json")


@pytest.fixture
def letter() -> Any:
    page = make.LetterPageFactory.create(title="Take the cameras out", slug="cameras")
    page.save_revision().publish()
    make.sign(LetterPage.objects.get(pk=page.pk), NAME)
    return LetterPage.objects.get(pk=page.pk)


@pytest.fixture
def ada() -> Any:
    return get_user_model().objects.create_superuser("ada", "ada@example.org", "a long password")


@pytest.fixture
def editor(ada: Any) -> Client:
    client = Client()
    client.force_login(ada)
    return client


def draft(page: LetterPage, **changes: Any) -> Any:
    page.body = OTHER
    for name, value in changes.items():
        setattr(page, name, value)
    return page.save_revision()


def its_time_comes(page: LetterPage) -> None:
    """Let the time of the scheduled revision pass, and the scheduler run."""
    past = timezone.now() - timedelta(minutes=1)
    (revision,) = page.revisions.filter(approved_go_live_at__isnull=False)
    revision.content["go_live_at"] = past.isoformat()
    revision.approved_go_live_at = past
    revision.save()
    call_command("publish_scheduled", stdout=io.StringIO())


# Every way by which words become public ---------------------------------------------------------


def publish(page: LetterPage, editor: Client) -> int:
    draft(page).publish()
    return page.pk


def schedule(page: LetterPage, editor: Client) -> int:
    soon = timezone.now() + timedelta(hours=1)
    draft(page, go_live_at=soon).publish()
    its_time_comes(page)
    return page.pk


def revert(page: LetterPage, editor: Client) -> int:
    """Sign today's words, then bring back those of before."""
    first = page.revisions.order_by("pk").first()
    SignOn.objects.all().delete()
    draft(page).publish()
    make.sign(LetterPage.objects.get(pk=page.pk), NAME)
    first.publish()
    return page.pk


def bulk_publish(page: LetterPage, editor: Client) -> int:
    draft(page)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    answer = editor.post(f"{address}?id={page.pk}", {"include_descendants": ""})
    assert "/texts/" in answer["Location"]
    return page.pk


def bulk_publish_of_a_parent(page: LetterPage, editor: Client) -> int:
    """An unpublished letter comes back with other words, below a page that is published."""
    parent = page.get_parent()
    page.unpublish()
    draft(page)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    editor.post(f"{address}?id={parent.pk}", {"include_descendants": "on"})
    return page.pk


def save(page: LetterPage, editor: Client) -> int:
    """A script stores the page, past revisions and hooks."""
    page.body = OTHER
    page.save()
    return page.pk


def update(page: LetterPage, editor: Client) -> int:
    """A script writes the column, past everything that the project can see."""
    LetterPage.objects.filter(pk=page.pk).update(body=OTHER)
    return page.pk


def copy(page: LetterPage, editor: Client) -> int:
    return int(page.copy(update_attrs={"slug": "copy", "body": OTHER}).pk)


def translate(page: LetterPage, editor: Client) -> int:
    locale = Locale.objects.create(language_code="es")
    copied = page.copy_for_translation(locale, copy_parents=True)
    copied.save_revision().publish()
    return int(copied.pk)


def alias(page: LetterPage, editor: Client) -> int:
    """An alias that was signed follows its source's words."""
    made = page.create_alias(update_slug="alias")
    made = LetterPage.objects.get(pk=made.pk)
    make.sign(made, f"{NAME} of the alias")
    draft(page).publish()
    return int(made.pk)


def move(page: LetterPage, editor: Client) -> int:
    """Moved, then published anew."""
    parent = page.get_parent()
    shelf = parent.add_child(instance=Page(title="Shelf", slug="shelf"))
    page.move(shelf, pos="last-child")
    page = LetterPage.objects.get(pk=page.pk)
    draft(page).publish()
    return page.pk


WAYS = [
    publish, schedule, revert, bulk_publish, bulk_publish_of_a_parent, save, update, copy,
    translate, alias, move,
]  # fmt: skip
REFUSED = {bulk_publish}  # the words stay, and so does the name


def outputs(pk: int) -> dict[str, str]:
    """Return all that a visitor may read of a letter, by its address."""
    page = LetterPage.objects.get(pk=pk)
    client, found = Client(), {}
    for below in FORMATS:
        answer = client.get(f"{page.url}{below}")
        found[below] = answer.content.decode() if answer.status_code == 200 else ""
    found["document"] = "\n".join(
        one.name for one in compose(page, now=timezone.now()).signatories()
    )
    return found


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_no_way_of_changing_words_keeps_names_under_them(
    letter: LetterPage, editor: Client, way: Callable[[LetterPage, Client], int]
) -> None:
    """E-02: whatever names a signer carries a digest that they signed."""
    before = outputs(letter.pk)
    assert all(NAME in text for where, text in before.items() if where != "embed/")
    pk = way(letter, editor)
    named = {where: text for where, text in outputs(pk).items() if NAME in text}
    if way in REFUSED:
        assert len(named) == len(FORMATS)  # all but the frame, which only counts
        return
    # A list may still say under which words a name stood, never under others.
    signed = {one.signed_text.sha256 for one in SignOn.objects.select_related("signed_text")}
    for where, text in named.items():
        assert way is update, f"{where} names a signer after {way.__name__}"
        assert where in ("signatories/", "signatories.csv")
        assert where != "signatories.csv" or any(digest in text for digest in signed)
    said = json.loads(outputs(pk)["letter.json"] or "{}")
    assert said.get("signatories", []) == []
    print(f"E-02: {way.__name__}: {len(FORMATS) + 1} outputs, {len(named)} name the signer")


def test_a_change_that_nobody_declared_is_asked_about(letter: LetterPage, editor: Client) -> None:
    draft(letter).publish()
    (one,) = undeclared(letter.pk)
    assert (one.text.number, one.people) == (1, 1)
    screen = editor.get(reverse("letter_texts", args=[letter.pk])).content.decode()
    assert "nobody has said how" in screen
    edit = editor.get(reverse("wagtailadmin_pages:edit", args=[letter.pk])).content.decode()
    assert "1 who signed stand on no list" in edit


def answered(editor: Client, letter: LetterPage, kind: str, **more: str) -> Any:
    sent = {"kind": kind, "summary": "A comma in the second sentence.", **more}
    return editor.post(reverse("letter_texts", args=[letter.pk]), sent)


@pytest.mark.parametrize(("kind", "shown"), [("editorial", True), ("substantive", False)])
def test_what_a_person_says_of_it_decides(
    letter: LetterPage, editor: Client, kind: str, shown: bool
) -> None:
    draft(letter).publish()
    answered(editor, letter, kind)
    assert not undeclared(letter.pk)
    found = outputs(letter.pk)
    assert (NAME in found["letter.txt"]) == shown
    assert (NAME in found["signatories/"]) == shown
    change = TextChange.objects.get()
    assert (change.kind, change.declared_name) == (kind, "ada")


def test_an_editorial_change_keeps_the_digest_that_was_signed(
    letter: LetterPage, editor: Client
) -> None:
    first = SignedText.objects.get()
    revision = draft(letter)
    digest = sha256(revision.as_object().signable_text().encode()).hexdigest()
    answer = answered(editor, letter, "editorial", revision=str(revision.pk), later_sha256=digest)
    assert answer.status_code == 302
    said = json.loads(outputs(letter.pk)["letter.json"])
    assert said["text_sha256"] == digest
    assert [one["text_sha256"] for one in said["signatories"]] == [first.sha256]
    words = outputs(letter.pk)
    assert "1 of them in an earlier wording" in words["letter.txt"]
    assert "editorial change. A comma in the second sentence." in words[""]


def test_a_draft_that_changed_since_it_was_shown_is_not_published(
    letter: LetterPage, editor: Client
) -> None:
    revision = draft(letter)
    answered(editor, letter, "editorial", revision=str(revision.pk), later_sha256="0" * 64)
    assert "nobody has signed" not in LetterPage.objects.get(pk=letter.pk).signable_text()
    assert not TextChange.objects.exists()


def test_a_change_declared_ahead_counts_when_its_schedule_comes(
    letter: LetterPage, editor: Client
) -> None:
    revision = draft(letter, go_live_at=timezone.now() + timedelta(hours=1))
    digest = sha256(revision.as_object().signable_text().encode()).hexdigest()
    answered(editor, letter, "editorial", revision=str(revision.pk), later_sha256=digest)
    assert SignedText.objects.count() == 1
    assert NAME in outputs(letter.pk)["letter.txt"]
    its_time_comes(letter)
    assert SignedText.objects.get(in_force=True).sha256 == digest
    assert NAME in outputs(letter.pk)["letter.txt"]


def test_only_a_chain_of_editorial_changes_carries_a_name(letter: LetterPage, ada: Any) -> None:
    """1 → 2 editorial, 2 → 3 substantive, 3 → 4 editorial: who signed 1 stands under 1 and 2."""
    now = timezone.now()
    seen = []
    for kind in ("editorial", "substantive", "editorial"):
        before = SignedText.objects.get(page_id=letter.pk, in_force=True)
        letter.closing = f"{letter.closing}."
        letter.save()
        after = text_in_force(page=letter, now=now)
        declare_change(
            earlier=before, later_sha256=after.sha256, kind=kind, summary="x", by=ada, now=now
        )
        seen.append(SignOn.objects.published(letter.pk).count())
    assert seen == [1, 0, 0]


def test_going_back_to_signed_words_brings_their_names_back(letter: LetterPage) -> None:
    first = letter.revisions.order_by("pk").first()
    draft(letter).publish()
    assert not SignOn.objects.published(letter.pk).exists()
    first.publish()
    assert SignOn.objects.published(letter.pk).count() == 1


def test_who_may_not_publish_may_not_say_what_changed(letter: LetterPage) -> None:
    stranger = get_user_model().objects.create_user("sam", "sam@example.org", "a long password")
    client = Client()
    client.force_login(stranger)
    assert answered(client, letter, "editorial").status_code in (302, 403)
    assert not TextChange.objects.exists()
