#!/usr/bin/env python3
"""From a bare checkout to a running demo, tests and checks; `make` only calls this.

Standard library only. `python3 bootstrap.py help` says what there is.
"""

import sys

if sys.version_info < (3, 11):
    # An old Python must still be able to read these lines.
    found = ".".join(str(part) for part in sys.version_info[:3])
    sys.exit("undersigned: Python 3.11 or newer is needed, this is %s" % found)  # noqa: UP031

import errno
import os
import shutil
import socket
from collections.abc import Callable

from tools import environment, lint, tests
from tools.stop import Stop


def _manage(*arguments: str) -> list[str]:
    return [str(environment.PYTHON), "manage.py", *arguments]


def _port() -> str:
    port = os.environ.get("PORT", "") or "8000"
    if not port.isdecimal() or not 1 <= int(port) <= 65535:
        raise Stop(f"PORT must be a number from 1 to 65535, got {port!r}")
    return port


def _refuse_taken(port: str) -> None:
    """Say before the work, not after it, that the site couldn't be served."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(port)))
        except OSError as error:
            reason = "is in use" if error.errno == errno.EADDRINUSE else "can't be opened"
            raise Stop(f"port {port} {reason}: choose another, such as PORT=8080") from error


def demo() -> None:
    port, serving = _port(), os.environ.get("SERVE", "1") != "0"
    if serving:
        _refuse_taken(port)
    environment.prepare(environment.RUNTIME)
    site = os.environ.get("SITE_URL", "") or f"http://127.0.0.1:{port}"
    for command in (_manage("migrate", "--no-input", "--verbosity", "0"), _manage("demo")):
        if environment.run(command, SITE_URL=site):
            raise Stop(f"`manage.py {command[2]}` failed: what it said stands above")
    if not serving:
        return
    os.chdir(environment.ROOT)
    os.environ["SITE_URL"] = site
    # Becomes the server, so that Ctrl-C and signals reach it and nothing stays behind.
    os.execv(environment.PYTHON, _manage("serve", "--port", port))


def test() -> None:
    environment.prepare(environment.DEVELOPMENT)
    tests.tier_c()


def test_long() -> None:
    environment.prepare(environment.DEVELOPMENT)
    tests.tier_n()


def bench() -> None:
    environment.prepare(environment.DEVELOPMENT)
    tests.benchmarks(environment.ROOT / "bench")


def check() -> None:
    environment.prepare(environment.DEVELOPMENT)
    lint.check_all()


def lock() -> None:
    uv = shutil.which("uv")
    if not uv:
        raise Stop("`make lock` needs uv: install it with `pipx install uv`")
    compile_locks = [uv, "pip", "compile", "--quiet", "--universal", "--generate-hashes"]
    plain = ["--no-emit-index-url", "--no-header", "--python-version", "3.11", "pyproject.toml"]
    for name, group in ((environment.RUNTIME, []), (environment.DEVELOPMENT, ["--group", "dev"])):
        if environment.run([*compile_locks, *plain, *group, "-o", name]):
            raise Stop(f"{name} couldn't be made: what uv said stands above")


def show_help() -> None:
    print("make <target>, or python3 bootstrap.py <target>:\n")
    for name, (_, sentence) in TARGETS.items():
        print(f"  {name:<10} {sentence}")
    print("\nPORT=8080 chooses the demo's port, SERVE=0 stops it after the run.")


TARGETS: dict[str, tuple[Callable[[], None], str]] = {
    "demo": (demo, "install, make the demo campaign, run it once through, serve it until Ctrl-C"),
    "test": (test, "install, run every test of tier C, on SQLite and PostgreSQL where it answers"),
    "test-long": (test_long, "run the long tests of tier N, one after the other"),
    "bench": (bench, "run the benchmarks and print their figures"),
    "lint": (check, "check format, style, types, import contracts, security and settings"),
    "lock": (lock, "write both lock files anew from pyproject.toml (needs uv)"),
    "help": (show_help, "say what each target does"),
}


def main(arguments: list[str]) -> int:
    """Run the target that `arguments` name (also NAME=value, as make takes them); return 0 or 1."""
    settings = [argument for argument in arguments if "=" in argument]
    names = [argument for argument in arguments if "=" not in argument] or ["help"]
    for setting in settings:
        key, _, value = setting.partition("=")
        os.environ[key] = value
    name = "help" if names[0] in {"-h", "--help"} else names[0]
    try:
        if len(names) != 1 or name not in TARGETS:
            raise Stop(f"no target {' '.join(names)!r}: one of {', '.join(TARGETS)}")
        TARGETS[name][0]()
    except Stop as stop:
        print(f"undersigned: {stop}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
