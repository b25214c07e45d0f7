"""Find a PostgreSQL that tests may make and drop their own databases on."""

from __future__ import annotations

import getpass
import os
import socket
import subprocess
from urllib.parse import quote, urlsplit, urlunsplit

from tools import environment
from tools.stop import Stop

# Says "yes" when the role may make databases; anything else is a reason not to try.
_PROBE = """
import sys, psycopg
with psycopg.connect(sys.argv[1], connect_timeout=3) as connection:
    row = connection.execute(
        "select rolcreatedb or rolsuper from pg_roles where rolname = current_user"
    ).fetchone()
print("yes" if row and row[0] else "no")
"""


def with_database(url: str, name: str) -> str:
    """Return `url` with its database replaced by `name`."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def default_url() -> str:
    """Return the address of a server on this computer, for the person who runs the tests."""
    return f"postgres://{quote(getpass.getuser())}@127.0.0.1:5432/postgres"


def answers(url: str) -> bool:
    """Say whether something listens where `url` points; waits a second at most."""
    parts = urlsplit(url)
    try:
        with socket.create_connection((parts.hostname or "127.0.0.1", parts.port or 5432), 1):
            return True
    except OSError:
        return False


def may_make_databases(url: str) -> bool:
    """Say whether `url` logs in with a role that may create databases."""
    command = [str(environment.PYTHON), "-c", _PROBE, with_database(url, "postgres")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip() == "yes"


def url_for_this_run() -> str:
    """Return the address for this run's own test database; empty when no server is to be used.

    Raises:
        Stop: TEST_DATABASE_URL is set and can't be used.
    """
    asked = os.environ.get("TEST_DATABASE_URL", "")
    url = asked or default_url()
    if answers(url) and may_make_databases(url):
        return with_database(url, f"undersigned_{os.getpid()}")
    if asked:
        raise Stop(
            "TEST_DATABASE_URL can't be used: it must point to a running PostgreSQL and a role "
            "that may create databases"
        )
    return ""
