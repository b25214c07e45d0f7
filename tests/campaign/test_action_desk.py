from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from campaign import action_desk, figures, relaying, targets
from campaign.models import ActionPage, ReportedContact, SupporterDelivery
from delivery.models import OutboundMessage
from home.founding import ORGANIZERS, found_site
from home.models import HomePage
from tests.campaign.actions import a_member_of_congress, a_senator, an_action
from tests.campaign.test_relaying import DRAFT, ask
from tests.home import factories

pytestmark = pytest.mark.both_databases


@pytest.fixture
def campaign(home: HomePage):
    return factories.a_campaign(home)


@pytest.fixture
def organizer(home: HomePage, client: Client) -> Client:
    found_site(name="Front Porch Coalition", hostname="localhost", port=80)
    imre = get_user_model().objects.create_user("imre", email="imre@harborrights.example")
    imre.groups.add(Group.objects.get(name=ORGANIZERS))
    client.force_login(imre)
    return client


def sentences(page: ActionPage) -> list[str]:
    rows, reach = figures.by_official(page), targets.coverage(page)
    now = timezone.now()
    return [one.sentence for one in action_desk.needs(page, rows, reach, now=now)]


def test_before_launch_the_organizer_reads_who_cant_be_reached_by_email(campaign) -> None:
    people = [a_senator(f"Uma Abara {number}", number) for number in range(3)]
    page = an_action(campaign, *people, a_member_of_congress("Ida Moss", 14), live=False)
    assert sentences(page) == ["The action isn’t published.", "1 of 4 has no email: form."]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"target_list": None}, "No list of officials is chosen"),
        ({"opens_at": timedelta(days=2)}, "It opens on"),
        ({"closes_at": timedelta(days=-1)}, "It is closed"),
        ({"closes_at": timedelta(days=2)}, "It closes on"),
    ],
)
def test_what_an_action_needs_is_said(campaign, fields, sentence) -> None:
    now = timezone.now()
    values = {k: now + v if isinstance(v, timedelta) else v for k, v in fields.items()}
    page = an_action(campaign, a_senator(), **values)
    assert any(one.startswith(sentence) for one in sentences(page))


def test_an_empty_list_is_the_gravest_need(campaign) -> None:
    assert sentences(an_action(campaign)) == [
        "Nobody on the list is in office now: nobody can write."
    ]


def test_the_organizer_sees_what_happened(organizer: Client, campaign) -> None:
    """Sent, delivered, bounced, answered, on paper, told: by official, day, district, likeness."""
    abara, moss = a_senator(), a_member_of_congress("Ida Moss", 14)
    page, now = an_action(campaign, abara, moss), timezone.now()
    relaying.confirm_message(token=ask(page, abara, moss, now=now), now=now)
    OutboundMessage.objects.filter(kind="supporter").update(status="delivered")
    SupporterDelivery.objects.filter(official=abara).update(outcome="answered")
    ReportedContact.objects.create(
        action=page, official=moss, way="phone", result="spoke", day=timezone.localdate(now)
    )
    shown = organizer.get(f"/admin/actions/{page.pk}/").content.decode()
    assert "1 letter waits to be printed and handed over." in shown
    assert "1 of 2 has no email: form." in shown
    assert "Mostly own" in shown
    rows = {one.name: one for one in figures.by_official(page)}
    senator = rows["Senator Uma Abara"]
    assert (senator.sent, senator.delivered, senator.answered, senator.lost) == (1, 1, 1, 0)
    member = rows["Representative Ida Moss"]
    assert (member.paper, member.printed, member.ticked, member.written) == (1, 0, 1, 2)
    assert figures.by_day(page, now=now)[-1].number == 3
    assert {bar.number for bar in figures.by_district(list(rows.values()))} == {1, 2}
    edit = organizer.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    assert f"/admin/actions/{page.pk}/" in edit


