"""Which providers take one mail for many in one request, and how each copy gets its own link."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from anymail.exceptions import AnymailSerializationError
from anymail.utils import EmailAddress, parse_address_list

from delivery.provider import provider_in_use

MARK = "{unsubscribe-link}"  # stands in the words of a bulk mail where each copy has its own link
# Where a second post with the same key, within a day, is taken for the first one.
ONCE_HEADER = {"resend": "Idempotency-Key"}
_TEXTS = ("TextBody", "HtmlBody", "text", "html")


@dataclass(frozen=True, slots=True)
class Batch:
    """How a provider takes a batch.

    Where it fills fields in itself, `field` is how one is written; "" where each copy is written
    out by us, within the one request.
    """

    size: int
    field: str = ""


BATCHES = {
    "mailgun": Batch(1_000, "%recipient.unsubscribe%"),
    "postmark": Batch(500),
    "resend": Batch(100),
}


def batch_in_use() -> Batch | None:
    """Return how the provider in use takes batches; None if it doesn't, or not with own links."""
    return BATCHES.get(provider_in_use())


def size() -> int:
    """Return how many copies go in one request to the provider in use."""
    batch = batch_in_use()
    return batch.size if batch else 1


def dress(backend: Any, links: dict[str, str]) -> None:
    """Let the `backend` do three things that Anymail has no words for.

    It writes each copy of its next batches with the link of its recipient, tells a provider that
    knows such keys that the same mail posted again is no second one, and takes our recipients for
    what they are: one mailbox each, cleaned before they were stored.

    Args:
        links: address → link; filled anew for each batch.
    """
    build, name, batch = backend.build_message_payload, provider_in_use(), batch_in_use()

    def dressed(message: Any, defaults: Any) -> Any:
        payload = _parsed(build, message, defaults) if batch else build(message, defaults)
        if batch is not None and not batch.field:
            payload.serialize_json = partial(_serialized, payload.serialize_json, links)
        key = getattr(message, "once_key", None)
        if name in ONCE_HEADER and key:
            payload.headers[ONCE_HEADER[name]] = key
        return payload

    backend.build_message_payload = dressed


def _parsed(build: Any, message: Any, defaults: Any) -> Any:
    """Return the payload of a mail whose addresses need not be parsed again, which takes long."""
    recipients, message.to = message.to, []
    sender = message.__dict__.pop("from_email")
    try:
        payload = build(message, defaults)
    finally:
        message.to, message.from_email = recipients, sender
    payload.set_from_email_list(_sender(sender))
    pairs = (one.rpartition("@") for one in recipients)
    payload.set_to([EmailAddress(username=local, domain=domain) for local, _, domain in pairs])
    return payload


@lru_cache(maxsize=8)
def _sender(line: str) -> list[EmailAddress]:
    return list(parse_address_list([line], field="from_email"))


def _serialized(serialize: Any, links: dict[str, str], data: Any) -> str:
    """Return the JSON of a batch; what is no batch is left to the backend.

    The copies differ in a few fields only: their long texts are turned into JSON once.
    """
    if not isinstance(data, list) or not data:
        return str(serialize(data))
    texts = {name: data[0].pop(name) for name in _TEXTS if name in data[0]}
    split = {
        name: [json.dumps(piece)[1:-1] for piece in text.split(MARK)]
        for name, text in texts.items()
    }
    copies = []
    for entry in data:
        for name in texts:
            entry.pop(name, None)
        to = str(entry.get("To") or entry["to"][0])
        if to not in links:
            raise AnymailSerializationError("a copy of the batch is for nobody that we know")
        link = json.dumps(links[to])[1:-1]
        words = ",".join(f'"{name}":"{link.join(pieces)}"' for name, pieces in split.items())
        copies.append(f"{serialize(entry)[:-1]},{words}}}")
    return f"[{','.join(copies)}]"
