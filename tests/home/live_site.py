"""The site as its operators run it, in processes of its own, and a database that can go away."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

import requests
from django.conf import settings as django_settings

from tools.environment import ROOT

# Makes a letter to sign in a new database.
CONTENT = """
import django
django.setup()
from tests.home import factories
factories.a_letter(factories.a_campaign(factories.a_site()), slug="stop")
"""
# Counts what may never be, and what is there.
COUNT = """
import json, django
django.setup()
from delivery.models import OutboundMessage
from signatories.models import SignOn
names, half = [], 0
for one in SignOn.objects.all():
    names.append(one.claimed_name)
    contact = getattr(one, "contact", None)
    half += not (contact and contact.email and one.tokens.exists())
from django.db import connection
whole = "ok"
if connection.vendor == "sqlite":
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        whole = cursor.fetchone()[0]
mails = OutboundMessage.objects.filter(kind="confirmation").count()
print(json.dumps({"names": names, "half": half, "whole": whole, "mails": mails}))
"""
PAGE = "/campaigns/front-door/stop/"


class Proxy:
    """Passes bytes on to a server, until it is cut."""

    def __init__(self, host: str, port: int) -> None:
        self.target, self.is_cut = (host, port), False
        self.pairs: list[socket.socket] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """End every connection and take no new one."""
        self.is_cut = True
        for one in self.pairs:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self.pairs.clear()

    def mend(self) -> None:
        self.is_cut = False

    def close(self) -> None:
        self.cut()
        self.listener.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            if self.is_cut:
                near.close()
                continue
            far = socket.create_connection(self.target)
            self.pairs += [near, far]
            for a, b in ((near, far), (far, near)):
                threading.Thread(target=self._pass, args=(a, b), daemon=True).start()

    def _pass(self, here: socket.socket, there: socket.socket) -> None:
        with suppress(OSError):
            while data := here.recv(65_536):
                there.sendall(data)
        for one in (here, there):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


class Site:
    """One installation that `manage.py serve` runs: the web server and its worker."""

    def __init__(self, folder: Path, database: str, provider: str) -> None:
        folder.mkdir(exist_ok=True)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "serve.log"
        self.environment = {
            **os.environ,
            "MODE": "development",
            "DATA_DIR": str(folder),
            "DATABASE_URL": database,
            "FIELD_KEYS": ",".join(django_settings.FIELD_KEYS),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "ANYMAIL_PROVIDER": "postmark",
            "ANYMAIL_POSTMARK_SERVER_TOKEN": "made-up",
            "ANYMAIL_POSTMARK_API_URL": provider,
            "MAIL_PER_HOUR": "0",
            "PYTHONUNBUFFERED": "1",
        }
        self.run("manage.py", "migrate", "--verbosity", "0")
        self.run("-c", CONTENT)

    def run(self, *command: str) -> str:
        done = subprocess.run(
            [sys.executable, *command],
            env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self) -> None:
        """Serve; return once a page is answered."""
        with self.log.open("ab") as log:
            self.server = subprocess.Popen(
                [sys.executable, "manage.py", "serve", "--port", str(self.port)],
                env=self.environment, cwd=ROOT, stdout=log, stderr=log,
            )  # fmt: skip
        assert self.answers_within(60), self.log.read_text()

    def answers_within(self, seconds: float) -> float:
        """Return after how many seconds the letter's page is there again, 0.0 if it isn't."""
        began = time.monotonic()
        while time.monotonic() < began + seconds:
            with suppress(requests.RequestException):
                if requests.get(self.url + PAGE, timeout=5).status_code == 200:
                    return max(time.monotonic() - began, 0.001)
            time.sleep(0.05)
        return 0.0

    def worker(self) -> int:
        """Return the id of the worker's process."""
        tasks = Path(f"/proc/{self.server.pid}/task").glob("*/children")
        born = [int(pid) for task in tasks for pid in task.read_text().split()]
        return born[-1] if born else 0

    def kill_worker(self) -> int:
        pid = self.worker()
        os.kill(pid, signal.SIGKILL)
        return pid

    def kill_all(self) -> None:
        """End server and worker as a power cut does."""
        pid = self.worker()
        self.server.kill()
        self.server.wait()
        if pid:
            os.kill(pid, signal.SIGKILL)

    def stop(self) -> None:
        self.server.terminate()
        self.server.wait(40)


class From(requests.adapters.HTTPAdapter):
    """Lets a visitor come from an address of their own, or the site would take them for one."""

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> Any:
        return super().init_poolmanager(*args, **kwargs, source_address=(self.address, 0))


class Visitors:
    """People who sign one after another, each for another organization, until told to stop."""

    def __init__(self, site: Site, number: int = 2) -> None:
        self.site, self.stopped = site, threading.Event()
        self.taken: list[str] = []  # names whose form was answered as taken
        self.answers: Counter[int] = Counter()
        self.told: set[bool] = set()  # whether each 503 said that nothing was half kept
        page = requests.get(f"{site.url}{PAGE}sign/", timeout=10).text
        self.hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
        self.threads = [threading.Thread(target=self._sign, args=(n,)) for n in range(number)]
        for thread in self.threads:
            thread.start()

    def stop(self) -> None:
        self.stopped.set()
        for thread in self.threads:
            thread.join()

    def _sign(self, number: int) -> None:
        count = 0
        while not self.stopped.is_set():
            count += 1
            name = f"Readers {number} {count}"
            form = {
                **self.hidden, "kind": "organization", "organization": name,
                "website": f"readers{number}x{count}.example", "scope": "local", "country": "US",
                "region": "Florida", "contact_name": "Teodora Lindqvist", "contact_title": "Chair",
                "contact_email": f"teo@readers{number}x{count}.example", "authority": "on",
            }  # fmt: skip
            try:
                with requests.Session() as session:
                    session.mount("http://", From(f"127.{number + 1}.{count // 200}.{count % 200}"))
                    answer = session.post(
                        f"{self.site.url}{PAGE}sign/", form, timeout=40, allow_redirects=False,
                        headers={"Origin": self.site.url},
                    )  # fmt: skip
            except requests.RequestException:
                self.answers[0] += 1
                time.sleep(0.05)
                continue
            self.answers[answer.status_code] += 1
            if answer.status_code == 503:
                self.told.add("Nothing of what you sent was half kept" in answer.text)
                time.sleep(0.05)
            elif answer.status_code == 200:
                assert "<h1>Check your mailbox</h1>" in answer.text, "the form was not taken"
                self.taken.append(name)
                time.sleep(0.4)  # so that the site's own limit of mails an hour isn't met
