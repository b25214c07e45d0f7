"""How a target ends early."""

from __future__ import annotations


class Stop(Exception):
    """Ends the target with exit code 1; its text is one sentence: what, which, what to do."""
