"""The local mailbox in the admin, and ending a pause. Staff only; the hooks see to that."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin import messages
from wagtail.log_actions import log

from delivery import local_mailbox, services
from delivery.models import SendingPause
from privacy.pages import private_page

SEE = "delivery.view_outboundmessage"
ACT = "delivery.change_outboundmessage"
HEADERS = ("From", "To", "Reply-To", "Subject", "Date")
PER_PAGE = 50


@private_page
@require_GET
@permission_required(SEE, raise_exception=True)
def mailbox(request: HttpRequest) -> HttpResponse:
    """List the mails in the folder, newest first."""
    _only_if_in_use()
    page = Paginator(local_mailbox.names(), PER_PAGE).get_page(request.GET.get("p"))
    mails = [local_mailbox.read(name) for name in page]
    return render(request, "delivery/admin/mailbox.html", {"mails": mails, "page": page})


@private_page
@require_GET
@permission_required(SEE, raise_exception=True)
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """Show one mail: headers, text, HTML in a frame that may do nothing."""
    found = _read(name)
    context = {
        "found": found,
        "headers": [(header, found.mail[header]) for header in HEADERS if found.mail[header]],
        "text": local_mailbox.part(found.mail, "plain"),
        "html": local_mailbox.part(found.mail, "html"),
        "attachments": local_mailbox.attachments(found.mail),
    }
    return render(request, "delivery/admin/mail.html", context)


@private_page
@require_GET
@permission_required(SEE, raise_exception=True)
def mail_attachment(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """Download one attached file; its type never lets a browser open it here."""
    files = local_mailbox.attachments(_read(name).mail)
    if not 1 <= number <= len(files):
        raise Http404
    response = HttpResponse(files[number - 1].content, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = (
        content_disposition_header(True, files[number - 1].filename) or "attachment"
    )
    return response


@private_page
@require_POST
@permission_required(ACT, raise_exception=True)
def end_pause(request: HttpRequest, pause_id: int) -> HttpResponse:
    """End one pause; another cause may still keep mail from going out."""
    standing = SendingPause.objects.filter(ended_at=None, pk=pause_id).first()
    if standing is not None and not may_end(request.user, standing):
        raise PermissionDenied
    if standing is not None and services.unpause(now=timezone.now(), cause=standing.cause):
        log(standing, "delivery.end_pause", user=request.user)
        still = services.paused()
        said = "Mail still waits, for another reason." if still else "Mail goes out again."
        messages.success(request, said)
    return redirect("wagtailadmin_home")


def may_end(user: AbstractBaseUser | AnonymousUser, pause: SendingPause) -> bool:
    """Return whether `user` may let mail go out again.

    After a restore only an administrator knows which of several copies of the site is to send.
    """
    if not isinstance(user, User) or not user.has_perm(ACT):
        return False
    return user.is_superuser or pause.cause != SendingPause.Cause.RESTORED


def _only_if_in_use() -> None:
    if not local_mailbox.in_use():
        raise Http404


def _read(name: str) -> local_mailbox.LocalMail:
    _only_if_in_use()
    try:
        return local_mailbox.read(name)
    except LookupError as error:
        raise Http404 from error
