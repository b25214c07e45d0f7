"""Where this room meets Wagtail: its screens, and the names of its audit lines."""

from __future__ import annotations

from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from officials import upload_views
from officials.bulk_actions import AddToList, MarkActive, MarkInactive
from officials.list_viewsets import OfficialsGroup
from officials.models import Body, District, ImportRun, Official
from officials.viewsets import NeverDeleted, ReadOnly

for kept in (Official, Body, District):
    register_permission_policy(kept, NeverDeleted(kept))
register_permission_policy(ImportRun, ReadOnly(ImportRun))
register_snippet(OfficialsGroup)
for action in (AddToList, MarkInactive, MarkActive):
    hooks.register("register_bulk_action", action)

LOG_ACTIONS = {
    "officials.mark_inactive": ("Mark inactive", "Out of office"),
    "officials.mark_active": ("Mark active", "In office again"),
    "officials.stop_channel": ("Stop address", "An address is used no more"),
    "officials.add_to_list": ("Add to list", "People were added"),
    "officials.use_channel": ("Use address again", "A stopped address is used again"),
}


@hooks.register("register_log_actions")
def register_log_actions(registry: LogActionRegistry) -> None:
    """Name the audit lines."""
    for key, (label, message) in LOG_ACTIONS.items():
        registry.register_action(key, label, message)


@hooks.register("register_admin_urls")
def upload_urls() -> list[URLPattern]:
    """Where an own list comes in."""
    return [path("officials/upload/", upload_views.upload, name="officials_upload")]
