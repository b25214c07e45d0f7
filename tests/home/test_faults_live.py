"""The running site while its database goes away, its worker is killed, its disk fills up.

O-02: 0 half rows, a friendly 503, at work again by itself within 30 s.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from wagtail.images import get_image_model

from campaign.models import Evidence
from tests.campaign import documents
from tests.delivery.liar import Liar, lying
from tests.home import factories
from tests.home.live_site import COUNT, Proxy, Site, Visitors
from tools.postgres import url_for_this_run, with_database

pytestmark = [pytest.mark.long, pytest.mark.enable_socket]
MOST = 30.0  # seconds
PATIENCE = 10.0  # seconds that a visitor waits for a connection, and is told then


@pytest.fixture
def database() -> Iterator[tuple[str, Proxy]]:
    """Give a new PostgreSQL database that is reached through a proxy."""
    server = url_for_this_run()
    if not server:
        pytest.skip("No PostgreSQL lets this user in on 127.0.0.1:5432.")
    name, admin = f"undersigned_faults_{os.getpid()}", with_database(server, "postgres")
    parts = urlsplit(with_database(server, name))
    proxy = Proxy(parts.hostname or "127.0.0.1", parts.port or 5432)
    at = f"{parts.username}@127.0.0.1:{proxy.port}"
    with psycopg.connect(admin, autocommit=True) as made:
        made.execute(f'CREATE DATABASE "{name}"')  # type: ignore[call-overload]
    try:
        yield parts._replace(netloc=at).geturl(), proxy
    finally:
        proxy.close()
        with psycopg.connect(admin, autocommit=True) as made:
            made.execute(f'DROP DATABASE "{name}" WITH (FORCE)')  # type: ignore[call-overload]


def wait_for(what: Callable[[], bool], seconds: float) -> float:
    """Return after how many seconds `what` came true; fails after `seconds`."""
    began = time.monotonic()
    while not what():
        assert time.monotonic() < began + seconds, "it did not come back"
        time.sleep(0.05)
    return time.monotonic() - began


def checked(site: Site, visitors: Visitors) -> dict[str, Any]:
    """Return what the database holds, after asserting that nothing is lost and nothing half."""
    found: dict[str, Any] = json.loads(site.run("-c", COUNT))
    assert (found["half"], found["whole"]) == (0, "ok")
    lost = set(visitors.taken) - set(found["names"])
    assert lost == set(), "an answer said that these were taken"
    assert found["mails"] == len(found["names"]), "a request without its mail, or the reverse"
    return found


def more_mail(provider: Liar) -> Callable[[], bool]:
    before = provider.taken.total()
    return lambda: provider.taken.total() > before


def test_a_postgresql_that_goes_away_is_told_and_comes_back(
    database: tuple[str, Proxy], tmp_path: Path
) -> None:
    """O-02: four times gone for some seconds, with visitors signing all the while."""
    url, proxy = database
    web, mail = [], []
    with lying() as provider:
        site = Site(tmp_path / "site", url, provider.url)
        site.start()
        visitors = Visitors(site)
        try:
            wait_for(more_mail(provider), 60)
            for seconds in (0.2, 1.0, 4.0, 15.0):
                time.sleep(2)
                proxy.cut()
                before = visitors.answers[503]
                time.sleep(seconds)
                if seconds > PATIENCE + 2:
                    assert visitors.answers[503] > before, visitors.answers
                proxy.mend()
                taken, sent = len(visitors.taken), more_mail(provider)
                web.append(wait_for(lambda n=taken: len(visitors.taken) > n, MOST))
                mail.append(wait_for(sent, MOST))
        finally:
            visitors.stop()
            site.stop()
    found = checked(site, visitors)
    print(
        f"O-02: PostgreSQL gone 4 times: {dict(visitors.answers)}, {len(found['names'])} rows, 0 "
        f"half, 0 lost; forms again after {max(web):.1f} s, mail after {max(mail):.1f} s at most"
    )
    assert set(visitors.answers) <= {200, 503}
    assert visitors.told == {True}


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_killed_workers_and_servers_leave_no_half_row(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """O-02: the worker 3 times, then everything 3 times, with SIGKILL."""
    url = request.getfixturevalue("database")[0] if kind == "postgresql" else ""
    back, mail, all_taken = [], [], []
    with lying() as provider:
        site = Site(tmp_path / "site", url, provider.url)
        site.start()
        visitors = Visitors(site)
        try:
            for _ in range(3):
                wait_for(more_mail(provider), 60)
                pid = site.kill_worker()
                mail.append(wait_for(lambda p=pid: site.worker() not in (0, p), MOST))
                mail[-1] += wait_for(more_mail(provider), MOST)
            for _ in range(3):
                time.sleep(2)
                site.kill_all()
                began = time.monotonic()
                site.start()
                back.append(time.monotonic() - began)
                wait_for(more_mail(provider), MOST)
        finally:
            visitors.stop()
            site.stop()
    found = checked(site, visitors)
    all_taken = visitors.taken
    print(
        f"O-02: {kind}: worker killed 3 times, mail again after {max(mail):.1f} s; all killed 3 "
        f"times, pages again after {max(back):.1f} s; {len(all_taken)} taken, "
        f"{len(found['names'])} rows, 0 half, 0 lost; {dict(visitors.answers)}"
    )
    assert 500 not in visitors.answers


@pytest.fixture
def small_disk(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """Give a media folder on a disk of 64 KB."""
    folder = tmp_path / "media"
    folder.mkdir()
    made = subprocess.run(
        ["/bin/mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)],
        capture_output=True, check=False,
    )  # fmt: skip
    if made.returncode:
        pytest.skip("Nobody but root makes a small disk here.")
    settings.MEDIA_ROOT = folder
    try:
        yield folder
    finally:
        subprocess.run(["/bin/umount", str(folder)], check=True)


def files(folder: Path) -> list[Path]:
    return [one for one in folder.rglob("*") if one.is_file()]


@pytest.mark.django_db(transaction=True)
def test_a_full_disk_of_media_keeps_no_half_file_and_no_row(small_disk: Path) -> None:
    """O-02: documents and pictures; a friendly 503, and taken once there is room."""
    campaign = factories.a_campaign(factories.a_site())
    client = Client(raise_request_exception=False)
    client.force_login(factories.an_administrator())
    text = b"made up\n" * 40_000
    fields = {"campaign": campaign.pk, "title": "Memo", "way": "request"}

    def put_document() -> int:
        upload = ContentFile(text, name="memo.txt")
        return client.post("/admin/evidence/add/", {**fields, "file": upload}).status_code

    def put_picture() -> int:
        upload = ContentFile(documents.noisy_png(300), name="noise.png")
        form = {"title": "Noise", "file": upload, "collection": 1}
        return client.post("/admin/images/add/", form).status_code

    assert (put_document(), put_picture()) == (503, 503)
    assert (Evidence.objects.count(), get_image_model().objects.count()) == (0, 0)
    assert files(small_disk) == []
    answer = client.post(
        "/admin/evidence/add/", {**fields, "file": ContentFile(text, name="a.txt")}
    )
    assert b"Nothing of what you sent was half kept" in answer.content
    subprocess.run(["/bin/mount", "-o", "remount,size=8m", str(small_disk)], check=True)
    assert (put_document(), put_picture()) == (302, 302)
    assert default_storage.size(str(Evidence.objects.get().file.name)) == len(text)
    print("O-02: media disk full: 3 × 503, 0 rows, 0 half files; taken at once when there was room")
