"""What a visitor sees when the site can't work for a while: the database, or the disk under it."""

from __future__ import annotations

import errno
import sys
from typing import Final

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

RETRY_AFTER: Final = 30  # seconds
_DISK: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO})


def passes_by_itself(error: BaseException | None) -> bool:
    """Return whether the same request may well succeed in half a minute."""
    if isinstance(error, OperationalError | InterfaceError):
        return True
    return isinstance(error, OSError) and error.errno in _DISK


def failed(request: HttpRequest) -> HttpResponse:
    """Answer an error that nobody caught: 503 where it passes, 500 otherwise; asks no database."""
    if not passes_by_itself(sys.exc_info()[1]):
        return render(request, "500.html", status=500)
    answer = render(request, "503.html", status=503)
    answer["Retry-After"] = str(RETRY_AFTER)
    answer["Cache-Control"] = "no-store"
    return answer
