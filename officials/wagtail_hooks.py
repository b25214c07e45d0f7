"""Where this room meets Wagtail: its screens, and the names of its audit lines."""

from __future__ import annotations

from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

LOG_ACTIONS = {
    "officials.mark_inactive": ("Mark inactive", "Out of office"),
    "officials.mark_active": ("Mark active", "In office again"),
    "officials.stop_channel": ("Stop address", "An address is used no more"),
    "officials.use_channel": ("Use address again", "A stopped address is used again"),
}


@hooks.register("register_log_actions")
def register_log_actions(registry: LogActionRegistry) -> None:
    """Name the audit lines."""
    for key, (label, message) in LOG_ACTIONS.items():
        registry.register_action(key, label, message)
