"""What the other rooms and the staff do with mail."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection, connections, transaction

from delivery import services
from delivery.claiming import claim
from delivery.models import Attachment, OutboundMessage, Suppression
from delivery.sending import drain
from delivery.services import NewAttachment, NewMail
from privacy.tokens import new_token
from tests.delivery.mails import NOW, queued

PDF = NewAttachment("letter.pdf", "application/pdf", b"%PDF-1.7 made up")


@pytest.mark.django_db
def test_a_mail_waits_in_the_outbox_and_nothing_goes_out(mailoutbox):
    message = queued()
    assert message.status == "queued"
    assert mailoutbox == []


@pytest.mark.django_db
def test_one_key_is_one_mail():
    assert queued(key="confirm:1").pk == queued(key="confirm:1", subject="Again").pk
    assert OutboundMessage.objects.get().subject == "An open letter"


@pytest.mark.both_databases
@pytest.mark.django_db
def test_many_mails_are_queued_as_one_is_whatever_was_there_before():
    def mail(number: int) -> NewMail:
        to, key = f"office{number}@harbor.example", f"supporter:{number}"
        return NewMail("supporter", key, to, f"Letter {number}", "Dear Senator,\r\nplease.\n")

    first = services.queue_emails([mail(number) for number in range(3)], now=NOW)
    again = services.queue_emails([mail(number) for number in (1, 3, 2)], now=NOW)
    assert [one.pk for one in again[::2]] == [first[1].pk, first[2].pk]
    stored = OutboundMessage.objects.order_by("key")
    assert [one.key for one in stored] == [f"supporter:{number}" for number in range(4)]
    assert {one.body_text for one in stored} == {"Dear Senator,\nplease.\n"}
    assert {one.to for one in stored} == {f"office{n}@harbor.example" for n in range(4)}


@pytest.mark.django_db
def test_of_many_mails_none_is_queued_when_one_cant_be():
    sound = NewMail("supporter", "supporter:1", "office@harbor.example", "Letter", "Words.")
    with pytest.raises(ValueError, match="subject is empty"):
        services.queue_emails([sound, replace(sound, key="supporter:2", subject=" ")], now=NOW)
    assert not OutboundMessage.objects.exists()


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_threads_with_one_key_make_one_mail():
    threads = 12
    start = Barrier(threads)

    def put(_: int) -> int:
        start.wait()
        try:
            return queued(key="confirm:1", attachments=[PDF]).pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(threads) as pool:
        assert len(set(pool.map(put, range(threads)))) == 1
    assert OutboundMessage.objects.count() == 1
    assert OutboundMessage.objects.get().files.count() == 1


@pytest.mark.django_db
def test_a_mail_of_a_transaction_that_fails_is_gone_with_it():
    with transaction.atomic():
        queued()
        transaction.set_rollback(True)
    assert not OutboundMessage.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"to": "a@harbor.example,b@harbor.example"}, "one email address"),
        ({"to": ""}, "one email address"),
        ({"reply_to": "a@harbor.example\nBcc: b@harbor.example"}, "name@example.org"),
        ({"subject": " \u200b "}, "subject is empty"),
        ({"subject": "a" * 251}, "250"),
        ({"kind": "spam"}, "kind must be"),
        ({"key": ""}, "key must"),
        ({"key": "to:ada@harbor.example"}, "key must"),
        ({"attachments": [NewAttachment("/", "application/pdf", b"")]}, "file name"),
        ({"attachments": [NewAttachment("a.pdf", "pdf\r\nX: y", b"")]}, "application/pdf"),
        ({"attachments": [NewAttachment("a.eml", "message/rfc822", b"")]}, "application/pdf"),
        ({"attachments": [NewAttachment("a", "a/b", b"x" * 21_000_000)]}, "bytes together"),
    ],
    ids="to-two to-none reply-to subject-none subject-long kind key-none key-address "
    "file-name file-type file-mail file-size".split(),
)
def test_what_can_not_be_sent_is_refused_at_once(change, sentence):
    with pytest.raises(ValueError, match=sentence):
        queued(**change)
    assert not OutboundMessage.objects.exists()


@pytest.mark.django_db
def test_a_file_for_many_mails_is_stored_once():
    for _ in range(5):
        queued(attachments=[PDF, NewAttachment("copy.pdf", PDF.content_type, PDF.content)])
    assert Attachment.objects.count() == 1
    names = list(OutboundMessage.objects.first().files.values_list("filename", flat=True))
    assert names == ["letter.pdf", "copy.pdf"]


@pytest.mark.django_db
def test_the_address_is_shown_masked():
    assert queued().masked_to == "a…@harbor.example"
    assert "@" not in str(queued())


@pytest.mark.django_db(transaction=True)
def test_no_token_of_a_mail_stands_in_the_database():
    """T-01: byte scan of the database file and its log, or of the table's dump."""
    tokens = [new_token() for _ in range(1_000)]
    for number in range(0, 1_000, 50):
        links = "\n".join(f"https://x.example/confirm/{t}/" for t in tokens[number : number + 50])
        queued(body_text=links, body_html=f"<p>{links}</p>")
    if connection.vendor == "sqlite":
        name = str(connection.settings_dict["NAME"])
        paths = [Path(name), Path(name + "-wal")]
        stored = b"".join(path.read_bytes() for path in paths if path.exists())
    else:
        with connection.cursor() as cursor:
            cursor.execute("SELECT m::text FROM delivery_outboundmessage m")
            stored = "".join(row for (row,) in cursor.fetchall()).encode()
    found = [token for token in tokens if token.encode() in stored]
    print(f"T-01: {len(tokens)} tokens, {len(stored):,} bytes, {len(found)} found")
    assert len(stored) > 100_000
    assert found == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("verb", "starts", "ends"),
    [
        (services.hold, {"queued"}, "held"),
        (services.resume, {"held", "uncertain", "failed"}, "queued"),
        (services.cancel, {"queued", "held", "uncertain", "failed"}, "cancelled"),
    ],
)
def test_a_person_may_act_on_what_has_not_gone_out(verb, starts, ends):
    for status in OutboundMessage.Status.values:
        message = queued()
        row = OutboundMessage.objects.filter(pk=message.pk)
        row.update(status=status, provider_message_id="id")
        assert verb(ids=[message.pk], now=NOW) == (status in starts)
        assert row.get().status == (ends if status in starts else status)
        assert message.events.count() == (status in starts)
        assert verb(ids=[message.pk], now=NOW) == 0 or status in starts


