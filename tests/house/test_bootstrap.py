"""`bootstrap.py` and the Makefile: the targets, their words, and bad input."""

from __future__ import annotations

import re
import socket
import subprocess
import sys

import pytest

import bootstrap
from tools.environment import ROOT

MAKEFILE = (ROOT / "Makefile").read_text("utf-8")


def run(*arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "bootstrap.py"), *arguments]
    environment = {"PATH": "/usr/bin:/bin", **changes}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def test_help_explains_every_make_target_in_one_line():
    phony = re.search(r"^\.PHONY: (.+)$", MAKEFILE, re.MULTILINE)
    assert phony is not None
    targets = phony.group(1).split()
    lines = run("help").stdout.splitlines()
    for target in targets:
        explained = [line for line in lines if line.split()[:1] == [target]]
        assert len(explained) == 1, target
        assert len(explained[0].split()) > 4, target
    print(f"{len(targets)} targets explained")


def test_make_and_bootstrap_have_the_same_targets():
    phony = re.search(r"^\.PHONY: (.+)$", MAKEFILE, re.MULTILINE)
    assert phony is not None
    assert set(phony.group(1).split()) == set(bootstrap.TARGETS)


def test_the_promised_targets_exist():
    promised = {"demo", "test", "test-long", "bench", "lint", "help"}
    assert promised <= set(bootstrap.TARGETS)


@pytest.mark.parametrize("arguments", [["tset"], ["test", "lint"], ["--fast"]])
def test_an_unknown_target_names_the_known_ones(arguments):
    done = run(*arguments)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "demo, test" in done.stderr


@pytest.mark.parametrize("arguments", [[], ["help"], ["--help"], ["-h"]])
def test_asking_for_help_succeeds(arguments):
    assert run(*arguments).returncode == 0


@pytest.mark.parametrize("port", ["x", "0", "65536", "-1", "80 80", "８０００x"])
def test_a_wrong_port_is_refused_before_anything_is_installed(port):
    done = run("demo", PORT=port)
    assert done.returncode == 1
    assert done.stderr == (f"undersigned: PORT must be a number from 1 to 65535, got {port!r}\n")


def test_a_setting_may_follow_the_target_as_with_make():
    assert "got 'x'" in run("demo", "PORT=x").stderr


def test_a_taken_port_is_told_before_anything_is_installed():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run("demo", PORT=str(port))
    assert done.returncode == 1
    assert done.stderr == f"undersigned: port {port} is in use: choose another, such as PORT=8080\n"


@pytest.mark.parametrize("version", [(3, 8, 10), (3, 10, 14)])
def test_an_old_python_gets_one_sentence(version):
    code = (
        "import sys, runpy;"
        f"sys.version_info = {version!r};"
        f"runpy.run_path({str(ROOT / 'bootstrap.py')!r}, run_name='__main__')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == (
        f"undersigned: Python 3.11 or newer is needed, this is {'.'.join(map(str, version))}\n"
    )
