"""Decisions on many requests at once; each calls one service."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from signatories import services, status
from signatories.models import SignOn
from signatories.review import Review, reviews

MOST_JUDGED = 200  # sign-ons beside which their doubts are shown


class GroundForm(forms.Form):
    """On what ground names are approved."""

    ground = forms.CharField(
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For example: mailbox and website share a domain. Names from an import need one:"
        " you vouch for them. The signer can read it.",
    )


class ReasonForm(forms.Form):
    """Why requests are declined."""

    reason = forms.CharField(
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The signer reads this in a message.",
    )


class _Decision(SnippetBulkAction):
    """What the three decisions share: whose they are, and the page that asks once more."""

    models: ClassVar = [SignOn]
    template_name = "signatories/admin/decide.html"
    actionable: frozenset[str] = frozenset({status.VERIFIED})
    done_word = ""
    left_sentence = ""

    @classmethod
    def get_queryset(cls, model: type[SignOn], object_ids: Sequence[int]) -> Any:
        chosen = SignOn.objects.filter(pk__in=object_ids).select_related("page", "signed_text")
        return chosen.order_by("pk")

    def check_perm(self, sign_on: SignOn) -> bool:
        may = self.permission_policy.user_has_permission(self.request.user, "change")
        return bool(may and sign_on.status in self.actionable)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        chosen = [entry["item"] for entry in context["items"]]
        plan = [(sign_on, self.obstacle(sign_on)) for sign_on in chosen]
        changing = [sign_on for sign_on, why in plan if not why]
        doubts = self.doubts(changing)
        return {
            **context,
            "heading": self.aria_label,
            "done_word": self.done_word,
            "changing": [(sign_on, doubts.get(sign_on.pk)) for sign_on in changing],
            "staying": [(sign_on, why) for sign_on, why in plan if why],
            "unclear": len(doubts),
        }

    def obstacle(self, sign_on: SignOn) -> str:
        """Return why this one would be left as it is; "" if it would change."""
        return ""

    def doubts(self, changing: Sequence[SignOn]) -> dict[int, Review]:
        """Return what the page says beside those that a reviewer should look at once more."""
        return {}

    def decide(self, ids: list[int], answers: dict[str, str]) -> int:
        """Call the service; return how many sign-ons it changed."""
        raise NotImplementedError

    @classmethod
    def execute_action(cls, objects: Sequence[SignOn], **kwargs: Any) -> tuple[int, int]:
        action = kwargs["self"]
        ids = [sign_on.pk for sign_on in objects]
        done = action.decide(ids, action.cleaned_form.cleaned_data)
        return done, len(ids) - done

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        left = f" {num_child_objects} left as before: {self.left_sentence}"
        return f"{num_parent_objects} {self.done_word}." + (left if num_child_objects else "")


class ApproveBulkAction(_Decision):
    """Put names under their text."""

    display_name = "Approve"
    action_type = "approve"
    aria_label = "Approve selected sign-ons"
    action_priority = 10
    form_class = GroundForm
    done_word = "approved"
    left_sentence = (
        "the organization has signed already, the text has changed since,"
        " or an imported name needs a ground."
    )

    def obstacle(self, sign_on: SignOn) -> str:
        if not sign_on.signed_text.counts:
            return "its text has changed since; it can be approved once its signer agrees"
        return ""

    def doubts(self, changing: Sequence[SignOn]) -> dict[int, Review]:
        """Return what is known of each that has a note or that its mailbox doesn't speak for."""
        if len(changing) > MOST_JUDGED:
            return {}
        known = reviews(changing)
        return {
            one.pk: known[one.pk] for one in changing if one.review_note or not known[one.pk].ground
        }

    def decide(self, ids: list[int], answers: dict[str, str]) -> int:
        return services.approve_sign_ons(
            ids=ids, by=self.request.user, ground=answers["ground"], now=timezone.now()
        )


class DeclineBulkAction(_Decision):
    """Turn requests down."""

    display_name = "Decline"
    action_type = "decline"
    aria_label = "Decline selected sign-ons"
    action_priority = 20
    form_class = ReasonForm
    done_word = "declined"
    left_sentence = "somebody has decided on them."

    def decide(self, ids: list[int], answers: dict[str, str]) -> int:
        return services.decline_sign_ons(
            ids=ids, by=self.request.user, reason=answers["reason"], now=timezone.now()
        )


class WithdrawBulkAction(_Decision):
    """Take names away because their signers asked for it outside the site."""

    display_name = "Withdraw"
    action_type = "withdraw"
    aria_label = "Withdraw selected sign-ons"
    action_priority = 30
    classes: ClassVar = {"serious"}
    actionable = status.STANDING
    done_word = "withdrawn"
    left_sentence = "they were withdrawn or declined before."

    def decide(self, ids: list[int], answers: dict[str, str]) -> int:
        return services.withdraw_sign_ons(ids=ids, by=self.request.user, now=timezone.now())
