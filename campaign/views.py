"""The public's pages of a campaign: its feed, its evidence, its updates by email."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Page, Site

from campaign import following
from campaign.feed import atom_feed
from campaign.forms import FollowForm
from campaign.models import CampaignPage, Evidence
from privacy.clients import client_key
from privacy.forms import check_public_post, form_token
from privacy.pages import private_page, public_page


@public_page(max_age=300)
@require_safe
def site_feed(request: HttpRequest) -> HttpResponse:
    """Updates and letters of all campaigns."""
    site = Site.find_for_request(request)
    below = site.root_page if site else Page.get_first_root_node()
    return _feed(below, title=(site.site_name if site else "") or below.title, url=request.path)


@public_page(max_age=300)
@require_safe
def campaign_feed(request: HttpRequest, page: CampaignPage) -> HttpResponse:
    """Updates and letters of one campaign."""
    return _feed(page, title=page.title, url=request.path)


def _feed(below: Page, *, title: str, url: str) -> HttpResponse:
    content = atom_feed(below=below, title=title, own_url=url, now=timezone.now())
    return HttpResponse(content, content_type="application/atom+xml; charset=utf-8")


@public_page(max_age=300)
@require_safe
def evidence_file(request: HttpRequest, page: CampaignPage, number: str) -> HttpResponseBase:
    """A published document, byte for byte as its sum says."""
    published = Evidence.objects.published().filter(campaign_id=page.pk)
    evidence = get_object_or_404(published, pk=int(number))
    try:
        with evidence.file.open("rb") as kept:
            response = HttpResponse(kept.read(), content_type=evidence.media_type)
    except OSError as error:
        raise Http404 from error
    # A document that somebody else made is saved, not shown under our address.
    disposition = content_disposition_header(as_attachment=True, filename=evidence.address_name)
    response["Content-Disposition"] = disposition or "attachment"
    return response


@public_page(max_age=300)
@require_safe
def evidence_sums(request: HttpRequest, page: CampaignPage) -> HttpResponse:
    """The SHA-256 of every published document, as `sha256sum --check` reads them."""
    published = Evidence.objects.published().filter(campaign_id=page.pk)
    lines = [f"{one.sha256}  {one.address_name}\n" for one in published]
    return HttpResponse("".join(lines), content_type="text/plain; charset=utf-8")


def follow(request: HttpRequest, page: CampaignPage) -> HttpResponseBase:
    """Ask for updates; cacheable to see, never to send."""
    if request.method == "POST":
        return follow_sent(request, page)
    return follow_form(request, page)


@public_page(max_age=30)
@require_safe
def follow_form(request: HttpRequest, page: CampaignPage) -> HttpResponse:
    """Show the form, or that there will be no more updates."""
    return _follow_page(request, page, FollowForm())


@private_page
@require_http_methods(["POST"])
def follow_sent(request: HttpRequest, page: CampaignPage) -> HttpResponse:
    """Take a request; the answer is always the same page, the mail tells the truth."""
    now = timezone.now()
    form = FollowForm(request.POST, problem=check_public_post(request, "follow", now))
    if page.has_ended or not form.is_valid():
        return _follow_page(request, page, form)
    following.ask_to_follow(
        campaign=page,
        address=form.cleaned_data["email"],
        now=now,
        client=client_key(request),
    )
    return render(request, "campaign/follow_sent.html", {"page": page})


def _follow_page(request: HttpRequest, page: CampaignPage, form: FollowForm) -> HttpResponse:
    context: dict[str, Any] = {
        "page": page,
        "form": form,
        "rows": form.rows,
        "complaints": form.complaints if form.is_bound else [],
        "form_token": form_token("follow", timezone.now()),
    }
    return render(request, "campaign/follow.html", context)


@csrf_exempt
@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_follow(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows a button; only POST confirms, so mail scanners can't."""
    now = timezone.now()
    follower = following.find_follower(token=token, now=now)
    if follower is None:
        return render(request, "campaign/no_such_link.html", status=404)
    context = {"page": follower.campaign, "form_token": form_token("confirm follow", now)}
    if request.method == "POST":
        context["problem"] = check_public_post(request, "confirm follow", now)
        if not context["problem"]:
            if not following.confirm_follower(token=token, now=now):
                return render(request, "campaign/no_such_link.html", status=404)
            return render(request, "campaign/follow_done.html", context)
    return render(request, "campaign/follow_confirm.html", context)
