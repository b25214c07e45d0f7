"""Which visitor a request comes from, for the limiter and for nothing else."""

from __future__ import annotations

import hashlib
import hmac
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

from privacy.keys import derived_key

UNKNOWN = "unknown"


def client_network(forwarded_for: str, remote: str, *, trusted_proxies: int) -> str:
    """Return the visitor's IPv4 address or IPv6 /64 network, or "unknown". Pure.

    Of `X-Forwarded-For` only the entries that our own proxies wrote count: each appends the address
    it was called from, so with n proxies the visitor stands n places before the connection's own
    address. Whatever a visitor writes there himself stands further left and is not looked at.

    Args:
        forwarded_for: the header as it came, "" if there was none.
        remote: the address of the connection.
        trusted_proxies: how many proxies of ours stand before the site, 0 or more.
    """
    chain = [part.strip() for part in forwarded_for.split(",") if part.strip()]
    chain = [*chain[len(chain) - min(trusted_proxies, len(chain)) :], remote.strip()]
    try:
        address = ip_address(_without_port(chain[0]))
    except ValueError:
        return UNKNOWN
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ip_network((int(address), 64), strict=False))
    return str(address)


def client_key(request: HttpRequest) -> str:
    """Return 64 hexadecimal digits that stand for the visitor's network; feed it to the limiter.

    The address itself never leaves this module, so it can't reach a row or a log by accident.
    """
    network = client_network(
        request.headers.get("X-Forwarded-For", ""),
        str(request.META.get("REMOTE_ADDR", "")),
        trusted_proxies=int(getattr(settings, "TRUSTED_PROXY_COUNT", 0)),
    )
    return hmac.new(derived_key("client key"), network.encode(), hashlib.sha256).hexdigest()


def _without_port(value: str) -> str:
    if value.startswith("["):
        return value[1:].partition("]")[0].partition("%")[0]
    if value.count(":") == 1:
        return value.partition(":")[0]
    return value.partition("%")[0]
