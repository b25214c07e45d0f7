"""A supporter writes to officials: by relay, by form, on paper, by own mail and by phone."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from docx import Document

from campaign.models import ReportedContact, SupporterDelivery, SupporterMessage
from delivery.models import OutboundMessage
from delivery.sending import drain
from home.models import HomePage
from tests.campaign.actions import (
    WRITTEN,
    a_member_of_congress,
    a_representative,
    a_senator,
    an_action,
    hidden,
    mailed_link,
    press,
    send,
)
from tests.home import factories
from tests.letters.reading import pdf_words
from tests.officials import factories as officials

MAILBOX = "jo@example.org"


@pytest.fixture
def campaign(home: HomePage):
    return factories.a_campaign(home)


def to_officials() -> list[OutboundMessage]:
    return list(OutboundMessage.objects.filter(kind=OutboundMessage.Kind.SUPPORTER))


def test_a_supporter_in_florida_writes_to_two_state_legislators_by_relay(
    client: Client, campaign
) -> None:
    """The ZIP tells the state, the supporter tells the districts, the mailbox confirms."""
    officials.a_postal_area("33617", "FL-14")
    abara, castillo = a_senator(), a_representative()
    a_senator("Bo Lindqvist", 14), a_representative("Ana Ruiz", 62)
    from officials.models import Official

    page = an_action(campaign, *Official.objects.all())
    assert "1. Find yours" in client.get(page.url).content.decode()
    choose = send(client, page, "find", postal_code="33617")
    assert "Florida Senate: your district" in choose
    assert "Florida House: your district" in choose
    assert "33617" not in choose, "the place travels no further"
    (yours,) = hidden(choose, "yours")
    letter = send(client, page, "write", yours=yours, body1=abara.pk, body2=castillo.pk)
    assert "Senator Uma Abara" in letter
    assert "Representative Noor Castillo" in letter
    people = {"yours": yours, "to": [abara.pk, castillo.pk]}
    read = send(client, page, "write", step="read", **people, **WRITTEN)
    assert "Dear Senator Abara:\n\nI live in Temple Terrace." in read
    answer = send(client, page, "send", email=MAILBOX, wants_question="on", **people, **WRITTEN)
    assert "Check your mailbox" in answer
    assert to_officials() == [], "nothing goes before the mailbox is confirmed"
    link = mailed_link("write")
    assert "Send it" in client.get(link).content.decode()
    assert to_officials() == []
    done = press(client, link, "confirm message").content.decode()
    assert "Your letter is on its way" in done
    to_both = "By email to Senator Uma Abara and Representative Noor Castillo, by "
    assert to_both in done
    assert "at the latest, if nothing fails" in done, "when it will have left is told"
    mails = {one.to: one for one in to_officials()}
    assert set(mails) == {"abara.16@flsenate.example", "castillo.67@flhouse.example"}
    mail = mails["abara.16@flsenate.example"]
    assert mail.body_text.startswith(
        "Dear Senator Abara:\n\nI live in Temple Terrace.\n\nMy neighbor’s door filmed my children."
        "\n\nPlease support a bill.\n\nWith respect,\nJo Okafor\n12 Elm Street"
    )
    assert (mail.reply_to, mail.from_name, mail.body_html) == (MAILBOX, "Jo Okafor", "")
    assert press(client, link, "confirm message").status_code == 404
    copy = OutboundMessage.objects.get(key__startswith="message-copy")
    assert copy.to == MAILBOX
    assert "My neighbor’s door" in copy.body_text
    drain(now=mail.created_at)
    assert {one.status for one in to_officials()} == {"accepted"}
    again = send(client, page, "send", email="JO+x@example.org", **people, **WRITTEN)
    assert again == answer, "who wrote before sees the same page"
    second = press(client, mailed_link("write"), "confirm message").content.decode()
    assert "<h1>Nothing was sent</h1>" in second
    assert "2 of those you chose had a letter of yours before. Each gets one." in second
    assert "What happens next" not in second, "nothing does"


def test_a_supporter_in_an_ambiguous_zip_chooses_and_nothing_is_guessed(
    client: Client, campaign
) -> None:
    officials.a_postal_area("33617", "FL-14", "FL-15")
    first, second = a_member_of_congress("Ida Moss", 14), a_member_of_congress("Cy Vance", 15)
    page = an_action(campaign, first, second, constituents_only=True)
    choose = send(client, page, "find", postal_code="33617")
    assert "This postal code lies in 2 districts" in choose
    assert choose.count('type="radio"') == 3
    assert "checked" not in choose
    (yours,) = hidden(choose, "yours")
    letter = send(client, page, "write", yours=yours, district=second.pk)
    assert "Representative Cy Vance" in letter
    assert "Ida Moss" not in letter
    left_out = send(client, page, "write", yours=yours, district="")
    assert "Choose at least one official." in left_out


def test_a_supporter_writes_to_congress_by_form_and_on_paper(client: Client, campaign) -> None:
    """No member of Congress has an address: the form is opened, the letter is printed."""
    moss = a_member_of_congress("Ida Moss", 14)
    officials.a_postal_area("33601", "FL-14")
    page = an_action(campaign, moss)
    letter = send(client, page, "find", postal_code="33601")
    assert "Representative Ida Moss" in letter
    assert "No email address is known; by web form." in letter
    assert "From my own mail program." not in letter
    carried = {"yours": hidden(letter, "yours")[0], "to": moss.pk, **WRITTEN, "step": "read"}
    read = send(client, page, "write", **{**carried, "way": "form"})
    assert 'href="https://form-14.house.example/contact"' in read
    assert "readonly>Dear Representative Moss:" in read
    thanks = send(
        client, page, "tick", **{**carried, "way": "form", "official": moss.pk, "result": "done"}
    )
    assert "Counted for Representative Ida Moss." in thanks
    assert ReportedContact.objects.get().way == "form"
    printed = send(client, page, "write", **{**carried, "way": "paper"})
    assert "118 Capitol Walk<br>Washington, DC 20515" in printed
    data = {**carried, "way": "paper", "official": moss.pk}
    files = {}
    for kind in ("pdf", "docx"):
        from django.utils import timezone

        from privacy.forms import form_token

        token = form_token("action", timezone.now())
        answer = client.post(f"{page.url}paper/{kind}/", {**data, "form_token": token})
        assert answer["Content-Disposition"] == f'attachment; filename="letter.{kind}"'
        files[kind] = answer.content
    words = pdf_words(files["pdf"])
    for expected in ("Ida Moss", "118 Capitol Walk", "Dear Representative Moss", "Jo Okafor"):
        assert expected in words
    paragraphs = [one.text for one in Document(io.BytesIO(files["docx"])).paragraphs]
    assert "My neighbor’s door filmed my children." in paragraphs
    assert not SupporterMessage.objects.exists(), "nothing of the writer was stored"
    assert not OutboundMessage.objects.exists()


def test_a_supporter_writes_from_the_own_mail_program_and_calls(client: Client, campaign) -> None:
    abara = a_senator(phone="850-555-0117 ext. 4")
    page = an_action(campaign, abara, finding="pick")
    assert f'name="to" value="{abara.pk}"' in client.get(page.url).content.decode()
    carried = {"to": abara.pk, **WRITTEN, "step": "read"}
    read = send(client, page, "write", **{**carried, "way": "own_mail"})
    assert 'href="mailto:abara.16@flsenate.example?subject=A%20warrant' in read
    assert "body=Dear%20Senator%20Abara%3A%0D%0A%0D%0AI%20live" in read
    for webmail in ("mail.google.com", "outlook.live.com", "compose.mail.yahoo.com"):
        assert webmail in read
    call = send(client, page, "write", **{**carried, "way": "phone"})
    assert 'href="tel:8505550117"' in call
    for result in ("spoke", "message", "no_answer"):
        send(
            client,
            page,
            "tick",
            **{**carried, "way": "phone", "official": abara.pk, "result": result},
        )
    assert ReportedContact.objects.count() == 3
    assert "3 messages have been written." in client.get(page.url).content.decode()
    assert not SupporterDelivery.objects.exists()
