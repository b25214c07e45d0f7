"""The organizer's screens of an import: its columns, how far it is, its rows, what became of it."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from signatories import import_undoing, import_work, sheet_imports
from signatories.import_columns import columns_context
from signatories.import_plans import DatesUnclear
from signatories.import_report import LOOK, report_context
from signatories.in_and_out import organizer_of, page_for, trail
from signatories.models import SheetImport, SignablePage, SignOn
from signatories.sheets import ENCODINGS, SheetUnreadable

AT_ONCE: Final = 1_000  # rows that are few enough for the request that asks for them
ROWS_A_PAGE: Final = 100
SECONDS: Final = 2  # between two looks at an import that goes on
_STATUS = SheetImport.Status


def _import_for(request: HttpRequest, import_id: int) -> tuple[SheetImport, SignablePage]:
    # Without the sheet, which may be large and is opened only where its columns are shown.
    light = SheetImport.objects.select_related("created_by", "undone_by").defer("content")
    one = get_object_or_404(light, pk=import_id)
    return one, page_for(request, one.page_id)


@never_cache
@require_GET
def sheet_import(request: HttpRequest, import_id: int) -> HttpResponse:
    """Show what an import needs now: its columns, patience, a word, or nothing any more."""
    one, page = _import_for(request, import_id)
    if one.status == _STATUS.COLUMNS:
        return _columns_page(request, one, page)
    if one.is_at_work:
        return _progress_page(request, one, page)
    asked = request.GET.get("rows", LOOK)
    report = report_context(one, asked)
    shown = Paginator(report["rows"], ROWS_A_PAGE).get_page(request.GET.get("p", "1")[:9])
    waiting = f"?status={SignOn.Status.VERIFIED}&source={SignOn.Source.IMPORT}&page={page.pk}"
    named = SignOn.snippet_viewset  # type: ignore[attr-defined]
    more = {
        "asked": asked,
        "shown": shown,
        "kept_days": import_undoing.KEPT.days,
        "review_url": reverse(named.get_url_name("list")) + waiting,
        "sign_on_url": named.get_url_name("inspect"),
    }
    return _answer(request, "import_rows", one, page, {**report, **more})


def _answer(
    request: HttpRequest, name: str, one: SheetImport, page: SignablePage, more: dict[str, Any]
) -> HttpResponse:
    above = reverse("signatories_in_and_out", args=[page.pk])
    context = {
        "letter": page,
        "one": one,
        "header_title": "Import of a sheet",
        "breadcrumbs_items": trail(page, "Import", {"url": above, "label": "In and out"}),
        **more,
    }
    response = render(request, f"signatories/admin/{name}.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _columns_page(
    request: HttpRequest,
    one: SheetImport,
    page: SignablePage,
    wrong: list[str] | None = None,
    asks: DatesUnclear | None = None,
) -> HttpResponse:
    try:
        context = columns_context(one, asks)
    except SheetUnreadable as error:
        messages.error(request, str(error))
        return redirect("signatories_in_and_out", page_id=page.pk)
    return _answer(request, "import_columns", one, page, {**context, "wrong": wrong})


def _progress_page(request: HttpRequest, one: SheetImport, page: SignablePage) -> HttpResponse:
    waits = one.taken_until is None or one.taken_until <= timezone.now()
    response = _answer(request, "import_progress", one, page, {"waits": waits})
    response["Refresh"] = str(SECONDS)  # so that no script has to ask
    return response


@require_POST
def step(request: HttpRequest, import_id: int, verb: str) -> HttpResponse:
    """Take one step with an import."""
    if verb not in STEPS:
        raise Http404
    one, page = _import_for(request, import_id)
    answer = STEPS[verb](request, one, page)
    return answer or redirect("signatories_import", import_id=one.pk)


def _columns(request: HttpRequest, one: SheetImport, page: SignablePage) -> HttpResponse | None:
    encoding = request.POST.get("encoding", "")
    encoding = encoding if encoding in ENCODINGS else ""
    if "again" in request.POST:
        try:
            sheet_imports.read_again(import_id=one.pk, encoding=encoding)
        except SheetUnreadable as error:
            messages.error(request, str(error))
        return None
    one.fields = [request.POST.get(f"column-{n}", "")[:20] for n in range(len(one.fields))]
    one.dates = request.POST.get("dates", "")[:11]
    try:
        sheet_imports.choose_columns(
            import_id=one.pk,
            fields=one.fields,
            dates=one.dates,
            encoding=encoding,
            now=timezone.now(),
        )
    except DatesUnclear as unclear:
        return _columns_page(request, one, page, asks=unclear)
    except ValueError as error:
        return _columns_page(request, one, page, wrong=str(error).split("\n"))
    _at_once(one)
    return None


def _start(request: HttpRequest, one: SheetImport, page: SignablePage) -> HttpResponse | None:
    sheet_imports.start(import_id=one.pk, by=organizer_of(request), now=timezone.now())
    _at_once(one)
    return None


def _at_once(one: SheetImport) -> None:
    """Do it now where that takes no time; the worker does the rest."""
    if one.total <= AT_ONCE:
        import_work.advance(import_id=one.pk, clock=timezone.now)


def _go_on(request: HttpRequest, one: SheetImport, page: SignablePage) -> HttpResponse | None:
    import_work.advance(import_id=one.pk, clock=timezone.now)
    return None


def _undo(request: HttpRequest, one: SheetImport, page: SignablePage) -> HttpResponse | None:
    by = organizer_of(request)
    if import_undoing.undo_import(import_id=one.pk, by=by, now=timezone.now()):
        one.refresh_from_db()
        kept = one.stored - one.removed
        left = f" {kept} stay, for somebody has dealt with them." if kept else ""
        messages.success(request, f"Undone: {one.removed} sign-ons are gone.{left}")
    return None


def _back(request: HttpRequest, one: SheetImport, page: SignablePage) -> HttpResponse | None:
    sheet_imports.back_to_columns(import_id=one.pk)
    return None


def _discard(request: HttpRequest, one: SheetImport, page: SignablePage) -> HttpResponse | None:
    if not sheet_imports.discard(import_id=one.pk):
        raise PermissionDenied
    messages.success(request, "The sheet is erased. Nothing of it was stored.")
    return redirect("signatories_in_and_out", page_id=page.pk)


STEPS = {
    "columns": _columns,
    "start": _start,
    "go-on": _go_on,
    "undo": _undo,
    "back": _back,
    "discard": _discard,
}
