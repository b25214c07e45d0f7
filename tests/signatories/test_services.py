"""What the services do to a sign-on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from wagtail.models import ModelLogEntry

from delivery.services import suppress
from privacy import mail_limits
from signatories import services
from signatories.models import Organization, SignedText, SignOn, SignOnContact, SignOnToken
from tests.letters.factories import SHORT_BODY, body, text
from tests.signatories.factories import (
    NOW,
    a_letter,
    a_sign_on,
    a_submission,
    mails,
    signed,
    token_in,
)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def submit(page, *, now=NOW, **changes):
    submission = a_submission(page, **changes)
    services.submit_sign_on(page=page, submission=submission, now=now)
    return submission


class TestSubmitting:
    def test_a_request_waits_for_its_mailbox(self):
        submit(a_letter())
        sign_on = SignOn.objects.get()
        assert sign_on.status == "pending"
        assert [m.key.partition(":")[0] for m in mails()] == ["confirm-sign-on"]

    def test_it_points_at_the_text_that_was_shown(self):
        page = a_letter()
        submit(page)
        assert SignOn.objects.get().signed_text.text == page.signable_text()

    def test_the_attestation_is_kept_as_it_was_ticked(self):
        submit(a_letter())
        sign_on = SignOn.objects.get()
        assert sign_on.attestation_version == "1"
        assert "authorized to sign" in sign_on.attestation

    def test_the_contact_is_sealed_and_apart(self):
        submit(a_letter(), contact_name="Teodora Lindqvist")
        contact = SignOnContact.objects.get()
        assert (contact.name, contact.title) == ("Teodora Lindqvist", "Chair")
        columns = {f.name for f in SignOn._meta.get_fields()}
        assert not columns & {"contact_name", "email", "contact_email"}

    def test_a_repeated_request_is_one_row_and_a_second_link(self):
        page = a_letter()
        submission = submit(page)
        services.submit_sign_on(page=page, submission=submission, now=NOW + HOUR)
        assert SignOn.objects.count() == 1
        first, second = mails("confirm-sign-on")
        assert token_in(first, "confirm") != token_in(second, "confirm")

    def test_a_button_pressed_twice_sends_one_mail(self):
        page = a_letter()
        submission = submit(page)
        services.submit_sign_on(page=page, submission=submission, now=NOW)
        assert len(mails()) == 1

    def test_both_links_of_a_repeated_request_work_once(self):
        page = a_letter()
        submission = submit(page)
        services.submit_sign_on(page=page, submission=submission, now=NOW + HOUR)
        first, second = (token_in(mail, "confirm") for mail in mails("confirm-sign-on"))
        assert services.confirm_sign_on(token=second, now=NOW)
        assert not services.confirm_sign_on(token=first, now=NOW)

    def test_what_was_claimed_first_stays_until_the_text_changes(self):
        page = a_letter()
        submission = submit(page)
        changes = {
            "organization": submission.organization.upper(),
            "contact_email": submission.contact_email,
            "website": "https://other.example",
        }
        submit(page, **changes)
        assert SignOn.objects.get().website == submission.website

    def test_a_request_for_an_older_text_moves_to_the_new_one(self):
        page = a_letter()
        submission = submit(page)
        page.body = body(text("<p>Other words.</p>"))
        page.save()
        submit(page, organization=submission.organization, contact_email=submission.contact_email)
        assert SignOn.objects.get().signed_text.number == 2
        old, new = (token_in(mail, "confirm") for mail in mails("confirm-sign-on"))
        assert not services.confirm_sign_on(token=old, now=NOW)
        assert services.confirm_sign_on(token=new, now=NOW)

    def test_a_form_with_yesterdays_text_is_refused_with_a_sentence(self):
        page = a_letter()
        submission = a_submission(page, text_sha256="0" * 64)
        with pytest.raises(services.TextHasChanged, match="Read it again"):
            services.submit_sign_on(page=page, submission=submission, now=NOW)
        assert not SignOn.objects.exists()

    def test_a_closed_letter_takes_nothing(self):
        page = a_letter(hard_deadline=NOW)
        with pytest.raises(services.SigningRefused):
            submit(page)

    def test_a_waiting_request_is_told_so(self):
        page = a_letter()
        submission = submit(page)
        services.confirm_sign_on(token=token_in(mails()[0], "confirm"), now=NOW)
        services.submit_sign_on(page=page, submission=submission, now=NOW + HOUR)
        assert SignOn.objects.count() == 1
        assert mails()[-1].subject.startswith("Waiting for review")

    def test_a_signer_is_told_that_it_has_signed(self):
        page = a_letter()
        sign_on = signed(page)
        contact = sign_on.contact
        again = {"organization": sign_on.claimed_name, "contact_email": contact.email}
        submit(page, now=NOW + HOUR, **again)
        assert SignOn.objects.count() == 1
        assert mails()[-1].subject.startswith("Already signed")
        assert token_in(mails()[-1], "manage")

    def test_another_mailbox_learns_of_a_public_name_but_gets_no_key_to_it(self):
        page = a_letter()
        sign_on = signed(page)
        submit(page, organization=sign_on.claimed_name, website=sign_on.website)
        assert SignOn.objects.count() == 1
        assert mails()[-1].subject.startswith("Already signed")
        assert "/manage/" not in mails()[-1].body_text

    def test_the_same_name_on_another_domain_goes_to_review(self):
        page = a_letter()
        sign_on = signed(page)
        submit(page, organization=sign_on.claimed_name)
        assert SignOn.objects.count() == 2

    def test_a_suppressed_mailbox_gets_no_mail_and_leaves_no_row(self):
        page = a_letter()
        suppress(address="Nobody+x@gone.example", reason="complained", now=NOW)
        submit(page, contact_email="nobody@gone.example")
        assert not SignOn.objects.exists()
        assert not mails()

    def test_a_person_stands_with_an_affiliation(self):
        submit(a_letter(), kind="individual", organization="Quay School")
        sign_on = SignOn.objects.get()
        assert sign_on.claimed_name == "Teodora Lindqvist"
        assert sign_on.affiliation == "Chair, Quay School"

    def test_one_mailbox_gets_at_most_three_mails_for_a_page(self):
        """R-01 (in part): plus and case variants, over several days."""
        page = a_letter()
        for number in range(30):
            address = f"Victim+{number}@quay.example"
            day = timedelta(days=number // 10)
            when = NOW + day + timedelta(minutes=2 * number)
            submit(page, contact_email=address, now=when, organization="Quay")
        assert len(mails()) == 3

    def test_one_mailbox_gets_at_most_five_mails_a_day(self):
        """R-01 (in part): through many letters."""
        for number in range(8):
            submit(a_letter(slug=f"l{number}"), contact_email="victim@quay.example")
        assert len(mails()) == 5

    @pytest.mark.parametrize("spent", ["the page", "the mailbox"])
    def test_where_no_mail_is_left_a_repeated_request_writes_nothing(
        self, spent, django_assert_max_num_queries
    ):
        page, mine = a_letter(), {"contact_email": "mara@pier.example"}
        submission = a_submission(page, **mine)
        services.submit_sign_on(page=page, submission=submission, now=NOW)
        for number in range(mail_limits.MAILS_A_DAY):
            other = page if spent == "the page" else a_letter()
            submit(other, now=NOW, organization=f"Harbor {number}", **mine)
        before = list(SignOn.objects.values()), len(mails())
        with django_assert_max_num_queries(4) as asked:
            services.submit_sign_on(page=page, submission=submission, now=NOW + HOUR)
        assert all(query["sql"].startswith("SELECT") for query in asked.captured_queries)
        assert (list(SignOn.objects.values()), len(mails())) == before

    def test_fifty_organizations_behind_one_address_all_get_through(self):
        """R-05 (in part)."""
        page = a_letter()
        for _ in range(130):
            services.submit_sign_on(
                page=page, submission=a_submission(page), now=NOW, client="library"
            )
        queued = mails()
        assert SignOn.objects.count() == len(queued) == 130
        assert sum(mail.not_before > NOW for mail in queued) == 10


class TestConfirming:
    def test_it_goes_to_review_and_leaves_one_audit_line(self):
        submit(a_letter())
        assert services.confirm_sign_on(token=token_in(mails()[0], "confirm"), now=NOW)
        assert SignOn.objects.get().status == "verified"
        entry = ModelLogEntry.objects.get(action="signatories.confirm")
        assert "Quay" not in entry.label

    def test_it_works_once(self):
        submit(a_letter())
        token = token_in(mails()[0], "confirm")
        assert services.confirm_sign_on(token=token, now=NOW)
        assert not services.confirm_sign_on(token=token, now=NOW)

    def test_it_works_for_72_hours(self):
        submit(a_letter())
        token = token_in(mails()[0], "confirm")
        assert not services.confirm_sign_on(token=token, now=NOW + 72 * HOUR)
        assert services.confirm_sign_on(token=token, now=NOW + 71 * HOUR)

    def test_a_link_to_manage_does_not_confirm(self):
        submit(a_letter())
        assert not services.confirm_sign_on(token=token_in(mails()[0], "manage"), now=NOW)


class TestDeciding:
    def test_an_approved_name_is_published_and_its_signer_told(self, django_user_model):
        page = a_letter()
        reviewer = django_user_model.objects.create_user("rae")
        sign_on = a_sign_on(page)
        done = services.approve_sign_ons(ids=[sign_on.pk], by=reviewer, ground="domain", now=NOW)
        assert done == 1
        assert list(SignOn.objects.published(page.pk)) == [sign_on]
        assert mails()[-1].subject.startswith("On the list")
        sign_on.refresh_from_db()
        assert (sign_on.decided_by, sign_on.decision_ground) == (reviewer, "domain")
        assert ModelLogEntry.objects.get(action="signatories.approve").user == reviewer

    def test_an_unconfirmed_name_is_never_approved(self):
        sign_on = a_sign_on(a_letter(), "pending")
        assert services.approve_sign_ons(ids=[sign_on.pk], by=None, ground="x", now=NOW) == 0

    def test_an_imported_name_needs_somebody_who_vouches(self):
        sign_on = a_sign_on(a_letter(), source="import", confirmed_at=None)
        assert services.approve_sign_ons(ids=[sign_on.pk], by=None, ground="", now=NOW) == 0
        assert services.approve_sign_ons(ids=[sign_on.pk], by=None, ground="I do", now=NOW) == 1

    def test_approving_twice_changes_nothing(self):
        sign_on = a_sign_on(a_letter())
        assert services.approve_sign_ons(ids=[sign_on.pk], by=None, ground="", now=NOW) == 1
        assert services.approve_sign_ons(ids=[sign_on.pk], by=None, ground="", now=NOW) == 0
        assert ModelLogEntry.objects.filter(action="signatories.approve").count() == 1
        assert len(mails("sign-on-approved")) == 1

    def test_an_organization_stands_once_under_a_page(self):
        page = a_letter()
        pair = [
            a_sign_on(page, name=name, website="https://pier.example", email=email)
            for name, email in (("The Pier, Inc.", "a@pier.example"), ("Pier", "b@pier.example"))
        ]
        done = services.approve_sign_ons(ids=[s.pk for s in pair], by=None, ground="", now=NOW)
        assert done == 1
        assert Organization.objects.count() == 1
        assert SignOn.objects.waiting_for_review().count() == 1
        assert len(mails("sign-on-approved")) == 1

    def test_it_may_stand_under_two_pages(self):
        for page in (a_letter(), a_letter()):
            sign_on = a_sign_on(page, name="Pier", website="https://pier.example")
            assert services.approve_sign_ons(ids=[sign_on.pk], by=None, ground="", now=NOW) == 1
        assert Organization.objects.count() == 1

    def test_who_signed_other_words_is_passed_over(self):
        page = a_letter()
        sign_on = a_sign_on(page)
        page.body = body(text("<p>Other words.</p>"))
        page.save()
        services.text_in_force(page=page, now=NOW)
        assert services.approve_sign_ons(ids=[sign_on.pk], by=None, ground="", now=NOW) == 0

    def test_a_declined_signer_reads_why(self):
        sign_on = a_sign_on(a_letter())
        reason = "The website doesn't mention you."
        assert services.decline_sign_ons(ids=[sign_on.pk], by=None, reason=reason, now=NOW) == 1
        assert reason in mails()[-1].body_text
        assert services.decline_sign_ons(ids=[sign_on.pk], by=None, reason=reason, now=NOW) == 0

    def test_declining_needs_a_reason(self):
        with pytest.raises(ValueError, match="say why"):
            services.decline_sign_ons(ids=[], by=None, reason=" ", now=NOW)

    def test_an_approved_name_can_not_be_declined(self):
        sign_on = signed(a_letter())
        assert services.decline_sign_ons(ids=[sign_on.pk], by=None, reason="x", now=NOW) == 0

    def test_a_decision_without_a_contact_sends_nothing(self):
        sign_on = a_sign_on(a_letter(), email="")
        assert services.approve_sign_ons(ids=[sign_on.pk], by=None, ground="", now=NOW) == 1
        assert not mails()


class TestWithdrawing:
    def test_by_the_link_of_any_mail(self):
        page = a_letter()
        sign_on = signed(page)
        for mail in mails():
            assert token_in(mail, "manage")
        token = token_in(mails("sign-on-approved")[-1], "manage")
        assert services.withdraw_sign_on(token=token, now=NOW)
        assert not SignOn.objects.published(page.pk).exists()
        assert not services.withdraw_sign_on(token=token, now=NOW)
        sign_on.refresh_from_db()
        assert sign_on.withdrawn_at == NOW
        assert len(mails("sign-on-withdrawn")) == 1

    def test_an_unconfirmed_request_is_erased_at_once_and_nobody_mailed(self):
        submit(a_letter())
        token = token_in(mails()[0], "manage")
        assert services.withdraw_sign_on(token=token, now=NOW)
        sign_on = SignOn.objects.get()
        assert (sign_on.status, sign_on.claimed_name, sign_on.name_key) == ("withdrawn", "", "")
        assert not SignOnContact.objects.exists()
        assert not SignOnToken.objects.exists()
        assert len(mails()) == 1

    def test_after_it_the_link_to_confirm_is_dead(self):
        submit(a_letter())
        manage, confirm = (token_in(mails()[0], kind) for kind in ("manage", "confirm"))
        services.withdraw_sign_on(token=manage, now=NOW)
        assert not services.confirm_sign_on(token=confirm, now=NOW)

    def test_one_may_sign_again_afterwards(self):
        page = a_letter()
        sign_on = signed(page)
        services.withdraw_sign_ons(ids=[sign_on.pk], by=None, now=NOW)
        submit(page, organization=sign_on.claimed_name, contact_email=sign_on.contact.email)
        assert SignOn.objects.filter(status="pending").count() == 1

    def test_staff_may_do_it_for_a_signer(self):
        sign_on = a_sign_on(a_letter(), "approved")
        assert services.withdraw_sign_ons(ids=[sign_on.pk], by=None, now=NOW) == 1
        assert services.withdraw_sign_ons(ids=[sign_on.pk], by=None, now=NOW) == 0


class TestErasing:
    def test_unconfirmed_requests_lapse_and_are_erased_after_72_hours(self):
        submit(a_letter())
        assert services.expire_sign_ons(NOW + 71 * HOUR) == 0
        assert services.expire_sign_ons(NOW + 72 * HOUR) == 1
        assert services.expire_sign_ons(NOW + 72 * HOUR) == 0
        sign_on = SignOn.objects.get()
        assert sign_on.status == "lapsed"
        assert not any((sign_on.claimed_name, sign_on.website, sign_on.mailbox_pseudonym))
        assert not SignOnContact.objects.exists()

    def test_a_second_link_keeps_a_request_alive(self):
        page = a_letter()
        submission = submit(page)
        services.submit_sign_on(page=page, submission=submission, now=NOW + 48 * HOUR)
        assert services.expire_sign_ons(NOW + 73 * HOUR) == 0
        assert services.expire_sign_ons(NOW + 120 * HOUR) == 1

    def test_confirmed_requests_do_not_lapse(self):
        a_sign_on(a_letter())
        assert services.expire_sign_ons(NOW + 1000 * HOUR) == 0

    def test_contacts_go_90_days_after_the_list_closed(self):
        page = a_letter(hard_deadline=NOW + HOUR)
        sign_on = signed(page)
        after = NOW + HOUR + timedelta(days=90)
        assert services.erase_expired(after - HOUR) == 0
        assert services.erase_expired(after) == 1
        assert services.erase_expired(after) == 0
        sign_on.refresh_from_db()
        assert sign_on.status == "approved"
        assert sign_on.mailbox_pseudonym == ""
        assert sign_on.contact_erased_at == after
        assert not SignOnContact.objects.exists()
        assert list(SignOn.objects.published(page.pk)) == [sign_on]

    def test_a_list_without_end_keeps_its_contacts(self):
        signed(a_letter())
        assert services.erase_expired(NOW + timedelta(days=9999)) == 0

    def test_declined_and_withdrawn_contacts_go_after_90_days(self):
        page = a_letter()
        a_sign_on(page, "declined", decided_at=NOW)
        a_sign_on(page, "withdrawn", withdrawn_at=NOW)
        assert services.erase_expired(NOW + timedelta(days=89)) == 0
        assert services.erase_expired(NOW + timedelta(days=90)) == 2

    def test_what_nobody_decided_on_lapses_with_its_contact(self):
        a_sign_on(a_letter(hard_deadline=NOW))
        assert services.erase_expired(NOW + timedelta(days=90)) == 1
        assert SignOn.objects.get().status == "lapsed"

    def test_a_withdrawn_persons_name_goes_that_of_an_approved_organization_stays(self):
        page = a_letter()
        a_sign_on(page, "withdrawn", withdrawn_at=NOW, name="Ana Ruiz", kind="individual")
        a_sign_on(page, "withdrawn", withdrawn_at=NOW, decided_at=NOW, name="Pier")
        a_sign_on(page, "withdrawn", withdrawn_at=NOW, name="Never decided on")
        services.erase_expired(NOW + timedelta(days=90))
        assert set(SignOn.objects.values_list("claimed_name", flat=True)) == {"", "Pier"}


class TestTextInForce:
    def test_the_same_words_are_one_text(self):
        page = a_letter()
        first = services.text_in_force(page=page, now=NOW)
        assert services.text_in_force(page=page, now=NOW + HOUR) == first
        assert first.number == 1

    def test_reading_it_again_writes_nothing(self, django_assert_num_queries):
        page = a_letter()
        services.text_in_force(page=page, now=NOW)
        before = list(SignedText.objects.values())
        services.text_in_force(page=page, now=NOW + HOUR)
        assert list(SignedText.objects.values()) == before

    def test_new_words_are_the_next_number(self):
        page = a_letter()
        services.text_in_force(page=page, now=NOW)
        page.body = body(text("<p>Other words.</p>"))
        page.save()
        second = services.text_in_force(page=page, now=NOW)
        assert second.number == 2
        assert SignedText.objects.get(in_force=True) == second

    def test_old_words_again_are_the_old_text_again(self):
        page = a_letter()
        first = services.text_in_force(page=page, now=NOW)
        for words in (body(text("<p>Other words.</p>")), SHORT_BODY):
            page.body = words
            page.save()
            now_said = services.text_in_force(page=page, now=NOW)
        assert now_said == first
        assert now_said.in_force
        assert SignedText.objects.count() == 2

    def test_an_unsaved_draft_puts_nothing_in_force(self):
        page = a_letter()
        first = services.text_in_force(page=page, now=NOW)
        page.body = body(text("<p>Only drafted.</p>"))
        assert services.text_in_force(page=page, now=NOW) == first
        assert SignedText.objects.count() == 1

    def test_names_under_other_words_are_not_published(self):
        """E-02 (in part): whatever way the words changed."""
        page = a_letter()
        signed(page)
        page.body = body(text("<p>Other words.</p>"))
        page.save()
        services.text_in_force(page=page, now=NOW)
        assert not SignOn.objects.published(page.pk).exists()
