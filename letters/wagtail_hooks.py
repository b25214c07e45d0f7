"""What letters add to Wagtail: who answers below a letter's address, and when texts are fixed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.admin.widgets import Button
from wagtail.models import Page

from letters import (
    arrival_views,
    change_views,
    edition_views,
    ledger_views,
    sending_views,
    template_hooks,  # noqa: F401 - its hooks are registered
    views,
)
from letters.ledger_panel import answers_panel
from letters.models import LetterPage
from letters.page_form import what_is_missing
from letters.text import unnamed_notes
from letters.text_hooks import ask_what_changed

_VIEWS: dict[str, Callable[..., HttpResponseBase]] = {
    "": views.letter,
    "letter_file": views.letter_file,
    "letter_picture": views.letter_picture,
    "letter_text": views.letter_text,
    "letter_embed": views.letter_embed,
    "letter_changes": change_views.changes,
    "letter_changes_file": change_views.changes_file,
    "edition_file": views.edition_file,
    "edition_manifest": views.edition_manifest,
}


@hooks.register("before_serve_page", order=100)
def answer_below_a_letter(
    page: Page, request: HttpRequest, serve_args: Sequence[Any], serve_kwargs: dict[str, Any]
) -> HttpResponseBase | None:
    """Let the view for this address answer; after the check of who may see the page."""
    if not isinstance(page, LetterPage):
        return None
    rest = dict(serve_kwargs)
    view = _VIEWS.get(rest.pop("subaddress", ""))
    return view(request, page, **rest) if view else None


@hooks.register("serve_letter_preview")
def preview_pages(page: LetterPage, request: HttpRequest, mode: str) -> HttpResponseBase:
    """Let the view for printed pages answer in the editor's preview."""
    return views.preview(request, page, mode)


@hooks.register("before_publish_page")
def refuse_what_may_not_be_published(request: HttpRequest, page: Page) -> HttpResponseBase | None:
    """Stop publication by ways that bypass the form; what was written stays as a draft."""
    if not isinstance(page, LetterPage):
        return None
    reasons = what_is_missing(page)
    if not reasons:
        return ask_what_changed(request, page)
    for sentence in reasons.values():
        messages.error(request, sentence)
    return redirect(reverse("wagtailadmin_pages:edit", args=[page.pk]))


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def tell_of_notes_that_are_not_printed(request: HttpRequest, page: Page) -> None:
    """Tell the editor of notes that the text never names; not at each automatic saving."""
    if not isinstance(page, LetterPage) or not request.accepts("text/html"):
        return
    left = len(unnamed_notes(page))
    if left:
        which = "1 note is" if left == 1 else f"{left} notes are"
        messages.warning(
            request, f"{which} not named in the text, so not printed. Type “/” where it belongs."
        )


@hooks.register("register_admin_urls")
def edition_urls() -> list[URLPattern]:
    """Where editions are frozen, approved and sent."""
    letter, edition = "letters/<int:letter_id>/editions/", "editions/<int:edition_id>/"
    return [
        path(letter, edition_views.editions, name="letter_editions"),
        path(f"{letter}freeze/", edition_views.freeze, name="letter_editions_freeze"),
        path(f"{edition}approve/", edition_views.approve, name="edition_approve"),
        path(f"{edition}dispatch/", edition_views.dispatch, name="edition_dispatch"),
        path(f"{edition}test/", sending_views.trial, name="edition_trial"),
        path(f"{edition}schedule/", sending_views.schedule, name="edition_schedule"),
        path(f"{edition}letter.<str:extension>", edition_views.file, name="edition_file"),
        path(
            f"{edition}<int:addressee>/letter.<str:extension>",
            edition_views.file,
            name="edition_addressee_file",
        ),
    ]


@hooks.register("register_admin_urls")
def ledger_urls() -> list[URLPattern]:
    """Where it is written down what became of a letter."""
    one = "ledger/<int:correspondence_id>/"
    return [
        path("letters/<int:letter_id>/ledger/", ledger_views.show_ledger, name="letter_ledger"),
        path("letters/<int:letter_id>/ledger.csv", ledger_views.ledger_csv, name="ledger_csv"),
        path(f"{one}ways/", ledger_views.add_way, name="ledger_add_way"),
        path(f"{one}answers/", ledger_views.record_response, name="ledger_answer"),
        path(f"{one}follow-up/", ledger_views.follow_up, name="ledger_follow_up"),
        path("ledger/ways/<int:dispatch_id>/", ledger_views.record_way, name="ledger_way"),
        path("ledger/answers/<int:response_id>/", ledger_views.read_response, name="ledger_read"),
        path("ledger/files/<int:file_id>/", ledger_views.ledger_file, name="ledger_file"),
        path("ledger/mail/<int:inbound_id>/", arrival_views.take, name="ledger_take"),
        path("ledger/mail-files/<int:file_id>/", arrival_views.mail_file, name="ledger_mail_file"),
    ]


@hooks.register("register_page_header_buttons")
def editions_button(page: Page, user: Any, next_url: str | None, **view: Any) -> Iterator[Button]:
    """Lead from a letter's own screens to its editions."""
    if isinstance(page.specific, LetterPage) and page.permissions_for_user(user).can_publish():
        address = reverse("letter_editions", args=[page.pk])
        yield Button("Editions and delivery", address, icon_name="mail", priority=15)
        ledger = reverse("letter_ledger", args=[page.pk])
        yield Button("Ledger", ledger, icon_name="list-ul", priority=16)


@hooks.register("construct_homepage_panels")
def say_which_answers_wait(request: HttpRequest, panels: list[Component]) -> None:
    panel = answers_panel(request)
    if panel is not None:
        panels.append(panel)


@hooks.register("register_log_actions")
def edition_actions(actions: Any) -> None:
    """Say in the audit log what was done with editions."""
    actions.register_action("letters.freeze", "Freeze edition", "Edition frozen")
    actions.register_action("letters.approve", "Approve edition", "Edition approved")
    actions.register_action("letters.dispatch", "Send edition", "Edition sent to its addressees")
    actions.register_action("letters.trial", "Test edition", "Edition mailed to oneself as a test")
    actions.register_action("letters.schedule", "Schedule edition", "Edition scheduled")
    actions.register_action("letters.unschedule", "Unschedule edition", "Schedule taken back")
    actions.register_action("letters.release", "Release file", "File of an answer released")
    actions.register_action("letters.ledger", "Write in the ledger", "Ledger written")
