"""The admin's screen of base templates for Word documents."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.models import Site

from letters import template_desk
from letters.emails import CONTENT_TYPES
from letters.models import LetterSettings, WordTemplate
from letters.render_docx import render_docx
from letters.stationery.sample import sample_letter
from letters.stationery.suspicion import MOST_BYTES

RIGHT = "letters.change_lettersettings"


def _organizer(request: HttpRequest) -> User:
    """Return who is signed in, if they may change how letters look."""
    if not isinstance(request.user, User) or not request.user.has_perm(RIGHT):
        raise PermissionDenied
    return request.user


def _settings(request: HttpRequest) -> LetterSettings:
    site = Site.find_for_request(request) or Site.objects.get(is_default_site=True)
    found: LetterSettings = LetterSettings.for_site(site)
    return found


@require_http_methods(["GET", "POST"])
def templates(request: HttpRequest) -> HttpResponse:
    """Show which template letters wear, take a new one from a file."""
    person = _organizer(request)
    problem = ""
    if request.method == "POST":
        file = request.FILES.get("file")
        name = request.POST.get("name", "").strip()
        try:
            if file is None:
                raise ValueError("Choose a Word file (.docx or .dotx).")
            # One byte more than may be: enough to see that it is too large.
            data = file.read(MOST_BYTES + 1)
            made = template_desk.add_template(
                name=name or str(file.name).rpartition(".")[0], data=data, by=person,
                now=timezone.now(),
            )  # fmt: skip
        except ValueError as error:
            problem = str(error)
        else:
            messages.success(request, f"“{made.name}” was taken over. Look at the sample letter.")
            return redirect("word_templates")
    settings = _settings(request)
    context = {
        "header_title": "Word templates",
        "header_icon": "doc-full",
        "breadcrumbs_items": [{"url": "", "label": "Word templates"}],
        "templates": template_desk.templates_of(settings),
        "usual": settings.word_template_id,
        "problem": problem,
        "name": request.POST.get("name", ""),
    }
    answer = render(request, "letters/admin/word_templates.html", context)
    answer.status_code = 422 if problem else 200
    return answer


@require_GET
def sample(request: HttpRequest, template_id: int) -> HttpResponse:
    """A made-up letter that wears the template."""
    _organizer(request)
    template = get_object_or_404(WordTemplate, pk=template_id)
    content = render_docx(sample_letter(template.stationery()))
    response = HttpResponse(content, content_type=CONTENT_TYPES["docx"])
    response["Content-Disposition"] = f'attachment; filename="sample-{template.pk}.docx"'
    return response


@require_POST
def use(request: HttpRequest, template_id: int) -> HttpResponse:
    """Let all letters wear the template that have none of their own; 0 for our own look."""
    _organizer(request)
    if template_desk.choose_template(settings=_settings(request), template_id=template_id or None):
        messages.success(request, "From now on. What was frozen stays as it is.")
    return redirect("word_templates")


@require_POST
def delete(request: HttpRequest, template_id: int) -> HttpResponse:
    """Delete the template."""
    _organizer(request)
    if template_desk.delete_template(template_id=template_id):
        messages.success(request, "Deleted. Editions that were frozen with it keep it.")
    return redirect("word_templates")
