"""The ledger: what a person may write down, and what nobody may claim."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from delivery.models import OutboundMessage
from letters import ledger
from letters.correspondences import correspondence_with
from letters.deliveries import deliveries
from letters.document import Addressee
from letters.ledger import NotRecorded, WayFacts
from letters.ledger_desk import csv_rows
from letters.ledger_desk import ledger as shown
from letters.models import Correspondence, Dispatch, LedgerFile, LetterPage, Response
from letters.proofs import CheckedFile
from tests.letters.factories import LetterPageFactory, sign
from tests.letters.sending import sent

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)
DAY = date(2026, 11, 16)
LATER = NOW + timedelta(days=20)
SCAN = CheckedFile("receipt.pdf", "application/pdf", b"%PDF-1.7 receipt %%EOF")


@pytest.fixture
def rosa() -> Any:
    return get_user_model().objects.create_user("rosa")


@pytest.fixture
def letter(rosa: Any) -> LetterPage:
    """A letter that was sent: one addressee by mail, one on paper."""
    letter: LetterPage = LetterPageFactory.create()
    sign(letter, "The Quiet Gate", now=NOW)
    imre = get_user_model().objects.create_user("imre")
    sent(letter, by=rosa, approver=imre, now=NOW)
    return letter


def on_paper(letter: LetterPage) -> Dispatch:
    found: Dispatch = Dispatch.objects.get(edition__letter=letter, channel="post")
    return found


def said(letter: LetterPage, now: datetime = LATER) -> list[str]:
    return [one.fate.sentence for one in deliveries(letter, now=now)]


def needs(letter: LetterPage, now: datetime = LATER) -> list[str]:
    return [need.sentence for need in shown(letter, now=now).needs]


def test_sending_opens_a_correspondence_that_expects_an_answer(letter: LetterPage) -> None:
    found = list(letter.correspondences.values_list("addressee", "follow_up_on"))
    due = DAY + timedelta(days=14)
    assert found == [("Ms. Ingrid Halden", due), ("Mr. Desmond Okoro", due)]


def test_a_second_edition_goes_on_with_the_same_correspondence(
    letter: LetterPage, rosa: Any
) -> None:
    sign(letter, "Access for All", now=NOW)
    imre = get_user_model().objects.get(username="imre")
    sent(letter, by=rosa, approver=imre, now=LATER)
    assert Correspondence.objects.count() == 2
    assert Dispatch.objects.count() == 4
    rows = shown(letter, now=LATER).rows
    assert [(len(row.ways), len(row.earlier)) for row in rows] == [(1, 1), (1, 1)]


def test_what_was_only_queued_is_not_said_to_be_sent(letter: LetterPage) -> None:
    assert said(letter) == ["To be sent by email.", "To be sent by post."]


def test_a_proof_lets_post_be_called_delivered(letter: LetterPage, rosa: Any) -> None:
    facts = WayFacts(sent_on=DAY, delivered_on=DAY + timedelta(2))
    with pytest.raises(NotRecorded, match="Delivered needs a proof"):
        ledger.record_way(dispatch_id=on_paper(letter).pk, facts=facts, by=rosa, now=LATER)
    assert on_paper(letter).sent_on is None
    assert ledger.record_way(
        dispatch_id=on_paper(letter).pk, facts=facts, proof=SCAN, by=rosa, now=LATER
    )
    assert said(letter)[1] == "Delivered by post on 18 November 2026; no answer after 18 days."
    assert bytes(LedgerFile.objects.get().content) == SCAN.content


IMPOSSIBLE = [
    (WayFacts(sent_on=LATER.date() + timedelta(1)), "future"),
    (WayFacts(delivered_on=DAY, note="seen"), "on which day it was sent"),
    (WayFacts(sent_on=DAY, delivered_on=DAY, failed_on=DAY, note="x"), "either arrived or came"),
    (WayFacts(sent_on=DAY, delivered_on=DAY - timedelta(1), note="x"), "before it was sent"),
]


@pytest.mark.parametrize(("facts", "words"), IMPOSSIBLE, ids=[words for _, words in IMPOSSIBLE])
def test_what_can_t_be_true_is_refused(
    letter: LetterPage, rosa: Any, facts: WayFacts, words: str
) -> None:
    with pytest.raises(NotRecorded, match=words):
        ledger.record_way(dispatch_id=on_paper(letter).pk, facts=facts, by=rosa, now=LATER)


def test_nobody_writes_down_what_became_of_a_mail(letter: LetterPage, rosa: Any) -> None:
    mailed = Dispatch.objects.get(channel="email")
    with pytest.raises(NotRecorded, match="known from its messages"):
        ledger.record_way(
            dispatch_id=mailed.pk, facts=WayFacts(sent_on=DAY, note="x"), by=rosa, now=LATER
        )
    with pytest.raises(NotRecorded, match="isn’t written down by hand"):
        ledger.add_way(
            correspondence_id=mailed.correspondence_id,
            channel="email",
            facts=WayFacts(),
            by=rosa,
            now=LATER,
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Dispatch.objects.filter(pk=mailed.pk).update(channel="post")


def test_writing_the_same_again_changes_nothing(letter: LetterPage, rosa: Any) -> None:
    change: dict[str, Any] = {
        "dispatch_id": on_paper(letter).pk,
        "facts": WayFacts(sent_on=DAY, reference="RR 1"),
        "by": rosa,
        "now": LATER,
    }
    assert ledger.record_way(**change)
    assert not ledger.record_way(**change)
    assert ledger.record_way(**change, proof=SCAN)
    assert not ledger.record_way(**change, proof=SCAN)
    assert LedgerFile.objects.count() == 1


def test_a_bounced_mail_asks_for_another_way_and_is_said(letter: LetterPage, rosa: Any) -> None:
    OutboundMessage.objects.filter(kind="letter").update(status="bounced", accepted_at=NOW)
    assert "Nothing reached Ms. Ingrid Halden: choose another way." in needs(letter)
    one = letter.correspondences.get(addressee="Ms. Ingrid Halden")
    change: dict[str, Any] = {"correspondence_id": one.pk, "channel": "form", "by": rosa}
    assert ledger.add_way(**change, facts=WayFacts(sent_on=DAY), now=LATER)
    assert ledger.add_way(**change, facts=WayFacts(sent_on=DAY), now=LATER) is None
    assert said(letter)[0] == (
        "Could not be delivered by email; sent through their web form on 16 November 2026; "
        "no answer after 20 days."
    )
    assert not any("Nothing reached" in need for need in needs(letter))


def test_only_what_was_merely_planned_is_taken_back(letter: LetterPage, rosa: Any) -> None:
    one = letter.correspondences.get(addressee="Mr. Desmond Okoro")
    assert not ledger.drop_way(dispatch_id=on_paper(letter).pk), "nothing would be left"
    made = ledger.add_way(
        correspondence_id=one.pk, channel="hand", facts=WayFacts(), by=rosa, now=LATER
    )
    assert made is not None
    ledger.record_way(dispatch_id=made.pk, facts=WayFacts(sent_on=DAY), by=rosa, now=LATER)
    assert not ledger.drop_way(dispatch_id=made.pk)
    ledger.record_way(dispatch_id=made.pk, facts=WayFacts(), by=rosa, now=LATER)
    assert ledger.drop_way(dispatch_id=made.pk)
    assert not ledger.drop_way(dispatch_id=made.pk)


def test_an_answer_that_settles_it_ends_the_waiting(letter: LetterPage, rosa: Any) -> None:
    one = letter.correspondences.get(addressee="Ms. Ingrid Halden")
    answer: dict[str, Any] = {"correspondence_id": one.pk, "by": rosa, "now": LATER}
    ledger.record_response(**answer, kind="acknowledged", received_on=DAY)
    one.refresh_from_db()
    assert one.follow_up_on is not None
    assert any("an answer was expected" in need for need in needs(letter))
    ledger.record_response(**answer, kind="refused", received_on=LATER.date(), document=SCAN)
    one.refresh_from_db()
    assert one.follow_up_on is None
    assert "refused on 6 December 2026" in said(letter)[0]
    assert Response.objects.get(kind="refused").documents.get().filename == "receipt.pdf"


def test_who_has_answered_is_not_expected_to_answer_the_next_edition(
    letter: LetterPage, rosa: Any
) -> None:
    one = letter.correspondences.get(addressee="Ms. Ingrid Halden")
    ledger.record_response(
        correspondence_id=one.pk, kind="met", received_on=DAY, by=rosa, now=LATER
    )
    found = correspondence_with(
        Addressee(name=one.addressee, organization=one.organization),
        letter=letter,
        position=0,
        now=LATER,
    )
    assert (found.pk, found.follow_up_on) == (one.pk, None)


@pytest.mark.parametrize(
    ("kind", "on"), [("unread", DAY), ("maybe", DAY), ("met", LATER.date() + timedelta(1))]
)
def test_an_answer_is_something_a_person_found_it_to_be(
    letter: LetterPage, rosa: Any, kind: str, on: date
) -> None:
    with pytest.raises(NotRecorded):
        ledger.record_response(
            correspondence_id=letter.correspondences.first().pk,
            kind=kind,
            received_on=on,
            by=rosa,
            now=LATER,
        )


def test_an_unread_answer_comes_first_of_what_waits(letter: LetterPage, rosa: Any) -> None:
    one = letter.correspondences.get(addressee="Mr. Desmond Okoro")
    unread = Response.objects.create(
        correspondence=one, kind="unread", received_on=DAY, recorded_at=NOW
    )
    assert needs(letter)[0] == "Mr. Desmond Okoro has answered: read it, and say what it is."
    assert "an answer came on 16 November 2026" in said(letter)[1]
    assert ledger.read_response(response_id=unread.pk, kind="answered", by=rosa, now=LATER)
    assert not ledger.read_response(response_id=unread.pk, kind="answered", by=rosa, now=LATER)
    assert "answered on 16 November 2026" in said(letter)[1]


def test_a_status_that_is_switched_off_is_nowhere_public(letter: LetterPage, client: Any) -> None:
    one = letter.correspondences.get(addressee="Mr. Desmond Okoro")
    assert ledger.show(correspondence_id=one.pk, shown=False)
    assert not ledger.show(correspondence_id=one.pk, shown=False)
    assert [found.addressee for found in deliveries(letter, now=LATER)] == ["Ms. Ingrid Halden"]
    facts = client.get(f"{letter.get_url()}letter.json").json()["deliveries"]
    assert [found["addressee"] for found in facts] == ["Ms. Ingrid Halden"]
    assert facts[0]["state"] == "planned"
    assert facts[0]["sentence"] == "To be sent by email."


def test_the_page_says_it_in_the_letter_s_own_language(letter: LetterPage, client: Any) -> None:
    letter.language = "de-DE"
    letter.save()
    page = client.get(letter.get_url()).content.decode()
    assert '<dd lang="de-DE" dir="ltr">Wird noch per E-Mail versandt.</dd>' in page


def test_the_ledger_costs_the_same_however_many_there_are(letter: LetterPage) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            shown(letter, now=LATER)
        return len(seen)

    few = cost()
    edition = letter.editions.get()
    for number in range(2, 22):
        one = Correspondence.objects.create(
            letter=letter, addressee=f"Member {number}", position=number
        )
        Dispatch.objects.create(
            edition=edition,
            correspondence=one,
            position=number,
            addressee=one.addressee,
            channel="post",
            created_at=NOW,
        )
    assert cost() == few
    assert len(shown(letter, now=LATER).rows) == 22


def test_the_sheet_has_a_line_for_every_way_and_no_address(letter: LetterPage, rosa: Any) -> None:
    head, *lines = csv_rows(shown(letter, now=LATER))
    assert len(lines) == 2
    assert all(len(line) == len(head) for line in lines)
    assert "office@" not in str(lines)
