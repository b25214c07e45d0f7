"""S-06: many declined at once: shown first, killed and resumed, put back; never without bounds."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from home.founding import found_site
from signatories import bulk_deciding as bulk
from signatories import services
from signatories.models import BulkDecision, Organization, SignOn
from signatories.texts import text_in_force
from tests.flows.test_coalition_letter import staff
from tests.home.factories import an_administrator
from tests.signatories.factories import NOW, a_letter, a_sign_on, mails

pytestmark = pytest.mark.django_db
JUNK = "junk.example"
REASON = "Sent by a machine."
# A worker in its own process, against the test's database.
WORKER = """
import sys
import django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()
from django.utils import timezone
from signatories import bulk_deciding
bulk_deciding.PART = int(sys.argv[2])
print("ready", flush=True)
for pk in bulk_deciding.unfinished():
    bulk_deciding.carry_on(decision_id=pk, clock=timezone.now)
print("done", flush=True)
"""


@pytest.fixture
def ada() -> Any:
    return get_user_model().objects.create_user("ada")


@pytest.fixture
def page() -> Any:
    return a_letter()


def junk(page: Any, number: int, status: str = "verified") -> None:
    """Store so many requests from one domain, and one sound one beside each hundred."""
    text = text_in_force(page=page, now=NOW)
    SignOn.objects.bulk_create(
        (
            SignOn(
                page=page, signed_text=text, status=status, claimed_name=f"Free Watches {n}",
                display_name=f"Free Watches {n}" if status == "approved" else "",
                name_key=f"free watches {n}", website_domain=JUNK, submitted_at=NOW,
                confirmed_at=NOW, mailbox_pseudonym=f"{n:064}",
                decision_ground=f"Ground {n}" if status == "approved" else "",
                decided_at=NOW if status == "approved" else None,
            )
            for n in range(number)
        ),
        batch_size=5_000,
    )  # fmt: skip
    for _ in range(3):
        a_sign_on(page, status)


def by_domain(page: Any, status: str = "verified", **changes: str) -> bulk.Criteria:
    return bulk.Criteria(page_id=page.pk, status=status, website_domain=JUNK, **changes)


def begun(page: Any, by: Any, status: str = "verified") -> BulkDecision:
    criteria = by_domain(page, status)
    expected = bulk.preview(criteria).number
    return bulk.begin(criteria=criteria, reason=REASON, expected=expected, by=by, now=NOW)


def to_the_end(one: BulkDecision) -> None:
    assert bulk.carry_on(decision_id=one.pk, clock=timezone.now)


def standing() -> list[tuple[Any, ...]]:
    """Return how every sign-on stands, and on what ground."""
    columns = ("pk", "status", "decided_at", "decided_by", "decision_ground", "decision_rule")
    return list(SignOn.objects.order_by("pk").values_list(*columns))


@pytest.mark.both_databases
@pytest.mark.parametrize("status", ["verified", "approved"])
def test_what_was_shown_is_what_is_declined_and_undo_puts_it_back(
    page: Any, ada: Any, status: str
) -> None:
    junk(page, 1_200, status)
    before = standing()
    shown = bulk.preview(by_domain(page, status))
    assert (shown.number, dict(shown.domains)) == (1_200, {JUNK: 1_200})
    one = begun(page, ada, status)
    assert standing() == before  # looking and choosing changes nothing
    to_the_end(one)
    declined = SignOn.objects.filter(status="declined")
    assert declined.count() == shown.number
    assert {(row.decided_by, row.decision_ground) for row in declined} == {(ada, REASON)}
    assert set(declined.values_list("website_domain", flat=True)) == {JUNK}
    assert ModelLogEntry.objects.filter(action="signatories.decline").count() == 1_200
    assert bulk.undo(decision_id=one.pk, by=ada, now=NOW)
    assert not bulk.undo(decision_id=one.pk, by=ada, now=NOW)
    to_the_end(one)
    assert standing() == before
    assert not mails()


@pytest.mark.parametrize(
    "criteria",
    [{}, {"words": ""}, {"since": ""}],
)
def test_without_anything_in_common_nothing_is_chosen(
    page: Any, ada: Any, criteria: dict[str, str]
) -> None:
    junk(page, 3)
    empty = bulk.Criteria(page_id=page.pk, status="verified", **criteria)
    with pytest.raises(bulk.BulkRefused, match="at least one thing"):
        bulk.preview(empty)
    with pytest.raises(bulk.BulkRefused, match="at least one thing"):
        bulk.begin(criteria=empty, reason=REASON, expected=6, by=ada, now=NOW)
    assert not BulkDecision.objects.exists()


def test_if_it_is_more_than_was_shown_nothing_is_begun(page: Any, ada: Any) -> None:
    junk(page, 10)
    expected = bulk.preview(by_domain(page)).number
    a_sign_on(page, website=f"https://{JUNK}")
    with pytest.raises(bulk.BulkRefused, match="11 meet this now, and 10 were shown"):
        bulk.begin(criteria=by_domain(page), reason=REASON, expected=expected, by=ada, now=NOW)
    assert not BulkDecision.objects.exists()


@pytest.mark.parametrize(("reason", "status"), [("  ", "verified"), (REASON, "withdrawn")])
def test_it_needs_a_reason_and_a_status_that_can_be_declined(
    page: Any, ada: Any, reason: str, status: str
) -> None:
    junk(page, 2)
    with pytest.raises(bulk.BulkRefused):
        bulk.begin(criteria=by_domain(page, status), reason=reason, expected=2, by=ada, now=NOW)


def test_who_was_decided_on_meanwhile_is_left_alone(page: Any, ada: Any) -> None:
    junk(page, 5)
    one = begun(page, ada)
    early = SignOn.objects.filter(website_domain=JUNK).first()
    assert early
    services.approve_sign_ons(ids=[early.pk], by=ada, ground="I know them.", now=NOW)
    to_the_end(one)
    early.refresh_from_db()
    assert early.status == "approved"
    counts = bulk.counted(one)
    assert (counts["declined"], counts["left"]) == (4, 1)


@pytest.mark.both_databases
def test_what_was_decided_anew_or_has_a_successor_is_not_put_back(page: Any, ada: Any) -> None:
    junk(page, 4, "approved")
    stands, other = SignOn.objects.filter(website_domain=JUNK).order_by("pk")[:2]
    record = Organization.objects.create(name="Free Watches", website=f"https://{JUNK}")
    SignOn.objects.filter(pk=stands.pk).update(organization=record)
    one = begun(page, ada, "approved")
    to_the_end(one)
    a_sign_on(page, "approved", organization=record)
    SignOn.objects.filter(pk=other.pk).update(status="verified")
    bulk.undo(decision_id=one.pk, by=ada, now=NOW)
    to_the_end(one)
    counts = bulk.counted(one)
    assert (counts["put_back"], counts["stays"]) == (2, 2)
    stands.refresh_from_db()
    assert stands.status == "declined"


@pytest.mark.parametrize("phase", ["declining", "undoing"])
def test_stopped_in_the_middle_of_a_part_it_goes_on_exactly(
    page: Any, ada: Any, phase: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    junk(page, 1_700)
    before = standing()
    one = begun(page, ada)
    if phase == "undoing":
        to_the_end(one)
        bulk.undo(decision_id=one.pk, by=ada, now=NOW)
    audit, calls = bulk._audit, []

    def fails(*args: Any) -> None:
        calls.append(args)
        if len(calls) == 3:
            raise KeyboardInterrupt
        audit(*args)

    monkeypatch.setattr(bulk, "_audit", fails)
    with pytest.raises(KeyboardInterrupt):
        bulk.carry_on(decision_id=one.pk, clock=timezone.now)
    waiting = "chosen" if phase == "declining" else "declined"
    assert bulk.counted(one)[waiting] == 700
    assert bulk.unfinished() == [one.pk]
    call_command("finish_bulk_decisions")
    ends = SignOn.objects.filter(status="declined").count()
    assert ends == (1_700 if phase == "declining" else 0)
    if phase == "undoing":
        assert standing() == before


def killed(part: int, after: float) -> bool:
    """Run a worker and kill it after so many seconds; True if it was still at work."""
    command = [sys.executable, "-c", WORKER, str(connection.settings_dict["NAME"]), str(part)]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "FIELD_KEYS": ",".join(django_settings.FIELD_KEYS),
    }
    worker = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    assert worker.stdout
    assert worker.stdout.readline() == "ready\n"
    time.sleep(after)
    at_work = worker.poll() is None
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    worker.stdout.close()
    return at_work


def _killed_and_resumed(page: Any, by: Any, number: int, part: int) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the worker of this test opens the test's SQLite file")
    junk(page, number)
    before = standing()
    began = time.monotonic()
    shown = bulk.preview(by_domain(page))
    one = begun(page, by)
    kills = sum(killed(part, after=0.2 + n / 5) for n in range(3))
    midway = SignOn.objects.filter(status="declined").count()
    to_the_end(one)
    declined = SignOn.objects.filter(status="declined").count()
    assert declined == shown.number == number
    assert ModelLogEntry.objects.filter(action="signatories.decline").count() == number
    took = time.monotonic() - began
    bulk.undo(decision_id=one.pk, by=by, now=NOW)
    killed(part, after=0.3)
    to_the_end(one)
    assert standing() == before
    print(
        f"S-06: {shown.number} shown, killed {kills} times at work ({midway} done), {declined} "
        f"declined in {took:.0f} s, all put back"
    )


@pytest.mark.django_db(transaction=True)
def test_killed_and_resumed_it_declines_exactly_what_was_shown(page: Any, ada: Any) -> None:
    """S-06, small: 2,000 rows in parts of 20, a worker killed with SIGKILL."""
    _killed_and_resumed(page, ada, 2_000, 20)


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_a_hundred_thousand_are_declined_and_put_back(page: Any, ada: Any) -> None:
    """S-06: preview = affected; killed midway and resumed = exact; undo restores."""
    _killed_and_resumed(page, ada, 100_000, bulk.PART)


class TestScreen:
    """What a reviewer sees and presses."""

    @pytest.fixture(autouse=True)
    def site(self) -> None:
        found_site(name="Open Gate Coalition", hostname="testserver", port=80)

    def look(self, client: Client, page: Any, **changes: str) -> str:
        asked = {"page": str(page.pk), "status": "verified", **changes}
        return client.get(reverse("sign_ons_together"), asked).content.decode()

    def test_it_shows_whom_it_means_then_declines_exactly_those(self, page: Any) -> None:
        junk(page, 7)
        client = staff("rosa")
        html = self.look(client, page, website_domain=JUNK)
        assert "<b>7</b> sign-ons would be declined" in html
        assert "Free Watches 3" in html
        sent = {
            "page": page.pk, "status": "verified", "website_domain": JUNK, "expected": "7",
            "reason": REASON,
        }  # fmt: skip
        done = client.post(reverse("sign_ons_together"), sent, follow=True).content.decode()
        assert "7 of 7 declined." in done
        one = BulkDecision.objects.get()
        undone = client.post(reverse("bulk_decision", args=[one.pk]), {"undo": "1"}, follow=True)
        assert "7 put back as they were." in undone.content.decode()
        assert not SignOn.objects.filter(status="declined").exists()
        assert REASON in client.get(reverse("sign_ons_together")).content.decode()

    def test_an_empty_choice_is_refused_with_a_sentence(self, page: Any) -> None:
        junk(page, 2)
        html = self.look(staff("rosa"), page)
        assert "Say at least one thing that they have in common" in html
        assert "would be declined" not in html

    def test_the_review_leads_to_it(self, page: Any) -> None:
        a_sign_on(page)
        client = Client()
        client.force_login(an_administrator())
        html = client.get("/admin/sign-ons/").content.decode()
        assert reverse("sign_ons_together") in html

    def test_who_may_not_decide_sees_nothing_of_it(self, page: Any, ada: Any) -> None:
        client = Client()
        client.force_login(ada)
        assert client.get(reverse("sign_ons_together")).status_code in (302, 403)

    def test_signers_are_written_to_only_if_that_was_ticked(self, page: Any, ada: Any) -> None:
        made = a_sign_on(page, website=f"https://{JUNK}")
        criteria = by_domain(page)
        one = bulk.begin(criteria=criteria, reason=REASON, expected=1, by=ada, now=NOW, tells=True)
        to_the_end(one)
        (mail,) = mails("sign-on-declined")
        assert REASON in mail.body_text
        assert made.contact.email == mail.to


def test_what_was_asked_for_is_kept_without_its_words(page: Any, ada: Any) -> None:
    a_sign_on(page, name="Ida Lund’s Club")
    criteria = bulk.Criteria(page_id=page.pk, status="verified", words="Ida Lund")
    one = bulk.begin(criteria=criteria, reason=REASON, expected=1, by=ada, now=NOW)
    assert one.criteria["words"] is True
    later = NOW + timedelta(days=1)
    assert bulk.carry_on(decision_id=one.pk, clock=lambda: later)
