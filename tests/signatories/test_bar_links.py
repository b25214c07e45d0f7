"""Where tokens may not turn up, and fifty organizations behind one network address."""

from __future__ import annotations

import logging
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from privacy.forms import form_token
from signatories import inviting, private_access, services
from signatories.invitation_list import Invitee
from signatories.models import SignOn
from signatories.texts import text_in_force
from tests.signatories.factories import a_letter, mails, token_in
from tests.signatories.test_bar_tokens import snapshot
from tests.signatories.test_views import ANSWERS

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
DAY = timedelta(days=1)
TOKEN = re.compile(r"/(confirm|invited|manage|private)/([\w-]{20,})/")


def form(page, purpose="sign", **changes):
    now = timezone.now()
    hidden = {
        "form_token": form_token(purpose, now),
        "text_sha256": text_in_force(page=page, now=now).sha256,
    }
    return {**ANSWERS, **hidden, **changes}


def mailed():
    """Return purpose and token of every link in every mail."""
    return [found for mail in mails() for found in TOKEN.findall(mail.body_text)]


def whole_flows(client, page):
    """Go through every way of signing by a link; return every answer and every token."""
    seen, tokens = [], []

    def ask(method, path, data=None):
        answer = getattr(client, method)(path, data)
        seen.append((path, answer))
        return answer

    inviting.invite(
        page=page,
        invitees=[Invitee(f"Quay {n}", f"office@quay{n}.example") for n in range(4)],
        by=None,
        now=timezone.now(),
    )
    links = [f"/invited/{token}/" for _, token in mailed()]
    general = private_access.issue_general_link(page=page, by=None, now=timezone.now())
    links.append(f"/private/{general}/")
    tokens.append(general)
    for number, link in enumerate(links):
        ask("get", link)
        ask("get", f"{link}letter.txt")
        ask("get", f"{link}sign/")
        ask("get", f"{link}nowhere/")
        for answer in ("read", "yes"):
            ask("post", link, form(page, "invited", answer=answer))
        ask("post", f"{link}sign/", form(page, organization=""))  # something to correct
        ask(
            "post",
            f"{link}sign/",
            form(
                page,
                organization=f"Quay {number}",
                contact_email="" if number < 2 else f"mara@pier{number}.example",
            ),
        )
    for purpose, token in mailed():
        ask("get", f"/{purpose}/{token}/")
        ask("post", f"/{purpose}/{token}/", form(page, purpose))
        ask("get", f"/{purpose}/{token}/")
        ask("get", f"/{purpose}/{token[:-1]}/")  # broken on the way
    return seen, {token for _, token in mailed()} | set(tokens)


def test_tokens_turn_up_in_no_log_no_referrer_and_no_cache(client, caplog):
    """T-05: whole flows by every kind of link; what is logged, sent along, and kept."""
    page = a_letter(embargo_until=timezone.now() + DAY, circulation="private")
    logged = []

    class Kept(logging.Handler):
        def emit(self, record):
            logged.append(self.format(record))

    handlers = [handler for handler in logging.getLogger().handlers if handler.filters]
    assert handlers, "no handler of ours masks what is logged"
    keeper = Kept(level=logging.DEBUG)
    for one in handlers[0].filters:
        keeper.addFilter(one)
    logging.getLogger().addHandler(keeper)
    try:
        seen, tokens = whole_flows(client, page)
    finally:
        logging.getLogger().removeHandler(keeper)
    private = [(path, answer) for path, answer in seen if TOKEN.match(path)]
    ours = [(path, answer) for path, answer in private if answer.resolver_match]
    named = [(p, a) for p, a in ours if (a.resolver_match.app_name) in ("signatories", "letters")]
    cached = [path for path, answer in private if answer.get("Cache-Control") != "no-store"]
    referred = [p for p, answer in named if answer.get("Referrer-Policy") != "no-referrer"]
    in_logs = [line for line in logged for token in tokens if token in line]
    outside = [
        path
        for path, answer in private
        for target in re.findall(rb'(?:href|src|action)="(https?://[^"]*)', answer.content)
        if any(token.encode() in target for token in tokens)
    ]
    print(
        f"T-05: {len(tokens)} tokens, {len(private)} answers, {len(logged)} log lines; "
        f"{len(in_logs)} in logs, {len(cached)} kept, {len(referred)} sent along"
    )
    assert len(private) > 60
    assert len(logged) > 0
    assert (in_logs, cached, referred, outside) == ([], [], [], [])
    assert not any(answer.cookies for _, answer in private)


