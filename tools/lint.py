"""Run every check that needs no test: format, style, types, imports, security, settings."""

from __future__ import annotations

import base64
import secrets
import tempfile

from tools import environment
from tools.stop import Stop

ROOMS = (
    "config",
    "home",
    "campaign",
    "letters",
    "signatories",
    "officials",
    "delivery",
    "privacy",
)


def _manage(*arguments: str) -> list[str]:
    return [str(environment.PYTHON), "manage.py", *arguments]


def commands() -> list[tuple[str, list[str]]]:
    """Return the checks in the order they run: what each holds, and its command."""
    tool = environment.command_path
    own_code = [*ROOMS, "tools", "bootstrap.py", "manage.py"]
    return [
        ("format", [tool("ruff"), "format", "--check", "."]),
        ("style", [tool("ruff"), "check", "."]),
        # Without a cache: after edits the Django plugin reports managers missing that are there.
        ("types", [tool("mypy"), "--cache-dir", "/dev/null"]),
        ("imports", [tool("lint-imports"), "--no-logo"]),
        ("security", [tool("bandit"), "-q", "-c", "pyproject.toml", "-r", *own_code]),
        ("deployment", _manage("check", "--deploy", "--fail-level", "WARNING")),
        ("migrations", _manage("makemigrations", "--check", "--dry-run")),
    ]


def production_environment(data_dir: str) -> dict[str, str]:
    """Return an environment in which the settings can be checked as a server would run them."""
    return {
        "MODE": "production",
        "DATA_DIR": data_dir,
        "DATABASE_URL": "",
        "SITE_URL": "https://letters.example.org",
        "ALLOWED_HOSTS": "letters.example.org",
        "FROM_EMAIL": "letters@letters.example.org",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "FIELD_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "ANYMAIL_WEBHOOK_SECRET": f"webhooks:{secrets.token_urlsafe(24)}",
    }


def check_all() -> None:
    """Run all checks, also after one failed; raises Stop with the names of those that did."""
    failed = []
    with tempfile.TemporaryDirectory(prefix="undersigned-") as data_dir:
        for name, command in commands():
            print(f"\n{name}", flush=True)
            production = production_environment(data_dir) if name == "deployment" else {}
            if environment.run(command, **{"DATA_DIR": data_dir, **production}):
                failed.append(name)
    if failed:
        raise Stop(f"not clean: {', '.join(failed)}")
    print("\nall clean")
