"""What somebody says who wants contacts, or a key for another system."""

from __future__ import annotations

from typing import Any

from django import forms

from signatories.exporting import LONGEST_REASON
from signatories.models import ContactExport
from signatories.osdi_records import LABEL_LIMIT


class ExportForm(forms.Form):
    """Whose contacts, as what, and why."""

    reason = forms.CharField(
        max_length=LONGEST_REASON,
        label="What they are for",
        help_text="Such as: tell the signers where the press conference is.",
    )
    which = forms.ChoiceField(choices=ContactExport.Which.choices, label="Whose")
    file_format = forms.ChoiceField(choices=ContactExport.Format.choices, label="As")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].error_messages["required"] = "Say what the contacts are for."


class KeyForm(forms.Form):
    """Who gets a key."""

    label = forms.CharField(
        max_length=LABEL_LIMIT,
        label="Which system gets it",
        error_messages={"required": "Say which system gets the key."},
    )
