"""What visitors are asked: a mailbox for updates."""

from __future__ import annotations

from privacy.answers import Answer, PublicForm, address_rule


class FollowForm(PublicForm):
    """Where updates are to go."""

    email = Answer(
        address_rule,
        missing="Enter your email address, so that we can send you the link to confirm",
        label="Your email",
        help_text="Used for this campaign’s updates alone. Nothing is sent before you confirm.",
    )
