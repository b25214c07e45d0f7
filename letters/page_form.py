"""The form of a letter in the admin: what must stand before it may be published."""

from __future__ import annotations

import copy
from hashlib import sha256
from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm

from letters.text import letter_text, misaddressed
from signatories.models import SignedText
from signatories.services import digests_counting_for, standing_for


class LetterPageForm(WagtailAdminPageForm):
    """Drafts may lack anything; what is published has addressees, text, and the words signed."""

    def is_valid(self) -> bool:
        """Return whether it may be saved, and if it is to be published, whether it may be that."""
        if not super().is_valid():
            return False
        if self.data.get("action-publish"):
            for field, sentence in what_is_missing(self._letter()).items():
                self.add_error(field, sentence)
        return not self.errors

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        soft, hard = cleaned.get("soft_deadline"), cleaned.get("hard_deadline")
        opens = cleaned.get("sign_on_opens_at")
        if soft and hard and hard < soft:
            self.add_error("hard_deadline", "The last moment to sign is before the soft deadline.")
        if opens and hard and hard <= opens:
            self.add_error("hard_deadline", "The last moment to sign is before signing opens.")
        return cleaned

    def _letter(self) -> Any:
        """Return the letter as it would be saved, without touching the one in the form."""
        letter = copy.copy(self.instance)
        letter._cluster_related_objects = {}
        for name, formset in self.formsets.items():
            if not formset.can_order:  # comments: no part of the letter
                continue
            kept = [form for form in formset.ordered_forms if form.instance]
            setattr(letter, name, [copy.copy(form.instance) for form in kept])
        return letter


def what_is_missing(letter: Any) -> dict[str | None, str]:
    """Return why `letter` can't be published, by field (None: the whole); empty if it can be.

    Costs at most four queries of its own.
    """
    document = letter_text(letter)
    reasons: dict[str | None, str] = {}
    if not document.body:
        reasons["body"] = "A letter is published with its text. Write it here."
    if not document.addressees:
        reasons[None] = "A letter is published with its addressees. Add at least one."
    elif problems := misaddressed(letter):
        reasons["body"] = " ".join(problems)
    return reasons


def standing_under_other_words(letter: Any) -> int:
    """Return how many stand under the text in force while `letter` says other words.

    0 also where somebody declared that change editorial.
    """
    if letter.pk is None:
        return 0
    in_force = SignedText.objects.filter(page_id=letter.pk, in_force=True).first()
    digest = sha256(letter.signable_text().encode()).hexdigest()
    if in_force is None or in_force.sha256 == digest:
        return 0
    if in_force.sha256 in digests_counting_for(letter.pk, digest):
        return 0
    count: int = standing_for(in_force.sha256, letter.pk).count()
    return count
