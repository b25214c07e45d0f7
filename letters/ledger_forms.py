"""The forms of the ledger: what a person writes down of a delivery or an answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from letters.ledger import BY_PERSON, WayFacts
from letters.models import Dispatch, Response
from letters.proofs import MOST_BYTES, CheckedFile, UnusableProof, checked

_FILE = "PDF, Word, plain text or a picture, up to 10 MB. Only staff can download it."


class Day(forms.DateInput):
    """A day, picked with the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class CheckedFileField(forms.FileField):
    """Cleans to a `CheckedFile`: what it is, its bytes say."""

    def clean(self, data: Any, initial: Any = None) -> CheckedFile | None:
        upload = super().clean(data, initial)
        if not isinstance(upload, UploadedFile):
            return None
        if (upload.size or 0) > MOST_BYTES:
            raise forms.ValidationError("The file is larger than 10 MB. Scan it anew.")
        try:
            return checked(upload.name or "", upload.read())
        except UnusableProof as error:
            raise forms.ValidationError(str(error)) from error


class WayForm(forms.Form):
    """What became of one way, with the proof."""

    sent_on = forms.DateField(label="Sent on", required=False, widget=Day)
    delivered_on = forms.DateField(label="Delivered on", required=False, widget=Day)
    failed_on = forms.DateField(label="Came back on", required=False, widget=Day)
    reference = forms.CharField(label="Number of the receipt", required=False, max_length=120)
    note = forms.CharField(label="How it is known", required=False, max_length=300)
    proof = CheckedFileField(label="Scan or receipt", required=False, help_text=_FILE)

    def facts(self) -> WayFacts:
        names = ("sent_on", "delivered_on", "failed_on", "reference", "note")
        return WayFacts(**{name: self.cleaned_data[name] for name in names})


class NewWayForm(WayForm):
    """One more channel to an addressee."""

    channel = forms.ChoiceField(
        choices=[one for one in Dispatch.Channel.choices if one[0] in BY_PERSON]
    )
    field_order = ("channel",)


class ResponseForm(forms.Form):
    """An answer that came on paper, by telephone or elsewhere."""

    kind = forms.ChoiceField(
        label="What it is",
        choices=[one for one in Response.Kind.choices if one[0] != Response.Kind.UNREAD],
    )
    received_on = forms.DateField(label="Came on", widget=Day)
    summary = forms.CharField(label="What they say", required=False, max_length=500)
    document = CheckedFileField(label="The answer itself", required=False, help_text=_FILE)


class ReadingForm(forms.Form):
    """What a person finds an answer to be."""

    kind = ResponseForm.base_fields["kind"]
    summary = ResponseForm.base_fields["summary"]


class FollowUpForm(forms.Form):
    """Until when an answer is expected, and whether the public reads of it."""

    follow_up_on = forms.DateField(label="An answer is expected by", required=False, widget=Day)
    shown = forms.BooleanField(label="Say on the letter’s page what became of it", required=False)
