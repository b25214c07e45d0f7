"""The registry in the admin: organizations with all they signed, merges, logos."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet
from wagtail.snippets.views.snippets import InspectView, SnippetViewSet

from signatories import registry
from signatories.duplicate_search import find_organizations
from signatories.logo_review import hide_logo, show_logo
from signatories.models import Organization, OrganizationLogo, OrganizationMerge
from signatories.registry import MergeRefused

MOST_MERGED = 10  # records at once


class MergePolicy(ModelPermissionPolicy):
    """Merges are made and undone by their own buttons, never edited."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Return whether `user` may look, or undo ("change")."""
        return action not in ("add", "delete") and super().user_has_permission(user, action)


class OrganizationInspectView(InspectView):
    """All that is known of one organization; a POST decides on a logo."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show or hide the logo that a button named."""
        if not self.user_has_permission("change"):
            raise PermissionDenied
        wanted = request.POST.get("logo", "")
        mine = OrganizationLogo.objects.filter(pk=wanted) if wanted.isdigit() else None
        known = [logo.pk for logo in _logos(self.object)]
        if mine and mine[0].pk in known:
            decide = hide_logo if "hide" in request.POST else show_logo
            decide(logo_id=mine[0].pk, by=self.request.user, now=timezone.now())
        return redirect(request.path)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        organization: Organization = self.object
        alike = find_organizations(organization.name, organization.website_domain, 6)
        sign_ons = organization.sign_ons.select_related("page", "signed_text", "decided_by")
        return {
            **context,
            "organization": organization,
            "names": organization.names.all(),
            "merges": organization.merges_here.select_related("source", "merged_by"),
            "chapters": organization.chapters.current(),
            "sign_ons": sign_ons,
            "alike": [m for m in alike if m.candidate.ref[1] != organization.pk],  # type: ignore[index]
            "logos": [(logo, _as_data(logo)) for logo in _logos(organization)],
            "may_change": self.user_has_permission("change"),
        }


def _logos(organization: Organization) -> list[OrganizationLogo]:
    """Return its logos, those that came with its sign-ons before it was on record too."""
    own = OrganizationLogo.objects.filter(organization=organization)
    sent = OrganizationLogo.objects.filter(sign_on__organization=organization)
    return list((own | sent).distinct().order_by("-uploaded_at", "-pk"))


def _as_data(logo: OrganizationLogo) -> str:
    """Return the picture as an address that nobody else can open."""
    return f"data:image/png;base64,{b64encode(bytes(logo.content)).decode()}"


class _CurrentOnly:
    """Offers no record that was merged into another."""

    def get_object_list(self) -> Any:
        return Organization.objects.current()


class OrganizationChooseView(_CurrentOnly, ChooseView):
    pass


class OrganizationChooseResultsView(_CurrentOnly, ChooseResultsView):
    pass


class OrganizationChooserViewSet(SnippetChooserViewSet):
    choose_view_class = OrganizationChooseView
    choose_results_view_class = OrganizationChooseResultsView


