"""docs/delivery.md says of each provider what Anymail's installed backend really does."""

from __future__ import annotations

import re
from importlib import import_module
from pkgutil import iter_modules

import anymail.backends
import pytest
from anymail.exceptions import AnymailUnsupportedFeature
from anymail.urls import urlpatterns
from django.core.mail import EmailMultiAlternatives

from delivery import status
from delivery.batches import BATCHES, ONCE_HEADER
from delivery.webhooks import SIGNED_BY
from tools.environment import ROOT

PAGE = (ROOT / "docs" / "delivery.md").read_text("utf-8")
NONE = {"base", "base_requests", "console", "test", "sendinblue"}  # no providers
PROVIDERS = sorted(m.name for m in iter_modules(anymail.backends.__path__) if m.name not in NONE)
KEYS = (
    "API_KEY API_TOKEN API_URL SERVER_TOKEN SECRET_KEY API_SECRET PROJECT_ID API_ENDPOINT".split()
)
UNINSTALLED = {"amazon_ses"}  # needs boto3, which is not among our dependencies


def carries_reference(name: str, settings) -> bool:
    """Return whether the backend takes metadata, which come back with each report."""
    settings.ANYMAIL = {
        f"{name.upper()}_{key}": "https://stub.example/" if "URL" in key else "made-up"
        for key in KEYS
    }
    backend = import_module(f"anymail.backends.{name}").EmailBackend()
    mail = EmailMultiAlternatives("x", "x", "a@stub.example", ["b@stub.example"])
    mail.metadata = {"reference": "x"}
    try:
        backend.build_message_payload(mail, {})
    except AnymailUnsupportedFeature:
        return False
    return True


def rows() -> dict[str, list[str]]:
    """Return the cells of the page's table of providers by the provider's name."""
    table = PAGE.partition("## Providers")[2].partition("\n## ")[0]
    lines = re.findall(r"^\| `([a-z_]+)` \| (.*) \|$", table, re.MULTILINE)
    return {name: [cell.strip() for cell in cells.split("|")] for name, cells in lines}


def hooks(purpose: str) -> set[str]:
    names = {str(pattern.name) for pattern in urlpatterns}
    suffix = f"_{purpose}_webhook"
    return {name.removesuffix(suffix) for name in names if name.endswith(suffix)}


@pytest.mark.filterwarnings("ignore::anymail.exceptions.AnymailNotSupportedWarning")
def test_the_table_of_providers_is_true(settings):
    assert sorted(rows()) == PROVIDERS
    for name, cells in rows().items():
        reference, key, batch, reports, inbound, signed, settled = cells
        if name not in UNINSTALLED:
            assert (reference == "yes") == carries_reference(name, settings), name
        assert key == (f"`{ONCE_HEADER[name]}`" if name in ONCE_HEADER else "no"), name
        assert batch == (f"{BATCHES[name].size:,}" if name in BATCHES else "one by one"), name
        assert (reports == "yes") == (name in hooks("tracking")), name
        assert (inbound == "yes") == (name in hooks("inbound") or name == "mandrill"), name
        asked = SIGNED_BY.get(name, ("", ""))[0]
        assert signed == (f"`ANYMAIL_{asked}`" if asked else "secret only"), name
        by_report = reference == "yes" and reports == "yes"
        assert settled == ("a report, or by hand" if by_report else "by hand only"), name
    print(f"{len(PROVIDERS)} providers")


def test_the_table_of_statuses_is_true():
    table = PAGE.partition("## Statuses")[2].partition("\n## ")[0]
    told = dict(re.findall(r"^\| `(\w+)` \| ([^|]*) \|", table, re.MULTILINE))
    steps = {name: (starts, end) for name, (starts, end) in status.STEPS.items()}
    for name, (starts, end) in steps.items():
        assert told[name] == f"{', '.join(sorted(starts))} → {end}", name
    for current, (limit, step) in status.TIMEOUTS.items():
        minutes = int(limit.total_seconds() // 60)
        assert f"`{current}` longer than {minutes} minutes: `{step}`" in table
    assert " < ".join(status.REPORTS) in table
