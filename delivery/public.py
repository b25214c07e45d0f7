"""The one public page of this room: getting no more updates."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from delivery.unsubscribing import subscribe_again, subscription_of
from delivery.unsubscribing import unsubscribe as end
from privacy.pages import private_page

app_name = "delivery"


@csrf_exempt  # mail programs post here without cookie or Origin (RFC 8058); the link is the secret
@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows a button; only POST ends the subscription, so mail scanners can't."""
    subscription = subscription_of(token)
    if subscription is None:
        raise Http404
    if request.method == "POST":
        if request.POST.get("again") == "1":
            subscribe_again(token=token, now=timezone.now())
        else:
            end(token=token, now=timezone.now())
    context = {"subscription": subscription, "ended": subscription.ended}
    return render(request, "delivery/unsubscribe.html", context)


urlpatterns = [path("unsubscribe/<str:token>/", unsubscribe, name="unsubscribe")]
