"""What the screens of imports, exports and keys share: for whom they are, and where they stand."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse

from signatories import invitation_views
from signatories.models import SignablePage


def page_for(request: HttpRequest, page_id: int) -> SignablePage:
    """Return the page, for those who may publish it and decide on its sign-ons; 404, 403 else."""
    page = invitation_views.page_for(request, page_id)
    if not getattr(request.user, "has_perm", lambda _: False)("signatories.change_signon"):
        raise PermissionDenied
    return page


def organizer_of(request: HttpRequest) -> AbstractBaseUser:
    """Return who is signed in."""
    if not isinstance(request.user, AbstractBaseUser):
        raise PermissionDenied
    return request.user


def trail(page: SignablePage, last: str, *between: dict[str, str]) -> list[dict[str, str]]:
    """Return the way from the letters to a screen of `page`."""
    above = reverse("wagtailadmin_explore", args=[page.get_parent().pk])
    return [
        {"url": above, "label": "Letters"},
        {"url": reverse("wagtailadmin_pages:edit", args=[page.pk]), "label": page.title},
        *between,
        {"url": "", "label": last},
    ]
