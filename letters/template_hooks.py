"""Where the admin shows base templates for Word. Part of wagtail_hooks.py."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from letters import template_views


@hooks.register("register_admin_urls")
def template_urls() -> list[URLPattern]:
    start = "letters/templates/"
    one = f"{start}<int:template_id>/"
    return [
        path(start, template_views.templates, name="word_templates"),
        path(f"{one}sample.docx", template_views.sample, name="word_template_sample"),
        path(f"{one}use/", template_views.use, name="word_template_use"),
        path(f"{one}delete/", template_views.delete, name="word_template_delete"),
    ]


class TemplatesItem(MenuItem):
    """In the settings, for those who may change how letters look."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(template_views.RIGHT))


@hooks.register("register_settings_menu_item")
def add_templates() -> MenuItem:
    return TemplatesItem(
        "Word templates", reverse("word_templates"), icon_name="doc-full", order=720
    )
