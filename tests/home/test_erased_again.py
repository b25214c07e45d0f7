"""After a restore: whoever was erased or stopped us since is erased and stopped again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from campaign import aftermath, following, mailing, relaying
from campaign.models import Follower, SupporterMessage
from campaign.replaying import replay
from delivery.models import OutboundMessage, Suppression, Unsubscription
from delivery.services import end_subscription, is_suppressed, suppress
from home import backup_rows
from home.backing_up import done_again
from letters.models import LetterPage
from privacy import journal
from privacy.pseudonyms import mailbox_pseudonym
from signatories import invitation_status
from signatories.invitation_retention import erase_invited
from signatories.models import Invitation, SignOn, SignOnContact
from signatories.own_wishes import erase_everything
from tests.campaign.actions import a_senator, an_action
from tests.campaign.test_relaying import DRAFT, ask
from tests.home import factories
from tests.home.test_backing_up import backup, empty_site, restored

DAY = timedelta(days=1)
EACH = 25  # of four kinds of people
KEPT = 3  # of each kind who stay


@pytest.fixture
def letter(transactional_db: None, settings: Any, tmp_path: Path) -> LetterPage:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.ERASURE_JOURNAL = tmp_path / "erasures.jsonl"
    settings.EMAIL_BACKEND = "delivery.local_mailbox.LocalMailboxBackend"
    settings.LOCAL_MAILBOX_DIR = tmp_path / "mailbox"
    settings.MAIL_PER_HOUR = 0
    made = factories.a_letter(factories.a_campaign(factories.a_site()), slug="stop")
    factories.an_administrator()
    return made


def canary(kind: str, number: int) -> str:
    """Return a name of somebody who goes; of somebody who stays from EACH on."""
    return f"{'canary' if number < EACH else 'stays'}{kind}{number}zq"


def people(letter: LetterPage, now: Any) -> None:
    """Bring EACH + KEPT people of each kind into the site."""
    campaign = letter.get_parent().specific
    action = an_action(campaign, senator := a_senator())
    for number in range(EACH + KEPT):
        name, moment = canary("sign", number), now + timedelta(minutes=2 * number)
        sign_on = factories.sign_on(
            letter,
            f"Organization {number}",
            mailbox_pseudonym=mailbox_pseudonym(f"{name}@x.example"),
        )
        SignOn.objects.filter(pk=sign_on.pk).update(submitted_at=now)
        SignOnContact.objects.create(
            sign_on=sign_on, name=f"{name} Person", title="Chair", email=f"{name}@x.example"
        )
        name = canary("invited", number)
        Invitation.objects.create(
            page_id=letter.pk, name=f"Invited {number}", name_key=f"invited {number}",
            email=f"{name}@x.example", contact_name=name, mailbox_domain="x.example",
            mailbox_pseudonym=mailbox_pseudonym(f"{name}@x.example"), created_at=now,
        )  # fmt: skip
        name = canary("follows", number)
        Follower.objects.create(
            campaign=campaign, email=f"{name}@x.example", status=Follower.Status.CONFIRMED,
            mailbox_pseudonym=mailbox_pseudonym(f"{name}@x.example"), asked_at=now,
            confirmed_at=now,
        )  # fmt: skip
        name = canary("writes", number)
        draft = replace(
            DRAFT,
            email=f"{name}@x.example",
            sender=name,
            town=f"{name} Street",
            message=f"I, {name}",
        )
        relaying.confirm_message(token=ask(action, senator, draft=draft, now=moment), now=moment)


def going(rows: Any, kind: str, field: str = "email") -> Any:
    return [one for one in rows if f"canary{kind}" in getattr(one, field)]


def erase(now: Any) -> None:
    """Let EACH of each kind go, by the way there is for it."""
    for contact in going(SignOnContact.objects.select_related("sign_on"), "sign"):
        erase_everything(contact.sign_on, now=now)
    refused = [one.pk for one in going(Invitation.objects.all(), "invited")]
    Invitation.objects.filter(pk__in=refused).update(
        status=invitation_status.NO, answered_at=now - 400 * DAY
    )
    erase_invited(now)
    for number, follower in enumerate(going(Follower.objects.all(), "follows")):
        if number % 2:
            following.stop_following(follower_id=follower.pk, now=now)
        else:
            scope = following.scope_of(follower.campaign_id)
            end_subscription(scope=scope, address=follower.email, now=now)
    mailing.forget_stopped(now=now)
    written = [one.pk for one in going(SupporterMessage.objects.all(), "writes")]
    mine = OutboundMessage.objects.filter(kind="supporter")
    for message in SupporterMessage.objects.filter(pk__in=written):
        copies = message.deliveries.values("outbound")
        mine.filter(pk__in=copies).update(status="delivered", updated_at=now - 30 * DAY)
    aftermath.erase_old(now=now)


def words() -> Iterator[str]:
    """Yield all that the rows say to who has the keys, sealed fields opened."""
    for model in backup_rows.tables():
        for row in model._base_manager.values_list():
            yield repr(row).casefold()


@pytest.mark.both_databases
def test_people_of_every_kind_are_erased_again(letter: LetterPage, settings: Any) -> None:
    """P-10: 100 signers, invited, followers and supporters erased after the backup; 0 canaries."""
    now = timezone.now()
    people(letter, now - 60 * DAY)
    file = backup()
    assert sum("canary" in line for line in words()) >= 4 * EACH
    erase(now)
    path = Path(settings.ERASURE_JOURNAL)
    kinds = [one.kind for one in journal.entries(path)]
    counted = {kind: kinds.count(kind) for kind in ("erased", "invited", "follower", "supporter")}
    assert counted == dict.fromkeys(counted, EACH)
    assert not {b"@", b"canary"} & set(path.read_bytes().split())

    empty_site()
    assert restored(file, None, path) >= 4 * EACH
    found = [line for line in words() if "canary" in line]
    print(f"P-10: {counted} erased, restored, erased again: {len(found)} rows with a canary")
    assert found == []
    stay = "\n".join(words())
    for kind in ("sign", "invited", "follows", "writes"):
        for number in range(EACH, EACH + KEPT):
            assert f"stays{kind}{number}zq" in stay, "who asked for nothing was erased"
    waiting = OutboundMessage.objects.filter(kind="supporter", status="queued")
    assert waiting.count() == KEPT, "what is erased is not sent"
    assert restored_twice(path) == 0


def restored_twice(path: Path) -> int:
    """Replay the journal once more; return how many changed."""
    return done_again(list(journal.entries(path)), timezone.now())


@pytest.mark.both_databases
def test_who_asked_for_no_more_mail_since_gets_none(letter: LetterPage, settings: Any) -> None:
    """D-05: suppressions and ended lists outlive a backup that is older than they are."""
    now = timezone.now()
    file = backup()
    suppress(address="ada@x.example", reason="complained", now=now)
    end_subscription(scope="campaign:1", address="bo@x.example", now=now)
    end_subscription(scope="campaign:1", address="cy@x.example", now=now)
    following.begin_subscription(
        scope="campaign:1", address="cy@x.example", now=now + timedelta(minutes=1)
    )
    empty_site()
    assert restored(file, None, Path(settings.ERASURE_JOURNAL)) == 2
    assert is_suppressed("ada@x.example")
    assert Suppression.objects.get().reason == "complained"
    assert Unsubscription.objects.get().pseudonym == mailbox_pseudonym("bo@x.example")


def test_who_asked_again_later_is_another_row(letter: LetterPage, tmp_path: Path) -> None:
    """A number that was given anew is not the one that the journal means."""
    now = timezone.now()
    people(letter, now)
    follower = Follower.objects.first()
    old = journal.Entry(
        "follower", follower.pk, follower.mailbox_pseudonym, (now - DAY).isoformat()
    )
    assert replay([old], now=now) == 0
    assert replay([replace(old, at=(now + DAY).isoformat())], now=now) == 1


def test_a_line_that_a_power_cut_left_half_spoils_no_other(
    letter: LetterPage, settings: Any
) -> None:
    now, path = timezone.now(), Path(settings.ERASURE_JOURNAL)
    suppress(address="ada@x.example", reason="complained", now=now)
    whole = path.read_bytes()
    for cut in range(1, len(whole) - 1, 7):
        path.write_bytes(whole + whole[:cut])
        suppress(address=f"bo{cut}@x.example", reason="complained", now=now)
        assert len(list(journal.entries(path))) == 2, cut
    path.write_bytes(whole + b"something else\n" + whole)
    with pytest.raises(ValueError, match="line 2"):
        list(journal.entries(path))
    assert path.stat().st_mode & 0o777 == 0o600
