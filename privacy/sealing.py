"""Model fields whose values are encrypted at rest, and changing their key."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from cryptography.fernet import Fernet, InvalidToken
from django.apps import apps
from django.core.exceptions import FieldError
from django.db import models
from django.db.models import ExpressionWrapper, F, Value
from django.db.models.expressions import Combinable
from django.db.models.lookups import Exact, IsNull

from privacy import keys


class SealedValueUnreadable(Exception):
    """A sealed value can't be opened with any of the FIELD_KEYS."""

    def __init__(self, field: str) -> None:
        super().__init__(
            f"{field} can't be opened with any key in FIELD_KEYS: "
            "put back the key that was in use when the row was written"
        )


class _ExactlyEmpty(Exact):
    """Equality, but only with the empty value: any other would never match."""

    def get_prep_lookup(self) -> Any:
        if self.rhs not in ("", b""):
            raise FieldError(
                f"{self.lhs.target.name} is sealed and can only be compared with the empty value; "
                "keep a pseudonym beside it to look it up"
            )
        return self.rhs


class _SealedMixin(models.Field):  # type: ignore[type-arg]
    """Seals on the way in and opens on the way out; the empty value stays empty."""

    sealed_lookups: ClassVar = {"exact": _ExactlyEmpty, "isnull": IsNull}

    def get_lookup(self, lookup_name: str) -> Any:
        try:
            return self.sealed_lookups[lookup_name]
        except KeyError:
            raise FieldError(
                f"{self.name} is sealed and can't be searched by {lookup_name}"
            ) from None

    def _opened(self, token: bytes) -> bytes:
        try:
            return keys.lock().decrypt(token)
        except InvalidToken:
            raise SealedValueUnreadable(f"{self.model.__name__}.{self.name}") from None


def opener(name: str) -> Callable[[str], str]:
    """Return what opens texts that were read as they are stored, past the model called `name`."""
    lock = keys.lock()

    def opened(stored: str) -> str:
        try:
            return lock.decrypt(stored).decode("utf-8")
        except InvalidToken:
            raise SealedValueUnreadable(name) from None

    return opened


class SealedTextField(_SealedMixin, models.TextField):  # type: ignore[type-arg]
    """Text that stands encrypted in the database: Fernet (AES-CBC with HMAC), newest field key."""

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return self._opened(value.encode("ascii")).decode("utf-8") if value else value

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if not value or isinstance(value, Combinable):
            return super().get_db_prep_value(value, connection, prepared)
        return keys.lock().encrypt(str(value).encode("utf-8")).decode("ascii")


class SealedBinaryField(_SealedMixin, models.BinaryField):  # type: ignore[type-arg]
    """Bytes that stand encrypted in the database; about 4/3 of their size."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> bytes | None:
        return self._opened(bytes(value)) if value else value

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value and not isinstance(value, Combinable):
            value = keys.lock().encrypt(bytes(value))
        return super().get_db_prep_value(value, connection, prepared)


def sealed_fields() -> Iterator[tuple[type[models.Model], str]]:
    """Yield every model and name of a sealed field in the project."""
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, _SealedMixin):
                yield model, field.name


def reseal(model: type[models.Model], field: str) -> int:
    """Return how many rows were sealed anew with the newest key; those that have it are left.

    Each row is written only if nobody changed it meanwhile, so it is safe beside a running site
    and safe to run twice.

    Raises:
        SealedValueUnreadable: a row fits none of the keys; the rows before it are done.
    """
    plain: models.Field[Any, Any] = (
        models.BinaryField()
        if isinstance(model._meta.get_field(field), models.BinaryField)
        else models.TextField()
    )
    as_stored = model._base_manager.annotate(
        stored_seal=ExpressionWrapper(F(field), output_field=plain)
    )
    newest, all_keys, resealed = keys.locks()[0], keys.lock(), 0
    for pk in list(model._base_manager.values_list("pk", flat=True)):
        stored = as_stored.filter(pk=pk).values_list("stored_seal", flat=True).first()
        if not stored or _has_key(newest, stored):
            continue
        try:
            token = all_keys.rotate(bytes(stored) if not isinstance(stored, str) else stored)
        except InvalidToken:
            raise SealedValueUnreadable(f"{model.__name__} {pk}, {field},") from None
        value = token.decode("ascii") if isinstance(stored, str) else token
        unchanged = as_stored.filter(pk=pk, stored_seal=stored)
        resealed += unchanged.update(**{field: Value(value, output_field=plain)})
    return resealed


def _has_key(key: Fernet, stored: Any) -> bool:
    try:
        key.decrypt(stored if isinstance(stored, str) else bytes(stored))
    except InvalidToken:
        return False
    return True
