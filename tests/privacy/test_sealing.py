"""Fields that stand encrypted in the database. The outbox lends its rows."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from campaign.models import Follower
from delivery.models import Attachment, OutboundMessage
from delivery.services import queue_email
from privacy import keys
from privacy.apps import check_field_keys
from privacy.sealing import SealedValueUnreadable, reseal, sealed_fields
from tests.home import factories

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
CANARY = "canary-Zürich-7319"


def queued(number: int = 1, text: str = CANARY) -> OutboundMessage:
    return queue_email(
        kind="notice",
        key=f"sealing:{number}",
        to=f"ada{number}@harbor.example",
        subject="Subject",
        body_text=text,
        now=NOW,
    )


def raw(table: str, column: str) -> list[bytes]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} ORDER BY id")  # noqa: S608
        return [v.encode() if isinstance(v, str) else bytes(v) for (v,) in cursor.fetchall()]


@pytest.mark.django_db
def test_a_sealed_text_reads_back_and_stands_unreadable_in_the_database():
    message = OutboundMessage.objects.get(pk=queued().pk)
    assert message.body_text == CANARY
    stored = raw("delivery_outboundmessage", "body_text")[0]
    assert CANARY.encode() not in stored
    assert stored.startswith(b"gAAAA")


@pytest.mark.django_db
def test_sealed_bytes_read_back_and_stand_unreadable_in_the_database():
    content = b"%PDF \x00\xff" + CANARY.encode()
    Attachment.objects.create(
        sha256=hashlib.sha256(content).hexdigest(), content=content, size=9, created_at=NOW
    )
    assert bytes(Attachment.objects.get().content) == content
    assert CANARY.encode() not in raw("delivery_attachment", "content")[0]


@pytest.mark.django_db
def test_the_same_text_is_sealed_differently_each_time():
    queued(1)
    queued(2)
    assert len(set(raw("delivery_outboundmessage", "body_text"))) == 2


@pytest.mark.django_db
def test_the_empty_text_stays_empty_and_can_be_looked_for():
    queued(1, text="")
    queued(2)
    assert OutboundMessage.objects.filter(body_text="").count() == 1
    assert OutboundMessage.objects.exclude(body_text="").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("lookup", ["body_text", "body_text__icontains", "to__in", "to__gt"])
def test_looking_for_a_sealed_value_is_refused_as_it_would_find_nothing(lookup):
    with pytest.raises(FieldError, match="sealed"):
        list(OutboundMessage.objects.filter(**{lookup: CANARY}))


@pytest.mark.django_db
def test_an_update_seals_too():
    message = queued()
    OutboundMessage.objects.filter(pk=message.pk).update(body_text="changed " + CANARY)
    assert CANARY.encode() not in raw("delivery_outboundmessage", "body_text")[0]
    message.refresh_from_db()
    assert message.body_text == "changed " + CANARY


@pytest.mark.django_db
def test_without_the_key_a_row_says_what_to_do(settings):
    message = queued()
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(SealedValueUnreadable, match=r"body_text .*FIELD_KEYS"):
        OutboundMessage.objects.only("body_text").get(pk=message.pk)


@pytest.mark.django_db
def test_rotation_lets_the_old_key_go(settings):
    """P-07, small: every value opens with the new key alone, none with the old one."""
    rows = 50
    for number in range(rows):
        queued(number)
    old = settings.FIELD_KEYS
    new = Fernet.generate_key().decode()
    settings.FIELD_KEYS = [new, *old]
    assert reseal(OutboundMessage, "body_text") == rows
    assert reseal(OutboundMessage, "body_text") == 0
    settings.FIELD_KEYS = [new]
    texts = list(OutboundMessage.objects.values_list("body_text", flat=True))
    assert texts == [CANARY] * rows
    settings.FIELD_KEYS = old
    with pytest.raises(SealedValueUnreadable):
        OutboundMessage.objects.only("body_text").first()
    print(f"P-07: {rows} values sealed anew, 0 unreadable, 0 left under the old key")


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_a_hundred_thousand_rows_hold_no_plaintext_and_open_under_the_new_key(settings):
    """P-07: 60,000 mails and 40,000 contacts, as they stand on the disk; rotation; wrong key."""
    mails, contacts = 60_000, 40_000
    first = queued(0)
    columns = [f.attname for f in OutboundMessage._meta.local_concrete_fields if not f.primary_key]
    for start in range(1, mails, 2_000):
        made = []
        for number in range(start, min(start + 2_000, mails)):
            values = {name: getattr(first, name) for name in columns}
            unique = {"key": f"p07:{number}", "reference": uuid4()}
            made.append(
                OutboundMessage(**{**values, **unique, "to": f"ada{number}@harbor.example"})
            )
        OutboundMessage.objects.bulk_create(made)
    campaign = factories.a_campaign(factories.a_site())
    for start in range(0, contacts, 2_000):
        Follower.objects.bulk_create(
            Follower(
                campaign=campaign, email=f"follower{number}@harbor.example",
                mailbox_pseudonym=f"{number:064x}", asked_at=NOW,
            )
            for number in range(start, start + 2_000)
        )  # fmt: skip
    found = [word for word in (CANARY, "ada1@", "follower7@", "ada59999", "follower39999")
             if word.encode() in on_disk()]  # fmt: skip
    assert found == []

    new = Fernet.generate_key().decode()
    settings.FIELD_KEYS = [new, *settings.FIELD_KEYS]
    began = sum(reseal(model, field) for model, field in sealed_fields())
    settings.FIELD_KEYS = [new]
    opened = 0
    for row in OutboundMessage.objects.only("to", "body_text").iterator(chunk_size=2_000):
        opened += row.to.startswith("ada") and row.body_text == CANARY
    for follower in Follower.objects.only("email").iterator(chunk_size=2_000):
        opened += follower.email.startswith("follower")
    print(f"P-07: {mails + contacts:,} rows, {began:,} values sealed anew, {opened:,} rows opened, "
          f"{len(found)} plaintexts on the disk")  # fmt: skip
    assert opened == mails + contacts
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(SealedValueUnreadable):
        Follower.objects.only("email").first()


def on_disk() -> bytes:
    """Return the database's own bytes: SQLite's file and log, or PostgreSQL's tables as text."""
    if connection.vendor == "sqlite":
        name = str(connection.settings_dict["NAME"])
        paths = [Path(name + end) for end in ("", "-wal")]
        return b"".join(path.read_bytes() for path in paths if path.exists())
    with connection.cursor() as cursor:
        cursor.execute("SELECT m::text FROM delivery_outboundmessage m")
        rows = "".join(row for (row,) in cursor.fetchall())
        cursor.execute("SELECT f::text FROM campaign_follower f")
        return (rows + "".join(row for (row,) in cursor.fetchall())).encode()


