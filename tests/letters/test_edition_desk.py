"""What the screen of editions says: one sentence for each state, one line for each dispatch."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from delivery.models import OutboundMessage
from letters import edition_desk, services
from letters.edition_desk import DispatchRow, Standing
from letters.models import Edition, LetterPage
from signatories.models import SignOn
from signatories.services import text_in_force, withdraw_sign_ons
from tests.letters.factories import LetterPageFactory, body, sign, text

NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)


def edition(**fields: Any) -> Edition:
    """Return an edition that is in no database, frozen at NOW."""
    return Edition(number=3, signatory_count=70, frozen_at=NOW, **fields)


def standing(newest: Edition | None = None, **changes: Any) -> Standing:
    facts = {"live": True, "published": 70, "stale": "", "is_freezer": False, "in_trouble": 0}
    return Standing(newest=newest, **{**facts, "alone_allowed": False, **changes})


APPROVED = {"approved_at": NOW}
SENT = {**APPROVED, "dispatched_at": NOW}


@pytest.mark.parametrize(
    ("now", "step", "words"),
    [
        (standing(live=False), "publish", "isn’t published"),
        (standing(published=0), "review", "Nobody stands under this letter yet"),
        (standing(), "freeze", "today: 70. Nothing is printed yet"),
        (standing(edition()), "approve", "Edition 3 waits for approval. Read it first."),
        (standing(edition(), is_freezer=True), "ask", "waits for a second person"),
        (standing(edition(), is_freezer=True, alone_allowed=True), "approve", "Read it first"),
        (standing(edition(), stale="two have left"), "freeze", "can’t be sent: two have left."),
        (standing(edition(**APPROVED)), "dispatch", "approved and not yet sent"),
        (standing(edition(**APPROVED), stale="two have left"), "freeze", "Freeze a new one"),
        (standing(edition(**APPROVED), stale="x", published=0), "review", "Review sign-ons"),
        (standing(edition(**SENT)), "done", "Edition 3 was sent. Nothing waits."),
        (standing(edition(**SENT), published=69), "done", "Nothing waits."),
        (standing(edition(**SENT), published=71), "freeze", "1 more has signed since"),
        (standing(edition(**SENT), published=72), "freeze", "2 more have signed since"),
        (standing(edition(**SENT), in_trouble=1), "mend", "1 message needs a person"),
        (standing(edition(**SENT), in_trouble=2, published=72), "mend", "2 messages need a person"),
        (standing(edition(**SENT), published=72, live=False), "done", "Nothing waits."),
    ],
)
def test_each_state_says_what_the_letter_needs_now(now: Standing, step: str, words: str) -> None:
    found = edition_desk.next_step(now)
    assert found.step == step
    assert words in found.sentence


@pytest.mark.parametrize(
    ("now", "possible"),
    [
        (standing(), False),
        (standing(edition()), True),
        (standing(edition(**APPROVED)), True),
        (standing(edition(**SENT)), True),
        (standing(edition(), live=False), False),
        (standing(edition(), published=0), False),
        (standing(edition(), stale="two have left"), False),
    ],
)
def test_an_edition_that_is_not_right_can_be_followed_by_another(
    now: Standing, possible: bool
) -> None:
    assert edition_desk.may_be_replaced(now, edition_desk.next_step(now)) is possible


def row(status: str, channel: str = "Email") -> DispatchRow:
    return DispatchRow("Ms. Halden", channel, "", True, status == "delivered", 1)


@pytest.mark.parametrize(
    ("now", "rows", "states"),
    [
        (standing(live=False, published=0), [], "now later later later later later"),
        (standing(published=0), [], "done now later later later later"),
        (standing(), [], "done done now later later later"),
        (standing(edition()), [], "done done done now later later"),
        (standing(edition(**APPROVED)), [], "done done done done now later"),
        (standing(edition(**SENT)), [row("accepted")], "done done done done done now"),
        (standing(edition(**SENT)), [row("delivered")], "done done done done done done"),
        (
            standing(edition(**SENT)),
            [row("delivered"), row("bounced")],
            "done done done done done now",
        ),
        (standing(edition(**SENT)), [row("", "Paper")], "done done done done done now"),
        (standing(edition(), live=False), [], "now done done later later later"),
    ],
)
def test_the_way_shows_what_is_done_and_what_is_next(
    now: Standing, rows: list[DispatchRow], states: str
) -> None:
    shown = edition_desk.stages(now, rows)
    assert [stage.state for stage in shown] == states.split()
    assert sum(stage.state == "now" for stage in shown) <= 1


def test_the_way_tells_facts() -> None:
    rows = [row("delivered"), row("bounced"), row("", "Paper")]
    shown = edition_desk.stages(standing(edition(**SENT)), rows)
    assert [stage.fact for stage in shown] == [
        "public",
        "by 70",
        "edition 3",
        "16 Nov 2026",
        "16 Nov 2026",
        "known of 1 in 2",
    ]


class TestStanding:
    """What is read from the database."""

    pytestmark = pytest.mark.django_db

    @pytest.fixture
    def letter(self) -> LetterPage:
        letter: LetterPage = LetterPageFactory.create()
        sign(letter, "The Quiet Gate")
        sign(letter, "Access for All")
        return letter

    @pytest.fixture
    def frozen(self, letter: LetterPage) -> Edition:
        freezer = get_user_model().objects.create_user("freezer")
        return services.freeze_edition(letter=letter, by=freezer, now=NOW)

    def seen(self, letter: LetterPage, newest: Edition | None, user_id: int = 0) -> Standing:
        return edition_desk.standing_of(letter, newest, user_id=user_id, alone_allowed=False)

    def test_a_new_letter_counts_who_stands_under_it(self, letter: LetterPage) -> None:
        found = self.seen(letter, None)
        assert (found.live, found.published, found.stale) == (True, 2, "")

    def test_it_knows_who_froze_the_newest_edition(
        self, letter: LetterPage, frozen: Edition
    ) -> None:
        freezer = frozen.frozen_by_id or 0
        assert self.seen(letter, frozen, user_id=freezer).is_freezer
        assert not self.seen(letter, frozen, user_id=freezer + 1).is_freezer

    def test_a_name_that_left_makes_an_unsent_edition_stale(
        self, letter: LetterPage, frozen: Edition
    ) -> None:
        gone = SignOn.objects.get(claimed_name="Access for All")
        withdraw_sign_ons(ids=[gone.pk], by=None, now=NOW + timedelta(hours=1))
        assert (
            self.seen(letter, frozen).stale == "1 of its signatories has left since it was frozen"
        )

    def test_a_changed_text_makes_an_unsent_edition_stale(
        self, letter: LetterPage, frozen: Edition
    ) -> None:
        changed = body(text("<p>Quite another text.</p>"))
        LetterPage.objects.filter(pk=letter.pk).update(body=changed)
        text_in_force(page=LetterPage.objects.get(pk=letter.pk), now=NOW)
        newest = edition_desk.editions_of(letter)[0]
        assert (
            self.seen(letter, newest).stale == "the letter’s text has changed since it was frozen"
        )

    def test_a_sent_edition_is_never_stale(self, letter: LetterPage, frozen: Edition) -> None:
        sent(frozen)
        withdraw_sign_ons(ids=list(SignOn.objects.values_list("pk", flat=True)), by=None, now=NOW)
        assert self.seen(letter, frozen).stale == ""

    def test_the_list_is_read_in_two_queries_however_long(
        self, letter: LetterPage, frozen: Edition, django_assert_num_queries: Any
    ) -> None:
        again = get_user_model().objects.create_user("again")
        services.freeze_edition(letter=letter, by=again, now=NOW)
        with django_assert_num_queries(2):
            found = edition_desk.editions_of(letter)
            sizes = [file.size for one in found for file in one.files.all()]
        assert [one.number for one in found] == [2, 1]
        assert len(sizes) >= 10

    def test_the_ledger_says_what_is_known_of_each_addressee(self, frozen: Edition) -> None:
        sent(frozen)
        mailed, posted = edition_desk.dispatch_rows(frozen)
        assert (mailed.addressee, mailed.channel) == ("Ms. Ingrid Halden", "Email")
        assert mailed.state == "Waiting in the outbox"
        assert not mailed.certain
        assert (posted.channel, posted.message_id) == ("Post", None)
        assert posted.state == "No email address: print it and post it"

    @pytest.mark.parametrize("status", OutboundMessage.Status.values)
    def test_every_status_of_a_message_has_its_sentence(self, frozen: Edition, status: str) -> None:
        sent(frozen)
        OutboundMessage.objects.filter(kind="letter").update(
            status=status, provider_message_id="id-1", accepted_at=NOW
        )
        mailed = edition_desk.dispatch_rows(frozen)[0]
        assert mailed.state != status
        assert mailed.certain is (status in {"accepted", "delivered"})
        assert mailed.arrived is (status == "delivered")

    @pytest.mark.parametrize(
        ("status", "count"), [("bounced", 1), ("uncertain", 1), ("held", 1), ("delivered", 0)]
    )
    def test_a_message_in_trouble_is_counted(
        self, letter: LetterPage, frozen: Edition, status: str, count: int
    ) -> None:
        sent(frozen)
        OutboundMessage.objects.filter(kind="letter").update(
            status=status, provider_message_id="id-1", accepted_at=NOW
        )
        assert self.seen(letter, frozen).in_trouble == count

    def test_it_is_said_where_an_edition_would_go(self, frozen: Edition) -> None:
        assert edition_desk.destinations(frozen) == [
            "Ms. Ingrid Halden: by email to office@haldendevices.example",
            "Mr. Desmond Okoro: on paper, no email address",
        ]


def sent(frozen: Edition) -> None:
    """Approve and send, each by its service."""
    other = get_user_model().objects.create_user("other")
    services.approve_edition(edition_id=frozen.pk, digest=frozen.digest, by=other, now=NOW)
    assert services.dispatch_edition(edition_id=frozen.pk, by=other, now=NOW)
    frozen.refresh_from_db()