def test_opening_a_private_link_changes_no_table(client):
    """T-03, for invitations and general links: every address below them, three times."""
    page = a_letter(embargo_until=timezone.now() + DAY, circulation="private")
    inviting.invite(
        page=page,
        invitees=[Invitee("Quay Club", "office@quay.example")],
        by=None,
        now=timezone.now(),
    )
    general = private_access.issue_general_link(page=page, by=None, now=timezone.now())
    links = [f"/{purpose}/{token}/" for purpose, token in mailed()] + [f"/private/{general}/"]
    paths = [f"{link}{below}" for link in links for below in ("", "sign/", "letter.txt")]
    for path in paths:  # rows of settings and texts come into being at their first sight
        client.get(path)
    before = snapshot()
    for path in paths * 3:
        assert client.get(path).status_code == 200
        client.head(path)
    print(f"T-03: {len(paths)} addresses opened six times, {len(before)} tables compared")
    assert snapshot() == before


def test_our_server_writes_no_access_log():
    """T-05: waitress logs no request, and nothing of ours turns that on."""
    import waitress
    from waitress.adjustments import Adjustments

    assert not hasattr(Adjustments, "access_log")
    assert not [name for name in dir(waitress) if "access" in name.lower()]


def test_fifty_organizations_behind_one_address_lose_nothing(client, monkeypatch):
    """R-05: one hour, one address, no script, by the public form and by one private link."""
    start = timezone.now().replace(hour=9, minute=0, second=0, microsecond=0)
    moment = {"now": start}
    monkeypatch.setattr(timezone, "now", lambda: moment["now"])
    public = a_letter()
    hidden = a_letter(embargo_until=start + DAY, circulation="private")
    token = private_access.issue_general_link(page=hidden, by=None, now=start)
    ways = [(public, f"{public.get_url()}sign/"), (hidden, f"/private/{token}/sign/")]
    refused = []
    for number in range(50):
        moment["now"] = start + number * timedelta(minutes=72 / 60)
        for page, url in ways:
            shown = client.get(url, REMOTE_ADDR="203.0.113.9")
            assert b"<script" not in shown.content
            fields = form(
                page,
                organization=f"Quay House Tenant {number}",
                website=f"https://tenant{number}.example",
                contact_email=f"office@tenant{number}.example",
            )
            answer = client.post(url, fields, REMOTE_ADDR="203.0.113.9")
            if b"Check your mailbox" not in answer.content:
                refused.append((number, url))
    for mail in mails("confirm-sign-on"):
        moment["now"] = max(moment["now"], mail.not_before)
        path = f"/confirm/{token_in(mail, 'confirm')}/"
        data = {"form_token": form_token("confirm", moment["now"])}
        client.post(path, data, REMOTE_ADDR="203.0.113.9")
    waiting = {
        page.pk: SignOn.objects.waiting_for_review().filter(page_id=page.pk).count()
        for page in (public, hidden)
    }
    print(f"R-05: 2 × 50 requests in an hour from one address, waiting for review: {waiting}")
    assert refused == []
    assert set(waiting.values()) == {50}


def test_fifty_invited_behind_one_address_lose_nothing(client):
    """R-05, by personal links: no mail to confirm, all fifty wait for review."""
    page = a_letter()
    inviting.invite(
        page=page,
        invitees=[Invitee(f"Tenant {n}", f"office@tenant{n}.example") for n in range(50)],
        by=None,
        now=timezone.now(),
    )
    for number, (_, token) in enumerate(mailed()):
        fields = form(page, organization=f"Tenant {number}", contact_email="")
        client.post(f"/invited/{token}/sign/", fields, REMOTE_ADDR="203.0.113.9")
    assert SignOn.objects.waiting_for_review().filter(page_id=page.pk).count() == 50
    assert services.expire_sign_ons(timezone.now() + 30 * DAY) == 0
