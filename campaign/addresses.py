"""Addresses below a page's own; views answer them (wagtail_hooks.py). Part of `campaign.models`."""

from __future__ import annotations

import re
from typing import ClassVar

from django.http import HttpRequest
from wagtail.models import Page
from wagtail.url_routing import RouteResult


class WithSubaddresses(Page):
    """A page that has `subaddresses`: a pattern and the name under which a view answers it."""

    subaddresses: ClassVar[tuple[tuple[str, str], ...]] = ()

    class Meta:
        abstract = True

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Answer the page's own subaddresses when it is live; all else is Wagtail's."""
        path = "/".join(path_components)
        for pattern, name in self.subaddresses if self.live and path_components else ():
            if found := re.fullmatch(pattern, path):
                return RouteResult(self, kwargs={"subaddress": name, **found.groupdict()})
        return super().route(request, path_components)
