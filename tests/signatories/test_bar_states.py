"""S-04: whatever happens in whatever order, only legal states and only signed names."""

from __future__ import annotations

import contextlib
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as DatabaseTestCase
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from signatories import consents, desk, public_list, registry, services, status
from signatories.models import (
    Organization,
    OrganizationMerge,
    SignedText,
    SignOn,
    SignOnToken,
    TextChange,
)
from signatories.text_register import digests_counting_for
from tests.signatories.factories import NOW, a_letter, a_submission, mails, token_in

PICK = st.integers(min_value=0, max_value=9)
HOUR = timedelta(hours=1)


class SignOns(RuleBasedStateMachine):
    """One letter, a reviewer, and a handful of organizations that all act as they like."""

    @initialize()
    def begin(self) -> None:
        SignOn.objects.all().delete()
        self.page = a_letter()
        self.by = get_user_model().objects.create_user(f"ada{self.page.pk}")
        self.now = NOW
        self.before: dict[int, str] = {}
        self.words = 0

    def tick(self) -> Any:
        self.now += timedelta(minutes=2)
        return self.now

    def one(self, pick: int, *states: str) -> SignOn | None:
        found = SignOn.objects.filter(page_id=self.page.pk).order_by("pk")
        found = found.filter(status__in=states) if states else found
        return found[pick % len(found)] if found else None

    @rule(pick=PICK)
    def ask_to_sign(self, pick: int) -> None:
        changes = {"contact_email": f"m{pick}@quay{pick}.example", "organization": f"Quay {pick}"}
        submission = a_submission(self.page, website=f"https://quay{pick}.example", **changes)
        services.submit_sign_on(page=self.page, submission=submission, now=self.tick())

    @rule(pick=PICK)
    def confirm(self, pick: int) -> None:
        sent = [mail for mail in mails("confirm-sign-on") if "/confirm/" in mail.body_text]
        if sent:
            token = token_in(sent[pick % len(sent)], "confirm")
            services.confirm_sign_on(token=token, now=self.tick())

    @rule(pick=PICK)
    def approve(self, pick: int) -> None:
        if sign_on := self.one(pick):
            services.approve_sign_ons(ids=[sign_on.pk], by=self.by, ground="known", now=self.tick())

    @rule(pick=PICK)
    def decline(self, pick: int) -> None:
        if sign_on := self.one(pick):
            services.decline_sign_ons(ids=[sign_on.pk], by=self.by, reason="no", now=self.tick())

    @rule(pick=PICK)
    def undo(self, pick: int) -> None:
        if sign_on := self.one(pick, "approved", "declined"):
            desk.undo_decision(sign_on_id=sign_on.pk, by=self.by, now=self.tick())

    @rule(pick=PICK)
    def withdraw(self, pick: int) -> None:
        if sign_on := self.one(pick):
            services.withdraw_sign_ons(ids=[sign_on.pk], by=self.by, now=self.tick())

    @rule(pick=PICK)
    def turn_into_person(self, pick: int) -> None:
        if sign_on := self.one(pick):
            desk.turn_into_person(sign_on_id=sign_on.pk, by=self.by, now=self.tick())

    @rule(pick=PICK, other=PICK)
    def merge(self, pick: int, other: int) -> None:
        records = list(Organization.objects.current().order_by("pk"))
        if records:
            source, target = records[pick % len(records)], records[other % len(records)]
            with contextlib.suppress(registry.MergeRefused):
                registry.merge_organizations(
                    source=source.pk, target=target.pk, by=self.by, now=self.tick()
                )

    @rule(pick=PICK)
    def undo_a_merge(self, pick: int) -> None:
        made = list(OrganizationMerge.objects.filter(undone_at=None).order_by("pk"))
        if made:
            chosen = made[pick % len(made)]
            with contextlib.suppress(registry.MergeRefused):
                registry.undo_merge(merge_id=chosen.pk, by=self.by, now=self.tick())

    @rule()
    def time_passes(self) -> None:
        self.now += 40 * HOUR
        services.expire_sign_ons(self.now)

    @rule(back=st.booleans())
    def change_the_words(self, back: bool) -> None:
        self.words += -1 if back and self.words else 1
        self.page.closing = f"Respectfully, {self.words}"
        self.page.save()

    @rule(kind=st.sampled_from(TextChange.Kind.values))
    def say_what_changed(self, kind: str) -> None:
        current = SignedText.objects.get(page_id=self.page.pk, in_force=True)
        for one in consents.undeclared(self.page.pk):
            consents.declare_change(
                earlier=one.text, later_sha256=current.sha256, kind=kind, summary="Words.",
                by=self.by, now=self.tick(),
            )  # fmt: skip
        consents.tell_of_changes(page_id=self.page.pk, now=self.tick())

    @rule(pick=PICK)
    def agree(self, pick: int) -> None:
        sent = mails("text-changed")
        if sent:
            text = SignedText.objects.get(page_id=self.page.pk, in_force=True)
            consents.agree(
                token=token_in(sent[pick % len(sent)], "agree"),
                text_sha256=text.sha256,
                now=self.tick(),
            )

    @invariant()
    def only_legal_steps_were_taken(self) -> None:
        if not hasattr(self, "page"):
            return
        now = dict(SignOn.objects.values_list("pk", "status"))
        for pk, state in now.items():
            was = self.before.get(pk, status.PENDING)
            assert was == state or status.can_become(was, state), f"{was} became {state}"
        self.before = now

    @invariant()
    def the_list_is_what_is_counted_and_signed(self) -> None:
        if not hasattr(self, "page"):
            return
        names = public_list.published_names(self.page.pk)
        published = SignOn.objects.published(self.page.pk).select_related("signed_text")
        assert len(names) == published.count()
        current = SignedText.objects.get(page_id=self.page.pk, in_force=True)
        counting = digests_counting_for(self.page.pk, current.sha256)
        assert {one.signed_text.sha256 for one in published} <= counting
        assert SignedText.objects.filter(page_id=self.page.pk, counts=True).count() == len(
            counting & set(self.page.signed_texts.values_list("sha256", flat=True))
        )

    @invariant()
    def no_organization_stands_twice_and_no_open_claim_is_doubled(self) -> None:
        approved = SignOn.objects.filter(status="approved", organization__isnull=False)
        assert len(approved) == len({(one.page_id, one.organization_id) for one in approved})
        waiting = SignOn.objects.open()
        keys = [(one.page_id, one.name_key, one.mailbox_pseudonym) for one in waiting]
        assert len(keys) == len(set(keys))

    @invariant()
    def nobody_stands_by_a_record_that_was_merged_away(self) -> None:
        approved = SignOn.objects.filter(status="approved")
        assert not approved.filter(organization__merged_into__isnull=False).exists()

    @invariant()
    def who_left_has_no_usable_key_to_confirm(self) -> None:
        usable = SignOnToken.objects.filter(purpose="confirm", used_at=None, revoked_at=None)
        assert not usable.filter(sign_on__status__in=["withdrawn", "lapsed"]).exists()


def examples(number: int, steps: int) -> settings:
    return settings(
        max_examples=number,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


class TestInterleavings(SignOns.TestCase, DatabaseTestCase):  # type: ignore[misc]
    """Tier C: a hundred lives of a letter."""

    settings = examples(100, 20)


@pytest.mark.long
class TestManyInterleavings(SignOns.TestCase, DatabaseTestCase):  # type: ignore[misc]
    """Tier N: a thousand, of fifty steps."""

    settings = examples(1000, 50)
