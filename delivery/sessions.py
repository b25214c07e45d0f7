"""What an open HTTP session to a provider does once, and not again for each mail.

`requests` reads proxies and certificates from the environment and works the address and the
headers out for every request: a third of what a small mail costs.
"""

from __future__ import annotations

from typing import Any

import requests
from requests.adapters import HTTPAdapter


def settle_in(backend: Any) -> None:
    """Let the open `backend` keep what is the same for all of its requests.

    A .netrc is not looked into: the provider's key is ours.
    """
    session = getattr(backend, "session", None)
    if not isinstance(session, requests.Session):
        return
    found = session.merge_environment_settings(backend.api_url, {}, None, None, None)
    session.proxies, session.verify = found["proxies"], found["verify"]
    session.trust_env = False
    session.mount(backend.api_url, _Settled())
    quick: Any = _Quick(session)
    session.request = quick  # type: ignore[method-assign]  # only the cheap case differs


class _Settled(HTTPAdapter):
    """Goes to one provider: which connection that is, is found out for the first request."""

    def __init__(self) -> None:
        super().__init__()
        self._connection: Any = None

    def get_connection_with_tls_context(self, *given: Any, **named: Any) -> Any:
        """Return the connections to the provider, open ones first."""
        if self._connection is None:
            self._connection = super().get_connection_with_tls_context(*given, **named)
        return self._connection


class _Quick:
    """Sends text by a request that was prepared before; everything else as `requests` does."""

    def __init__(self, session: requests.Session) -> None:
        self._session, self._usual = session, session.request
        self._prepared: dict[tuple[str, str], requests.PreparedRequest] = {}

    def __call__(self, method: str, url: str, **given: Any) -> requests.Response:
        data, timeout = given.get("data"), given.get("timeout")
        headers: dict[str, str] = given.get("headers") or {}
        others = {name for name, value in given.items() if value is not None}
        plain = others <= {"data", "headers", "timeout"} and isinstance(data, str)
        if not plain or "Content-Type" not in headers:
            return self._usual(method, url, **given)
        prepared = self._first(method, url).copy()
        body = str(data).encode("utf-8")
        prepared.body = body
        prepared.headers.update(headers)
        prepared.headers["Content-Length"] = str(len(body))
        return self._session.send(prepared, timeout=timeout, allow_redirects=True)

    def _first(self, method: str, url: str) -> requests.PreparedRequest:
        if (method, url) not in self._prepared:
            request = requests.Request(method, url)
            self._prepared[method, url] = self._session.prepare_request(request)
        return self._prepared[method, url]
