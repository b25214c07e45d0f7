"""The one file that reads the environment.

Every value has a safe default in development that announces itself; in production an unset secret
is refused at start, with its name and what to put there. Pure: imports no Django.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from functools import partial
from pathlib import Path

MODES = ("development", "production")
ENGINES = ("database", "celery")


class Misconfigured(SystemExit):
    """Raised with one sentence when the environment can't be used; ends the process with 1."""

    def __init__(self, sentence: str) -> None:
        print(f"undersigned: {sentence}", file=sys.stderr)
        super().__init__(1)


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast mail may go; 0 is no limit."""

    per_hour: int
    per_minute: int
    per_domain_minute: int
    connections: int


@dataclass(frozen=True, slots=True)
class Environment:
    """The environment as the settings use it."""

    mode: str
    debug: bool
    data_dir: Path  # database, mailbox, development keys
    secret_key: str
    field_keys: tuple[str, ...]  # newest first
    site_url: str
    allowed_hosts: tuple[str, ...]
    trusted_proxy_count: int
    database_url: str
    email_url: str
    from_email: str
    inbound_address: str  # empty: answers go to the writer's own mailbox
    pace: Pace
    queue_engine: str
    broker_url: str
    time_zone: str
    readyz_token: str  # empty: only staff see /readyz and /metrics
    log_format: str  # line or json
    backup_key: str  # passphrase of backups; empty: given with each
    alert: tuple[str, str]  # another mail server, and who is told by it that mail stands still
    anymail: dict[str, str]

    @property
    def production(self) -> bool:
        return self.mode == "production"


def _choice(name: str, default: str, allowed: tuple[str, ...]) -> str:
    value = os.environ.get(name, default)
    if value not in allowed:
        raise Misconfigured(f"{name} must be one of {', '.join(allowed)}, got {value!r}")
    return value


def _whole_number(name: str, default: int) -> int:
    value = os.environ.get(name, "") or str(default)
    if not value.isdecimal():
        raise Misconfigured(f"{name} must be a whole number, 0 or more, got {value!r}")
    return int(value)


def _mailbox(name: str) -> str:
    """Return a plain address without a plus sign, "" if unset; answers come to it with one."""
    value = os.environ.get(name, "").strip()
    local, at, domain = value.rpartition("@")
    if value and (not at or not local or "." not in domain or set(value) & set('+<>," ')):
        raise Misconfigured(f"{name} must be like answers@in.example.org, got {value!r}")
    if len(local) > 30:  # a plus sign and 32 digits follow; mail allows 64 characters
        raise Misconfigured(f"{name} can have 30 characters before the @, got {len(local)}")
    return value


def _alert() -> tuple[str, str]:
    """Return by which server who is told that mail stands still; "" and "" for nobody."""
    url, to = os.environ.get("ALERT_EMAIL_URL", ""), _mailbox("ALERT_TO")
    if bool(url) != bool(to):
        raise Misconfigured("ALERT_EMAIL_URL and ALERT_TO belong together: set both or neither")
    return url, to


def _pace() -> Pace:
    return Pace(
        _whole_number("MAIL_PER_HOUR", 500),
        _whole_number("MAIL_PER_MINUTE", 0),
        _whole_number("MAIL_PER_DOMAIN_MINUTE", 30),
        _whole_number("MAIL_CONNECTIONS", 8),
    )


def _broker() -> str:
    """Return the address of the queue that wakes workers up, "" where none is used."""
    value = os.environ.get("BROKER_URL", "")
    if os.environ.get("QUEUE_ENGINE") != "celery":
        return ""
    if not value.startswith(("amqp://", "amqps://", "redis://", "rediss://")):
        raise Misconfigured("BROKER_URL must begin with amqp(s):// or redis(s):// for celery")
    return value


def _make_private(folder: Path) -> None:
    """Make `folder`, for the site's own user only; one that exists stays as it is."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def _development_secrets(data_dir: Path) -> dict[str, str]:
    """Return made-up secrets kept in `data_dir`, so that a restart can still read its own rows."""
    path = data_dir / "development-secrets.json"
    if path.exists():
        return {str(k): str(v) for k, v in json.loads(path.read_text("utf-8")).items()}
    made = {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "FIELD_KEYS": urlsafe_b64encode(secrets.token_bytes(32)).decode(),
    }
    _make_private(data_dir)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
        json.dump(made, handle)
    print(f"undersigned: development secrets made in {path.name}", file=sys.stderr)
    return made


def _secret(name: str, *, production: bool, data_dir: Path, how: str) -> str:
    value = os.environ.get(name, "")
    if value:
        return value
    if production:
        raise Misconfigured(f"{name} is unset: {how}")
    return _development_secrets(data_dir)[name]


def _where(production: bool) -> tuple[str, tuple[str, ...]]:
    """Return the site's address without its last slash, and its host names; empty if unset."""
    site_url = os.environ.get("SITE_URL", "").rstrip("/")
    if production and not site_url:
        raise Misconfigured(
            "SITE_URL is unset: set the address of the site, such as https://letters.example.org"
        )
    # Mailed links carry secrets, so they lead over TLS.
    if production and not site_url.startswith("https://"):
        raise Misconfigured(f"SITE_URL must begin with https:// in production, got {site_url!r}")
    hosts = tuple(h.strip() for h in os.environ.get("ALLOWED_HOSTS", "").split(",") if h.strip())
    if production and not hosts:
        raise Misconfigured("ALLOWED_HOSTS is unset: set the host names, separated by commas")
    if production and "*" in hosts:
        raise Misconfigured("ALLOWED_HOSTS must name the site's hosts, got '*'")
    return site_url, hosts


def read(base_dir: Path) -> Environment:
    """Return the environment; ends the process with one sentence when something is missing."""
    mode = _choice("MODE", "development", MODES)
    production = mode == "production"
    data_dir = Path(os.environ.get("DATA_DIR", "") or base_dir / "var")
    site_url, hosts = _where(production)
    secret = partial(_secret, production=production, data_dir=data_dir)
    keys = secret(
        "FIELD_KEYS",
        how="set one or more keys from `python manage.py new_field_key`, newest first, with commas",
    )
    _make_private(data_dir)
    return Environment(
        mode=mode,
        debug=not production and os.environ.get("DEBUG", "") == "1",
        data_dir=data_dir,
        secret_key=secret("SECRET_KEY", how="set 50 or more random characters"),
        field_keys=tuple(k.strip() for k in keys.split(",") if k.strip()),
        site_url=site_url or "http://127.0.0.1:8000",
        allowed_hosts=hosts or ("127.0.0.1", "localhost", "[::1]"),
        trusted_proxy_count=_whole_number("TRUSTED_PROXY_COUNT", 0),
        database_url=os.environ.get("DATABASE_URL", "") or f"sqlite:///{data_dir / 'db.sqlite3'}",
        email_url=os.environ.get("EMAIL_URL", ""),
        from_email=os.environ.get("FROM_EMAIL", "") or "letters@undersigned.example",
        inbound_address=_mailbox("INBOUND_ADDRESS"),
        pace=_pace(),
        queue_engine=_choice("QUEUE_ENGINE", "database", ENGINES),
        broker_url=_broker(),
        time_zone=os.environ.get("TIME_ZONE", "") or "UTC",
        readyz_token=os.environ.get("READYZ_TOKEN", ""),
        log_format=_choice("LOG_FORMAT", "line", ("line", "json")),
        backup_key=os.environ.get("BACKUP_KEY", ""),
        alert=_alert(),
        anymail={k: v for k, v in os.environ.items() if k.startswith("ANYMAIL_") and v},
    )
