"""A letter before it is public: who reads it, what it gives away, how it goes live."""

from __future__ import annotations

import random
import re
import string
from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from docx import Document

from campaign.models import CampaignIndexPage, CampaignPage
from home.founding import found_site
from letters.models import LetterPage
from privacy.forms import form_token
from signatories import inviting, private_access, services
from signatories.invitation_list import Invitee
from signatories.models import PrivateLink, SignOn
from signatories.texts import text_in_force
from tests.letters.reading import docx_paragraphs, pdf_words
from tests.signatories.factories import a_letter, a_sign_on, a_submission, mails, token_in
from tests.signatories.test_views import ANSWERS

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
BELOW = (
    "", "sign/", "signatories/", "signatories.csv", "letter.docx", "letter.pdf", "letter.txt",
    "letter.json", "editions/1/letter.pdf", "texts/1.txt", "embed/",
)  # fmt: skip


@pytest.fixture
def campaign(db):
    """A whole site, with a campaign that lists its letters."""
    found_site(name="Open Gate Coalition", hostname="testserver", port=80)
    page = CampaignPage(title="No face search", slug="gates")
    return CampaignIndexPage.objects.get().add_child(instance=page)


def a_private_letter(**fields):
    """Return a published letter that only links open, for a day from now."""
    return a_letter(**{"embargo_until": timezone.now() + DAY, "circulation": "private", **fields})


def personal(page, name="Harbor Rights League"):
    """Return the address that was mailed to an invited organization."""
    inviting.invite(
        page=page,
        invitees=[Invitee(name, f"office@{name.split()[0].lower()}.example")],
        by=None,
        now=timezone.now(),
    )
    return f"/invited/{token_in(mails('invitation:')[-1], 'invited')}/"


def general(page):
    token = private_access.issue_general_link(page=page, by=None, now=timezone.now())
    return f"/private/{token}/"


def answers(page, **changes):
    """Return a sound sign-on form."""
    now = timezone.now()
    hidden = {
        "form_token": form_token("sign", now),
        "text_sha256": text_in_force(page=page, now=now).sha256,
    }
    return {**ANSWERS, **hidden, **changes}


# No oracle ----------------------------------------------------------------------------------------


def shape(response):
    """Return what an onlooker sees of an answer."""
    headers = tuple(sorted(response.items()))
    return response.status_code, headers, len(response.content), response.content


def test_a_hidden_letter_answers_as_an_address_that_never_was(client, campaign):
    """E-04: 200 pairs of an embargoed and a random address; lists, sitemap and robots too."""
    chance = random.Random(4)
    soon = timezone.now() + DAY
    kinds = [{"embargo_until": soon, "circulation": "private"}] * 8
    kinds += [{"embargo_until": soon}] * 2 + [{"circulation": "private"}] * 2
    pages = [
        a_letter(parent=campaign, title=f"Unheard-of title {n}", slug=f"unheard-{n}", **kind)
        for n, kind in enumerate(kinds)
    ]
    for page in pages[:4]:
        a_sign_on(page, "approved", name="Secret Signers")
        personal(page)
        general(page)
    pairs, differing = 0, []
    for number in range(200):
        page = pages[number % len(pages)]
        below = BELOW[number % len(BELOW)]
        there = f"{page.get_url()}{below}"
        word = "".join(chance.choices(string.ascii_lowercase, k=len(page.slug)))
        nowhere = there.replace(f"/{page.slug}/", f"/{word}/")
        for ask in (client.get, client.head, client.post):
            if shape(ask(there)) != shape(ask(nowhere)):
                differing.append((ask.__name__, below))
        pairs += 1
    said = "".join(
        client.get(path).content.decode()
        for path in ("/", "/campaigns/", campaign.url, "/sitemap.xml", "/robots.txt", "/privacy/")
    )
    assert "No face search" in said
    told = [page.slug for page in pages if page.slug in said or page.title in said]
    print(f"E-04: {pairs} pairs × 3 methods, {len(differing)} told apart, {len(told)} mentioned")
    assert differing == []
    assert told == []
    assert "Secret Signers" not in said


