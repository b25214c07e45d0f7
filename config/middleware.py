"""Which policy a response carries: strict for the public, Wagtail's needs for the admin."""

from __future__ import annotations

from csp.middleware import CSPMiddleware


class PolicyMiddleware(CSPMiddleware):
    """Sets the content security policy by path."""
