"""The reviewer's screens for declining many requests at once, and for taking that back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.models import Page

from signatories import bulk_deciding as bulk
from signatories.models import BulkDecision, SignOn

AT_ONCE = timedelta(seconds=4)  # of work in one request; a worker does the rest
SHOWN = 10  # earlier decisions


class CriteriaForm(forms.Form):
    """What the sign-ons have in common."""

    page = forms.ModelChoiceField(Page.objects.none(), label="Letter")
    status = forms.ChoiceField(
        choices=[
            (SignOn.Status.VERIFIED.value, "Waiting for review"),
            (SignOn.Status.APPROVED.value, "Approved, and found to be false"),
        ],
        label="Those that are",
    )
    words = forms.CharField(required=False, max_length=200, label="Words in the name")
    website_domain = forms.CharField(required=False, max_length=253, label="Domain of the website")
    mailbox_domain = forms.CharField(required=False, max_length=253, label="Domain of the mailbox")
    kind = forms.ChoiceField(required=False, choices=[("", "Any"), *SignOn.Kind.choices])
    source = forms.ChoiceField(required=False, choices=[("", "Any"), *SignOn.Source.choices])
    since = forms.DateField(required=False, label="Sent on or after", widget=forms.DateInput)
    until = forms.DateField(required=False, label="Sent on or before", widget=forms.DateInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pages: Any = self.fields["page"]
        pages.queryset = Page.objects.filter(sign_ons__isnull=False).distinct().order_by("title")
        for name in ("since", "until"):
            self.fields[name].widget.input_type = "date"

    def criteria(self) -> bulk.Criteria:
        """Return the answers of a valid form."""
        said = dict(self.cleaned_data)
        days = {name: said[name].isoformat() if said[name] else "" for name in ("since", "until")}
        return bulk.Criteria(page_id=said.pop("page").pk, **{**said, **days})


def _reviewer(request: HttpRequest) -> User:
    """Return who decides; 403 for anybody else."""
    user = request.user
    if not isinstance(user, User) or not user.has_perm("signatories.change_signon"):
        raise PermissionDenied
    return user


def _trail(last: str) -> list[dict[str, str]]:
    name = SignOn.snippet_viewset.get_url_name("list")  # type: ignore[attr-defined]
    return [{"url": reverse(name), "label": "Review"}, {"url": "", "label": last}]


@never_cache
@require_http_methods(["GET", "POST"])
def together(request: HttpRequest) -> HttpResponse:
    """Ask what they have in common, show whom that means, then decline exactly those."""
    by = _reviewer(request)
    asked = request.POST if request.method == "POST" else request.GET
    form = CriteriaForm(asked or None, initial={"status": "verified"})
    context: dict[str, Any] = {
        "form": form,
        "header_title": "Decline together",
        "breadcrumbs_items": _trail("Decline together"),
        "reason": request.POST.get("reason", ""),
        "earlier": BulkDecision.objects.select_related("page", "made_by")[:SHOWN],
        "most_told": bulk.MOST_TOLD,
    }
    if asked and form.is_valid():
        try:
            if request.method == "POST":
                return _begun(request, form.criteria(), by)
        except bulk.BulkRefused as refusal:
            form.add_error(None, str(refusal))
        try:
            context["preview"] = bulk.preview(form.criteria())
        except bulk.BulkRefused as refusal:
            if not form.non_field_errors():
                form.add_error(None, str(refusal))
    return render(request, "signatories/admin/together.html", context)


def _begun(request: HttpRequest, criteria: bulk.Criteria, by: User) -> HttpResponse:
    expected = request.POST.get("expected", "")
    begun = bulk.begin(
        criteria=criteria,
        reason=request.POST.get("reason", ""),
        expected=int(expected) if expected.isdecimal() and len(expected) < 10 else 0,
        by=by,
        now=timezone.now(),
        tells=bool(request.POST.get("tells")),
    )
    return _worked_on(begun.pk)


def _worked_on(decision_id: int) -> HttpResponse:
    until = timezone.now() + AT_ONCE
    bulk.carry_on(decision_id=decision_id, clock=timezone.now, until=until)
    return redirect("bulk_decision", decision_id=decision_id)


@never_cache
@require_http_methods(["GET", "POST"])
def decision(request: HttpRequest, decision_id: int) -> HttpResponse:
    """How far one bulk decision is; POST goes on with it, or takes it back."""
    by = _reviewer(request)
    one = get_object_or_404(BulkDecision.objects.select_related("page"), pk=decision_id)
    if request.method == "POST":
        if "undo" in request.POST and not bulk.undo(decision_id=one.pk, by=by, now=timezone.now()):
            messages.warning(request, "Somebody has undone it already, or it isn’t finished.")
        return _worked_on(one.pk)
    counts = bulk.counted(one)
    unfinished = one.state in (one.State.DECLINING, one.State.UNDOING)
    left = counts["chosen"] if one.state == one.State.DECLINING else counts["declined"]
    total = sum(counts.values())
    context = {
        "one": one,
        "counts": counts,
        "total": total,
        "left": left if unfinished else 0,
        "done": total - left,
        "unfinished": unfinished,
        "header_title": "Declined together",
        "breadcrumbs_items": _trail("Declined together"),
    }
    return render(request, "signatories/admin/together_done.html", context)
