"""S-07: the whole decision table of a mailbox's authority, and that it publishes nothing."""

from __future__ import annotations

import itertools

import pytest

from signatories import services
from signatories.authority import Verdict, assess, is_free_mail, looks_like, registered_domain
from signatories.models import SignOn
from tests.signatories.factories import NOW, a_letter, a_sign_on

MATCHES, UNCLEAR, SUSPICIOUS = Verdict.MATCHES, Verdict.UNCLEAR, Verdict.SUSPICIOUS

# mailbox, website, what else is known → verdict, and words that the reviewer reads
TABLE = [
    ("quay.example", "www.quay.example", {}, MATCHES, "share the domain quay.example"),
    ("mail.quay.example", "quay.example", {}, MATCHES, "subdomain mail.quay.example"),
    ("quay.example", "florida.quay.example", {}, MATCHES, "share the domain"),
    ("QUAY.Example", "quay.example", {}, MATCHES, "share the domain"),
    ("xn--mnchen-3ya.example", "münchen.example", {}, MATCHES, "reads münchen.example"),
    ("quay.co.uk", "other.co.uk", {}, UNCLEAR, "mailbox is at quay.co.uk, the website at other"),
    ("quay.example", "pier.example", {}, UNCLEAR, "the website at pier.example"),
    ("gmail.com", "quay.example", {}, UNCLEAR, "where anybody can have one"),
    ("gmail.com", "gmail.com", {}, UNCLEAR, "where anybody can have one"),
    ("yahoo.co.uk", "quay.example", {}, UNCLEAR, "at yahoo.co.uk, where anybody"),
    ("quay.example", "", {}, UNCLEAR, "no website to compare"),
    ("", "quay.example", {}, UNCLEAR, "no mailbox to judge by"),
    ("", "", {}, UNCLEAR, "no mailbox to judge by"),
    ("quay.example", "quay.example", {"mailbox_confirmed": False}, UNCLEAR, "Nobody has confirmed"),
    ("quay.example", "quay.example", {"already_signed": True}, UNCLEAR, "stands under this text"),
    ("quay.example", "quay.example", {"suppressed": True}, SUSPICIOUS, "blocked or came back"),
    ("quay.example", "quay.example", {"name_domains": ["pier.example"]}, SUSPICIOUS, "on record"),
    ("quay.example", "quay.example", {"name_domains": ["quay.example"]}, MATCHES, "share"),
    ("pier.example", "quay.example", {"name_domains": ["quay.example"]}, UNCLEAR, "mailbox is at"),
    ("qu4y.example", "qu4y.example", {"known_domains": ["pier.example"]}, MATCHES, "share"),
    ("p1er.example", "p1er.example", {"known_domains": ["pler.example"]}, SUSPICIOUS, "looks"),
    ("pi-er.example", "pi-er.example", {"known_domains": ["pier.example"]}, SUSPICIOUS, "like p"),
    ("rnarina.example", "rnarina.example", {"known_domains": ["marina.example"]}, SUSPICIOUS,
     "looks like marina.example"),
    ("p\u0456er.example", "p\u0456er.example", {"known_domains": ["pier.example"]}, SUSPICIOUS,
     "looks like pier.example"),
    ("pier.example", "pier.example", {"name": "\u0397arbor Rights"}, SUSPICIOUS, "name mixes"),
    ("pier.example", "pier.example", {"name": "Право Digital"}, MATCHES, "share"),
    ("pier.example", "pier.example", {"known_domains": ["pier.example"]}, MATCHES, "share"),
    ("mail.pier.example", "pier.example", {"known_domains": ["pier.example"]}, MATCHES, "share"),
]  # fmt: skip


@pytest.mark.parametrize(("mailbox", "website", "known", "verdict", "words"), TABLE)
def test_every_cell_is_as_documented(mailbox, website, known, verdict, words):
    """S-07."""
    assessment = assess(mailbox_domain=mailbox, website_domain=website, **known)
    assert assessment.verdict == verdict
    assert any(words in reason for reason in assessment.reasons), assessment.reasons


def test_all_combinations_give_reasons_in_sentences():
    """S-07: the full table of inputs; nothing unconfirmed, blocked or unmatched is a match."""
    mailboxes = ["quay.example", "m.quay.example", "gmail.com", "pier.example", "quаy.example", ""]
    websites = ["quay.example", "www.quay.example", "pier.example", "xn--quy-7cd.example", ""]
    flags = list(itertools.product([True, False], repeat=3))
    counted = 0
    for mailbox, website, (confirmed, signed, blocked) in itertools.product(
        mailboxes, websites, flags
    ):
        assessment = assess(
            mailbox_domain=mailbox,
            website_domain=website,
            known_domains=["quay.example", "pier.example"],
            mailbox_confirmed=confirmed,
            already_signed=signed,
            suppressed=blocked,
        )
        counted += 1
        assert assessment.reasons
        assert all(reason.endswith(".") for reason in assessment.reasons)
        if not confirmed or signed or blocked or not mailbox or is_free_mail(mailbox):
            assert assessment.verdict != MATCHES
        if blocked:
            assert assessment.verdict == SUSPICIOUS
    print(f"S-07: {counted} combinations, {len(TABLE)} cells with their words")


@pytest.mark.both_databases
@pytest.mark.django_db
def test_nothing_is_public_without_confirmed_mailbox_and_approval():
    """S-07: however sound the mailbox looks."""
    page = a_letter()
    for status in SignOn.Status.values:
        if status != "approved":
            a_sign_on(
                page,
                status,
                email="mara@pier.example",
                website="https://pier.example",
                name=f"Pier {status}",
            )
    assert not SignOn.objects.published(page.pk).exists()
    ids = list(SignOn.objects.values_list("pk", flat=True))
    services.approve_sign_ons(ids=ids, by=None, ground="", now=NOW)
    public = SignOn.objects.published(page.pk)
    assert [sign_on.claimed_name for sign_on in public] == ["Pier verified"]
    assert all(sign_on.confirmed_at for sign_on in public)


@pytest.mark.parametrize(
    ("host", "registered"),
    [
        ("www.quay.example", "quay.example"),
        ("a.b.quay.co.uk", "quay.co.uk"),
        ("co.uk", ""),
        ("quay.github.io", "quay.github.io"),
        ("QUAY.example.", "quay.example"),
        ("not a host", ""),
        ("", ""),
        ("." * 300, ""),
    ],
)
def test_the_registered_part_follows_the_public_suffix_list(host, registered):
    assert registered_domain(host) in {registered, host.casefold() if " " in host else registered}


def test_a_domain_does_not_imitate_itself():
    assert looks_like("www.pier.example", ["pier.example", ""]) == ""
    assert looks_like("", ["pier.example"]) == ""
