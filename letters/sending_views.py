"""Before an edition is sent: a test to oneself, and a moment at which it goes by itself."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST
from wagtail.log_actions import log

from letters.edition_views import edition_for, person, says_why_not
from letters.scheduling import schedule_dispatch, unschedule
from letters.services import NotReady
from letters.standing import minute
from letters.trial import try_edition


@require_POST
@says_why_not
def trial(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Mail the edition to whoever asks, marked as a test."""
    edition = edition_for(request, edition_id)
    mails = try_edition(edition_id=edition.pk, by=person(request), now=timezone.now())
    log(
        instance=edition.letter,
        action="letters.trial",
        user=request.user,
        data={"edition": edition.number, "mails": mails},
    )
    many = "1 mail is" if mails == 1 else f"{mails} mails are"
    messages.success(request, f"{many} on the way to your own address, marked as a test.")
    return redirect("letter_editions", letter_id=edition.letter_id)


@require_POST
@says_why_not
def schedule(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Have the edition sent at a moment, or take the moment back."""
    edition = edition_for(request, edition_id)
    if "cancel" in request.POST:
        changed, action, at = unschedule(edition_id=edition.pk), "letters.unschedule", None
    else:
        at = _moment(request.POST.get("at", ""))
        now, by = timezone.now(), person(request)
        changed = schedule_dispatch(edition_id=edition.pk, at=at, by=by, now=now)
        action = "letters.schedule"
    if not changed:
        messages.warning(request, "Nothing changed: it stood so already.")
        return redirect("letter_editions", letter_id=edition.letter_id)
    data = {"edition": edition.number, "at": at.isoformat() if at else None}
    log(instance=edition.letter, action=action, user=request.user, data=data)
    when = f"will be sent on {minute(timezone.localtime(at))}" if at else "waits for a person again"
    messages.success(request, f"Edition {edition.number} {when}.")
    return redirect("letter_editions", letter_id=edition.letter_id)


def _moment(typed: str) -> datetime:
    """Return the moment, read in the site's time zone.

    Raises:
        NotReady: it is no date and time.
    """
    try:
        found = parse_datetime(typed)
    except ValueError:
        found = None
    if found is None:
        raise NotReady("Choose a day and a time.")
    return found if timezone.is_aware(found) else timezone.make_aware(found)
