"""A provider on loopback in a process of its own: answers Postmark's and Mailgun's words, in time.

As little work as can be, so that what is measured is the sender.
"""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

_TO = re.compile(rb'"To":\s*"([^"]+)"')
_LENGTH = re.compile(rb"content-length:\s*(\d+)", re.IGNORECASE)
_numbers = count(1)


@contextmanager
def stub(latency: float) -> Iterator[str]:
    """Run the provider within the context; gives its address. `latency` is in seconds."""
    command = [sys.executable, "-m", "bench.stub_provider", str(latency)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{int(process.stdout.readline())}/"
    finally:
        process.kill()
        process.communicate()


class _Connection(asyncio.Protocol):
    latency = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport, self.waiting = transport, b""

    def data_received(self, data: bytes) -> None:
        self.waiting += data
        head, found, rest = self.waiting.partition(b"\r\n\r\n")
        if not found:
            return
        length = int(_LENGTH.search(head).group(1))  # type: ignore[union-attr]
        if len(rest) < length:
            return
        self.waiting = rest[length:]
        body = _answer(head, rest[:length])
        lines = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
        raw = lines.encode() + b"\r\n\r\n" + body
        if self.latency:
            asyncio.get_running_loop().call_later(self.latency, self._write, raw)
        else:
            self._write(raw)

    def _write(self, raw: bytes) -> None:
        self.transport.write(raw)  # type: ignore[attr-defined]


def _answer(head: bytes, body: bytes) -> bytes:
    if b"/messages" in head[:200]:  # Mailgun: one id for the whole batch
        return b'{"id": "<%d@stub.example>", "message": "Queued. Thank you."}' % next(_numbers)
    one = b'{"To": "%b", "MessageID": "id-%d", "ErrorCode": 0, "Message": "OK"}'
    answers = [one % (to, next(_numbers)) for to in _TO.findall(body)]
    return b"[" + b",".join(answers) + b"]" if b"/batch" in head[:100] else answers[0]


async def _serve(latency: float) -> None:
    _Connection.latency = latency
    loop = asyncio.get_running_loop()
    server = await loop.create_server(_Connection, "127.0.0.1", 0, backlog=256)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(float(sys.argv[1])))
