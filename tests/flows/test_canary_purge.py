"""200 people through every feature, then retention: nothing of them is left in any byte."""

from __future__ import annotations

import base64
import codecs
import hashlib
import pickle
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from campaign import aftermath, following, mailing, relaying
from campaign.models import Follower, SupporterMessage
from delivery.models import InboundMessage, OutboundMessage
from delivery.receiving import Arrival, prune_inbound, receive_inbound
from delivery.sending import drain
from delivery.services import prune
from delivery.webhooks import prune_webhooks
from letters.models import LetterPage
from privacy import limits
from signatories import import_undoing, invitation_retention, retention
from signatories.invitation_list import Invitee
from signatories.inviting import invite
from signatories.models import Invitation, SignOn, SignOnContact
from signatories.services import approve_sign_ons, decline_sign_ons
from tests.campaign.actions import a_senator, an_action
from tests.campaign.test_relaying import DRAFT, ask
from tests.home import factories

EACH = 50
DAY = timedelta(days=1)
CLOSES = 3  # days from the first sign-on
PAGE = "/campaigns/front-door/stop/"


def canary(kind: str, number: int) -> str:
    """Return a word that stands for one person, in names and addresses alike."""
    return f"zq{kind}{number}kanari"


def people() -> list[str]:
    return [canary(kind, n) for kind in ("sign", "asked", "write", "follow") for n in range(EACH)]


# The ways in which a word may stand in bytes; all but digests are looked for in lower case.
def _b64(word: bytes, skip: int) -> bytes:
    """Return the middle of the base64 of `word` when `skip` bytes stand before it."""
    return base64.b64encode(b"\0" * skip + word)[4:-4]


ENCODINGS: dict[str, Callable[[str], bytes]] = {
    "utf-8": str.encode,
    "utf-16-le": lambda w: w.encode("utf-16-le"),
    "utf-16-be": lambda w: w.encode("utf-16-be"),
    "utf-32-le": lambda w: w.encode("utf-32-le"),
    "base64": lambda w: _b64(w.encode(), 0),
    "base64 after 1": lambda w: _b64(w.encode(), 1),
    "base64 after 2": lambda w: _b64(w.encode(), 2),
    "hexadecimal": lambda w: w.encode().hex().encode(),
    "HTML": lambda w: "".join(f"&#{ord(c)};" for c in w).encode(),
    "JSON": lambda w: "".join(f"\\u{ord(c):04x}" for c in w).encode(),
    "percent": lambda w: "".join(f"%{ord(c):02x}" for c in w).encode(),
    "quoted-printable": lambda w: "".join(f"={ord(c):02x}" for c in w).encode(),
    "rot13": lambda w: codecs.encode(w, "rot13").encode(),
    "reversed": lambda w: w[::-1].encode(),
    "SHA-256 of the address": lambda w: (
        hashlib.sha256(f"{w}@example.org".encode()).hexdigest().encode()
    ),
}
CASED = frozenset({"base64", "base64 after 1", "base64 after 2"})


def found_in(places: dict[str, bytes]) -> list[str]:
    """Return which words stand where, and how written."""
    found = []
    for place, content in places.items():
        lower = content.lower()
        for how, written in ENCODINGS.items():
            within = content if how in CASED else lower
            found += [f"{word} as {how} in {place}" for word in people() if written(word) in within]
    return found


def places(folder: Path, log: str) -> dict[str, bytes]:
    """Return every byte that is kept: database and log, files, cache, what was logged."""
    kept = {"log": log.encode(), "cache": pickle.dumps(getattr(cache, "_cache", {}))}
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        name = str(connection.settings_dict["NAME"])
        for end in ("", "-wal", "-shm"):
            if Path(name + end).exists():
                kept[f"database{end}"] = Path(name + end).read_bytes()
    else:
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names(cursor):
                cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608
                kept[table] = "\n".join(row for (row,) in cursor.fetchall()).encode()
    for path in folder.rglob("*"):
        if path.is_file():
            kept[str(path.relative_to(folder))] = path.read_bytes()
    return kept


