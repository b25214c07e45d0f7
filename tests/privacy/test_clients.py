"""Who a request comes from, whatever its headers claim."""

from __future__ import annotations

import random

import pytest
from django.test import RequestFactory

from privacy.clients import client_key, client_network

VISITOR, INNER, OUTER = "198.51.100.9", "10.0.0.1", "192.0.2.1"


def spoofed(chance: random.Random) -> str:
    """Return what an attacker may write into X-Forwarded-For."""
    made_up = [f"{chance.randrange(1, 255)}.{chance.randrange(255)}.0.{chance.randrange(255)}"]
    made_up += [f"2001:db8:{chance.randrange(65536):x}::1", "unknown", "127.0.0.1", "_hidden", "x"]
    made_up += ["1.2.3.4:80", "[2001:db8::1]:443", "", "' OR 1=1", VISITOR]
    return ", ".join(chance.choices(made_up, k=chance.randrange(5)))


@pytest.mark.parametrize("proxies", [0, 1, 2])
def test_a_visitor_who_forges_headers_stays_one_client(settings, proxies):
    """R-02: 1,000 forged requests of one visitor, with 0, 1 and 2 proxies of ours."""
    settings.TRUSTED_PROXY_COUNT = proxies
    chance, keys, requests = random.Random(proxies), set(), 1_000
    for _ in range(requests):
        written = [part for part in [spoofed(chance)] if part]
        chain = [*written, *[VISITOR, OUTER][:proxies]]
        request = RequestFactory().get(
            "/",
            headers={
                "X-Forwarded-For": ", ".join(chain),
                "Forwarded": f"for={spoofed(chance)}",
                "X-Real-Ip": spoofed(chance),
            },
            REMOTE_ADDR=[VISITOR, INNER, INNER][proxies],
        )
        keys.add(client_key(request))
    print(f"R-02: {requests} forged requests, {proxies} proxies: {len(keys)} client")
    assert len(keys) == 1


def test_no_proxy_is_trusted_unless_set(settings):
    """R-02: the default."""
    del settings.TRUSTED_PROXY_COUNT
    requests = [
        RequestFactory().get("/", headers={"X-Forwarded-For": f"203.0.113.{n}"}) for n in range(9)
    ]
    assert len({client_key(request) for request in requests}) == 1


def test_an_ipv6_network_is_one_client():
    """R-02: a household or server owns a /64 at least."""
    same = {client_network("", f"2001:db8:0:7::{n:x}", trusted_proxies=0) for n in range(1, 1_000)}
    assert same == {"2001:db8:0:7::/64"}
    assert client_network("", "2001:db8:0:8::1", trusted_proxies=0) not in same


@pytest.mark.parametrize(
    ("forwarded", "remote", "proxies", "network"),
    [
        ("", VISITOR, 0, VISITOR),
        ("1.1.1.1", VISITOR, 0, VISITOR),
        (VISITOR, INNER, 1, VISITOR),
        (f"1.1.1.1, {VISITOR}", INNER, 1, VISITOR),
        (f"1.1.1.1, {VISITOR}, {OUTER}", INNER, 2, VISITOR),
        (VISITOR, INNER, 2, VISITOR),  # came in by the inner proxy
        ("", INNER, 2, INNER),
        (f"{VISITOR}:4711", INNER, 1, VISITOR),
        ("[2001:db8::5]:4711", INNER, 1, "2001:db8::/64"),
        ("::ffff:198.51.100.9", INNER, 1, VISITOR),
        ("", "fe80::1%eth0", 0, "fe80::/64"),
        ("nonsense", INNER, 1, "unknown"),
        ("", "", 0, "unknown"),
    ],
)
def test_the_visitor_is_found_behind_our_proxies_only(forwarded, remote, proxies, network):
    assert client_network(forwarded, remote, trusted_proxies=proxies) == network


def test_the_key_does_not_show_the_address():
    """P-05"""
    key = client_key(RequestFactory().get("/", REMOTE_ADDR=VISITOR))
    assert len(key) == 64
    assert VISITOR not in key
