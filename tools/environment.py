"""Make `.venv` hold exactly what a lock file says, and do nothing when it already does.

Works on a bare Debian: needs `python3` with the `venv` module and either pip or uv; needs neither
ensurepip nor make. Package index, proxy and certificates are whatever this computer's pip is
configured with.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from tools.stop import Stop

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed.json"
LOG = VENV / "install.log"
RUNTIME = "requirements.lock"
DEVELOPMENT = "requirements-dev.lock"

_NO_INSTALLER = (
    "pip is missing: install it with `apt-get install python3-pip` (or your system's way), "
    "then run the same command again"
)
_WRONG_HASH = (
    "a downloaded package is not the one that {lock} names (its hash differs) and was not "
    "installed: run the same command again, and if it stays so, tell us"
)
_UNTRUSTED = (
    "the package index's certificate isn't trusted here: set PIP_CERT to your organization's "
    "certificate file"
)
_UNREACHABLE = (
    "the package index can't be reached: check the network (or the proxy), then run the same "
    "command again"
)
_UNFIT = (
    "{lock} has no package built for this Python and computer: use CPython 3.11 or newer on "
    "Linux or macOS"
)
# What the installer prints, in lower case. First match wins: pip reports an unreachable index as
# "no matching distribution" in the end.
_SIGNS = {
    "do not match the hashes": _WRONG_HASH,
    "hash mismatch": _WRONG_HASH,
    "certificate_verify_failed": _UNTRUSTED,
    "invalid peer certificate": _UNTRUSTED,
    "newconnectionerror": _UNREACHABLE,
    "name resolution": _UNREACHABLE,
    "network is unreachable": _UNREACHABLE,
    "connection refused": _UNREACHABLE,
    "connecttimeout": _UNREACHABLE,
    "read timed out": _UNREACHABLE,
    "proxyerror": _UNREACHABLE,
    "dns error": _UNREACHABLE,
    "error sending request": _UNREACHABLE,
    "no space left on device": "the disk is full: {lock} needs about 1 GB beside the checkout",
    "no matching distribution": _UNFIT,
    "no solution found": _UNFIT,
    "no wheels with a matching": _UNFIT,
}


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, as 64 hexadecimal characters."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def explain(output: str, *, lock: str) -> str:
    """Return one sentence on why an installation failed, from what the installer printed."""
    lowered = output.lower()
    for sign, sentence in _SIGNS.items():
        if sign in lowered:
            return sentence.format(lock=lock)
    return f"installing {lock} failed: the reason stands at the end of {LOG.relative_to(ROOT)}"


def installers(lock: str) -> list[list[str]]:
    """Return the commands that can install `lock`, the fastest first; empty when there is none.

    Only wheels are taken, so that nobody's build script runs on this computer.
    """
    target = [str(ROOT / lock)]
    strict = ["--require-hashes", "--no-deps", "--only-binary", ":all:"]
    found = []
    uv = shutil.which("uv")
    if uv:
        found.append([uv, "pip", "install", "--python", str(PYTHON), *strict, "-r", *target])
    outside = python_with_pip()
    if outside:
        pip = [outside, "-m", "pip", "--python", str(PYTHON), "install"]
        quiet = ["--no-input", "--disable-pip-version-check", "--progress-bar", "off"]
        found.append([*pip, *quiet, *strict, "-r", *target])
    return found


def python_with_pip() -> str:
    """Return an interpreter that has pip: this one, or the one it was made from; else empty.

    `.venv` itself holds no pip, and may be the active environment.
    """
    for python in (sys.executable, getattr(sys, "_base_executable", "")):
        command = [python, "-m", "pip", "--version"]
        if python and subprocess.run(command, capture_output=True, check=False).returncode == 0:
            return str(python)
    return ""


def version_of(python: Path) -> str:
    """Return "3.11.2" of an interpreter; empty when it doesn't run."""
    command = [str(python), "-c", "import platform; print(platform.python_version())"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return answer.stdout.strip() if answer.returncode == 0 else ""


def read_stamp(stamp: Path) -> dict[str, str]:
    """Return what was installed: "python" and one digest a lock; empty when unknown."""
    try:
        read = json.loads(stamp.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(k): str(v) for k, v in read.items()} if isinstance(read, dict) else {}


def stamp_after(lock: str, *, python: str, root: Path) -> dict[str, str]:
    """Return the stamp to leave after installing `lock`; the development lock holds both."""
    locks = [RUNTIME, DEVELOPMENT] if lock == DEVELOPMENT else [lock]
    return {"python": python, **{name: digest(root / name) for name in locks}}


def is_ready(lock: str, *, stamp: dict[str, str], python: str, root: Path) -> bool:
    """Say whether `.venv` holds `lock` as it stands now, under the interpreter it was made with."""
    return bool(python) and stamp.get("python") == python and stamp.get(lock) == digest(root / lock)


def prepare(lock: str) -> None:
    """Make `.venv` hold `lock`; returns at once when it does.

    Raises:
        Stop: no installer, no network, a hash that differs, an unfit computer.
    """
    python, stamp = version_of(PYTHON), read_stamp(STAMP)
    if is_ready(lock, stamp=stamp, python=python, root=ROOT):
        return
    commands = installers(lock)
    if not commands:
        raise Stop(_NO_INSTALLER)
    moved_on = bool(stamp) and stamp.get("python") != python
    if not python or moved_on:
        print("Making the environment in .venv", flush=True)
        venv.create(VENV, clear=VENV.exists(), symlinks=True, with_pip=False)
    STAMP.unlink(missing_ok=True)
    print(f"Installing {lock} into .venv; this takes about a minute the first time", flush=True)
    _install(lock, commands)
    made = stamp_after(lock, python=version_of(PYTHON), root=ROOT)
    STAMP.write_text(json.dumps(made, indent=1), "utf-8")


def _install(lock: str, commands: list[list[str]]) -> None:
    output = ""
    for command in commands:
        done = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
        output = done.stdout
        LOG.write_text(output, "utf-8")
        if done.returncode == 0:
            return
    raise Stop(explain(output, lock=lock))


def command_path(name: str) -> str:
    """Return the path of a command that the environment brought, such as "ruff"."""
    return str(VENV / "bin" / name)


def run(command: list[str], **changes: str) -> int:
    """Run a command at the top of the checkout, its environment changed; return its exit code."""
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **changes}, check=False).returncode
