"""The outbox as staff see it: what became of each mail, and the few things a person may do."""

from __future__ import annotations

from typing import Any, ClassVar

from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.log_actions import log
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction
from wagtail.snippets.views.snippets import IndexView, InspectView, SnippetViewSet

from delivery import services
from delivery.models import OutboundMessage


def _why(message: OutboundMessage, waits: str) -> str:
    """Why it waits, else what went wrong."""
    said = [waits, message.error if message.error not in waits else ""]
    return "; ".join(part for part in said if part)


class LedgerPolicy(ModelPermissionPolicy):
    """Rows are written by the services: people look at them, and act by bulk actions only."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and bool(super().user_has_permission(user, action))


class MessageIndexView(IndexView):
    """The list; why each message waits is asked for once for all that are shown."""

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        shown = list(context["object_list"])
        waits = services.why_each_waits(shown, now=timezone.now())
        for message in shown:
            message.why = _why(message, waits[message.pk])
        return context


class MessageInspectView(InspectView):
    """One message: its way, its events; never its text."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["waits"] = services.why_waiting(self.object, now=timezone.now())
        context["events"] = self.object.events.all()
        context["files"] = self.object.files.select_related("attachment").defer(
            "attachment__content"
        )
        return context


class OutboundMessageViewSet(SnippetViewSet):
    """List with filters by status and kind; recipients are masked."""

    model = OutboundMessage
    icon = "mail"
    menu_label = "Outbox"
    menu_name = "outbox"
    menu_order = 800
    add_to_admin_menu = True
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = MessageIndexView
    inspect_view_class = MessageInspectView
    inspect_template_name = "delivery/admin/message_inspect.html"
    inspect_view_fields: ClassVar = [
        "kind",
        "status",
        "masked_to",
        "key",
        "created_at",
        "not_before",
        "attempts",
        "handed_over_at",
        "accepted_at",
        "provider",
        "provider_message_id",
        "error",
        "erased_at",
    ]
    list_filter: ClassVar = ["status", "kind"]
    list_per_page = 50
    search_fields: ClassVar = ["key"]

    @property
    def list_display(self) -> list[Column]:
        return [
            TitleColumn("__str__", label="Message", get_url=self._inspect_url),
            Column("get_kind_display", label="Kind", sort_key="kind"),
            Column("masked_to", label="To"),
            Column("get_status_display", label="Status", sort_key="status"),
            Column("why", label="Why"),
            DateColumn("updated_at", label="Changed", sort_key="updated_at"),
        ]

    def _inspect_url(self, message: OutboundMessage) -> str:
        return reverse(self.get_url_name("inspect"), args=[message.pk])


class _MessageAction(SnippetBulkAction):
    """A person's step for many messages at once; each changed row gets its audit line."""

    models: ClassVar = [OutboundMessage]
    template_name = "delivery/admin/confirm_bulk_step.html"
    aria_label = ""
    sentence = ""
    done = ""

    def check_perm(self, snippet: OutboundMessage) -> bool:
        return bool(self.request.user.has_perm("delivery.change_outboundmessage"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "action_label": self.display_name, "sentence": self.sentence}

    @classmethod
    def step(cls, pk: int) -> int:
        raise NotImplementedError

    @classmethod
    def execute_action(cls, objects: Any, user: Any = None, **kwargs: Any) -> tuple[int, int]:
        changed = 0
        for message in objects:
            if cls.step(message.pk):
                log(message, f"delivery.{cls.action_type}", user=kwargs["self"].request.user)
                changed += 1
        return changed, 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        left = len(self.actionable_objects) - num_parent_objects
        rest = f" {left} left as they were." if left else ""
        return f"{num_parent_objects} {self.done}.{rest}"


class ResumeMessages(_MessageAction):
    display_name = "Send again"
    action_type = "resume"
    aria_label = "Queue the selected messages again"
    sentence = (
        "Held, uncertain and failed messages are queued again. An uncertain one may have arrived: "
        "its recipient may then get a second copy."
    )
    done = "queued again"

    @classmethod
    def step(cls, pk: int) -> int:
        return services.resume(ids=[pk], now=timezone.now())


class HoldMessages(_MessageAction):
    display_name = "Hold"
    action_type = "hold"
    aria_label = "Hold the selected messages"
    sentence = "Queued messages stay here until somebody sends them again."
    done = "held"

    @classmethod
    def step(cls, pk: int) -> int:
        return services.hold(ids=[pk], now=timezone.now())


class CancelMessages(_MessageAction):
    display_name = "Cancel"
    action_type = "cancel"
    aria_label = "Cancel the selected messages"
    classes: ClassVar = {"serious"}
    sentence = "Messages that have not gone out never will."
    done = "cancelled"

    @classmethod
    def step(cls, pk: int) -> int:
        return services.cancel(ids=[pk], now=timezone.now())
