"""The page on which a signer agrees to a changed text."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from privacy.forms import check_public_post, form_token
from privacy.pages import private_page
from signatories import consents, services
from signatories.own_page import own_facts
from signatories.tokens import Purpose
from signatories.wording_changes import compare, in_context


@csrf_exempt
@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows what changed and a button; only POST agrees, to the words that were shown."""
    now = timezone.now()
    sign_on = services.find_sign_on(token=token, purpose=Purpose.AGREE, now=now)
    if sign_on is None:
        return render(request, "signatories/no_such_link.html", status=404)
    known = services.text_in_force if request.method == "POST" else services.text_shown
    text = known(page=sign_on.page, now=now)
    context = {
        "sign_on": sign_on,
        "own": own_facts(sign_on, now=now),
        "text": text,
        "lines": in_context(compare(sign_on.signed_text.text, text.text)),
        "change": consents.change_to_agree(sign_on),
        "form_token": form_token("agree", now),
    }
    if request.method == "POST":
        context["problem"] = check_public_post(request, "agree", now)
        shown = request.POST.get("text_sha256", "")
        if not context["problem"] and consents.agree(token=token, text_sha256=shown, now=now):
            return render(request, "signatories/agreed.html", context)
        context["problem"] = context["problem"] or (
            "The text has changed since this page was opened. Read it again, then press the button."
        )
    return render(request, "signatories/agree.html", context)