@pytest.mark.django_db
def test_while_paused_nothing_is_claimed():
    queued()
    assert services.pause(reason="key of ada@harbor.example refused", now=NOW)
    assert not services.pause(reason="again", now=NOW)
    assert claim(now=NOW) is None
    assert services.unpause(now=NOW)
    assert not services.unpause(now=NOW)
    assert claim(now=NOW) is not None


@pytest.mark.django_db
def test_a_suppressed_mailbox_is_known_in_all_its_spellings_without_its_address():
    assert services.suppress(address="a.da+x@gmail.com", reason="complained", now=NOW)
    assert not services.suppress(address="ada@googlemail.com", reason="bounced", now=NOW)
    assert services.is_suppressed("Ada@gmail.com")
    assert not services.is_suppressed("eve@gmail.com")
    assert "@" not in "".join(map(str, Suppression.objects.values_list("pseudonym", "reason")))


@pytest.mark.django_db
def test_an_unknown_reason_is_refused():
    with pytest.raises(ValueError, match="reason must be one of"):
        services.suppress(address="ada@gmail.com", reason="annoying", now=NOW)


@pytest.mark.django_db
def test_finished_mail_is_erased_after_four_weeks_and_waiting_mail_is_kept():
    done, waiting = queued(attachments=[PDF]), queued(to="eve@harbor.example")
    OutboundMessage.objects.filter(pk=done.pk).update(status="delivered")
    assert services.prune(NOW + timedelta(days=27)) == 0
    later = NOW + timedelta(days=29)
    assert services.prune(later) == 1
    assert services.prune(later) == 0
    done.refresh_from_db()
    assert {done.to, done.subject, done.body_text, done.body_html, done.reply_to} == {""}
    assert (done.masked_to, done.to_domain, done.status) == (
        "erased",
        "harbor.example",
        "delivered",
    )
    assert not Attachment.objects.exists()
    waiting.refresh_from_db()
    assert waiting.to == "eve@harbor.example"


@pytest.mark.django_db
def test_a_file_that_another_mail_needs_is_kept():
    done, waiting = queued(attachments=[PDF]), queued(attachments=[PDF])
    OutboundMessage.objects.filter(pk=done.pk).update(status="delivered")
    services.prune(NOW + timedelta(days=29))
    assert bytes(waiting.files.get().attachment.content) == PDF.content


@pytest.mark.django_db
def test_what_was_erased_is_not_sent_again():
    message = queued()
    OutboundMessage.objects.filter(pk=message.pk).update(status="failed")
    services.prune(NOW + timedelta(days=29))
    assert services.resume(ids=[message.pk], now=NOW + timedelta(days=30)) == 0


@pytest.mark.django_db
@pytest.mark.parametrize("reached", ["queued", "held", "accepted", "failed", "uncertain"])
def test_a_forgotten_mailbox_leaves_no_word_in_the_outbox(reached):
    mine = queued(kind="notice", to="ada@harbor.example", attachments=[PDF])
    OutboundMessage.objects.filter(pk=mine.pk).update(status=reached, provider_message_id="id-1")
    others = [queued(kind="notice", to="bo@harbor.example"), queued(to="ada@harbor.example")]
    assert services.forget(address="Ada@harbor.example", now=NOW) == 1
    assert services.forget(address="ada@harbor.example", now=NOW) == 0
    mine.refresh_from_db()
    assert mine.status == (reached if reached == "accepted" else "cancelled") or reached == "failed"
    assert (mine.to, mine.subject, mine.body_text, mine.body_html) == ("",) * 4
    assert mine.erased_at == NOW
    assert not mine.files.exists()
    for other in others:
        other.refresh_from_db()
        assert other.status == "queued"
        assert other.body_text
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM delivery_outboundmessage WHERE id = %s", [mine.pk])
        assert "Dear" not in str(cursor.fetchall())


@pytest.mark.django_db
def test_a_forgotten_mail_is_not_sent(mailoutbox):
    queued(kind="confirmation")
    services.forget(address="ada@harbor.example", now=NOW)
    drain(now=NOW, limit=10)
    assert mailoutbox == []