@pytest.mark.django_db
def test_the_command_reseals_every_sealed_field(settings):
    queued()
    settings.FIELD_KEYS = [Fernet.generate_key().decode(), *settings.FIELD_KEYS]
    fields = {(model.__name__, field) for model, field in sealed_fields()}
    assert {("OutboundMessage", "to"), ("Attachment", "content")} <= fields
    out = StringIO()
    call_command("reseal", stdout=out)
    assert out.getvalue() == f"fields {len(fields)}, values sealed anew 3\n"
    settings.FIELD_KEYS = settings.FIELD_KEYS[:1]
    assert OutboundMessage.objects.get().to == "ada1@harbor.example"


@pytest.mark.django_db
def test_the_command_stops_at_a_value_without_key(settings):
    queued()
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(CommandError, match="OutboundMessage"):
        call_command("reseal")


def test_a_new_key_can_be_used_at_once(settings):
    out = StringIO()
    call_command("new_field_key", stdout=out)
    settings.FIELD_KEYS = [out.getvalue().strip()]
    assert len(keys.locks()) == 1


@pytest.mark.parametrize(
    ("field_keys", "sentence"),
    [([], "FIELD_KEYS is empty"), (["nonsense"], "key 1"), (["", "x" * 44], "key 1")],
)
def test_start_up_is_refused_without_a_usable_key(settings, field_keys, sentence):
    settings.FIELD_KEYS = field_keys
    found = check_field_keys()
    assert [message.id for message in found] == ["privacy.E001"]
    assert sentence in found[0].msg
    assert "nonsense" not in found[0].msg
    with pytest.raises(ImproperlyConfigured):
        keys.lock()


def test_purposes_have_different_keys():
    assert keys.derived_key("one") != keys.derived_key("two")
    assert len(keys.derived_key("one")) == 32
