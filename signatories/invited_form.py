"""The answers of an invited organization: the sign-on form at its link, a board's day, a reason."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from privacy.answers import Answer, address_rule
from signatories.forms import SignOnForm
from signatories.models import Invitation


class InvitedForm(SignOnForm):
    """The sign-on form at a personal link: without an address, the mailbox that was invited."""

    contact_email = Answer(
        address_rule, label="Your email at the organization, if it is another one"
    )

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        kwargs.setdefault("initial", _known(invitation))
        super().__init__(*args, **kwargs)
        self.invitation = invitation
        # The link may have been passed on, so the address itself isn't shown.
        self.fields["contact_email"].help_text = (
            f"Leave it empty to sign at the address at {invitation.mailbox_domain} to which we "
            "sent the invitation."
        )

    def clean_contact_email(self) -> str:
        """Return the address that was typed, or that of the invitation."""
        address: str = self.cleaned_data["contact_email"] or self.invitation.email
        if not address:  # the invitation's own was erased
            raise forms.ValidationError("Enter your email address")
        return address


def _known(invitation: Invitation) -> dict[str, str]:
    """Return what is on record of the organization; nothing of its people."""
    known = {"kind": "organization", "organization": invitation.name}
    record = invitation.organization
    if record is None:
        return known
    return {
        **known,
        "website": record.website,
        "scope": record.scope,
        "country": record.country,
        "region": record.region,
    }


def board_day(typed: str) -> date:
    """Return the day that was typed into the form.

    Raises:
        ValueError: with a sentence for the person.
    """
    try:
        return date.fromisoformat(typed.strip())
    except ValueError as error:
        raise ValueError("Enter the day of the next meeting, such as 2026-12-01.") from error


class InviteForm(forms.Form):
    """Whom an organizer asks: typed lines, a sheet, or the signatories of an earlier letter."""

    lines = forms.CharField(required=False, max_length=400_000, widget=forms.Textarea)
    sheet = forms.FileField(required=False, max_length=200)
    earlier = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, earlier: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["earlier"] = forms.ChoiceField(
            required=False, choices=[("", "None"), *earlier], label="Signatories of"
        )
        self.fields["lines"].label = "One organization on each line"
        self.fields["lines"].help_text = "Such as: Harbor Rights League, office@harbor.example"
        self.fields["sheet"].label = "Or a sheet"
        self.fields[
            "sheet"
        ].help_text = "CSV or XLSX with the columns Organization and Email, and perhaps Contact."
        self.fields[
            "earlier"
        ].help_text = "Asks those who signed it, as long as their contacts may be kept."

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not any(cleaned.get(name) for name in ("lines", "sheet", "earlier")):
            raise forms.ValidationError("Say whom to ask: type lines, or choose a sheet or letter.")
        return cleaned
