"""Makes a letter page's public view in its template, so that an unsaved preview works too."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone

from letters import public

register = template.Library()


@register.simple_tag
def public_letter(page: Any) -> public.PublicLetter:
    """Return what the public page of the letter shows now."""
    return public.public_letter(page, now=timezone.now())