def test_lists_name_the_letter_once_it_is_public_and_not_before():
    now = timezone.now()
    page = a_private_letter(embargo_until=now + DAY)
    endless = a_private_letter(embargo_until=None)
    assert set(LetterPage.objects.visible(now)) == set()
    assert set(LetterPage.objects.visible(now + DAY)) == {page}
    endless.circulation = "public"
    endless.save()
    assert set(LetterPage.objects.visible(now)) == {endless}


def test_links_that_open_nothing_answer_alike(client):
    """Unknown, revoked, of the wrong kind, of an unpublished letter: one answer."""
    page, gone = a_private_letter(), a_private_letter()
    revoked, wrong, unpublished = general(page), personal(page), general(gone)
    private_access.revoke_general_link(page=page, by=None, now=timezone.now())
    gone.unpublish()
    paths = [
        "/private/nothing/",
        revoked,
        unpublished,
        wrong.replace("invited", "private"),
        wrong[:-5] + "/",
        "/invited/nothing/letter.pdf",
        f"{revoked}letter.pdf",
        f"{revoked}sign/",
    ]
    assert len({shape(client.get(path)) for path in paths}) == 1


# Reading ------------------------------------------------------------------------------------------


def test_private_readers_see_the_letter_and_no_count(client):
    page = a_private_letter()
    a_sign_on(page, "approved", name="Quiet Club")
    for url in (personal(page), general(page)):
        shown = client.get(url).content.decode()
        assert page.title in shown
        assert "The ticket gates of the stadium" in shown
        assert "Quiet Club" not in shown
        assert "have signed" not in shown
        assert page.get_url() not in shown


def test_private_readers_see_the_names_if_the_organizer_allows_it(client):
    page = a_private_letter(private_names=True)
    a_sign_on(page, "approved", name="Open Club")
    a_sign_on(page, "verified", name="Waiting Club")
    url = personal(page)
    shown = client.get(url).content.decode()
    assert "Open Club" in shown
    assert "Waiting Club" not in shown
    assert page.get_url() not in shown
    assert "Open Club" in client.get(f"{url}letter.txt").content.decode()


@pytest.mark.parametrize("extension", ["pdf", "docx", "txt"])
def test_every_copy_says_for_whom_it_is(client, extension):
    page = a_private_letter()
    a_sign_on(page, "approved", name="Quiet Club")
    words = {
        "pdf": pdf_words,
        "docx": lambda content: " ".join([*docx_paragraphs(content), *_docx_heads(content)]),
        "txt": lambda content: content.decode(),
    }[extension]
    for url, mark in (
        (personal(page), "Private draft for Harbor Rights League"),
        (general(page), "Private draft"),
    ):
        answer = client.get(f"{url}letter.{extension}")
        said = " ".join(words(answer.content).split())
        assert mark in said
        assert "Quiet Club" not in said
        assert page.slug not in said
        assert answer["Cache-Control"] == "no-store"


def _docx_heads(content):
    sections = Document(BytesIO(content)).sections
    return [
        paragraph.text
        for section in sections
        for part in (section.header, section.first_page_header, section.footer)
        for paragraph in part.paragraphs
    ]


def test_files_by_one_link_are_held_back(client, monkeypatch):
    monkeypatch.setattr(private_access, "FILES_AN_HOUR", 3)
    url = general(a_private_letter())
    got = [client.get(f"{url}letter.txt").status_code for _ in range(5)]
    assert got == [200, 200, 200, 429, 429]


def test_a_new_general_link_closes_the_one_before(client):
    page = a_private_letter()
    first, second = general(page), general(page)
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    assert PrivateLink.objects.filter(page_id=page.pk, revoked_at=None).count() == 1


def test_no_link_is_made_for_a_letter_that_none_opens():
    with pytest.raises(private_access.LinkRefused):
        general(a_letter(embargo_until=timezone.now() + DAY))


# Signing ------------------------------------------------------------------------------------------


