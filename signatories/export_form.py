"""What somebody says who wants contacts."""

from __future__ import annotations

from typing import Any

from django import forms

from signatories.exporting import LONGEST_REASON
from signatories.models import ContactExport


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
