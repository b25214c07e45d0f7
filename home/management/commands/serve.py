"""`manage.py serve`: the site and the mail worker together, for one small server."""

from __future__ import annotations

import logging
import signal
import subprocess
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import Any

import waitress
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.wsgi import get_wsgi_application

logger = logging.getLogger(__name__)

_SECONDS_TO_FINISH = 30
_SECONDS_TO_BEGIN_AGAIN = 2
# Waitress would take a gigabyte from anybody, and keep it on the disk meanwhile.
MOST_BODY_BYTES = 32 * 1024 * 1024  # a sheet has 20 MB at most, an image 15
MOST_HEADER_BYTES = 32 * 1024


class Command(BaseCommand):
    help = "Serve the site and work off the outbox, until Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--threads", type=int, default=8)
        parser.add_argument(
            "--no-worker", action="store_true", help="leave mail to another process"
        )

    def handle(self, **options: Any) -> None:
        """Serve until SIGINT or SIGTERM; the worker finishes the message in its hands."""
        signal.signal(signal.SIGTERM, _leave)
        worker = None if options["no_worker"] else Worker()
        self.stdout.write(f"Serving on http://{options['host']}:{options['port']}/ until Ctrl-C")
        self.stdout.flush()
        try:
            waitress.serve(
                get_wsgi_application(),
                host=options["host"],
                port=options["port"],
                threads=options["threads"],
                ident=None,
                max_request_body_size=MOST_BODY_BYTES,
                max_request_header_size=MOST_HEADER_BYTES,
                # privacy.clients decides how many proxies to believe; by default none.
                clear_untrusted_proxy_headers=False,
                _quiet=True,
            )
        except OSError as error:
            raise CommandError(
                f"Can’t listen on {options['host']}:{options['port']}: {error.strerror}. "
                "Choose another port with --port (or PORT=… for make)."
            ) from error
        finally:
            if worker:
                worker.stop()


def _leave(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


class Worker:
    """The mail worker as a process of its own, begun again when it ends without being told to."""

    def __init__(self) -> None:
        self._told = threading.Event()
        self._process = self._begin()
        threading.Thread(target=self._watch, daemon=True).start()

    def stop(self) -> None:
        """Let it finish the message in its hands, and end it."""
        self._told.set()
        self._process.terminate()
        self._process.wait(_SECONDS_TO_FINISH)

    def _begin(self) -> subprocess.Popen[bytes]:
        manage = Path(settings.BASE_DIR) / "manage.py"
        # Our own interpreter and our own file: nothing a visitor sent takes part in this command.
        return subprocess.Popen([sys.executable, str(manage), "work"])  # noqa: S603

    def _watch(self) -> None:
        while True:
            code = self._process.wait()
            if self._told.wait(_SECONDS_TO_BEGIN_AGAIN):
                return
            logger.error("the worker ended with %s, another begins", code)
            self._process = self._begin()
            if self._told.is_set():  # just now
                self._process.terminate()
