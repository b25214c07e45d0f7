"""Keys made from the field keys, one per purpose, so that none is used for two things."""

from __future__ import annotations

from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def field_keys() -> list[str]:
    """Return the field keys, newest first.

    Raises:
        ImproperlyConfigured: there is none.
    """
    keys = [str(key) for key in getattr(settings, "FIELD_KEYS", [])]
    if not keys:
        raise ImproperlyConfigured(
            "FIELD_KEYS is empty: set one or more keys from `manage.py new_field_key`, newest first"
        )
    return keys


def locks() -> list[Fernet]:
    """Return one lock per field key, newest first.

    Raises:
        ImproperlyConfigured: a key is no key; says which by its place, never by its value.
    """
    return list(_locks(tuple(field_keys())))


def lock() -> MultiFernet:
    """Return the lock that seals with the newest key and opens with any of them."""
    return MultiFernet(_locks(tuple(field_keys())))


@lru_cache(maxsize=8)
def _locks(field_keys: tuple[str, ...]) -> tuple[Fernet, ...]:
    made = []
    for place, key in enumerate(field_keys, start=1):
        try:
            made.append(Fernet(key))
        except ValueError as error:
            raise ImproperlyConfigured(
                f"FIELD_KEYS: key {place} is not 32 bytes in URL-safe base64; "
                "make one with `manage.py new_field_key`"
            ) from error
    return tuple(made)


def derived_key(purpose: str) -> bytes:
    """Return 32 bytes for `purpose`, made from the OLDEST field key by HKDF.

    The oldest, so that adding a key at the front keeps pseudonyms matching: suppressions and
    withdrawals are still honoured after their addresses were erased. Who drops the oldest key
    therefore gives up those matches; keep it last in FIELD_KEYS unless it has leaked.
    """
    return _derived(field_keys()[-1], purpose)


@lru_cache(maxsize=32)
def _derived(field_key: str, purpose: str) -> bytes:
    hkdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"undersigned {purpose}".encode())
    return hkdf.derive(field_key.encode("ascii", "replace"))