def test_a_general_link_takes_requests_that_are_confirmed_by_mail(client):
    page = a_private_letter()
    url = general(page)
    assert f'action="{url}sign/#errors"' in client.get(f"{url}sign/").content.decode()
    answer = client.post(f"{url}sign/", answers(page, contact_email="mara@quay.example"))
    assert "Check your mailbox" in answer.content.decode()
    mail = mails("confirm-sign-on")[0]
    assert page.slug not in mail.body_text
    services.confirm_sign_on(token=token_in(mail, "confirm"), now=timezone.now())
    assert SignOn.objects.get().status == "verified"


def test_the_public_form_stays_closed_while_the_letter_is_private(client):
    page = a_private_letter()
    assert client.post(f"{page.get_url()}sign/", answers(page)).status_code == 404
    with pytest.raises(services.SigningRefused):
        services.submit_sign_on(page=page, submission=a_submission(page), now=timezone.now())


def test_no_mail_of_a_private_round_names_the_hidden_address(client):
    page = a_private_letter()
    url = personal(page)
    client.post(f"{url}sign/", answers(page, contact_email=""))
    services.approve_sign_ons(
        ids=[SignOn.objects.get().pk], by=None, ground="known", now=timezone.now()
    )
    sent = mails()
    assert len(sent) == 3
    assert not [mail.subject for mail in sent if page.slug in mail.body_text + mail.body_html]


def test_a_signers_own_pages_lead_to_no_hidden_address(client):
    page = a_private_letter()
    client.post(f"{general(page)}sign/", answers(page))
    mail = mails("confirm-sign-on")[0]
    confirm, manage = (f"/{kind}/{token_in(mail, kind)}/" for kind in ("confirm", "manage"))
    data = {"form_token": form_token("confirm", timezone.now())}
    shown = [client.get(confirm), client.get(manage), client.post(confirm, data)]
    assert [answer.status_code for answer in shown] == [200] * 3
    assert not [answer for answer in shown if page.get_url() in answer.content.decode()]
    assert page.title in shown[1].content.decode()


# Going live ---------------------------------------------------------------------------------------


def test_at_the_embargos_end_it_is_public_without_any_job(client, campaign, monkeypatch):
    now = timezone.now()
    page = a_private_letter(parent=campaign, embargo_until=now + DAY)
    link, own = general(page), personal(page)
    assert client.get(page.get_url()).status_code == 404
    assert client.get(page.get_url())["Cache-Control"] == "no-store"
    monkeypatch.setattr(timezone, "now", lambda: now + DAY)
    for below in ("", "sign/", "signatories/", "letter.txt"):
        answer = client.get(f"{page.get_url()}{below}")
        assert answer.status_code == 200, below
        kept = re.search(r"max-age=(\d+)", answer["Cache-Control"])
        assert int(kept[1]) <= 60
    assert page.title in client.get(campaign.url).content.decode()
    assert page.get_url() in client.get("/sitemap.xml").content.decode()
    assert client.get(link)["Location"] == page.get_url()
    assert client.get(f"{link}letter.pdf")["Location"] == f"{page.get_url()}letter.pdf"
    shown = client.get(own).content.decode()
    assert "Private draft" not in shown
    assert 'value="yes"' in shown


def test_unpublishing_takes_it_down_everywhere(client):
    page = a_private_letter(embargo_until=timezone.now() - DAY)
    own = personal(page)
    a_sign_on(page, "approved", name="Quiet Club")
    paths = [f"{page.get_url()}{below}" for below in ("", "sign/", "letter.txt", "embed/")]
    assert [client.get(path).status_code for path in paths] == [200] * 4
    page.unpublish()
    assert [client.get(path).status_code for path in [*paths, own]] == [404] * 5
    assert "Quiet Club" not in client.get("/sitemap.xml").content.decode()


# After closing ------------------------------------------------------------------------------------


def test_a_late_window_opens_the_form_for_the_next_printing(client):
    page = a_letter(hard_deadline=timezone.now() - DAY)
    assert "closed for signing" in client.get(f"{page.get_url()}sign/").content.decode()
    page.allow_late = True
    page.save()
    shown = client.get(f"{page.get_url()}sign/").content.decode()
    assert "The first printing is complete" in shown
    client.post(f"{page.get_url()}sign/", answers(page))
    assert SignOn.objects.count() == 1
