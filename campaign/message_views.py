"""A supporter's own links: send what was written, and tell how it ended."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from campaign import aftermath, pacing, relaying, targets
from campaign.models import SupporterDelivery
from campaign.wording import listed
from delivery.services import forecast
from privacy.forms import check_public_post, form_token
from privacy.pages import private_page


@csrf_exempt
@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows the letter and a button; only POST sends, so mail scanners can't."""
    now = timezone.now()
    message = relaying.find_message(token=token, now=now)
    if message is None:
        return render(request, "campaign/no_such_link.html", status=404)
    page = message.action
    ids = message.deliveries.values_list("official_id", flat=True)
    chosen = targets.chosen_targets(page, ids)
    context = {
        "page": page,
        "campaign": page.campaign,
        "phase": page.phase(now),
        "chosen": chosen,
        "gone": len(ids) - len(chosen),
        "message": message,
        "letter": relaying.letter_to(message, chosen[0]) if chosen else None,
        "form_token": form_token("confirm message", now),
        "last_due": pacing.due_at(page, now),
    }
    if request.method == "POST":
        context["problem"] = check_public_post(request, "confirm message", now)
        if not context["problem"]:
            sent = relaying.confirm_message(token=token, now=now)
            if sent is None:
                return render(request, "campaign/no_such_link.html", status=404)
            context |= {
                "sent": sent,
                "mailed": listed([one.name for one in sent.by_mail], "and"),
                "printed": listed([one.name for one in sent.on_paper], "and"),
                "finish": forecast(now=now).finish_at,
            }
            return render(request, "campaign/message_sent.html", context)
    return render(request, "campaign/message_confirm.html", context)


@csrf_exempt
@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def how_it_ended(request: HttpRequest, token: str) -> HttpResponse:
    """Three answers for each official, one button."""
    now = timezone.now()
    message = aftermath.find_question(token=token)
    if message is None:
        return render(request, "campaign/no_such_link.html", status=404)
    deliveries = message.deliveries.confirmed().select_related("official")
    context = {
        "page": message.action,
        "deliveries": deliveries,
        "choices": SupporterDelivery.Outcome.choices,
        "form_token": form_token("how it ended", now),
    }
    if request.method == "POST":
        context["problem"] = check_public_post(request, "how it ended", now)
        if not context["problem"]:
            told = {
                one.official_id: request.POST.get(f"outcome-{one.official_id}", "")[:20]
                for one in deliveries
            }
            aftermath.tell_outcome(token=token, outcomes=told, now=now)
            return render(request, "campaign/how_it_ended_done.html", context)
    return render(request, "campaign/how_it_ended.html", context)
