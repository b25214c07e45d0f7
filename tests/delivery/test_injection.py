"""Hostile strings in every field, through six backends."""

from __future__ import annotations

import itertools
import json
import re
from email import message_from_string, policy
from typing import Any

import pytest
from django.core import mail

from delivery.compose import compose
from delivery.connections import Line
from delivery.models import OutboundMessage, SenderSettings
from delivery.services import NewAttachment
from tests.delivery.mails import queued

ENDS = [
    "\r\n",
    "\n",
    "\r",
    "\n\n",
    "\r\n ",
    "\n\t",
    "\x0b",
    "\x0c",
    "\x85",
    "\u2028",
    "\u2029",
    "\x00",
]
ENDS += [
    "%0d%0a",
    "\\r\\n",
    "=0D=0A",
    "=?utf-8?q?=0D=0A?=",
    "\u560d\u560a",
    "\u010d\u010a",
    "\ufeff\n",
]
EXTRA = ["Bcc: eve@other.example", "Cc: eve@other.example", "To: eve@other.example", "X-Eve: 1"]
EXTRA += ["Reply-To: eve@other.example", "Content-Type: text/html", "From: eve@other.example", ""]
ALONE = [
    ",eve@other.example",
    ";eve@other.example",
    " x eve@other.example",
    "<eve@other.example>",
    '"Eve" <eve@other.example>',
    "ada@harbor.example, eve@other.example",
    "a:eve@other.example;",
    "(eve@other.example)",
    "=?utf-8?b?ZXZlQG90aGVyLmV4YW1wbGU=?=",
    "{{ 7*7 }}{% now 'Y' %}%recipient.to%",
    "*|MERGE|* {{{x}}} %%x%% -x- [[x]] ${x}",
    "\u202emoc.elpmaxe@eve",
    "a" * 5_000,
    "\ud800\udfff\ufffe",
    "../../etc/passwd",
    'a"; filename="b.pdf',
    "=cmd|' /C calc'!A0",
    "<script>alert(1)</script>",
    ".\r\n.\r\nQUIT\r\nMAIL FROM:<eve@other.example>",
    "\r\n.\r\n",
    "--boundary\r\nContent-Type: text/html\r\n\r\nx",
    "ada@harbor.example%0aBcc:eve@other.example",
    "ada@harbor.example\nBcc: eve@other.example",
]
CORPUS = [
    *(f"hello{end}{extra}" for end, extra in itertools.product(ENDS, EXTRA)),
    *(f"ada@harbor.example{end}{extra}" for end, extra in itertools.product(ENDS[:4], EXTRA[:7])),
    *ALONE,
]
FIELDS = ["to", "reply_to", "subject", "from_name", "body_text", "body_html", "filename", "type"]
BACKENDS = {
    "postmark": {"POSTMARK_SERVER_TOKEN": "made-up"},
    "mailgun": {"MAILGUN_API_KEY": "made-up"},
    "brevo": {"BREVO_API_KEY": "made-up"},
    "resend": {"RESEND_API_KEY": "made-up"},
    "sparkpost": {"SPARKPOST_API_KEY": "made-up"},
    "locmem": {},
}
OURS = {"ada@harbor.example", "letters@undersigned.example", "answers@harbor.example"}


def row(field: str, value: str) -> OutboundMessage | None:
    """Return a queued mail with the hostile value, None if it is refused with a sentence."""
    changes: dict[str, Any] = {"reply_to": "answers@harbor.example", "body_html": "<p>x</p>"}
    if field in ("filename", "type"):
        named = value if field == "filename" else "letter.pdf"
        typed = value if field == "type" else "application/pdf"
        changes["attachments"] = [NewAttachment(named, typed, b"%PDF")]
    else:
        changes[field] = value
    try:
        return queued(**changes)
    except ValueError:
        return None


def header_problems(headers: dict[str, Any]) -> list[str]:
    """Return what a header may not hold: line ends, or mailboxes that aren't ours."""
    problems = []
    for name, value in headers.items():
        text = str(value)
        if re.search(r"[\r\n\x00]", text):
            problems.append(f"{name} has a line end")
        if name.lower() in ("cc", "bcc", "x-eve"):
            problems.append(f"{name} is there")
        if name.lower() in ("to", "reply-to", "replyto", "recipients", "reply_to"):
            strangers = set(re.findall(r"[\w.+-]+@[\w.-]+", text)) - OURS
            problems += [f"{name} names {stranger}" for stranger in strangers]
    return problems


def flat(value: Any, name: str = "") -> dict[str, Any]:
    """Return the leaves of a JSON body by the name they stand under, texts and files left out."""
    found: dict[str, Any] = {}
    if isinstance(value, dict):
        for key, inner in value.items():
            if key.lower() not in ("textbody", "htmlbody", "text", "html", "textcontent",
                                   "htmlcontent", "attachments", "attachment"):  # fmt: skip
                found |= flat(inner, key)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            found |= {f"{key}": leaf for key, leaf in flat(inner, name or str(number)).items()}
    else:
        found[name] = value
    return found


def sent_problems(backend: str, provider: Any) -> list[str]:
    if backend == "locmem":
        parsed = message_from_string(
            mail.outbox.pop().message().as_string(), policy=policy.compat32
        )
        unfolded = {k: re.sub(r"\r?\n(?=[ \t])", "", v) for k, v in parsed.items()}
        twice = [k for k in unfolded if len(parsed.get_all(k, [])) > 1]
        return header_problems(unfolded) + [f"{name} twice" for name in twice]
    request = provider.posted.pop()
    if backend == "mailgun":
        body = request.body if isinstance(request.body, str) else request.body.decode("latin-1")
        if request.headers["Content-Type"].startswith("multipart"):
            names = re.findall(r'\r\nContent-Disposition: form-data; name="([^"]*)"', body)
        else:
            names = [part.partition("=")[0] for part in body.split("&")]
        known = {
            "to",
            "from",
            "subject",
            "text",
            "html",
            "attachment",
            "h%3AReply-To",
            "h:Reply-To",
        }
        extra = {n for n in names if n not in known and not n.startswith(("o", "v"))}
        return [f"{name} is there" for name in extra] + (names.count("to") != 1) * ["not one to"]
    return header_problems(flat(json.loads(request.body)))


@pytest.mark.django_db
@pytest.mark.parametrize("field", FIELDS)
def test_no_string_adds_a_header_or_a_recipient(field, settings, provider):
    """D-09: ≥ 200 strings × 8 fields × 6 backends."""
    settings.DEFAULT_FROM_EMAIL = "letters@undersigned.example"
    rows = [message for message in (row(field, value) for value in CORPUS) if message]
    sender, problems, sent = SenderSettings(), [], 0
    for backend, keys in BACKENDS.items():
        module = "django.core.mail" if backend == "locmem" else "anymail"
        settings.EMAIL_BACKEND = f"{module}.backends.{backend}.EmailBackend"
        settings.ANYMAIL = keys
        line = Line()
        line.open()
        for message in rows:
            composed = compose(message, sender)
            assert composed.recipients() == ["ada@harbor.example"]
            assert line.send(composed)
            sent += 1
            problems += [f"{backend}: {found}" for found in sent_problems(backend, provider)]
        line.close()
    print(
        f"D-09: {field}: {len(CORPUS)} strings, {len(CORPUS) - len(rows)} refused, "
        f"{sent} sent by {len(BACKENDS)} backends, {len(problems)} problems"
    )
    assert len(CORPUS) >= 200
    assert problems == []