def test_the_figures_export_is_safe_and_names_no_supporter(organizer: Client, campaign) -> None:
    """F-05."""
    page = an_action(campaign, senator := a_senator("=HYPERLINK(1) Abara", honorific=""))
    senator.offices.update(title="")
    relaying.confirm_message(token=ask(page, senator), now=timezone.now())
    answer = organizer.get(f"/admin/actions/{page.pk}/figures.csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode())))
    assert rows[0][:3] == ["Official", "Office", "Written in all"]
    assert rows[1][0] == "'=HYPERLINK(1) Abara"
    for secret in (DRAFT.sender, DRAFT.email, "Elm Street"):
        assert secret not in answer.content.decode()


def test_a_test_goes_to_the_organizer_alone(organizer: Client, campaign) -> None:
    page = an_action(campaign, a_senator())
    organizer.post(f"/admin/actions/{page.pk}/test/")
    (mail,) = OutboundMessage.objects.all()
    assert mail.to == "imre@harborrights.example"
    assert "Dear Senator Abara:" in mail.body_text
    organizer.post(f"/admin/actions/{an_action(campaign, slug='empty').pk}/test/")
    assert OutboundMessage.objects.count() == 1


def test_letters_on_paper_are_printed_once_and_noted(organizer: Client, campaign) -> None:
    page = an_action(campaign, moss := a_member_of_congress("Ida Moss", 14))
    relaying.confirm_message(token=ask(page, moss), now=timezone.now())
    address = f"/admin/actions/{page.pk}/letters/"
    shown = organizer.get(address)
    assert "118 Capitol Walk" in shown.content.decode()
    assert "Dear Representative Moss:\n\nMy own words" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert SupporterDelivery.objects.to_print().count() == 1, "looking notes nothing"
    organizer.post(address, {"printed": SupporterDelivery.objects.get().pk})
    assert not SupporterDelivery.objects.to_print().exists()
    assert "My own words" not in organizer.get(address).content.decode()
    assert "My own words" in organizer.get(f"{address}?again").content.decode()
    assert action_desk.note_printed(action=page, ids=[1, 2, 3], now=timezone.now()) == 0


def test_only_who_may_publish_the_action_sees_it(client: Client, campaign) -> None:
    """A-01."""
    page = an_action(campaign, a_senator())
    paths = [f"/admin/actions/{page.pk}/{rest}" for rest in ("", "figures.csv", "letters/")]
    for path in paths:
        assert client.get(path).status_code == 302, path
    client.force_login(get_user_model().objects.create_user("nobody"))
    for path in paths:
        assert client.get(path).status_code == 302, path
    assert client.post(f"/admin/actions/{page.pk}/test/").status_code == 302
    assert not OutboundMessage.objects.exists()


def test_an_organizer_of_nothing_is_refused(organizer: Client, campaign, settings) -> None:
    """A-01: signed in to the admin, but without rights to the page."""
    from django.contrib.auth.models import Permission

    page = an_action(campaign, a_senator())
    guest = get_user_model().objects.create_user("guest")
    guest.user_permissions.add(Permission.objects.get(codename="access_admin"))
    organizer.force_login(guest)
    for rest in ("", "figures.csv", "letters/"):
        answer = organizer.get(f"/admin/actions/{page.pk}/{rest}")
        assert answer.status_code in (302, 403), rest
        assert "Abara" not in answer.content.decode()


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"opens_at": 2, "closes_at": 1}, "closes_at"),
        ({"constituents_only": True, "finding": "pick"}, "finding"),
        (dict.fromkeys(["by_own_mail", "by_relay", "by_form", "by_phone", "by_paper"], False),
         "by_own_mail"),
    ],
)  # fmt: skip
def test_what_cant_work_isnt_saved(campaign, fields, wrong) -> None:
    from django.core.exceptions import ValidationError

    page, now = an_action(campaign, a_senator()), timezone.now()
    for name, value in fields.items():
        is_time = isinstance(value, int) and not isinstance(value, bool)
        setattr(page, name, now + timedelta(days=value) if is_time else value)
    with pytest.raises(ValidationError) as refusal:
        page.full_clean()
    assert wrong in refusal.value.message_dict


def test_ten_officials_cost_no_more_queries_than_one(
    campaign, django_assert_max_num_queries
) -> None:
    people = [a_senator(f"Uma Abara {number}", number) for number in range(10)]
    page, now = an_action(campaign, *people), timezone.now()
    relaying.confirm_message(token=ask(page, *people, now=now), now=now)
    with django_assert_max_num_queries(22):
        action_desk.desk_of(page, now=now)
