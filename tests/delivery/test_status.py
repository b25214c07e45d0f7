"""The transitions, and that the order of reports doesn't matter."""

from __future__ import annotations

import random

import pytest

from delivery import status
from delivery.models import OutboundMessage
from delivery.status import REPORTS, STEPS, status_after

EVERY = set(OutboundMessage.Status.values)


def test_the_table_knows_every_status_and_no_other():
    named = set().union(*(starts | {end} for starts, end in STEPS.values())) | set(REPORTS)
    assert named == EVERY
    assert EVERY >= status.FINISHED


@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_taken_from_its_statuses_only(step):
    starts, end = STEPS[step]
    for current in EVERY:
        assert status_after(current, step) == (end if current in starts else current)


@pytest.mark.parametrize("finished", sorted(set(REPORTS) - {"failed"}))
def test_what_the_provider_has_is_never_sent_again(finished):
    assert status_after(finished, "resume") == finished
    assert status_after(finished, "retry") == finished
    assert status_after(finished, "claim") == finished


def test_an_uncertain_letter_is_sent_again_by_a_person_only():
    leads = {step for step, (starts, _) in STEPS.items() if status.UNCERTAIN in starts}
    assert leads == {"accept", "resume", "cancel"}


@pytest.mark.parametrize("current", ["queued", "leased", "handing_over", "uncertain", "held"])
@pytest.mark.parametrize("report", REPORTS)
def test_a_report_about_a_message_thought_unsent_is_believed(current, report):
    assert status_after(current, report) == report


def test_the_order_of_reports_does_not_matter():
    """W-02: 1,000 orders, with repeats, of random sets of reports; the oracle is the highest."""
    chance, wrong, orders = random.Random(2), 0, 1_000
    for _ in range(orders):
        reports = chance.choices(REPORTS, k=chance.randrange(1, 9))
        current = status.ACCEPTED
        for report in reports:
            current = status_after(current, report)
        wrong += current != max(reports, key=REPORTS.index)
    print(f"W-02: {orders} orders, {wrong} wrong")
    assert wrong == 0


def test_an_unknown_event_is_refused():
    with pytest.raises(ValueError, match="opened"):
        status_after(status.QUEUED, "opened")
