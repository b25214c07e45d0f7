"""Logs and error reports without people: addresses, tokens and network addresses are masked."""

from __future__ import annotations

import json
import logging
import re
import traceback
from datetime import UTC, datetime
from ipaddress import ip_address
from types import TracebackType
from typing import Any

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter

ADDRESS = "[address]"
TOKEN = "[token]"
NETWORK = "[network]"
ROW = "[row]"

# Visitors choose what is logged, such as the address of a page that isn't there: no pattern may
# look twice at more than a few hundred characters.
_ADDRESS = re.compile(r"[^\s<>\"'(),:;\[\]\\=]{1,120}(?:@|%40)[^\s<>\"'(),:;\[\]\\&?#/]+")
_TOKEN_PATH = re.compile(
    r"(/(?:agree|answer|confirm|invited|manage|object|private|unsubscribe)/)[^/\s?#'\"]+"
)
# What new_token() and signatures look like: long, URL-safe, both cases. Digests and names stay.
_TOKEN = re.compile(
    r"(?<![\w-])(?=[\w-]*[a-z])(?=[\w-]*[A-Z])[A-Za-z0-9_-]{32,}(?![\w-])", re.ASCII
)
_IPV4 = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.]\d)")
_IPV6 = re.compile(r"(?<![\w:.])[0-9A-Fa-f:.]{2,}(?![\w:])")
# PostgreSQL repeats the whole row there, names of people included.
_ROW = re.compile(r"^(DETAIL|CONTEXT): .*(?:\n(?!\S).*)*", re.MULTILINE)


def without_people(text: str) -> str:
    """Return `text` with addresses, tokens and network addresses replaced by what they are."""
    text = _ROW.sub(rf"\1: {ROW}", text)
    if "@" in text or "%40" in text:
        text = _ADDRESS.sub(ADDRESS, text)
    text = _TOKEN_PATH.sub(rf"\g<1>{TOKEN}", text)
    text = _TOKEN.sub(TOKEN, text)
    return _IPV6.sub(_masked_network, _IPV4.sub(_masked_network, text))


def _masked_network(match: re.Match[str]) -> str:
    found = match.group()
    try:
        address = ip_address(found.rstrip("."))  # also at the end of a sentence
    except ValueError:
        return found
    return found if address.is_loopback or address.is_unspecified else NETWORK


class NoPersonalData(logging.Filter):
    """Rewrites each record before it is written, its traceback and stack too; drops none."""

    def filter(self, record: logging.LogRecord) -> bool:
        try:
            message = record.getMessage()
        except (TypeError, ValueError):
            message = f"log message with wrong arguments: {record.msg!r}"
        record.msg, record.args = without_people(message), None
        if record.exc_info and not record.exc_text:
            record.exc_text = "".join(traceback.format_exception(*record.exc_info)).rstrip("\n")
        if record.exc_text:
            record.exc_text = without_people(record.exc_text)
        if record.stack_info:
            record.stack_info = without_people(record.stack_info)
        return True


class JsonLine(logging.Formatter):
    """One JSON object a line: time, level, logger, process, message; for programs that read logs.

    Stands behind `NoPersonalData`, so what it writes was cleaned.
    """

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC)
        facts = {
            "at": moment.isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "process": record.process,
            "message": record.getMessage(),
        }
        if record.exc_text:
            facts["traceback"] = record.exc_text
        return json.dumps(facts, ensure_ascii=False)


class NothingPersonalReporterFilter(SafeExceptionReporterFilter):
    """Error reports without local variables, posted fields, cookies or the visitor's network.

    In DEBUG everything is shown, as that page goes to the developer's own screen.
    """

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        if request is not None and not self.is_active(request):
            return super().get_post_parameters(request)
        return {}

    def get_traceback_frame_variables(
        self, request: HttpRequest | None, tb_frame: TracebackType
    ) -> Any:
        if request is not None and not self.is_active(request):
            return super().get_traceback_frame_variables(request, tb_frame)
        return []

    def get_safe_request_meta(self, request: HttpRequest | None) -> dict[str, Any]:
        if request is None:
            return {}
        if not self.is_active(request):
            return dict(super().get_safe_request_meta(request))
        kept = ("REQUEST_METHOD", "CONTENT_TYPE", "CONTENT_LENGTH", "SERVER_PROTOCOL")
        return {name: request.META[name] for name in kept if name in request.META}

    def get_safe_cookies(self, request: HttpRequest | None) -> dict[str, Any]:
        if request is not None and not self.is_active(request):
            return dict(super().get_safe_cookies(request))
        return {}
