"""A benchmark on each database in turn: an empty one, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from uuid import uuid4

from tools import environment, postgres


def on_each_database(module: str) -> int:
    """Run `module` with `--here` on SQLite and on PostgreSQL where one answers; return 0 or 1.

    It finds the database in its environment, empty.
    """
    with tempfile.TemporaryDirectory(prefix="undersigned-bench-") as folder:
        codes = [_measure_on(module, f"sqlite:///{folder}/bench.sqlite3", folder)]
        server = postgres.url_for_this_run()
        if server:
            codes.append(_measure_on_server(module, server, folder))
        else:
            print("No PostgreSQL lets this user in on 127.0.0.1:5432: measured on SQLite only.")
    return max(codes)


def set_up() -> None:
    """Make the tables in the database that the environment names."""
    import django  # noqa: PLC0415 - settings are read from the environment at this point

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)


def _measure_on(module: str, url: str, folder: str) -> int:
    changes = {"DATABASE_URL": url, "DATA_DIR": folder, "MODE": "development"}
    return subprocess.run(
        [sys.executable, "-m", module, "--here", *sys.argv[1:]],
        cwd=environment.ROOT,
        env={**os.environ, **changes},
        check=False,
    ).returncode


def _measure_on_server(module: str, server: str, folder: str) -> int:
    import psycopg  # noqa: PLC0415 - only where a server answers

    name = f"undersigned_bench_{uuid4().hex[:12]}"
    with psycopg.connect(postgres.with_database(server, "postgres"), autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
        try:
            return _measure_on(module, postgres.with_database(server, name), folder)
        finally:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
