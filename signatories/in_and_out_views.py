"""The screen of all that comes in to a letter's list and goes out of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from signatories import sheet_imports
from signatories.export_form import ExportForm, KeyForm
from signatories.in_and_out import organizer_of, page_for, trail
from signatories.models import ContactExport, OsdiKey, SheetImport, SignablePage
from signatories.sheets import MAX_BYTES, MAX_ROWS, SheetUnreadable

_WAITING = (
    SheetImport.Status.COLUMNS,
    SheetImport.Status.PLANNING,
    SheetImport.Status.PLANNED,
    SheetImport.Status.STORING,
)


class SheetForm(forms.Form):
    """The sheet that somebody sends in."""

    sheet = forms.FileField(
        max_length=200,
        allow_empty_file=True,  # it is refused with the same words as by the command
        label="A sheet of answers",
        help_text=f"CSV or XLSX of a form tool, up to {MAX_BYTES // 1_000_000} MB and "
        f"{MAX_ROWS:,} rows. It is kept encrypted, and erased after two weeks.",
    )


@never_cache
@require_http_methods(["GET", "POST"])
def in_and_out(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show imports, exports and keys of a page; a POST takes in a sheet."""
    page = page_for(request, page_id)
    form = SheetForm(request.POST, request.FILES) if request.method == "POST" else SheetForm()
    if request.method == "POST" and form.is_valid():
        sheet = form.cleaned_data["sheet"]
        try:
            if sheet.size > MAX_BYTES:
                raise SheetUnreadable(
                    f"{sheet.name} has {sheet.size:,} bytes; at most {MAX_BYTES:,} are read. "
                    "Split the sheet."
                )
            one = sheet_imports.receive_sheet(
                page=page,
                content=sheet.read(),
                name=sheet.name,
                by=organizer_of(request),
                now=timezone.now(),
            )
        except SheetUnreadable as error:
            form.add_error("sheet", str(error))
        else:
            return redirect("signatories_import", import_id=one.pk)
    return in_and_out_page(request, page, {"form": form})


def in_and_out_page(request: HttpRequest, page: SignablePage, more: dict[str, Any]) -> HttpResponse:
    """Show the screen; `more` is what one of its parts has to say now."""
    every = SheetImport.objects.filter(page_id=page.pk).select_related("created_by")
    imports = list(every.defer("content"))
    exported = ContactExport.objects.filter(page_id=page.pk).select_related("created_by")
    exports, now = exported[:20], timezone.now()
    context = {
        "letter": page,
        "header_title": "In and out",
        "breadcrumbs_items": trail(page, "In and out"),
        "form": SheetForm(),
        "waiting": [one for one in imports if one.status in _WAITING],
        "past": [one for one in imports if one.status not in _WAITING],
        "export_form": ExportForm(),
        "key_form": KeyForm(),
        "keys": OsdiKey.objects.filter(page_id=page.pk).select_related("created_by"),
        "exports": [(one, one.is_open(now)) for one in exports],
        **more,
    }
    response = render(request, "signatories/admin/in_and_out.html", context)
    response["Cache-Control"] = "no-store"
    return response