class OrganizationViewSet(SnippetViewSet):
    """Organizations on record."""

    model = Organization
    icon = "group"
    menu_label = "Organizations"
    menu_order = 130
    add_to_admin_menu = True
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_class = OrganizationInspectView
    inspect_template_name = "signatories/admin/organization.html"
    chooser_viewset_class = OrganizationChooserViewSet
    list_display: ClassVar = ["name", "website_domain", "scope", "country", "region", "parent"]
    list_filter: ClassVar = ["scope", "country"]
    search_fields: ClassVar = ["name", "website_domain", "names__name"]
    panels: ClassVar = [
        FieldPanel("name"),
        InlinePanel(
            "names",
            heading="Other names",
            label="Name",
            panels=[FieldPanel("name"), FieldRowPanel([FieldPanel("kind"), "language"])],
        ),
        "website",
        MultiFieldPanel([FieldPanel("scope"), FieldPanel("country"), "region"], heading="Works"),
        "parent",
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        """Those that weren't merged into another, each once however many names match a search."""
        return Organization.objects.current().select_related("parent").distinct()


class MergeForm(forms.Form):
    """Which of the records stays."""

    target = forms.ModelChoiceField(
        Organization.objects.none(),
        label="The record that stays",
        widget=forms.RadioSelect,
        empty_label=None,
        help_text="Everything that belongs to the others moves to it. It can be undone.",
    )


class MergeBulkAction(SnippetBulkAction):
    """Take several records for one organization."""

    models: ClassVar = [Organization]
    display_name = "Merge"
    action_type = "merge"
    aria_label = "Merge selected organizations"
    action_priority = 10
    template_name = "signatories/admin/merge.html"
    form_class = MergeForm
    refusal = ""

    @classmethod
    def get_queryset(cls, model: type[Organization], object_ids: Sequence[int]) -> Any:
        return Organization.objects.current().filter(pk__in=object_ids).order_by("pk")

    def check_perm(self, organization: Organization) -> bool:
        return bool(self.permission_policy.user_has_permission(self.request.user, "change"))

    def get_form(self, form_class: type[forms.Form] | None = None) -> forms.Form:
        form: forms.Form = super().get_form(form_class)
        chosen = self.get_actionable_objects()[0]
        target: Any = form.fields["target"]
        target.queryset = Organization.objects.filter(
            pk__in=[organization.pk for organization in chosen]
        )
        target.label_from_instance = _told_apart
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        chosen = [item["item"] for item in context["items"]]
        enough = 2 <= len(chosen) <= MOST_MERGED
        plans = [_plan(target, chosen) for target in chosen] if enough else []
        possible = any(plan.possible for plan in plans)
        facts = {"plans": plans, "possible": possible, "most": MOST_MERGED}
        return {**context, **facts, "heading": self.aria_label}

    @classmethod
    def execute_action(cls, objects: Sequence[Organization], **kwargs: Any) -> tuple[int, int]:
        action = kwargs["self"]
        target = action.cleaned_form.cleaned_data["target"]
        merged = 0
        for source in objects:
            if source.pk == target.pk or len(objects) > MOST_MERGED:
                continue
            try:
                registry.merge_organizations(
                    source=source.pk, target=target.pk, by=action.request.user, now=timezone.now()
                )
                merged += 1
            except MergeRefused as refusal:
                action.refusal = f" “{source}” stays as it was: {refusal}"
        return merged, len(objects) - merged - 1

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        return f"{num_parent_objects} merged.{self.refusal}"


def _told_apart(organization: Organization) -> str:
    """Return a name with its domain, for records that may be one often have one name."""
    domain = organization.website_domain
    return f"{organization} ({domain})" if domain else str(organization)


@dataclass(frozen=True, slots=True)
class Plan:
    """What happens if `target` stays: a line about each other record."""

    target: Organization
    lines: tuple[str, ...]
    possible: bool  # whether any of them can be merged into it


def _plan(target: Organization, chosen: Sequence[Organization]) -> Plan:
    told = [_line(source, target) for source in chosen if source.pk != target.pk]
    return Plan(target, tuple(line for line, _ in told), any(possible for _, possible in told))


def _line(source: Organization, target: Organization) -> tuple[str, bool]:
    """Return what would move, or why nothing can, and whether it can."""
    try:
        moved = registry.preview_merge(source=source.pk, target=target.pk)
    except MergeRefused as refusal:
        return f"“{source}” can't be merged into it. {refusal}", False
    counts = ", ".join(f"{number} {kind}" for kind, number in moved.counts) or "nothing"
    staying = f"; {moved.staying} that it has already stay behind" if moved.staying else ""
    return f"From “{source}” move: {counts}{staying}.", True


class MergeInspectView(InspectView):
    """One merge; a POST takes it back."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Undo it, or say why not."""
        if not self.user_has_permission("change"):
            raise PermissionDenied
        try:
            undone = registry.undo_merge(
                merge_id=self.object.pk, by=self.request.user, now=timezone.now()
            )
        except MergeRefused as refusal:
            messages.error(request, str(refusal))
        else:
            said = "The merge is undone." if undone else "Somebody undid it before."
            messages.success(request, said)
        return redirect(request.path)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        inspect = Organization.snippet_viewset.get_url_name("inspect")
        may_undo = self.user_has_permission("change") and self.object.undone_at is None
        target_url = reverse(inspect, args=[self.object.target_id])
        return {**context, "merge": self.object, "may_undo": may_undo, "target_url": target_url}


class MergeViewSet(SnippetViewSet):
    """Merges, the latest first: who, when, what, and a button to take each back."""

    model = OrganizationMerge
    icon = "history"
    menu_label = "Merges"
    menu_order = 131
    add_to_admin_menu = False
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_class = MergeInspectView
    inspect_template_name = "signatories/admin/merge_made.html"
    base_url_path = "organization-merges"
    panels: ClassVar[list[Any]] = []
    list_display: ClassVar = [
        "__str__",
        Column("moved_count", label="Rows"),
        Column("merged_by", label="By"),
        DateColumn("merged_at", label="Merged"),
        DateColumn("undone_at", label="Undone"),
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        return OrganizationMerge.objects.select_related("source", "target", "merged_by")
