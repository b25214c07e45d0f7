"""Tokens of secret links."""

from __future__ import annotations

import hashlib
import re

from privacy.tokens import new_token, token_digest

N = 1_000


def test_tokens_have_256_bits_and_never_repeat():
    """T-01: what goes into the mail."""
    tokens = [new_token() for _ in range(N)]
    assert len(set(tokens)) == N
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", token) for token in tokens)
    print(f"T-01: {N} tokens, 43 characters of 6 bits each, none twice")


def test_the_digest_does_not_hold_the_token():
    """T-01: what goes into the database."""
    held = 0
    for _ in range(N):
        token = new_token()
        digest = token_digest(token)
        assert digest == hashlib.sha256(token.encode()).hexdigest()
        held += token in digest or digest in token
    print(f"T-01: {N} digests, {held} of them hold their token")
    assert held == 0


def test_nonsense_has_a_digest_too():
    assert len({token_digest(text) for text in ("", "\ud800", "é", "\x00", "a" * 100_000)}) == 5
