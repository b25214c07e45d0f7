"""R-01: one mailbox, attacked through every letter, in every spelling that its provider takes."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from privacy.forms import form_token
from privacy.mail_limits import MAILS_A_DAY, MAILS_A_PAGE
from privacy.pseudonyms import mailbox_pseudonym
from privacy.text import clean_address
from signatories import services
from signatories.forms import SignOnForm
from signatories.models import SignOn
from signatories.texts import text_in_force
from tests.signatories.factories import a_letter, mails
from tests.signatories.test_views import ANSWERS, sign_url

pytestmark = pytest.mark.django_db
POSTS, LETTERS, DAYS = 10_000, 12, 3
NAMES = ("Call 555 0100 for your prize", "You have won", "Quay Watch", "Your account is locked")
SAID = {  # what an attacker would like to be read; none of it may be mailed
    "website": "https://prize-of-the-day.example/claim",
    "region": "Prizeland",
    "contact_name": "Claim Department",
    "contact_title": "Head of Prizes",
}


def spellings(chance: random.Random) -> Iterator[tuple[str, str]]:
    """Yield the mailbox that is meant, and an address by which its provider delivers to it."""
    while True:
        tag = f"+{chance.randrange(10**6)}" if chance.random() < 0.7 else ""
        local = list("victimofmany")
        for place in sorted(chance.sample(range(1, len(local)), chance.randrange(4)), reverse=True):
            local.insert(place, ".")
        host = chance.choice(["gmail.com", "GMail.com", "googlemail.com"])
        typed = "".join(chance.choice((c.upper(), c)) for c in "".join(local))
        yield "gmail", f"{typed}{tag}@{host}"
        own = chance.choice(["victim", "Victim", "VICTIM"])
        yield "own", f"{own}{tag}@{chance.choice(['quay.example', 'QUAY.example'])}"


def attack(pages: list[Any], moment: dict[str, datetime]) -> Iterator[tuple[Any, str, str]]:
    """Yield all posts, spread over the days."""
    chance = random.Random(1)
    start, every = moment["now"], DAYS * timedelta(days=1) / POSTS
    for number, (whose, address) in zip(range(POSTS), spellings(chance), strict=False):
        moment["now"] = start + number * every
        yield chance.choice(pages), whose, address


def answers(page: Any, address: str, name: str) -> dict[str, str]:
    hidden = {
        "form_token": form_token("sign", timezone.now()),
        "text_sha256": text_in_force(page=page, now=timezone.now()).sha256,
    }
    return {**ANSWERS, **SAID, **hidden, "organization": name, "contact_email": address}


def test_ten_thousand_posts_are_a_handful_of_mails(monkeypatch: pytest.MonkeyPatch) -> None:
    """R-01: at most 3 mails a letter, 5 a day in all; one post in a hundred through the whole site.

    The others are handed to the service that the site's view calls.
    """
    midnight = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    moment = {"now": midnight + timedelta(days=1)}
    monkeypatch.setattr(timezone, "now", lambda: moment["now"])
    pages, client = [a_letter() for _ in range(LETTERS)], Client()
    sound = {page.pk: SignOnForm(answers(page, "v@quay.example", "Quay")) for page in pages}
    assert all(form.is_valid() for form in sound.values())
    known = {pk: form.submission() for pk, form in sound.items()}
    addresses = set()
    for number, (page, _, address) in enumerate(attack(pages, moment)):
        addresses.add(address)
        name, network = NAMES[number % len(NAMES)], f"203.0.113.{number % 250}"
        if number % 101 == 0:
            fields = answers(page, address, name)
            sent = client.post(sign_url(page), fields, REMOTE_ADDR=network)
            assert b"Check your mailbox" in sent.content
            continue
        submission = replace(
            known[page.pk], organization=name, contact_email=clean_address(address)
        )
        services.submit_sign_on(page=page, submission=submission, now=moment["now"], client=network)
    a_day = Counter((mailbox_pseudonym(mail.to), mail.created_at.date()) for mail in mails())
    a_letter_each: Counter[tuple[int, str]] = Counter()
    for one in SignOn.objects.all():
        a_letter_each[one.page_id, one.mailbox_pseudonym] += one.answers_mailed
    print(
        f"R-01: {POSTS} posts in {len(addresses)} spellings of 2 mailboxes over {DAYS} days and "
        f"{LETTERS} letters: {len(mails())} mails, at most {max(a_letter_each.values())} a letter "
        f"and {max(a_day.values())} a day"
    )
    assert len({mailbox for mailbox, _ in a_day}) == 2
    assert max(a_day.values()) <= MAILS_A_DAY == 5
    assert max(a_letter_each.values()) <= MAILS_A_PAGE == 3
    _say_nothing_of_the_attacker()


def _say_nothing_of_the_attacker() -> None:
    """No answer but the cleaned name is mailed, and that holds no address of any kind."""
    for mail in mails():
        for words in (mail.subject, mail.body_text, mail.body_html):
            told = [value for value in SAID.values() if value in words]
            assert not told
            assert not re.search(r"prize-of-the-day|Prizeland", words)
        assert not [name for name in NAMES if name in mail.subject]
