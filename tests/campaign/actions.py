"""A made-up action with made-up officials of Florida, Wyoming and nowhere."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client
from django.utils import timezone

from campaign.models import ActionPage, ActionParagraph, CampaignPage
from delivery.models import OutboundMessage
from officials.models import Official
from privacy.forms import form_token
from tests.officials import factories as officials

SENATE, HOUSE = "Florida Senate", "Florida House"
_FL = "ocd-division/country:us/state:fl"
WRITTEN = {
    "subject": "A warrant before a face search",
    "p1": "I live in Temple Terrace.",
    "own": "My neighbor’s door filmed my children.",
    "p2": "Please support a bill.",
    "sender": "Jo Okafor",
    "town": "12 Elm Street\nTemple Terrace, FL 33617",
    "way": "relay",
}


def a_senator(name: str = "Uma Abara", district: int = 16, **fields: Any) -> Official:
    values = {
        "honorific": "Senator",
        "family_name": name.rsplit(maxsplit=1)[-1],
        "title": "Senator",
    }
    address = {"email": f"{name.rsplit(maxsplit=1)[-1].lower()}.{district}@flsenate.example"}
    place = f"{_FL}/sldu:{district}"
    return officials.an_official(
        name, body=SENATE, division=place, **{**values, **address, **fields}
    )


def a_representative(name: str = "Noor Castillo", district: int = 67, **fields: Any) -> Official:
    values = {"honorific": "Representative", "family_name": name.rsplit(maxsplit=1)[-1]}
    address = {"email": f"{name.rsplit(maxsplit=1)[-1].lower()}.{district}@flhouse.example"}
    place = f"{_FL}/sldl:{district}"
    return officials.an_official(
        name, body=HOUSE, division=place, **{**values, **address, **fields}
    )


def a_member_of_congress(name: str, district: int, **fields: Any) -> Official:
    """Return one without an email address, as all of them are, but with a web form."""
    number = f"form-{district}"
    values = {
        "honorific": "Representative",
        "family_name": name.rsplit(maxsplit=1)[-1],
        "form": f"https://{number}.house.example/contact",
        "phone": "202-555-0142",
        "post": "118 Capitol Walk; Washington, DC 20515",
    }
    place = f"{_FL}/cd:{district}"
    return officials.an_official(
        name, body="US House of Representatives", division=place, **{**values, **fields}
    )


def an_action(campaign: CampaignPage, *people: Official, **fields: Any) -> ActionPage:
    """Return a live action to these officials, with two paragraphs to start from."""
    values = {
        "title": "Write to your officials",
        "slug": "write-now",
        "lead": "Florida’s legislature meets on 2 March.",
        "subject": WRITTEN["subject"],
        "target_list": officials.a_list(*people, name=f"List {fields.get('slug', '')}"),
    }
    page = ActionPage(**{**values, **fields})
    page.paragraphs = [
        ActionParagraph(text="I live in Florida. No law says when police may search faces."),
        ActionParagraph(text="Please support a bill that requires a warrant."),
    ]
    return campaign.add_child(instance=page)


def send(client: Client, page: ActionPage, step: str, /, **fields: Any) -> str:
    """Post a step of the action as its form does; return the page that answers."""
    data = {"form_token": form_token("action", timezone.now()), **fields}
    return client.post(f"{page.url}{step}/", data).content.decode()


def hidden(html: str, name: str) -> list[str]:
    """Return the values of the hidden fields of a name in a page."""
    return re.findall(rf'type="hidden" name="{name}" value="([^"]*)"', html)


def mailed_link(kind: str, *, newest: int = 0) -> str:
    """Return the path of the link in the newest mail that has one of this kind."""
    for message in OutboundMessage.objects.order_by("-pk")[newest:]:
        if found := re.search(rf"/{kind}/[\w-]{{43}}/", message.body_text):
            return found[0]
    raise AssertionError(f"no mail has a link below /{kind}/")


def press(client: Client, path: str, purpose: str, **fields: Any) -> Any:
    """Press the button of a page that a link led to."""
    return client.post(path, {"form_token": form_token(purpose, timezone.now()), **fields})
