"""What the public form and the public outputs give away, and what they withstand."""

from __future__ import annotations

import random
import re
import string
import unicodedata

import pytest
from django.db.models import CharField, TextField
from django.http import QueryDict
from django.utils import timezone

from delivery.services import suppress
from privacy.forms import form_token
from signatories import services
from signatories.forms import SignOnForm
from signatories.models import Organization, SignOn, SignOnContact
from signatories.texts import text_in_force
from tests.signatories.factories import NOW, a_letter, a_submission, mails, signed, token_in
from tests.signatories.test_views import ANSWERS, sign_url

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
NONCES = re.compile(rb'name="form_token" value="[^"]*"')


def fields(page, **changes):
    now = timezone.now()
    hidden = {
        "form_token": form_token("sign", now),
        "text_sha256": text_in_force(page=page, now=now).sha256,
    }
    return {**ANSWERS, **hidden, **changes}


def test_new_pending_confirmed_suppressed_and_signed_look_alike(client):
    """R-04: five kinds of address, 200 posts each; the same bytes, headers and status."""
    page = a_letter()
    now = timezone.now()
    known = {
        kind: a_submission(page, contact_email=f"{kind}@quay.example", organization=f"Q {kind}")
        for kind in ("pending", "confirmed")
    }
    for submission in known.values():
        services.submit_sign_on(page=page, submission=submission, now=now)
    services.confirm_sign_on(token=token_in(mails()[-1], "confirm"), now=now)
    already = signed(page, now=now, contact_email="signed@quay.example", organization="Q signed")
    suppress(address="suppressed@quay.example", reason="complained", now=now)
    assert already.status == "approved"
    answers, sound = set(), fields(page)
    for number in range(200):
        for kind in ("new", "pending", "confirmed", "suppressed", "signed"):
            address = f"{kind}{number if kind == 'new' else ''}@quay.example"
            response = client.post(
                sign_url(page),
                {**sound, "contact_email": address, "organization": f"Q {kind}"},
                REMOTE_ADDR=f"203.0.113.{number % 4}",  # below the limit of a client
            )
            headers = tuple(sorted(response.items()))
            answers.add((response.status_code, headers, NONCES.sub(b"", response.content)))
    print(f"R-04: 5 × 200 posts, {len(answers)} kind of answer")
    assert len(answers) == 1
    assert SignOn.objects.filter(claimed_name="Q new").count() == 200


def test_a_withdrawn_name_is_gone_from_every_public_output(client):
    """S-08 (page, list, CSV, JSON): 50 withdrawals, looked for at once."""
    page = a_letter()
    chosen = [signed(page, organization=f"Quay Witness {n:02}x") for n in range(50)]
    kept = signed(page, organization="Steady Club")
    paths = ["", "signatories/", "signatories.csv", "letter.json", "letter.txt"]

    def said() -> dict[str, str]:
        answers = {path: client.get(f"{page.get_url()}{path}") for path in paths}
        return {p: a.content.decode() for p, a in answers.items() if a.status_code == 200}

    before = said()
    assert {"signatories/", "signatories.csv"} <= set(before)
    approvals = mails("sign-on-approved")[:50]
    for mail in approvals:
        assert services.withdraw_sign_on(token=token_in(mail, "manage"), now=NOW)
    after = said()
    left = [
        (p, s.claimed_name) for s in chosen for p, html in after.items() if s.claimed_name in html
    ]
    print(
        f"S-08: {len(chosen)} withdrawn, {len(after)} outputs ({', '.join(after)}), "
        f"{len(left)} traces"
    )
    assert not left
    assert all(kept.claimed_name in html for path, html in after.items() if path)
    assert client.get(f"{page.get_url()}signatories.csv")["Cache-Control"] == "public, max-age=30"


