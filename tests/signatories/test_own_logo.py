"""The logo on a signer's own page: sent, waiting, shown, taken back; and what hostile files get."""

from __future__ import annotations

import io
import resource
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from privacy.forms import form_token
from signatories import own_logo
from signatories.logo_review import show_logo
from signatories.logos import KEPT_SIDE
from signatories.models import OrganizationLogo, SignOn
from signatories.retention import erase_contacts
from tests.signatories.factories import NOW, a_letter, mails, signed, token_in
from tests.signatories.test_logos import SECRET, hostile, picture, with_gps

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def sign_on():
    return signed(a_letter())


@pytest.fixture
def page(sign_on):
    return reverse("signatories:manage", args=[token_in(mails("sign-on-approved")[-1], "manage")])


def send(client, page, data=None, name="logo.png", wish="logo"):
    sent = {"form_token": form_token("manage", timezone.now()), "wish": wish}
    if data is not None:
        sent["logo"] = SimpleUploadedFile(name, data, content_type="image/png")
    return client.post(page, sent)


def public_address(logo):
    return reverse("signatories:logo", args=[logo.organization_id, logo.sha256[:16]])


def test_a_logo_waits_and_only_its_signer_sees_it(client, page):
    html = send(client, page, picture(size=(400, 100))).content.decode()
    assert "A reviewer looks at the logo; until then only you see it." in html
    assert 'width="192" height="48"' in html
    assert "style=" not in html
    logo = OrganizationLogo.objects.get()
    assert logo.status == "pending"
    own = client.get(f"{page}logo.png")
    assert own.content == bytes(logo.content)
    assert (own["Cache-Control"], own["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert client.get(public_address(logo)).status_code == 404


def test_everybody_sees_it_once_a_reviewer_shows_it(client, page):
    send(client, page, picture())
    logo = OrganizationLogo.objects.get()
    assert show_logo(logo_id=logo.pk, by=None, now=NOW)
    assert client.get(public_address(logo)).content == bytes(logo.content)
    assert "everybody can see it" in client.get(page).content.decode()


def test_another_one_takes_the_place_of_what_waits_but_not_of_what_is_shown(client, page):
    send(client, page, picture())
    show_logo(logo_id=OrganizationLogo.objects.get().pk, by=None, now=NOW)
    for side in (50, 60):
        send(client, page, picture(size=(side, side)))
    kept = OrganizationLogo.objects.order_by("pk").values_list("status", "width")
    assert list(kept) == [("shown", 40), ("pending", 60)]


def test_it_can_be_taken_back_even_when_it_is_shown(client, page):
    send(client, page, picture())
    logo = OrganizationLogo.objects.get()
    show_logo(logo_id=logo.pk, by=None, now=NOW)
    assert "The logo is erased." in send(client, page, wish="no-logo").content.decode()
    assert client.get(public_address(logo)).status_code == 404
    assert OrganizationLogo.objects.count() == 0
    assert client.get(f"{page}logo.png").status_code == 404


def test_looking_sends_nothing_and_a_post_from_elsewhere_neither(client, page):
    client.get(page)
    data = {"wish": "logo", "logo": SimpleUploadedFile("a.png", picture())}
    client.post(page, data)  # without the form's token
    assert OrganizationLogo.objects.count() == 0
    assert SignOn.objects.get().status == "approved"


def test_the_first_screen_tells_of_a_logo_that_waits_and_osdi_of_one_that_is_shown(
    client, page, admin_client, sign_on
):
    home = reverse("wagtailadmin_home")
    address = reverse("signatories:osdi_organization", args=[sign_on.organization_id])
    assert "logo waits" not in admin_client.get(home).content.decode()
    send(client, page, picture())
    logo = OrganizationLogo.objects.get()
    html = admin_client.get(home).content.decode()
    assert "1 logo waits for review" in html
    assert f"/inspect/{sign_on.organization_id}/" in html
    assert "undersigned:logo" not in client.get(address).json()["_links"]
    show_logo(logo_id=logo.pk, by=None, now=NOW)
    assert "logo waits" not in admin_client.get(home).content.decode()
    logo.refresh_from_db()
    shown = client.get(address).json()["_links"]["undersigned:logo"]["href"]
    assert shown.endswith(public_address(logo))


def test_a_person_has_no_logo(client):
    signed(a_letter(), kind="individual")
    path = reverse("signatories:manage", args=[token_in(mails("sign-on-approved")[-1], "manage")])
    assert "logo-file" not in client.get(path).content.decode()
    send(client, path, picture())
    assert OrganizationLogo.objects.count() == 0


def test_nothing_chosen_is_said(client, page):
    assert "Choose the file that holds the logo." in send(client, page).content.decode()


def test_a_link_that_opens_nothing_shows_no_logo(client, page):
    assert client.get(reverse("signatories:manage_logo", args=["x" * 43])).status_code == 404


def test_only_so_many_come_in_a_day(client, page, monkeypatch):
    monkeypatch.setattr(own_logo, "LOGOS_A_DAY", 2)
    for side in (10, 20):
        send(client, page, picture(size=(side, side)))
    assert "2 logos came today" in send(client, page, picture(size=(30, 30))).content.decode()
    assert OrganizationLogo.objects.get().width == 20


def test_the_export_tells_of_it_and_erasing_takes_what_waits(client, page, sign_on):
    send(client, page, picture())
    assert client.get(f"{page}data.json").json()["logos"][0]["status"] == "pending"
    erase_contacts([sign_on.pk], now=NOW)
    assert OrganizationLogo.objects.count() == 0


def test_of_hostile_uploads_the_page_keeps_bare_pictures_only(client, page, monkeypatch):
    """F-06: through the signer's own page, under names that try to leave their folder."""
    monkeypatch.setattr(own_logo, "LOGOS_A_DAY", 1_000)
    names = ("../../etc/passwd", "..\\logo.png", "logo.png\x00.svg", "a" * 300 + ".png", "logo.svg")
    uploads = {**hostile(), "JPEG turned": with_gps("JPEG")}
    kept, slowest = 0, 0.0
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number, (name, data) in enumerate(uploads.items()):
        OrganizationLogo.objects.all().delete()
        began = time.process_time()
        answer = send(client, page, data, names[number % len(names)])
        slowest = max(slowest, time.process_time() - began)
        assert answer.status_code == 200, name
        for logo in OrganizationLogo.objects.all():
            kept += 1
            content = bytes(logo.content)
            assert content.startswith(b"\x89PNG\r\n\x1a\n"), name
            assert SECRET not in content, name
            with Image.open(io.BytesIO(content)) as image:
                assert not image.getexif(), name
                assert max(image.size) <= KEPT_SIDE, name
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1_024
    print(
        f"F-06, own page: {len(uploads)} uploads, {kept} kept, slowest {slowest:.2f} s,"
        f" {grown:.0f} MB more"
    )
    assert len(uploads) >= 60
    assert 0 < kept < len(uploads)
    assert slowest <= 5
    assert grown <= 512
