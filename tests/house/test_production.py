"""What `config.environment` and `config.settings` refuse and set, read by a process of its own."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from base64 import urlsafe_b64encode
from pathlib import Path

import pytest

from tools.environment import ROOT

SOUND = {
    "MODE": "production",
    "SITE_URL": "https://letters.example.org",
    "ALLOWED_HOSTS": "letters.example.org",
    "SECRET_KEY": "made-up-" * 8,
    "FIELD_KEYS": urlsafe_b64encode(b"k" * 32).decode(),
}
SHOW = "from config import settings as s; print(s.WAGTAIL_PASSWORD_RESET_ENABLED, s.DEBUG)"


def _start(data_dir: Path, **changes: str) -> subprocess.CompletedProcess[str]:
    """Return what reading the settings ended with; an empty value unsets a variable."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment = {**kept, **SOUND, "DATA_DIR": str(data_dir), **changes}
    return subprocess.run(
        [sys.executable, "-c", SHOW],
        cwd=ROOT,
        env={name: value for name, value in environment.items() if value},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("name", ["SITE_URL", "ALLOWED_HOSTS", "SECRET_KEY", "FIELD_KEYS"])
def test_production_does_not_start_without(name: str, tmp_path: Path) -> None:
    ended = _start(tmp_path, **{name: ""})
    assert ended.returncode == 1
    assert f"{name} is unset" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SITE_URL", "http://letters.example.org"),
        ("SITE_URL", "letters.example.org"),
        ("ALLOWED_HOSTS", "*"),
        ("ALLOWED_HOSTS", "letters.example.org, *"),
    ],
)
def test_production_refuses(name: str, value: str, tmp_path: Path) -> None:
    """Mailed links carry secrets: they lead over TLS, and only to the site's own hosts."""
    ended = _start(tmp_path, **{name: value})
    assert ended.returncode == 1
    assert f"{name} must" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_an_unset_variable_never_puts_its_value_or_another_secret_on_the_screen(
    tmp_path: Path,
) -> None:
    ended = _start(tmp_path, SITE_URL="")
    assert SOUND["SECRET_KEY"] not in ended.stderr + ended.stdout
    assert SOUND["FIELD_KEYS"] not in ended.stderr + ended.stdout


@pytest.mark.parametrize(
    ("email_url", "enabled"), [("", "False"), ("smtp://mail.example.org", "True")]
)
def test_passwords_are_reset_by_mail_only_where_mail_goes_out(
    email_url: str, enabled: str, tmp_path: Path
) -> None:
    ended = _start(tmp_path, EMAIL_URL=email_url, DEBUG="1")
    assert ended.stdout.split() == [enabled, "False"], ended.stderr


def test_only_the_sites_own_user_looks_into_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    assert _start(folder).returncode == 0
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_word_that_mail_stands_still_needs_a_server_and_an_address(tmp_path: Path) -> None:
    to, server = {"ALERT_TO": "night@harbor.example"}, {"ALERT_EMAIL_URL": "smtps://a:b@x.example"}
    for only in (to, server):
        assert "set both or neither" in _start(tmp_path, **only).stderr
    assert (
        "ALERT_EMAIL_URL must begin with"
        in _start(tmp_path, **to, ALERT_EMAIL_URL="http://x.example").stderr
    )
    assert _start(tmp_path, **to, **server).returncode == 0
