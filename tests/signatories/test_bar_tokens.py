"""Links in mails: what is stored of them, what is accepted, what opening them does."""

from __future__ import annotations

import random
import re
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from privacy.tokens import new_token
from signatories import services
from signatories.models import SignOn, SignOnToken
from signatories.tokens import Purpose, mint
from tests.signatories.factories import (
    NOW,
    a_letter,
    a_sign_on,
    a_submission,
    mails,
    signed,
    token_in,
)


def all_tokens() -> set[str]:
    return {
        token
        for mail in mails()
        for token in re.findall(r"/(?:confirm|manage)/([\w-]{20,})/", mail.body_text)
    }


@pytest.mark.django_db(transaction=True)
def test_no_token_stands_in_the_database_file():
    """T-01: flows with their outbox, then 1,000 tokens, then a byte scan of file and log."""
    if connection.vendor != "sqlite":
        pytest.skip("the byte scan reads the SQLite file")
    page = a_letter()
    for _ in range(5):
        signed(page)
    made = all_tokens()
    sign_on = SignOn.objects.first()
    made |= {mint(sign_on, Purpose.MANAGE, now=NOW) for _ in range(1_000)}
    assert all(len(token) == 43 for token in made)
    path = Path(connection.settings_dict["NAME"])
    connection.close()
    with sqlite3.connect(path) as plain:
        plain.execute("PRAGMA wal_checkpoint(PASSIVE)")
    plain.close()
    names = (path, path.with_name(f"{path.name}-wal"))
    stored = b"".join(one.read_bytes() for one in names if one.exists())
    found = [token for token in made if token.encode() in stored]
    people = [word for word in (b"Teodora", b"teodora@") if word in stored]
    print(f"T-01: {len(made)} tokens looked for in {len(stored):,} bytes, {len(found)} found")
    assert SignOnToken.objects.count() >= 1_000
    assert not found
    assert not people


@pytest.mark.both_databases
@pytest.mark.django_db
def test_ten_thousand_bad_links_are_refused_alike(client):
    """T-02: forged, truncated, wrong purpose, wrong object, expired, reused, revoked."""
    page = a_letter()
    chance = random.Random(7)
    services.submit_sign_on(page=page, submission=a_submission(page), now=NOW)
    open_confirm, open_manage = (token_in(mails()[0], kind) for kind in ("confirm", "manage"))
    pending = SignOn.objects.get()
    used = mint(pending, Purpose.CONFIRM, now=NOW, expires_at=NOW + timedelta(hours=1))
    SignOnToken.objects.filter(pk=SignOnToken.objects.latest("pk").pk).update(used_at=NOW)
    revoked = mint(pending, Purpose.CONFIRM, now=NOW, expires_at=NOW + timedelta(hours=1))
    SignOnToken.objects.filter(pk=SignOnToken.objects.latest("pk").pk).update(revoked_at=NOW)
    expired = mint(pending, Purpose.CONFIRM, now=NOW, expires_at=NOW - timedelta(seconds=1))
    other = mint(a_sign_on(page), Purpose.CONFIRM, now=NOW, expires_at=NOW + timedelta(hours=1))
    never_expired = mint(a_sign_on(page, "withdrawn"), Purpose.MANAGE, now=NOW)

    def forged() -> str:
        place = chance.randrange(len(open_confirm))
        letter = chance.choice("abcXYZ019-_")
        return open_confirm[:place] + letter + open_confirm[place + 1 :]

    bad = [new_token() for _ in range(3_000)]
    bad += [token for token in (forged() for _ in range(3_000)) if token != open_confirm]
    bad += [open_confirm[: chance.randrange(42)] for _ in range(2_000)]
    bad += [open_confirm + chance.choice("ab= \x00é") for _ in range(1_500)]
    bad += [open_confirm.swapcase(), open_manage, used, revoked, expired, other] * 120
    bad += [never_expired] * 20
    accepted = sum(services.confirm_sign_on(token=token, now=NOW) for token in bad)
    managed = [token for token in bad if token not in {open_manage, never_expired}]
    accepted += sum(services.withdraw_sign_on(token=token, now=NOW) for token in managed[::5])
    assert len(bad) >= 10_000
    kinds = ["x", forged(), open_confirm[:20], open_manage, used, revoked, expired, other]
    answers = {
        (response.status_code, response.content)
        for response in (client.get(f"/confirm/{token}/") for token in kinds)
    }
    answers |= {
        (response.status_code, response.content)
        for response in (client.post(f"/confirm/{token}/") for token in kinds)
    }
    print(f"T-02: {len(bad)} bad links, {accepted} accepted, {len(answers)} kind of answer")
    assert accepted == 0
    assert len(answers) == 1
    pending.refresh_from_db()
    assert pending.status == "pending"


def snapshot() -> dict[str, list[str]]:
    """Return every row of every table as it is stored, but the limiter's counts of visits."""
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    rows = {}
    with connection.cursor() as cursor:
        for table in sorted(tables - {"privacy_ratecount"}):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  (names from the models)
            rows[table] = sorted(map(repr, cursor.fetchall()))
    return rows


@pytest.mark.both_databases
@pytest.mark.django_db
def test_opening_a_mailed_link_changes_no_table(client):
    """T-03: GET and HEAD of every link in every mail, three times each."""
    page = a_letter()
    now = timezone.now()
    signed(page, now=now)
    services.submit_sign_on(page=page, submission=a_submission(page), now=now)
    declined = a_sign_on(page)
    services.decline_sign_ons(ids=[declined.pk], by=None, reason="No.", now=now)
    withdrawn = a_sign_on(page, "approved")
    services.withdraw_sign_ons(ids=[withdrawn.pk], by=None, now=now)
    links = {
        found
        for mail in mails()
        for part in (mail.body_text, mail.body_html)
        for found in re.findall(r"https?://[^/\s]+(/[^\s\"<]*)", part)
    }
    client.get(page.get_url())  # rows of settings come into being at their first sight
    before = snapshot()
    for link in sorted(links) * 3:
        client.get(link)
        client.head(link)
    print(f"T-03: {len(links)} links opened six times, {len(before)} tables compared")
    assert len(links) >= 8
    assert snapshot() == before
