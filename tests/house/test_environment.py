"""`tools.environment`: what is ready, what is installed with, and how failures are told."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import pytest

from tools import environment
from tools.environment import DEVELOPMENT, ROOT, RUNTIME
from tools.stop import Stop

UNREACHABLE_PIP = """\
WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError('<x>: Failed to
establish a new connection: [Errno 111] Connection refused')': /django/
ERROR: Could not find a version that satisfies the requirement django==5.2 (from versions: none)
ERROR: No matching distribution found for django==5.2
"""
OTHER_HASH_PIP = """\
ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE. If you have updated
the package versions, please update the hashes.
    Expected sha256 00
         Got        11
"""
NO_WHEEL_PIP = "ERROR: No matching distribution found for typst==0.15.2\n"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / RUNTIME).write_text("django==5.2\n", "utf-8")
    (tmp_path / DEVELOPMENT).write_text("django==5.2\npytest==9.2\n", "utf-8")
    return tmp_path


def ready(lock: str, stamp: dict[str, str], checkout: Path, python: str = "3.11.2") -> bool:
    return environment.is_ready(lock, stamp=stamp, python=python, root=checkout)


@pytest.mark.parametrize("lock", [RUNTIME, DEVELOPMENT])
def test_after_installing_a_lock_it_is_ready(lock, checkout):
    stamp = environment.stamp_after(lock, python="3.11.2", root=checkout)
    assert ready(lock, stamp, checkout)


def test_the_development_environment_also_serves_the_demo(checkout):
    stamp = environment.stamp_after(DEVELOPMENT, python="3.11.2", root=checkout)
    assert ready(RUNTIME, stamp, checkout)


def test_the_demo_environment_does_not_serve_the_tests(checkout):
    stamp = environment.stamp_after(RUNTIME, python="3.11.2", root=checkout)
    assert not ready(DEVELOPMENT, stamp, checkout)


def test_a_changed_lock_is_installed_anew(checkout):
    stamp = environment.stamp_after(RUNTIME, python="3.11.2", root=checkout)
    (checkout / RUNTIME).write_text("django==5.2.1\n", "utf-8")
    assert not ready(RUNTIME, stamp, checkout)


@pytest.mark.parametrize("python", ["", "3.11.3", "3.12.1"])
def test_another_or_broken_python_is_not_ready(python, checkout):
    stamp = environment.stamp_after(RUNTIME, python="3.11.2", root=checkout)
    assert not ready(RUNTIME, stamp, checkout, python)


@pytest.mark.parametrize("content", [None, "", "{", "[]", "3"])
def test_an_unreadable_stamp_counts_as_none(content, tmp_path):
    stamp = tmp_path / "installed.json"
    if content is not None:
        stamp.write_text(content, "utf-8")
    assert environment.read_stamp(stamp) == {}


def test_a_python_that_runs_tells_its_version():
    assert environment.version_of(Path(sys.executable)) == ".".join(map(str, sys.version_info[:3]))


@pytest.mark.parametrize("python", ["/nowhere/python", "/bin/false"])
def test_a_python_that_does_not_run_has_no_version(python):
    assert environment.version_of(Path(python)) == ""


@pytest.mark.parametrize(
    ("output", "words"),
    [
        (UNREACHABLE_PIP, "can't be reached"),
        (OTHER_HASH_PIP, "its hash differs"),
        (NO_WHEEL_PIP, "no package built for this Python"),
        ("error: dns error: failed to lookup address information", "can't be reached"),
        ("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]'", "PIP_CERT"),
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("something nobody has seen before", "install.log"),
        ("", "install.log"),
    ],
)
def test_a_failed_installation_is_explained_in_one_sentence(output, words):
    sentence = environment.explain(output, lock=RUNTIME)
    assert words in sentence
    assert "\n" not in sentence
    assert "{" not in sentence


def test_every_installer_checks_hashes_and_runs_no_build_script(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: f"/opt/bin/{name}")
    monkeypatch.setattr(environment, "python_with_pip", lambda: "/usr/bin/python3")
    commands = environment.installers(RUNTIME)
    assert [command[0] for command in commands] == ["/opt/bin/uv", "/usr/bin/python3"]
    for command in commands:
        assert {"--require-hashes", "--no-deps", "--only-binary"} <= set(command)
        assert str(ROOT / RUNTIME) in command


def test_uv_is_preferred_where_there_is_one(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: f"/opt/bin/{name}")
    assert environment.installers(RUNTIME)[0][0] == "/opt/bin/uv"


def test_a_python_without_pip_is_passed_over(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")
    monkeypatch.setattr(sys, "_base_executable", "/bin/true")
    assert environment.python_with_pip() == "/bin/true"


def test_without_pip_and_uv_the_sentence_says_how_to_get_pip(monkeypatch, tmp_path):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(environment, "python_with_pip", lambda: "")
    monkeypatch.setattr(environment, "PYTHON", tmp_path / "bin" / "python")
    monkeypatch.setattr(environment, "STAMP", tmp_path / "installed.json")
    with pytest.raises(Stop, match="apt-get install python3-pip"):
        environment.prepare(RUNTIME)
    assert list(tmp_path.iterdir()) == []


def pinned(lock: str) -> set[str]:
    return set(
        re.findall(r"^[a-z0-9][^\s]*==[^\s\\]+", (ROOT / lock).read_text("utf-8"), re.MULTILINE)
    )


def test_the_development_lock_holds_all_of_the_demo_lock():
    assert len(pinned(RUNTIME)) > 50
    assert pinned(RUNTIME) <= pinned(DEVELOPMENT)


@pytest.mark.parametrize("lock", [RUNTIME, DEVELOPMENT])
def test_every_package_of_a_lock_has_a_hash(lock):
    entries = re.split(r"^(?=[a-z0-9])", (ROOT / lock).read_text("utf-8"), flags=re.MULTILINE)[1:]
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []
