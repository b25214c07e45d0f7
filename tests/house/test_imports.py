"""What import-linter can't express, on the same import graph: who may import what."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import grimp
import pytest

from tests.house.tree import code_files, relative
from tools.environment import ROOT, command_path
from tools.lint import ROOMS

PURE = "Pure: imports no Django"
FRAMEWORKS = ("django", "wagtail", "modelcluster", "taggit", "anymail")
# What a room offers to the rooms above it, beside services, models and emails.
OFFERED = {
    "privacy": {
        "containers",
        "journal",
        "places",
        "answers",
        "clients",
        "forms",
        "inventory",
        "keys",
        "limits",
        "mail_limits",
        "logs",
        "pages",
        "pseudonyms",
        "sealing",
        "text",
        "tokens",
        "workbooks",
    },
    "delivery": {"local_mailbox", "replaying", "sending", "status"},
    "officials": set[str](),
    "signatories": {
        "replaying",
        "alignment",
        "safe_sheets",
        "wording_changes",
        "history",
        "authority",
        "name_keys",
        "names",
        "pages",
        "places",
        "status",
        "submission",
    },
    "letters": {
        "sharing",
        "pdf_fonts",
        "document",
        "drafts",
        "labels",
        "pictures",
        "printings",
        "read_docx",
        "salutation",
        "text",
    },
    "campaign": {"relaying", "replaying", "following"},
}
ALWAYS = {"services", "models", "emails", "holdings"}


def module_name(path: Path) -> str:
    return relative(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Yield line and full name of all that a file imports, also inside functions."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def importers_of(package: str) -> set[str]:
    """Return the modules of the rooms that import `package` or something in it."""
    return {
        module_name(path)
        for path in code_files()
        for _, name in imports(path)
        if name == package or name.startswith(f"{package}.")
    }


@cache
def graph() -> grimp.ImportGraph:
    return grimp.build_graph(*ROOMS, include_external_packages=True, cache_dir=None)


def test_the_import_contracts_are_kept():
    done = subprocess.run(
        [command_path("lint-imports"), "--no-logo", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_only_delivery_touches_mail():
    outside = {
        name
        for package in ("django.core.mail", "anymail", "smtplib")
        for name in importers_of(package)
        if not name.startswith("delivery.")
    }
    assert outside == set()


def test_only_the_word_reader_and_the_word_rendering_touch_docx():
    outside = {
        name
        for name in importers_of("docx")
        if not name.startswith(("letters.render_docx", "letters.docx_", "letters.reading"))
    }
    assert outside == set()


def test_only_serve_and_the_worker_start_programs():
    """The worker starts one of our own modules, which talks to the provider."""
    starters = {name for name in importers_of("subprocess") if name.split(".")[0] in ROOMS}
    assert starters <= {"home.management.commands.serve", "delivery.talking"}


def offered(name: str) -> bool:
    """Say whether a full name is something that its room offers to rooms above."""
    room, module, *_ = [*name.split("."), ""]
    return room not in OFFERED or module in ALWAYS | OFFERED[room]


def test_a_room_imports_only_what_another_offers():
    crossing, refused = 0, []
    for path in code_files():
        own = relative(path).split("/")[0]
        if own not in ROOMS or own == "config":  # addresses may name any room's urls
            continue
        for line, name in imports(path):
            if name.split(".")[0] in set(ROOMS) - {own}:
                crossing += 1
                if not offered(name):
                    refused.append(f"{relative(path)}:{line} {name}")
    print(f"{crossing} imports between rooms")
    assert refused == []


def pure_modules() -> list[str]:
    """Return the modules whose docstring promises that they import no Django."""
    return [
        module_name(path)
        for path in code_files()
        if PURE in (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "")
        and path.parent.name != "tools"
    ]


@pytest.mark.parametrize("module", pure_modules())
def test_a_module_that_calls_itself_pure_imports_no_django(module):
    chains = [
        graph().find_shortest_chain(module, name) for name in FRAMEWORKS if name in graph().modules
    ]
    assert [" → ".join(chain) for chain in chains if chain] == []


def test_the_document_and_the_rules_of_names_are_pure():
    assert "letters.document" in pure_modules()
    assert "signatories.status" in pure_modules()
    assert len(pure_modules()) >= 5
