"""Makes a letter page's public view in its template, so that an unsaved preview works too."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString

from letters import private, public

register = template.Library()


@register.simple_tag(takes_context=True)
def public_letter(context: Any, page: Any) -> public.PublicLetter:
    """Return what the public page of the letter shows now, or will show where it is previewed."""
    preview = bool(getattr(context.get("request"), "is_preview", False))
    return public.public_letter(page, now=timezone.now(), preview=preview)


@register.simple_tag
def names_for_private_readers(page: Any) -> SafeString:
    """Return the list of signatories for those who read the letter by a private link."""
    return private.private_names(page, now=timezone.now())
