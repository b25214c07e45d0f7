"""All mails of the room, as they leave: D-06, D-07, P-09."""

from __future__ import annotations

import re
from datetime import timedelta
from email import policy
from email.parser import BytesParser

import pytest
from django.utils import timezone

from campaign import action_desk, aftermath, following, relaying
from delivery.models import OutboundMessage
from delivery.sending import drain
from home.models import HomePage
from tests.campaign.actions import a_senator, an_action
from tests.campaign.test_relaying import ask
from tests.home import factories

REMOTE = re.compile(
    r"<(img|link|script|iframe|object|video|audio|source)\b|url\(|@import", re.IGNORECASE
)


@pytest.fixture
def sent(home: HomePage, settings, tmp_path):
    """Every mail of the room, as parsed from the local mailbox."""
    settings.EMAIL_BACKEND = "delivery.local_mailbox.LocalMailboxBackend"
    settings.LOCAL_MAILBOX_DIR = tmp_path / "mailbox"
    settings.DEFAULT_FROM_EMAIL = "letters@harborrights.example"
    campaign, now = factories.a_campaign(home), timezone.now() - timedelta(days=15)
    page = an_action(campaign, senator := a_senator())
    relaying.confirm_message(token=ask(page, senator, now=now), now=now)
    aftermath.ask_how_it_ended(now=timezone.now())
    for minute in (0, 5):
        moment = now + timedelta(minutes=minute)
        following.ask_to_follow(campaign=campaign, address="ines@example.org", now=moment)
        campaign.followers.update(status="confirmed", confirmed_at=moment)
    action_desk.send_test(action=page, to="imre@harborrights.example", now=now)
    drain(now=timezone.now() + timedelta(days=1))
    read = BytesParser(policy=policy.default).parsebytes
    return [read(path.read_bytes()) for path in sorted(settings.LOCAL_MAILBOX_DIR.glob("*.eml"))]


def test_every_mail_is_ours_to_one_and_loads_nothing(sent) -> None:
    """D-06, D-07, P-09: one To, our domain, no remote part, a text part in each."""
    names = {one.key.split(":")[0] for one in OutboundMessage.objects.all()}
    assert names == {
        "confirm-message", "message-copy", "supporter", "how-it-ended", "confirm-follow",
        "following", "test-message",
    }  # fmt: skip
    assert len(sent) == 7
    for mail in sent:
        assert len(mail["To"].addresses) == 1
        assert (mail["Cc"], mail["Bcc"]) == (None, None)
        (sender,) = mail["From"].addresses
        assert sender.domain == "harborrights.example", mail["Subject"]
        assert len(sender.display_name) <= 64
        assert "@" not in sender.display_name
        text = mail.get_body(("plain",))
        assert text is not None
        assert text.get_content().strip()
        html = mail.get_body(("html",))
        assert html is None or not REMOTE.search(html.get_content()), mail["Subject"]
        for link in re.findall(r"https?://[^\s\"'<>]+", text.get_content()):
            assert "?" not in link, "no link carries marks"


def test_a_supporters_mail_is_plain_text_with_the_reply_to_the_confirmed_mailbox(sent) -> None:
    """D-07."""
    (mail,) = [one for one in sent if "flsenate.example" in one["To"]]
    assert mail["Reply-To"] == "jo@example.org"
    assert mail["From"].addresses[0].display_name == "Jo Okafor"
    assert mail.get_content_type() == "text/plain"
    assert "Jo Okafor wrote this and confirmed it by email" in mail.get_content()
