"""Secret links: the token goes into the mail, its digest into the database. Pure."""

from __future__ import annotations

import hashlib
import secrets

TOKEN_BYTES = 32


def new_token() -> str:
    """Return 256 random bits as 43 characters that need no quoting in an address."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_digest(token: str) -> str:
    """Return the SHA-256 of `token` as 64 hexadecimal digits; takes any string, also nonsense."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
