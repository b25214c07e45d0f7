"""What delivery adds to the admin: the outbox, the local mailbox, a notice while mail is paused."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from delivery import local_mailbox, views
from delivery.models import OutboundMessage, SendingPause
from delivery.viewsets import (
    CancelMessages,
    HoldMessages,
    LedgerPolicy,
    OutboundMessageViewSet,
    ResumeMessages,
)

register_permission_policy(OutboundMessage, LedgerPolicy(OutboundMessage))
register_snippet(OutboundMessageViewSet)
for action in (ResumeMessages, HoldMessages, CancelMessages):
    hooks.register("register_bulk_action", action)

mailbox_urls: list[URLPattern | URLResolver] = [
    path("", views.mailbox, name="mailbox"),
    path("<str:name>/", views.mail, name="mail"),
    path("<str:name>/files/<int:number>/", views.mail_attachment, name="mail_attachment"),
]
admin_urls: list[URLPattern | URLResolver] = [
    path("mailbox/", include(mailbox_urls)),
    path("sending/<int:pause_id>/resume/", views.end_pause, name="end_pause"),
]


@hooks.register("register_admin_urls")
def add_urls() -> list[URLPattern | URLResolver]:
    return [path("delivery/", include((admin_urls, "delivery_admin")))]


@hooks.register("register_permissions")
def add_permissions() -> QuerySet[Permission]:
    """Let groups be given the two rights that the outbox knows: to see it and to act in it."""
    return Permission.objects.filter(
        content_type__app_label="delivery",
        codename__in=["view_outboundmessage", "change_outboundmessage"],
    )


class MailboxItem(MenuItem):
    """Shown to who may see the outbox, while mail goes to the folder."""

    def is_shown(self, request: HttpRequest) -> bool:
        return local_mailbox.in_use() and request.user.has_perm(views.SEE)


@hooks.register("register_admin_menu_item")
def add_mailbox() -> MenuItem:
    return MailboxItem(
        "Local mailbox", reverse("delivery_admin:mailbox"), icon_name="mail", order=801
    )


class PausedPanel(Component):
    """Says that no mail goes out, why, and offers the button to end it."""

    name = "mail_paused"
    template_name = "delivery/admin/paused_panel.html"
    order = 10

    def __init__(self, pause: SendingPause, *, may_act: bool) -> None:
        self.pause, self.may_act = pause, may_act

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {
            "pause": self.pause,
            "may_act": self.may_act,
            "request": parent_context["request"],
            "csrf_token": parent_context.get("csrf_token"),
        }


@hooks.register("construct_homepage_panels")
def say_that_mail_is_paused(request: HttpRequest, panels: list[Component]) -> None:
    """Tell everybody who signs in: whoever sends a letter now has to know that it waits."""
    for pause in SendingPause.objects.filter(ended_at=None):
        panels.append(PausedPanel(pause, may_act=views.may_end(request.user, pause)))


@hooks.register("register_log_actions")
def name_actions(actions: Any) -> None:
    actions.register_action("delivery.resume", "Send again", "Queued the message again")
    actions.register_action("delivery.hold", "Hold", "Held the message")
    actions.register_action("delivery.cancel", "Cancel", "Cancelled the message")
    actions.register_action("delivery.end_pause", "Resume sending", "Let mail go out again")
