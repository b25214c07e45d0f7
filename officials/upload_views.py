"""The organizer's own list comes in: upload, look at the difference, import."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from officials import own_uploads
from officials.models import Official
from officials.own_uploads import MAX_BYTES, Upload, UploadLost
from officials.plans import Plan
from officials.records import SourceUnreadable

MAY = "officials.add_official"
SHOWN = 300  # changes on the page
CHANGED_MEANWHILE = (
    "Somebody changed the record after you looked. This is what the import would do now."
)


class UploadForm(forms.Form):
    """The file."""

    sheet = forms.FileField(
        label="List",
        help_text="CSV or XLSX, 1 MB at most. The columns name, role, body and email are enough.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,text/csv"}),
    )

    def clean_sheet(self) -> Any:
        sheet = self.cleaned_data["sheet"]
        if sheet.size > MAX_BYTES:
            raise forms.ValidationError(
                f"The list has {sheet.size:,} bytes; {MAX_BYTES:,} can be uploaded. A longer one "
                "is imported by the command import_officials."
            )
        return sheet


class ApplyForm(forms.Form):
    """What is to become of the list that was looked at."""

    carried = forms.CharField(widget=forms.HiddenInput)
    leaving = forms.BooleanField(
        required=False,
        label="People of these bodies who are on record and not in the list have left",
    )
    list_name = forms.CharField(
        required=False,
        max_length=250,
        label="Also make a target list of these people, called",
    )


@never_cache
@permission_required(MAY, raise_exception=True)
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Ask for a list, show what it would change, and import it as it was shown."""
    if "carried" in request.POST:
        return _apply(request)
    form = UploadForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        sheet = form.cleaned_data["sheet"]
        try:
            return _preview(request, own_uploads.received(sheet.name, sheet.read()))
        except SourceUnreadable as error:
            form.add_error("sheet", str(error))
    return render(request, "officials/admin/upload.html", {"form": form, **_header()})


def _apply(request: HttpRequest) -> HttpResponse:
    form = ApplyForm(request.POST)
    try:
        if not form.is_valid():
            raise UploadLost("The name of the target list is too long, or the list was lost.")
        given = own_uploads.unpacked(form.cleaned_data["carried"])
        wanted = Upload(given.name, given.content, form.cleaned_data["leaving"], given.seen)
        if "again" in request.POST or wanted.leaving != given.leaving:
            return _preview(request, wanted, form.cleaned_data["list_name"])
        done = own_uploads.import_upload(
            wanted,
            now=timezone.now(),
            by=request.user,  # type: ignore[arg-type]
            list_name=form.cleaned_data["list_name"],
        )
    except (UploadLost, SourceUnreadable) as error:
        messages.error(request, str(error))
        return redirect("officials_upload")
    if done is None:
        messages.warning(request, CHANGED_MEANWHILE)
        return _preview(request, wanted, form.cleaned_data["list_name"])
    messages.success(request, _done(done))
    return redirect(_index())


def _preview(request: HttpRequest, given: Upload, list_name: str = "") -> HttpResponse:
    plan = own_uploads.plan_of(given, now=timezone.now())
    carried = Upload(given.name, given.content, given.leaving, plan.digest).packed()
    form = ApplyForm(initial={"carried": carried, "leaving": given.leaving, "list_name": list_name})
    context = {
        "form": form,
        "plan": plan,
        "name": given.name,
        "people": len(plan.dataset.people),
        "unchanged": _unchanged(plan),
        "changes": plan.changes[:SHOWN],
        "more": max(0, len(plan.changes) - SHOWN),
        **_header(),
    }
    return render(request, "officials/admin/preview.html", context)


def _unchanged(plan: Plan) -> int:
    named = sum(plan.counts[f"official {verb}"] for verb in ("new", "changed", "back"))
    return len(plan.dataset.people) - named


def _done(plan: Plan) -> str:
    counts = [(plan.counts[f"official {v}"], v) for v in ("new", "changed", "left", "back")]
    said = ", ".join(f"{number} {verb}" for number, verb in counts if number)
    return f"Imported: {said}." if said else "Nothing has changed: all of it was on record."


def _header() -> dict[str, Any]:
    trail = [{"url": _index(), "label": "Officials"}, {"url": "", "label": "Upload a list"}]
    return {"header_title": "Upload a list", "breadcrumbs_items": trail}


def _index() -> str:
    viewset = Official.snippet_viewset
    return reverse(viewset.get_url_name("list"))
