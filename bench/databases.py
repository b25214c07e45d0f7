"""A benchmark run on each database that is there, in a process and a database of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from uuid import uuid4

from tools import environment, postgres


def on_each_database(module: str, file_name: str) -> int:
    """Run `module --here` on SQLite and where one answers on PostgreSQL; return the worst code.

    Args:
        file_name: of the SQLite file, which is gone afterwards, like the other database.
    """
    with tempfile.TemporaryDirectory(prefix="undersigned-bench-") as folder:
        codes = [_measure(module, f"sqlite:///{folder}/{file_name}", folder)]
        server = postgres.url_for_this_run()
        if server:
            codes.append(_measure_on_server(module, server, folder))
        else:
            print("No PostgreSQL lets this user in on 127.0.0.1:5432: measured on SQLite only.")
    return max(codes)


def _measure(module: str, url: str, folder: str) -> int:
    changes = {"DATABASE_URL": url, "DATA_DIR": folder, "MODE": "development"}
    done = subprocess.run(
        [sys.executable, "-m", module, "--here"],
        cwd=environment.ROOT,
        env={**os.environ, **changes},
        check=False,
    )
    return done.returncode


def _measure_on_server(module: str, server: str, folder: str) -> int:
    import psycopg  # noqa: PLC0415 - only where a server answers

    name = f"undersigned_bench_{uuid4().hex[:12]}"
    with psycopg.connect(postgres.with_database(server, "postgres"), autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
        try:
            return _measure(module, postgres.with_database(server, name), folder)
        finally:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
