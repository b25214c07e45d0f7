"""What happens in Wagtail's own screens when a letter's words change. Part of wagtail_hooks.py."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.widgets import Button
from wagtail.models import Page

from letters import change_views, text_views
from letters.models import LetterPage
from letters.page_form import standing_under_other_words
from signatories.services import tell_of_changes, text_in_force, undeclared


def texts_address(letter: Page, revision_id: int | None = None) -> str:
    """Return the address of the letter's screen of texts, asking about a draft if one is given."""
    address = reverse("letter_texts", args=[letter.pk])
    return f"{address}?revision={revision_id}" if revision_id else address


def ask_what_changed(request: HttpRequest, page: LetterPage) -> HttpResponseBase | None:
    """Lead to the question that a changed text puts, instead of publishing it."""
    if not standing_under_other_words(page):
        return None
    messages.warning(
        request, "Saved as a draft. Its words are not those that people signed: say what changed."
    )
    return redirect(texts_address(page, page.latest_revision_id))


@hooks.register("after_publish_page")
def fix_the_text(request: HttpRequest, page: Page) -> None:
    """Number the words that are public now, and write to whom a declared change concerns."""
    if isinstance(page, LetterPage) and page.live:
        text_in_force(page=page, now=timezone.now())
        tell_of_changes(page_id=page.pk, now=timezone.now())


@hooks.register("before_bulk_action")
def one_letter_at_a_time(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any
) -> HttpResponseBase | None:
    """Don't publish a changed text with many others: somebody has to look at it."""
    if action_type != "publish":
        return None
    for page in objects:
        letter = page.specific if isinstance(page, Page) else page
        if isinstance(letter, LetterPage) and letter.latest_revision:
            answer = ask_what_changed(request, letter.latest_revision.as_object())
            if answer:
                return answer
    return None


@hooks.register("before_edit_page")
def say_that_names_are_gone(request: HttpRequest, page: Page) -> None:
    """Warn whoever opens a letter whose signers stand nowhere because of an undeclared change."""
    letter = page.specific
    if request.method != "GET" or not isinstance(letter, LetterPage):
        return
    people = sum(one.people for one in undeclared(letter.pk))
    if people:
        messages.warning(
            request,
            format_html(
                "The words changed, and nobody has said how: {} who signed stand on no list. "
                '<a href="{}">Say what changed</a>',
                people,
                texts_address(letter),
            ),
        )


@hooks.register("register_admin_urls")
def text_urls() -> list[URLPattern]:
    letter = "letters/<int:letter_id>/"
    return [
        path(f"{letter}texts/", text_views.texts, name="letter_texts"),
        path(f"{letter}compare/", change_views.compare, name="letter_compare"),
    ]


@hooks.register("register_page_header_buttons")
def texts_button(page: Page, user: Any, next_url: str | None, **view: Any) -> Iterator[Button]:
    """Lead from a letter's own screens to its texts."""
    if isinstance(page.specific, LetterPage) and page.permissions_for_user(user).can_publish():
        yield Button("Texts and consent", texts_address(page), icon_name="history", priority=16)
