"""Which mail backend the environment asks for. Pure: imports no Django."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from config.environment import Misconfigured

LOCAL_MAILBOX = "delivery.local_mailbox.LocalMailboxBackend"
SMTP = "django.core.mail.backends.smtp.EmailBackend"
_SMTP_SCHEMES = {"smtp": ("starttls", "587"), "smtps": ("ssl", "465"), "smtp+plain": ("", "25")}


def backend(email_url: str, anymail: dict[str, str]) -> tuple[str, dict[str, str]]:
    """Return the mail backend's dotted path and, for SMTP, its host, port, user, password and tls.

    Args:
        email_url: `smtp://user:password@host:587` (STARTTLS), `smtps://…`, `smtp+plain://…`, or
            empty.
        anymail: the `ANYMAIL_…` variables; `ANYMAIL_PROVIDER` names Anymail's backend module.
    Raises:
        Misconfigured: both are set, or the scheme is unknown.
    """
    provider = anymail.get("ANYMAIL_PROVIDER", "")
    if provider and email_url:
        raise Misconfigured("EMAIL_URL and ANYMAIL_PROVIDER are both set: keep one of them")
    if provider:
        if not provider.replace("_", "").isalnum():
            raise Misconfigured(
                f"ANYMAIL_PROVIDER must be a name such as postmark, got {provider!r}"
            )
        return f"anymail.backends.{provider}.EmailBackend", {}
    if not email_url:
        return LOCAL_MAILBOX, {}
    return SMTP, _mail_server("EMAIL_URL", email_url)


def _mail_server(name: str, url: str) -> dict[str, str]:
    parts = urlsplit(url)
    if parts.scheme not in _SMTP_SCHEMES or not parts.hostname:
        schemes = ", ".join(f"{scheme}://" for scheme in _SMTP_SCHEMES)
        raise Misconfigured(f"{name} must begin with one of {schemes} and name a host")
    tls, port = _SMTP_SCHEMES[parts.scheme]
    return {
        "host": parts.hostname,
        "port": str(parts.port or port),
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "tls": tls,
    }


def alert_server(url: str) -> dict[str, str | int | bool]:
    """Return what Django's SMTP backend needs to reach the mail server of ALERT_EMAIL_URL.

    Raises:
        Misconfigured: the scheme is unknown, or no host is named.
    """
    if not url:
        return {}
    found = _mail_server("ALERT_EMAIL_URL", url)
    return {
        "host": found["host"],
        "port": int(found["port"]),
        "username": found["user"],
        "password": found["password"],
        "use_tls": found["tls"] == "starttls",
        "use_ssl": found["tls"] == "ssl",
    }


def anymail_settings(anymail: dict[str, str]) -> dict[str, str]:
    """Return the `ANYMAIL_…` variables as Anymail's settings, without their prefix."""
    return {
        name.removeprefix("ANYMAIL_"): value
        for name, value in anymail.items()
        if name != "ANYMAIL_PROVIDER"
    }
