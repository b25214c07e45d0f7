"""The documents: what they promise exists, what exists they explain."""

from __future__ import annotations

import ast
import re

import pytest

import bootstrap
from tests.house.tree import relative, tree
from tools.environment import ROOT
from tools.lint import ROOMS

README = (ROOT / "README.md").read_text("utf-8")
INTERFACES = (ROOT / "docs" / "interfaces.md").read_text("utf-8")
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
KEPT, _, PROMISED = INTERFACES.partition("## Promised, not built yet")
# Read by tools, or by the servers they start; not settings of the site.
NOT_SETTINGS = {"ANYMAIL_", "PORT", "SERVE", "TEST_DATABASE_URL"}


def documents() -> list[str]:
    return [relative(path) for path in tree(".md")]


def environment_names() -> set[str]:
    """Return the names that `config/environment.py` looks up."""
    code = ast.parse((ROOT / "config" / "environment.py").read_text("utf-8"))
    words = {
        node.args[0].value
        for node in ast.walk(code)
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)
    }
    return {
        word for word in words if isinstance(word, str) and re.fullmatch(r"[A-Z][A-Z_]{3,}", word)
    }


def commands() -> set[str]:
    """Return the names of the rooms' management commands."""
    found = (path for room in ROOMS for path in (ROOT / room).glob("management/commands/*.py"))
    return {path.stem for path in found if not path.stem.startswith("_")}


def test_the_readme_explains_every_variable_and_no_other():
    table = README.partition("## Environment")[2].partition("\n## ")[0]
    explained = set(re.findall(r"^\| `([A-Z_]+)`", table, re.MULTILINE))
    names = environment_names() - NOT_SETTINGS
    print(f"{len(names)} variables")
    assert explained - {"ANYMAIL_PROVIDER"} == names - {"ANYMAIL_PROVIDER"}


def test_the_readme_names_only_targets_that_exist():
    named = set(re.findall(r"(?:make|bootstrap\.py) ([a-z-]+)", README))
    assert {"demo", "test", "help"} <= named
    assert named - set(bootstrap.TARGETS) == set()


def test_the_interfaces_explain_every_target():
    assert set(re.findall(r"^\| `make ([a-z-]+)`", INTERFACES, re.MULTILINE)) == set(
        bootstrap.TARGETS
    )


def test_every_command_is_kept_or_promised():
    table = KEPT.partition("## Commands")[2].partition("\n## ")[0]
    kept = set(re.findall(r"^\| `([a-z_]+)", table, re.MULTILINE))
    print(f"{len(kept)} commands kept")
    assert kept - commands() == set(), "kept in docs/interfaces.md, but not there"
    assert commands() - kept == set(), "there, but not in docs/interfaces.md"


def test_no_command_is_promised_that_exists():
    promised = set(re.findall(r"`([a-z_]+)`", PROMISED.partition("\n- Addresses")[0]))
    assert promised & commands() == set()


def test_the_architecture_explains_every_room():
    assert set(re.findall(r"^\| `([a-z]+)/`", ARCHITECTURE, re.MULTILINE)) == set(ROOMS)


@pytest.mark.parametrize("document", documents())
def test_every_link_leads_somewhere(document):
    path = ROOT / document
    targets = re.findall(r"\]\(([^)\s]+)\)", path.read_text("utf-8"))
    local = [t.split("#")[0] for t in targets if not re.match(r"https?:|mailto:|#", t)]
    assert [target for target in local if not (path.parent / target).exists()] == []


def decisions() -> list[str]:
    return [path.name for path in sorted((ROOT / "docs" / "decisions").glob("0*.md"))]


def test_decisions_are_numbered_without_a_gap():
    assert [int(name[:4]) for name in decisions()] == list(range(1, len(decisions()) + 1))


@pytest.mark.parametrize("name", decisions())
def test_a_decision_is_listed_and_carries_its_number(name):
    folder = ROOT / "docs" / "decisions"
    text = (folder / name).read_text("utf-8")
    assert text.startswith(f"# {int(name[:4])}. ")
    assert f"]({name})" in (folder / "README.md").read_text("utf-8")
    assert len(text.splitlines()) <= 30


def test_markers_named_to_contributors_are_registered():
    contributing = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    named = re.findall(r"pytest\.mark\.([a-z_]+)", contributing)
    assert named
    assert [marker for marker in named if f'"{marker}:' not in project] == []
