"""What may be done with many officials at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from officials import services
from officials.models import Official, TargetList


class ReasonForm(forms.Form):
    """Why they are out of office."""

    reason = forms.CharField(
        max_length=services.MAX_REASON,
        help_text="Such as: lost the election. It stands in the record.",
    )


class ListForm(forms.Form):
    """Which list they are added to."""

    target_list = forms.ModelChoiceField(
        TargetList.objects.none(), label="A list of yours", required=False, empty_label="A new one"
    )
    name = forms.CharField(label="Name of the new list", max_length=250, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["target_list"]
        chosen.queryset = TargetList.objects.filter(source="hand", is_active=True)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("target_list") and not cleaned.get("name", "").strip():
            raise forms.ValidationError("Choose a list, or give a new one its name.")
        return cleaned


class _OfficialsAction(SnippetBulkAction):
    """What these share: whose they are, and the page that asks once more."""

    models: ClassVar = [Official]
    template_name = "officials/admin/bulk.html"
    explains = ""

    @classmethod
    def get_queryset(cls, model: type[Official], object_ids: Sequence[int]) -> Any:
        return Official.objects.filter(pk__in=object_ids)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "heading": self.aria_label, "explains": self.explains}

    def may_change(self) -> bool:
        return bool(self.permission_policy.user_has_permission(self.request.user, "change"))

    @classmethod
    def execute_action(cls, objects: Sequence[Official], **kwargs: Any) -> tuple[int, int]:
        action = kwargs["self"]
        ids = [official.pk for official in objects]
        done = action.decide(ids, action.cleaned_form.cleaned_data)
        return done, len(ids) - done

    def decide(self, ids: list[int], answers: dict[str, Any]) -> int:
        """Call the service; return how many officials it changed."""
        raise NotImplementedError


class MarkInactive(_OfficialsAction):
    """Take people for out of office."""

    display_name = "Mark inactive"
    action_type = "mark_inactive"
    aria_label = "Mark the chosen officials as out of office"
    explains = "They stay on record, are on no list and are not written to. It can be taken back."
    action_priority = 20
    classes: ClassVar = {"serious"}
    form_class = ReasonForm

    def check_perm(self, official: Official) -> bool:
        return self.may_change() and official.is_active

    def decide(self, ids: list[int], answers: dict[str, Any]) -> int:
        return services.mark_inactive(
            ids=ids, reason=answers["reason"], by=self.request.user, now=timezone.now()
        )

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        return f"{num_parent_objects} marked as out of office."


class MarkActive(_OfficialsAction):
    """Take people for in office again."""

    display_name = "Mark active"
    action_type = "mark_active"
    aria_label = "Mark the chosen officials as in office"
    explains = "They can be written to again. The next import may know better."
    action_priority = 30
    form_class = forms.Form

    def check_perm(self, official: Official) -> bool:
        return self.may_change() and not official.is_active

    def decide(self, ids: list[int], answers: dict[str, Any]) -> int:
        return services.mark_active(ids=ids, by=self.request.user, now=timezone.now())

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        return f"{num_parent_objects} marked as in office."


class AddToList(_OfficialsAction):
    """Put people on a target list."""

    display_name = "Add to a list"
    action_type = "add_to_list"
    aria_label = "Add the chosen officials to a target list"
    action_priority = 10
    form_class = ListForm

    def check_perm(self, official: Official) -> bool:
        return bool(self.request.user.has_perm("officials.change_targetlist"))

    def decide(self, ids: list[int], answers: dict[str, Any]) -> int:
        return services.add_to_list(
            ids=ids,
            target_list=answers["target_list"],
            name=answers["name"],
            by=self.request.user,
            now=timezone.now(),
        )

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        before = f" {num_child_objects} were on it before." if num_child_objects else ""
        return f"{num_parent_objects} added to the list.{before}"
