"""The database as portable lines, one row each, and back: the same from SQLite and PostgreSQL.

Sealed values stay sealed: a backup holds them as they are stored, readable with FIELD_KEYS only.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import ExpressionWrapper, F

# Made anew, or worth nothing elsewhere: sessions would keep people signed in, counts are today's.
LEFT_OUT: Final = frozenset({"sessions", "wagtailsearch", "modelsearch", "privacy.RateCount"})
LEFT_OUT_PLACES: Final = frozenset({"privacy.Place"})  # a restored copy is a new place
BATCH: Final = 500
_PLAIN: dict[str, Callable[[], models.Field[Any, Any]]] = {
    "TextField": models.TextField,
    "BinaryField": models.BinaryField,
    "JSONField": models.JSONField,
    "CharField": models.CharField,
}
_WRITTEN: dict[type, tuple[str, Callable[[Any], Any]]] = {
    datetime: ("datetime", datetime.isoformat),
    date: ("date", date.isoformat),
    time: ("time", time.isoformat),
    timedelta: ("seconds", timedelta.total_seconds),
    Decimal: ("decimal", str),
    UUID: ("uuid", str),
    bytes: ("bytes", lambda value: b64encode(value).decode("ascii")),
}
_READ: dict[str, Callable[[Any], Any]] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "seconds": lambda value: timedelta(seconds=value),
    "decimal": Decimal,
    "uuid": UUID,
    "bytes": b64decode,
    "json": lambda value: value,
}
Model = type[models.Model]


def tables() -> list[Model]:
    """Return the models whose rows are kept, by name."""
    left_out = LEFT_OUT | LEFT_OUT_PLACES
    kept = (
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
        and not model._meta.proxy
        and model._meta.app_label not in left_out
        and model._meta.label not in left_out
    )
    return sorted(kept, key=lambda model: model._meta.label)


def migrations() -> dict[str, list[str]]:
    """Return the applied migrations by app, in the order of their names."""
    applied: dict[str, list[str]] = {}
    for app, name in sorted(MigrationRecorder(connection).applied_migrations()):
        applied.setdefault(app, []).append(name)
    return applied


@contextmanager
def one_moment() -> Iterator[None]:
    """Let all that is read inside be of one moment, while others go on writing."""
    if connection.in_atomic_block:  # the caller sees to it
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        # A plain BEGIN: Django's own would take the lock that writers need.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("ROLLBACK")


def rows(model: Model) -> Iterator[bytes]:
    """Yield one line of JSON for each row, in the order of the primary key."""
    columns = _columns(model)
    stored = model._base_manager.order_by("pk")
    names = []
    for field in columns:
        plain = _plain(field)
        if plain is None:
            names.append(field.attname)
        else:
            names.append(f"as_stored_{field.attname}")
            expression = ExpressionWrapper(F(field.attname), output_field=plain)
            stored = stored.annotate(**{names[-1]: expression})
    for values in stored.values_list(*names).iterator(chunk_size=BATCH):
        line = json.dumps([_written(v) for v in values], ensure_ascii=False, sort_keys=True)
        yield line.encode() + b"\n"


def empty_all() -> None:
    """Delete every row, of tables that are left out too; inside a transaction only."""
    every = (
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    )
    with connection.cursor() as cursor:
        for table in sorted(connection.ops.quote_name(model._meta.db_table) for model in every):
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608  # nosec B608 - our own names


def load(model: Model, lines: Iterable[bytes]) -> int:
    """Insert rows as `rows` gave them, with their keys; return how many."""
    columns = _columns(model)
    writers = [_plain(field) or field for field in columns]
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column or field.attname) for field in columns)
    marks = ", ".join(["%s"] * len(columns))
    # Names of our own tables and columns; every value is a parameter.
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})"  # noqa: S608  # nosec B608
    count, batch = 0, []
    with connection.cursor() as cursor:
        for line in lines:
            values = [_read(value) for value in json.loads(line)]
            batch.append(
                [
                    writer.get_db_prep_save(value, connection)
                    for writer, value in zip(writers, values, strict=True)
                ]
            )
            count += 1
            if len(batch) == BATCH:
                cursor.executemany(statement, batch)
                batch = []
        if batch:
            cursor.executemany(statement, batch)
    return count


def count_on(kept: Iterable[Model]) -> None:
    """Let new rows get numbers after those that were loaded."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(kept)):
            cursor.execute(statement)


def column_names(model: Model) -> list[str]:
    return [field.attname for field in _columns(model)]


def _columns(model: Model) -> list[models.Field[Any, Any]]:
    return list(model._meta.local_concrete_fields)


def _plain(field: models.Field[Any, Any]) -> models.Field[Any, Any] | None:
    """Return a field that gives the value as stored, where the field itself makes more of it."""
    if type(field).__module__.startswith("django.db.models.") or field.is_relation:
        return None
    made = _PLAIN.get(field.get_internal_type())
    return made() if made else None


def _written(value: Any) -> Any:
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, memoryview):
        value = bytes(value)
    known = _WRITTEN.get(type(value))
    return [known[0], known[1](value)] if known else ["json", value]


def _read(value: Any) -> Any:
    return _READ[value[0]](value[1]) if isinstance(value, list) else value
