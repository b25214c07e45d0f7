"""A lying provider's webhooks over real HTTP: twice, reversed, forged, before its own answer."""

from __future__ import annotations

import random
import threading
from base64 import b64encode
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
import requests

from delivery.models import DeliveryEvent, EarlyReport, OutboundMessage, Suppression
from delivery.sending import drain
from tests.delivery import liar
from tests.delivery.liar import Handler, lying, use
from tests.delivery.mails import NOW, queued

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.enable_socket]
GOOD = "Basic " + b64encode(b"user:password").decode()
WRONG = "Basic " + b64encode(b"user:guessed").decode()
RANK = ("Delivery", "Bounce", "SpamComplaint")
ENDS = {"Delivery": "delivered", "Bounce": "bounced", "SpamComplaint": "complained"}


def hook(kind: str, name: str, reference: str = "", number: int = 0) -> dict[str, Any]:
    """Return what Postmark posts about a message; without `reference` it knows its id only."""
    when = f"2026-11-23T09:{number:02}:00Z"
    facts: dict[str, Any] = {
        "RecordType": kind, "MessageID": name, "Email": "x@harbor.example", "Recipient": "x",
        "DeliveredAt": when, "BouncedAt": when, "Type": kind.replace("Bounce", "HardBounce"),
    }  # fmt: skip
    if kind != "Delivery":
        facts["ID"] = number + 1
    if reference:
        facts["Metadata"] = {"reference": reference}
    return facts


class Hooks:
    """Posts webhooks to a live server of ours, as told."""

    def __init__(self, url: str) -> None:
        self.url, self.answers = f"{url}/anymail/postmark/tracking/", Counter[int]()

    def post(self, body: dict[str, Any], auth: str = GOOD) -> int:
        headers = {"Authorization": auth} if auth else {}
        answer = requests.post(self.url, json=body, headers=headers, timeout=20)
        self.answers[answer.status_code] += 1
        assert b"Traceback" not in answer.content
        return answer.status_code

    def forge(self, bodies: list[dict[str, Any]]) -> None:
        for body in bodies:
            for auth in ("", WRONG, "Bearer x"):
                assert 400 <= self.post(body, auth) < 500


@pytest.fixture
def hooks(live_server: Any, settings: Any) -> Hooks:
    return Hooks(live_server.url)


def statuses(messages: list[OutboundMessage]) -> list[str]:
    rows = dict(OutboundMessage.objects.values_list("pk", "status"))
    return [rows[one.pk] for one in messages]


def test_reports_twice_reversed_and_forged_end_as_the_oracle_says(settings, hooks):
    """W-02, W-01 over HTTP: 60 letters, up to 3 reports each, all twice, shuffled; forgeries."""
    chance = random.Random(8)
    with lying() as provider:
        use(settings, provider)
        letters = [queued(to=f"a{n}@harbor{n}.example") for n in range(60)]
        drain(now=NOW)
        posts, oracle = [], []
        for number, one in enumerate(letters):
            chosen = chance.sample(RANK, chance.randrange(4))
            reference = str(one.reference) if number % 2 else ""
            name = provider.ids[str(one.reference)]
            posts += [hook(kind, name, reference, RANK.index(kind)) for kind in chosen] * 2
            best = max(chosen, key=RANK.index, default=None)
            oracle.append(ENDS[best] if best else "accepted")
        chance.shuffle(posts)
        hooks.forge(
            [hook("SpamComplaint", provider.ids[str(one.reference)]) for one in letters[:5]]
        )
        assert statuses(letters) == ["accepted"] * 60
        for body in posts:
            assert hooks.post(body) == 200
    wrong = [pair for pair in zip(statuses(letters), oracle, strict=True) if pair[0] != pair[1]]
    print(f"W-02 over HTTP: {len(posts)} posts about 60 letters, {len(wrong)} wrong ends")
    assert wrong == []
    assert DeliveryEvent.objects.filter(type__in=ENDS.values()).count() == len(posts) / 2
    suppressed = sum(end in ("bounced", "complained") for end in oracle)
    assert Suppression.objects.count() == suppressed
    assert max(provider.taken.values()) == 1


@pytest.mark.parametrize("with_reference", [True, False])
@pytest.mark.parametrize("reverse", [False, True])
def test_reports_that_overtake_the_answer_of_the_request_are_followed(
    settings, hooks, with_reference, reverse
):
    """The provider reports before it answers the very request, from another thread, and twice."""

    def reports_first(handler: Handler, mails: list[dict[str, Any]]) -> None:
        answers = handler.liar.take(mails)
        for mail, answer in zip(mails, answers, strict=True):
            reference = mail["Metadata"]["reference"] if with_reference else ""
            bodies = [
                hook(kind, answer["MessageID"], reference, RANK.index(kind))
                for kind in ("Delivery", "Bounce")
            ] * 2
            if reverse:
                bodies.reverse()
            told = threading.Thread(target=lambda them=bodies: [hooks.post(b) for b in them])
            told.start()
            told.join()
        handler.answer(answers)

    with lying(reports_first) as provider:
        use(settings, provider)
        letters = [queued(to=f"a{n}@harbor{n}.example") for n in range(5)]
        drain(now=NOW)
        drain(now=NOW + timedelta(days=1))
    assert hooks.answers == {200: 20}
    assert statuses(letters) == ["bounced"] * 5
    for one in letters:
        one.refresh_from_db()
        assert one.provider_message_id == provider.ids[str(one.reference)]
        assert one.accepted_at is not None
        assert sorted(one.events.values_list("type", flat=True)).count("bounced") == 1
    assert not EarlyReport.objects.exists()
    assert set(provider.taken.values()) == {1}


def test_an_accepted_letter_whose_answer_was_lost_is_settled_by_its_report(settings, hooks):
    """Accepts, resets the connection, and reports later: nothing is sent twice, nothing unknown."""
    with lying(liar.takes_then_resets) as provider:
        use(settings, provider)
        letters = [queued(to=f"a{n}@harbor{n}.example") for n in range(4)]
        drain(now=NOW)
        assert statuses(letters) == ["uncertain"] * 4
        for one in letters[:3]:
            reference = str(one.reference)
            assert hooks.post(hook("Delivery", provider.ids[reference], reference)) == 200
        drain(now=NOW + timedelta(days=2))
    assert statuses(letters) == [*["delivered"] * 3, "uncertain"]
    assert set(provider.taken.values()) == {1}


def test_a_report_about_another_s_message_changes_nothing_here(settings, hooks):
    with lying() as provider:
        use(settings, provider)
        one = queued()
        drain(now=NOW)
        assert (
            hooks.post(hook("Bounce", "another-id", "00000000-0000-0000-0000-000000000000")) == 200
        )
        assert hooks.post(hook("Bounce", "another-id")) == 200
    assert statuses([one]) == ["accepted"]
    assert not Suppression.objects.exists()