HOSTILE = (
    "\x00", "\x1b[31m", "\u202e", "\u2066abc", "\u200b", "\ufffe", "\ud800", "\ufeff", "\r\nBcc: x",
    "a\tb", "=1+1", "@SUM(1)", "-2", "+3", "<script>", "{{ 7*7 }}", "{% now %}", "' OR 1=1 --",
    "../../etc", "http://bad.example/x", "www.bad.example", "a@b.example", "💥" * 50, "𝕏" * 100,
    "ﷺ" * 200, "ß" * 200, "\u0301" * 500, "名" * 100, "x" * 100_000, " " * 5_000, "null",
)  # fmt: skip
NAMES = [*ANSWERS, "updates", "text_sha256", "form_token", "unknown", "kind[]", "__proto__"]


def a_value(chance: random.Random) -> object:
    kind = chance.randrange(8)
    if kind < 4:
        return chance.choice(HOSTILE).encode("utf-8", "replace").decode()
    if kind == 4:
        return "".join(chr(chance.randrange(0x3000)) for _ in range(chance.randrange(40)))
    if kind == 5:
        return [chance.choice(HOSTILE).encode("utf-8", "replace").decode() for _ in range(3)]
    if kind == 6:
        return "".join(chance.choices(string.printable, k=chance.randrange(80)))
    return ""


def fuzzed(sound: dict[str, object], number: int, chance: random.Random) -> dict[str, object]:
    """Return a sound answer with some of its parts spoiled; now and then with a megabyte."""
    data = dict(sound)
    for name in chance.sample(NAMES, chance.randrange(1, 4)):
        data[name] = a_value(chance)
    if number % 500 == 0:
        data[chance.choice(list(ANSWERS))] = "y" * 1_000_000
    if number % 3:
        data["contact_email"] = f"n{number}@quay.example"
    return data


def posted(data: dict[str, object]) -> QueryDict:
    """Return `data` as a request would carry it."""
    sent = QueryDict(mutable=True)
    for name, value in data.items():
        sent.setlist(name, value if isinstance(value, list) else [str(value)])
    return sent


def test_ten_thousand_fuzzed_posts_break_nothing(client):
    """F-01: NUL, bidi, arrays, long fields, wrong types; a tenth through the whole site."""
    page = a_letter()
    chance = random.Random(20261116)
    client.raise_request_exception = False
    sound = fields(page)
    errors = 0
    for number in range(10_000):
        if number % 100 == 0:
            junk = bytes(chance.randrange(256) for _ in range(60))
            kind = chance.choice(["application/json", "text/plain", "multipart/form-data"])
            errors += client.post(sign_url(page), junk, content_type=kind).status_code >= 500
        elif number % 10 == 0:
            data = fuzzed(sound, number, chance)
            address = f"203.0.113.{number % 200}"  # below the limit of a client
            errors += client.post(sign_url(page), data, REMOTE_ADDR=address).status_code >= 500
        else:
            form = SignOnForm(posted(fuzzed(sound, number, chance)))
            if form.is_valid() and form.cleaned_data["text_sha256"] == sound["text_sha256"]:
                services.submit_sign_on(page=page, submission=form.submission(), now=NOW)
            assert len(form.heading) + len(form.rows) > 0
    dirty = dirty_rows()
    print(
        f"F-01: 10000 posts, {errors} answers of 5xx, {SignOn.objects.count()} rows made, "
        f"{len(dirty)} with control characters"
    )
    assert errors == 0
    assert not dirty
    assert SignOn.objects.count() > 100


def dirty_rows() -> list[str]:
    """Return where a stored text holds a control, bidi or broken character."""
    found = []
    for model in (SignOn, SignOnContact, Organization):
        columns = [f.name for f in model._meta.fields if isinstance(f, CharField | TextField)]
        for row in model.objects.all():
            for column in columns:
                bad = {unicodedata.category(c) for c in getattr(row, column) or ""}
                if bad & {"Cc", "Cs", "Co"} and column != "text":
                    found.append(f"{model.__name__}.{column}")
    return found
