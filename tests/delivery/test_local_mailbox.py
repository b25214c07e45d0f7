"""The folder that takes the mail of a site without a provider."""

from __future__ import annotations

import stat
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from delivery import local_mailbox
from delivery.sending import drain
from delivery.services import KEEP_DAYS, NewAttachment, prune
from tests.delivery.mails import NOW, queued

pytestmark = pytest.mark.django_db


def put(**changes) -> str:
    """Send one mail into the folder and return its file's name."""
    before = set(local_mailbox.names())
    queued(**changes)
    drain(now=NOW)
    (name,) = set(local_mailbox.names()) - before
    return name


def staff(client, *rights: str):
    user = get_user_model().objects.create_user("staff", "staff@harbor.example")
    wanted = ["access_admin", *rights]
    user.user_permissions.set(Permission.objects.filter(codename__in=wanted))
    client.force_login(user)
    return client


def test_each_mail_is_a_whole_private_file(folder):
    name = put(
        subject="Grüße",
        body_html="<p>hello</p>",
        attachments=[NewAttachment("letter.pdf", "application/pdf", b"%PDF")],
    )
    path = folder / name
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert (mail["Subject"], mail["To"]) == ("Grüße", "ada@harbor.example")
    assert local_mailbox.part(mail, "plain").startswith("Dear Ada Quist")
    assert local_mailbox.part(mail, "html").strip() == "<p>hello</p>"
    assert [a.content for a in local_mailbox.attachments(mail)] == [b"%PDF"]
    assert not list(folder.glob("*.part"))


def test_the_file_name_is_the_id_that_the_row_keeps(folder):
    message = queued()
    drain(now=NOW)
    message.refresh_from_db()
    assert message.status == "accepted"
    assert local_mailbox.names()[0].endswith(f"-{message.provider_message_id}.eml")


def test_the_newest_mail_stands_first(folder):
    names = [put() for _ in range(3)]
    assert local_mailbox.names() == names[::-1]


@pytest.mark.parametrize(
    "name",
    ["", "..", "../secret.eml", "/etc/passwd", "x.eml", "20261123T000000.000000Z-0.eml", "a\x00b"],
)
def test_no_other_name_is_opened(folder, name):
    put()
    (folder.parent / "secret.eml").write_text("secret")
    with pytest.raises(LookupError):
        local_mailbox.read(name)


def test_a_link_out_of_the_folder_is_not_followed(folder):
    name = put()
    secret = folder.parent / "secret"
    secret.write_text("secret")
    (folder / name).unlink()
    (folder / name).symlink_to(secret)
    with pytest.raises(LookupError):
        local_mailbox.read(name)


def test_staff_read_a_mail_and_take_its_files(folder, client):
    name = put(
        body_html='<p>hello</p><script>alert("x")</script>',
        attachments=[NewAttachment("page.html", "text/html", b"<script>")],
    )
    staff(client, "view_outboundmessage")
    listing = client.get(reverse("delivery_admin:mailbox"))
    assert "An open letter" in listing.content.decode()
    page = client.get(reverse("delivery_admin:mail", args=[name])).content.decode()
    assert "<iframe sandbox srcdoc=" in page
    assert '<script>alert("x")' not in page
    assert "an indented line" in page
    file = client.get(reverse("delivery_admin:mail_attachment", args=[name, 1]))
    assert file.content == b"<script>"
    assert file["Content-Type"] == "application/octet-stream"
    assert file["Content-Disposition"].startswith("attachment")
    assert "no-store" in file["Cache-Control"]
    assert client.get(reverse("delivery_admin:mail_attachment", args=[name, 2])).status_code == 404


def test_an_unknown_mail_is_not_found(folder, client):
    staff(client, "view_outboundmessage")
    assert client.get(reverse("delivery_admin:mail", args=["x.eml"])).status_code == 404


def test_with_a_provider_there_is_no_local_mailbox(folder, client, settings):
    name = put()
    staff(client, "view_outboundmessage")
    settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
    for address in (
        reverse("delivery_admin:mailbox"),
        reverse("delivery_admin:mail", args=[name]),
        reverse("delivery_admin:mail_attachment", args=[name, 1]),
    ):
        assert client.get(address).status_code == 404


def test_nobody_else_reads_the_mailbox(folder, client):
    name = put()
    address = reverse("delivery_admin:mail", args=[name])
    assert client.get(address).status_code == 302  # to the login
    staff(client)
    assert b"an indented line" not in client.get(address).content


def test_mails_are_erased_with_their_messages(folder):
    """P-03: the files hold addresses and links that the database keeps sealed."""
    name = put()
    unfinished = (folder / name).with_suffix(".part")
    unfinished.write_bytes(b"of a worker that was killed")
    foreign = folder / "notes.txt"
    foreign.write_text("of the operator", "utf-8")
    days = timedelta(days=KEEP_DAYS)
    prune(timezone.now() + days - timedelta(hours=1))
    assert local_mailbox.names() == [name]
    prune(timezone.now() + days + timedelta(hours=1))
    assert [path.name for path in folder.iterdir()] == [foreign.name]


def test_a_site_that_never_used_the_folder_gets_none(folder):
    prune(timezone.now())
    assert not folder.exists()
