"""What a page must be able to say so that people can sign it."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, ClassVar

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from signatories.circulation import CirculationChoices
from signatories.signing_choices import SigningChoices
from signatories.status import SigningState
from signatories.text_register import put_in_force


class SignablePage(Page, CirculationChoices, SigningChoices):  # type: ignore[django-manager-missing]
    """A page whose text can be signed. `subaddresses` are answered by views (wagtail_hooks.py)."""

    subaddresses: ClassVar[tuple[tuple[str, str], ...]] = (
        (r"sign", "sign"),
        (r"signatories", "signatories"),
        (r"signatories\.csv", "signatories_csv"),
    )
    # How those who hold a private link read the text; may include other rooms' tags.
    reading_template: ClassVar[str] = "signatories/parts/reading.html"

    class Meta:
        abstract = True

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Store it. A live page's words are in force at once, whichever way they were published."""
        saved = super().save(*args, **kwargs)
        if self.live:
            stored = type(self).objects.get(pk=self.pk)
            put_in_force(self.pk, stored.signable_text(), timezone.now())
        return saved

    def signable_text(self) -> str:
        """The canonical plain text of this page as it stands, with one newline at its end."""
        raise NotImplementedError

    def sign_title(self) -> str:
        """What the text is called where it is signed, such as its Re: line."""
        raise NotImplementedError

    def addressee_line(self) -> str:
        """Whom it is for in a few words, such as "Letter to Halden Devices, Inc."."""
        raise NotImplementedError

    @property
    def text_language(self) -> str:
        """The language of the text, as a tag; names sort by it."""
        return str(getattr(self, "language", "") or self.locale.language_code)

    def signing_state(self, now: datetime, *, private: bool = False) -> SigningState:
        """Whether it can be signed at `now`; `private`: by those who hold a link."""
        raise NotImplementedError

    def deadlines(self) -> tuple[datetime | None, datetime | None]:
        """The deadline that is announced and the last moment, where there are such."""
        return None, None

    def prints_people(self) -> bool:
        """Whether it prints who signed for each organization, where they agreed to it."""
        return False

    def was_delivered_with(self, sign_on_id: int) -> bool:
        """Whether a printing that names this sign-on was delivered."""
        return False

    def is_hidden(self, now: datetime) -> bool:
        """Whether nobody outside may see at `now` that this page exists."""
        return False

    def opens_by_link(self, now: datetime) -> bool:
        """Whether a private link to this page opens at `now`; never when it is unpublished."""
        chosen = self.circulation == self.Circulation.PRIVATE
        return bool(self.live) and (chosen or not self.is_hidden(now))

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Answer the page's own subaddresses when it is live; all else is Wagtail's."""
        path = "/".join(path_components)
        for pattern, name in self.subaddresses if self.live else ():
            if found := re.fullmatch(pattern, path):
                return RouteResult(self, kwargs={"subaddress": name, **found.groupdict()})
        return super().route(request, path_components)
