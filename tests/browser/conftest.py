"""A real browser against a live server, recording what a visitor's machine would be asked for."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from signatories.models import SignedText
from tests.home import factories

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
# Runs before the page's own code, through the debugger, so the page's policy doesn't stop it.
LISTEN = """
window.__violations = [];
document.addEventListener("securitypolicyviolation", (event) => window.__violations.push(
  `${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
"""
STORED = """async () => ({
  local: Object.keys(localStorage), session: Object.keys(sessionStorage),
  databases: (await indexedDB.databases()).map((one) => one.name), caches: await caches.keys(),
})"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs Chromium and a socket to this machine."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.enable_socket)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium as found on this machine; skips with a sentence where there is none."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip(f"No Chromium here: put one of {', '.join(NAMES)} on the PATH.")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # The driver keeps an event loop in this thread; the tests' own queries are not async.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        running = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield running
        running.close()


@dataclass
class Visitor:
    """One visitor with an empty browser profile, and everything that their visit caused."""

    context: BrowserContext
    page: Page
    origin: str
    settle: Literal["load", "networkidle"] = "load"
    requests: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def open(self, path: str) -> int:
        """Open `path`, wait until it has settled, return the status."""
        answer = self.page.goto(self.origin + path, wait_until=self.settle)
        self.violations += [f"{path}: {one}" for one in self.page.evaluate("window.__violations")]
        return answer.status if answer else 0

    @property
    def foreign_requests(self) -> list[str]:
        own = urlsplit(self.origin).netloc
        return [
            url
            for url in self.requests
            if urlsplit(url).scheme not in ("data", "blob", "about") and urlsplit(url).netloc != own
        ]

    def stored(self) -> list[str]:
        """Return every cookie and every thing kept by the open page's origin."""
        found: dict[str, list[str]] = self.page.evaluate(STORED)
        cookies = [f"cookie {one.get('name')}" for one in self.context.cookies()]
        return cookies + [f"{kind} {name}" for kind, names in found.items() for name in names]


Visit = Callable[..., Visitor]


@pytest.fixture
def visit(browser: Browser, live_server: LiveServer) -> Iterator[Visit]:
    """`visit(width=360, dark=True)` gives a new visitor, who starts with nothing stored."""
    opened: list[BrowserContext] = []

    def arrive(*, width: int = 1280, dark: bool = False, **options: Any) -> Visitor:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            **options,
        )
        opened.append(context)
        context.add_init_script(LISTEN)
        visitor = Visitor(context, context.new_page(), live_server.url)
        _record(visitor)
        return visitor

    yield arrive
    for context in opened:
        context.close()


def _record(visitor: Visitor) -> None:
    visitor.page.on("request", lambda request: visitor.requests.append(request.url))
    visitor.page.on("pageerror", lambda error: visitor.failures.append(str(error)))

    def said(message: Any) -> None:
        if "Content Security Policy" in message.text:
            visitor.violations.append(f"{urlsplit(visitor.page.url).path}: {message.text}")

    visitor.page.on("console", said)


def _another_text(letter: Any) -> None:
    """Put a text on record that the letter said once, so that there is something to compare."""
    known = SignedText.objects.get(page_id=letter.pk)
    words = known.text.replace("the ", "these ").replace("\n\n", "\n\nOne line more.\n\n", 1)
    SignedText.objects.create(
        page_id=letter.pk,
        number=known.number + 1,
        text=words,
        sha256=sha256(words.encode()).hexdigest(),
        dated=known.dated,
    )


@pytest.fixture
def public_paths(live_server: LiveServer) -> list[str]:
    """A site with a campaign and two letters; the address of each kind of page a visitor sees."""
    home = factories.a_site()
    campaign = factories.a_campaign(home)
    letter = factories.a_letter(campaign, slug="stop")
    factories.a_letter(campaign, slug="unsigned")
    for name in ("The Harbor Rights Project", "Sunshine Records Project"):
        factories.sign_on(letter, name)
    _another_text(letter)
    factories.a_plain_page(home)
    return [
        "/",
        "/campaigns/",
        "/campaigns/front-door/",
        "/how-we-work/",
        "/privacy/",
        "/nothing-here/",
        "/campaigns/front-door/stop/",
        "/campaigns/front-door/stop/sign/",
        "/campaigns/front-door/stop/signatories/",
        "/campaigns/front-door/stop/embed/",
        "/campaigns/front-door/stop/texts/",
        "/campaigns/front-door/stop/editions/",
        "/campaigns/front-door/unsigned/",
        f"/share/{letter.pk}/",
        f"/share/{campaign.pk}/embed/",
        "/confirm/not-a-token/",
        "/manage/not-a-token/",
    ]
