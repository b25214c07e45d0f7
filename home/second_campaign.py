"""The demo's second campaign: one that has won something and asks people to write to a council.

Everything is made up, and done by the services that the site itself uses. What is there is left.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from email import policy
from email.parser import BytesParser
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import timezone

from campaign.models import (
    ActionPage,
    ActionParagraph,
    CampaignDemand,
    CampaignIndexPage,
    CampaignPage,
    CampaignPartner,
    Evidence,
    PressMention,
    SupporterMessage,
    UpdatePage,
)
from campaign.relaying import Draft, confirm_message, find_message, submit_message
from delivery.sending import drain
from officials.models import Body, Official, TargetList

SLUG: Final = "camera-registry"
ACTION_SLUG: Final = "write-to-your-councilmember"
_SOURCE: Final = Path(__file__).with_name("demo")
_COUNCIL: Final = "Port Linden City Council"
_WRITE_LINK = re.compile(r"/write/([\w-]{20,})/")
_PARAGRAPHS: Final = (
    (
        "The Police Department may ask residents for the video from their doors, and may search it "
        "for faces. No rule says when, and nobody keeps a record."
    ),
    (
        "Please vote for an ordinance that asks for a warrant before such a search, and for a "
        "public report each year."
    ),
)
_SUPPORTERS: Final = (
    ("Marit Solheim", "4 Rope Walk, Port Linden", "Petra", ("My daughter’s school lies opposite. "
     "Twelve doors film her every morning, and I never agreed to any of them.")),
    ("Deniz Arslan", "31 Mast Street, Port Linden", "Samir", ("I deliver mail. By noon two "
     "hundred cameras have seen me, and nobody can tell me who looks.")),
)  # fmt: skip


def make(*, now: datetime) -> ActionPage:
    """Return the action of the second campaign, made with all around it where missing."""
    campaign = CampaignPage.objects.filter(slug=SLUG).first() or _campaign(now)
    if not Evidence.objects.filter(campaign=campaign).exists():
        _evidence(campaign, now)
    if not UpdatePage.objects.child_of(campaign).exists():
        _updates(campaign, now)
    action = ActionPage.objects.child_of(campaign).first() or _action(campaign)
    if not SupporterMessage.objects.filter(action=action).exists():
        _write(action, now)
    return action


def _day(now: datetime, ago: int) -> date:
    return timezone.localdate(now) - timedelta(days=ago)


def _campaign(now: datetime) -> CampaignPage:
    campaign = CampaignPage(
        title="No camera registry without a hearing",
        slug=SLUG,
        since=_day(now, 260),
        lead="Port Linden wants to know which doors have a camera, to ask them for video. We ask "
        "the council to hear the public first, and to bind the police to a warrant.",
        body="<p>In spring the Police Department sent a form to four thousand households. Whoever "
        "registers agrees to share footage. What the Department does with it, the form doesn’t "
        "say.</p>",
        press_email="press@quayside.example",
        press_phone="+1 360 555 0110",
    )
    campaign.demand_rows.set(
        [
            CampaignDemand(
                text="Hold a public hearing before any registry opens",
                standing=CampaignDemand.Standing.MET,
                settled_on=_day(now, 12),
                remark="The council set a hearing and stopped the form until then.",
            ),
            CampaignDemand(
                text="Publish every agreement with makers of doorbells",
                standing=CampaignDemand.Standing.PARTLY,
                settled_on=_day(now, 40),
                remark="One of three was published, after our records request.",
            ),
            CampaignDemand(text="Ask for a warrant before footage is searched for faces"),
        ]
    )
    _name_partners(campaign, now)
    index = CampaignIndexPage.objects.get()
    made: CampaignPage = index.add_child(instance=campaign)
    return made


def _name_partners(campaign: CampaignPage, now: datetime) -> None:
    campaign.partners.set([
        CampaignPartner(name="Quayside Liberties Union", role="lead",
                        website="https://quayside.example"),
        CampaignPartner(name="Rope Walk Tenants’ Council"),
        CampaignPartner(name="Consejo de Vecinos del Puerto", language="es"),
    ])  # fmt: skip
    campaign.press.set([
        PressMention(dated=_day(now, 11), headline="Council halts camera form",
                     outlet="Port Linden Packet", url="https://packet.example/camera-form"),
    ])  # fmt: skip


def _evidence(campaign: CampaignPage, now: datetime) -> None:
    memo = (_SOURCE / "camera-registry-memo.pdf").read_bytes()
    evidence = Evidence(
        campaign=campaign,
        title="Memorandum of understanding for registered cameras",
        summary="What a household agrees to when it registers.",
        way=Evidence.Way.RECORDS_REQUEST,
        source="Port Linden Police Department",
        obtained_on=_day(now, 41),
        redactions="The officer’s signature, by the Department",
        file=ContentFile(memo, name="memo.pdf"),
        published=True,
    )
    evidence.full_clean()
    evidence.save()


def _updates(campaign: CampaignPage, now: datetime) -> None:
    campaign.add_child(
        instance=UpdatePage(
            title="The council will hear the public",
            slug="hearing",
            dated=_day(now, 12),
            lead="By five votes to two the council set a public hearing and stopped the form until "
            "then.",
            body="<p>More than forty people had asked to speak. The day will be announced two "
            "weeks before.</p>",
        )
    )
    campaign.add_child(
        instance=UpdatePage(
            title="First records request answered",
            slug="records",
            dated=_day(now, 41),
            lead="The Department sent one of three agreements. Two are said to be trade secrets.",
        )
    )


def _action(campaign: CampaignPage) -> ActionPage:
    call_command("import_officials", "csv", str(_SOURCE / "council.csv"), stdout=io.StringIO())
    council = Body.objects.get(name=_COUNCIL)
    targets, _ = TargetList.objects.get_or_create(name=_COUNCIL, whole_body=council)
    action = ActionPage(
        title="Write to your councilmember",
        slug=ACTION_SLUG,
        lead="The hearing comes in winter. A short letter in your own words, from someone in the "
        "ward, counts.",
        subject="A warrant before a face search",
        target_list=targets,
        publish_results=True,
        script="I live in your ward. Police may search video from our doors for faces. I ask you "
        "to vote for a warrant and a public report. Will you? Thank you for your time.",
    )
    action.paragraphs = [ActionParagraph(text=text) for text in _PARAGRAPHS]
    made: ActionPage = campaign.add_child(instance=action)
    return made


def _write(action: ActionPage, now: datetime) -> None:
    """Let two supporters write, and confirm from their mails."""
    for name, town, first_name, own in _SUPPORTERS:
        official = Official.objects.get(name__startswith=f"{first_name} ")
        submit_message(
            action=action,
            draft=Draft(
                subject=action.subject,
                message=f"{own}\n\n{_PARAGRAPHS[1]}",
                sender=name,
                town=town,
                email=f"{name.split()[0].lower()}@mail.example",
            ),
            official_ids=[official.pk],
            now=now,
        )
    drain(now=now)
    for token in _mailed_tokens():
        asked = find_message(token=token, now=now)
        if asked is not None and asked.action_id == action.pk:  # nobody else's mail is answered
            confirm_message(token=token, now=now)
    drain(now=now)


def _mailed_tokens() -> Iterator[str]:
    for path in sorted(settings.LOCAL_MAILBOX_DIR.glob("*.eml")):
        mail = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
        body = mail.get_body(("plain",))
        yield from _WRITE_LINK.findall(body.get_content() if body else "")[:1]
