from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from delivery.models import OutboundMessage
from delivery.services import queue_email
from home.services import readiness


@pytest.mark.django_db
def test_the_oldest_waiting_mail_is_counted_in_seconds() -> None:
    now = timezone.now()
    for minutes in (10, 3):
        queue_email(
            kind=OutboundMessage.Kind.NOTICE,
            key=f"notice:{minutes}",
            to="office@harborrights.example",
            subject="Made up",
            body_text="Made up.",
            now=now - timedelta(minutes=minutes),
        )
    assert readiness(now=now).oldest_queued_seconds == 600


@pytest.mark.django_db(transaction=True)
def test_a_missing_migration_means_not_ready() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'campaign'")
    try:
        found = readiness(now=timezone.now())
    finally:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO django_migrations (app, name, applied) "
                "VALUES ('campaign', '0001_initial', CURRENT_TIMESTAMP)"
            )
    assert found.database_writes
    assert not found.migrations_applied
    assert not found.ready


@pytest.mark.django_db
def test_a_database_that_takes_no_writes_means_not_ready() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("Reading only is switched on by a PRAGMA of SQLite here.")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = ON")
    try:
        found = readiness(now=timezone.now())
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA query_only = OFF")
    assert not found.database_writes
    assert not found.ready