@pytest.fixture
def letter(transactional_db: None, settings: Any, tmp_path: Path) -> LetterPage:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.ERASURE_JOURNAL = tmp_path / "erasures.jsonl"
    settings.EMAIL_BACKEND = "delivery.local_mailbox.LocalMailboxBackend"
    settings.LOCAL_MAILBOX_DIR = tmp_path / "mailbox"
    settings.INBOUND_ADDRESS = "answers@letters.example"
    settings.MAIL_PER_HOUR = settings.MAIL_PER_DOMAIN_MINUTE = 0
    closes = timezone.now() + CLOSES * DAY
    return factories.a_letter(
        factories.a_campaign(factories.a_site()), slug="stop", hard_deadline=closes
    )


def press(client: Client, path: str, **fields: str) -> None:
    page = client.get(path).content.decode()
    token = re.search(r'name="form_token" value="([^"]+)"', page)
    assert token, path
    client.post(path, {"form_token": token[1], **fields})


def sign(letter: LetterPage) -> None:
    """EACH sign by the form: some never confirm, some are declined, withdraw, or erase."""
    client = Client()
    form = client.get(f"{PAGE}sign/").content.decode()
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
    for number in range(EACH):
        word = canary("sign", number)
        fields = {
            **hidden, "kind": "individual" if number % 5 == 4 else "organization",
            "organization": f"Readers of Pier {number}", "website": "readers.example",
            "scope": "local", "country": "US", "region": "Florida", "contact_name": f"{word} Lind",
            "contact_title": f"Chair {word}", "contact_email": f"{word}@example.org",
            "authority": "on", "updates": "on",
        }  # fmt: skip
        answer = client.post(f"{PAGE}sign/", fields, REMOTE_ADDR=f"198.51.100.{number}")
        assert "Check your mailbox" in answer.content.decode()
    for number, message in enumerate(OutboundMessage.objects.filter(kind="confirmation")):
        found = re.search(r"/confirm/[\w-]+/", message.body_text)
        if found and number % 5:
            press(client, found[0])
    waiting = list(SignOn.objects.waiting_for_review().values_list("pk", flat=True))
    user = factories.an_administrator()
    approve_sign_ons(ids=waiting[: EACH // 2], by=user, now=timezone.now(), ground="Known.")
    decline_sign_ons(ids=waiting[EACH // 2 :], by=user, now=timezone.now(), reason="Unknown.")


def ask_organizations(letter: LetterPage) -> None:
    letter.circulation = "private"
    letter.save()
    invitees = [
        Invitee(
            f"Tenants of Quay {n}", f"{canary('asked', n)}@example.org", canary("asked", n), None
        )
        for n in range(EACH)
    ]
    assert invite(page=letter, invitees=invitees, by=None, now=timezone.now()).asked == EACH


def write_and_follow(letter: LetterPage) -> None:
    """EACH write to an official, EACH follow the campaign; a third of both never confirm."""
    campaign, now = letter.get_parent().specific, timezone.now()
    action = an_action(campaign, senator := a_senator(), closes_at=now + CLOSES * DAY)
    for number in range(EACH):
        word, moment = canary("write", number), now + timedelta(seconds=number)
        draft = replace(
            DRAFT, email=f"{word}@example.org", sender=f"{word} Person", town=f"{word} Street",
            message=f"{word} wrote this", subject=f"About {word}",
        )  # fmt: skip
        token = ask(action, senator, draft=draft, now=moment)
        if number % 3:
            relaying.confirm_message(token=token, now=moment)
        address = f"{canary('follow', number)}@example.org"
        following.ask_to_follow(campaign=campaign, address=address, now=moment)
        mail = OutboundMessage.objects.order_by("-pk")[0]
        link = re.search(r"/follow/([\w-]+)/", mail.body_text)
        if link and number % 3:
            following.confirm_follower(token=link[1], now=moment)


def answer_by_mail() -> None:
    """Some of those who were written to answer, one with a file."""
    letters = OutboundMessage.objects.filter(kind__in=("supporter", "notice"))[:EACH]
    for number, message in enumerate(letters):
        word = canary("write", number)
        mail = EmailMessage()
        mail["From"] = f"{word} <{word}@example.org>"
        mail["Subject"], mail["Message-ID"] = f"Re: {word}", f"<{number}@example.org>"
        mail.set_content(f"{word} answers.")
        mail.add_attachment(word.encode(), maintype="text", subtype="plain", filename=f"{word}.txt")
        to = f"answers+{message.reference.hex}@letters.example"
        receive_inbound(Arrival("local", mail, [to]), now=timezone.now())


def time_goes_by() -> None:
    """Do what the worker does, at moments far enough apart for every promise."""
    now = timezone.now()
    for later in (now + 16 * DAY, now + 60 * DAY, now + 400 * DAY, now + 800 * DAY):
        aftermath.ask_how_it_ended(now=later)
        OutboundMessage.objects.exclude(status="cancelled").update(
            status="delivered", provider_message_id="x", updated_at=later - 29 * DAY
        )
        retention.expire_sign_ons(later)
        retention.erase_expired(later)
        invitation_retention.erase_invited(later)
        import_undoing.erase_old_imports(later)
        following.forget_unconfirmed(now=later)
        relaying.forget_unconfirmed(now=later)
        aftermath.erase_old(now=later)
        mailing.forget_stopped(now=later)
        prune(later)
        prune_inbound(later)
        prune_webhooks(later)
        limits.prune(later)


def stop_updates() -> None:
    """Whoever follows a campaign is kept until they stop it: here they do."""
    for follower in Follower.objects.confirmed():
        following.stop_following(follower_id=follower.pk, now=timezone.now())


def seen() -> Iterator[str]:
    for model in (SignOnContact, Invitation, SupporterMessage, Follower, InboundMessage):
        yield from (repr(row) for row in model.objects.values_list())


@pytest.mark.both_databases
def test_of_two_hundred_people_nothing_is_left_in_any_byte(
    letter: LetterPage, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """P-03: 50 signers, invited, supporters, followers; 15 encodings; database, WAL, files, log."""
    sign(letter)
    write_and_follow(letter)
    ask_organizations(letter)
    answer_by_mail()
    drain(now=timezone.now() + timedelta(hours=1))
    drain(now=timezone.now() + timedelta(days=2))
    there = "\n".join(seen())
    assert sum(word in there for word in people()) == 4 * EACH, "somebody never came in"
    assert found_in(places(tmp_path, "")), "the scan finds nothing that is there"

    stop_updates()
    time_goes_by()
    call_command("erase_expired", verbosity=0)
    cache.clear()
    log = "".join(capfd.readouterr())
    kept = places(tmp_path, log)
    found = found_in(kept)
    print(
        f"P-03: {len(people())} people, {len(ENCODINGS)} encodings, {len(kept)} places, "
        f"{sum(map(len, kept.values())):,} bytes: {len(found)} found"
    )
    assert found == []
    assert SupporterMessage.objects.exists(), "the figures stay"
    assert SignOn.objects.filter(status="approved").exists(), "the signatures stay"


def test_the_scan_would_see_a_word_in_each_of_its_ways(tmp_path: Path) -> None:
    """P-03: each encoding, as programs write it, is found."""
    word = people()[7]
    whole = f"<{word}@example.org>"
    written = {
        "utf-16-le": whole.encode("utf-16-le"), "base64": base64.b64encode(whole.encode()),
        "base64 after 1": base64.b64encode(f"ab{word}cd".encode()), "HTML": escape(whole).encode(),
        "percent": quote(whole).encode(), "hexadecimal": whole.encode().hex().upper().encode(),
        "upper": whole.upper().encode(),
    }  # fmt: skip
    for how, content in written.items():
        assert found_in({"x": b"--" + content + b"--"}), how
