"""What changed between two versions of a letter: for everybody, and for its organizers."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_safe

from letters import comparing
from letters.comparing import Comparison, NoSuchVersion, Version
from letters.emails import CONTENT_TYPES
from letters.models import LetterPage
from letters.scripts import is_rtl
from privacy.pages import public_page
from signatories.history import text_history
from signatories.wording_changes import in_context


@require_safe
@public_page()
def changes(request: HttpRequest, page: LetterPage, what: str) -> HttpResponse:
    """The texts of a letter, or its printings that were sent, and two of them side by side."""
    asked = (request.GET.get("from", ""), request.GET.get("to", ""))
    known = _numbers(page, what)
    older, newer = asked if any(asked) else map(str, ([0, 0, *known])[-2:])
    compared = _compared(page, what, older, newer) if len(known) > 1 or any(asked) else None
    context = {
        "page": page,
        "what": what,
        "known": known,
        "texts": text_history(page.pk) if what == "texts" else (),
        "editions": _sent(page) if what == "editions" else (),
        "file": f"{page.get_url()}{what}/{older}-{newer}/changes.docx",
        "rtl": is_rtl(page.language),
        **(_shown(compared) if compared else {}),
    }
    return render(request, "letters/changes.html", context)


@require_safe
@public_page()
def changes_file(
    request: HttpRequest, page: LetterPage, what: str, older: str, newer: str
) -> HttpResponse:
    """The same as a Word document with tracked changes."""
    return _file(page, _compared(page, what, older, newer))


def _numbers(page: LetterPage, what: str) -> list[int]:
    """Return the numbers of all that may be compared by everybody, oldest first."""
    if what == "texts":
        return [text.number for text in reversed(text_history(page.pk))]
    return [edition.number for edition in reversed(_sent(page))]


def _sent(page: LetterPage) -> list[Any]:
    sent = page.editions.filter(dispatched_at__isnull=False)
    return list(sent.select_related("text").defer("document").order_by("-number"))


def _compared(page: LetterPage, what: str, older: str, newer: str) -> Comparison:
    """Return the comparison of two public versions; 404 where one is none."""
    if not all(one.isascii() and one.isdecimal() and len(one) < 7 for one in (older, newer)):
        raise Http404
    try:
        return comparing.comparison(*(_version(page, what, int(one)) for one in (older, newer)))
    except NoSuchVersion:
        raise Http404 from None


def _version(page: LetterPage, what: str, number: int) -> Version:
    if what == "texts":
        return comparing.text_version(page, number)
    return comparing.edition_version(page, number, public=True)


def _shown(compared: Comparison) -> dict[str, Any]:
    return {
        "comparison": compared,
        "lines": in_context(compared.lines),
        "old_name": comparing.in_words(compared.old),
        "new_name": comparing.in_words(compared.new),
    }


def _file(page: LetterPage, compared: Comparison) -> HttpResponse:
    content = comparing.changes_docx(page, compared, now=timezone.now())
    response = HttpResponse(content, content_type=CONTENT_TYPES["docx"])
    name = f"{comparing.file_stem(page, compared)}.docx"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


# For organizers ---------------------------------------------------------------------------------


@require_GET
def compare(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Any two texts, editions or the draft side by side, and as a Word document."""
    letter = get_object_or_404(LetterPage, pk=letter_id)
    if not letter.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    choices = _choices(letter)
    older = request.GET.get("from") or choices[min(1, len(choices) - 1)][0]
    newer = request.GET.get("to") or choices[0][0]
    now, problem, compared = timezone.now(), "", None
    try:
        sides = (comparing.version_named(letter, one, now=now) for one in (older, newer))
        compared = comparing.comparison(*sides)
    except NoSuchVersion as error:
        problem = str(error)
    if compared and request.GET.get("format") == "docx":
        return _file(letter, compared)
    context = {
        **_header(letter),
        "letter": letter,
        "choices": choices,
        "older": older,
        "newer": newer,
        "problem": problem,
        "rtl": is_rtl(letter.language),
        **(_shown(compared) if compared else {}),
    }
    answer = render(request, "letters/admin/compare.html", context)
    answer.status_code = 404 if problem else 200
    return answer


def _choices(letter: LetterPage) -> list[tuple[str, str]]:
    """Return every version as its name and its label, what is newest first."""
    texts = [(f"text-{one.number}", f"Text {one.number}") for one in text_history(letter.pk)]
    editions = letter.editions.order_by("-number").values_list("number", flat=True)
    printings = [(f"edition-{number}", f"Edition {number}") for number in editions]
    return [("draft", "The latest draft"), *texts, *printings]


def _header(letter: LetterPage) -> dict[str, Any]:
    campaign = letter.get_parent()
    return {
        "header_title": f"Compare: {letter.title}",
        "header_icon": "history",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_explore", args=[campaign.pk]), "label": campaign.title},
            {"url": reverse("wagtailadmin_pages:edit", args=[letter.pk]), "label": letter.title},
            {"url": reverse("letter_texts", args=[letter.pk]), "label": "Texts"},
            {"url": "", "label": "Compare"},
        ],
    }
