"""Mails from templates, and the layout they share."""

from __future__ import annotations

import re

import pytest
from django.template import TemplateDoesNotExist
from wagtail.models import Site

from delivery.emails import render
from delivery.models import SenderSettings

pytestmark = pytest.mark.django_db
NAME = 'Bayshore Readers\u2019 Circle & "Friends" <b>'


@pytest.fixture
def mail(settings, tmp_path):
    """A mail of the test's own, which extends the shared layout."""
    folder = tmp_path / "emails" / "greeting"
    folder.mkdir(parents=True)
    (folder / "subject.txt").write_text("Hello\n {{ name }}\n")
    (folder / "body.txt").write_text("\nHello {{ name }}\n\n")
    (folder / "body.html").write_text(
        '{% extends "emails/base.html" %}{% block title %}Hello{% endblock %}'
        '{% block main %}<h1>Hello {{ name }}</h1><a class="button" href="https://x.example/">'
        "Open</a>{% endblock %}"
    )
    engines = [{**engine, "DIRS": [tmp_path, *engine["DIRS"]]} for engine in settings.TEMPLATES]
    settings.TEMPLATES = engines
    site = Site.objects.get(is_default_site=True)
    SenderSettings.objects.create(
        site=site, organization="Harbor Rights Project", postal_address="4 Quay Street, Tampa"
    )
    return render("greeting", {"name": NAME})


def test_subject_and_text_are_not_escaped(mail):
    assert mail.subject == f"Hello {NAME}"
    assert mail.text == f"Hello {NAME}\n"


def test_the_html_is_escaped(mail):
    assert "<b>" not in mail.html
    assert "&lt;b&gt;" in mail.html


def test_the_layout_names_who_stands_behind_the_mail(mail):
    assert "Harbor Rights Project, 4 Quay Street, Tampa." in mail.html


def test_styles_stand_in_the_elements_and_the_dark_ones_in_the_head(mail):
    assert re.search(r'<h1 style="[^"]*font-size: ?26px', mail.html)
    assert re.search(
        r'class="button"[^>]*style="[^"]*#16181d|style="[^"]*#16181d[^>]*button', mail.html
    )
    assert "prefers-color-scheme: dark" in mail.html


def test_nothing_is_loaded_from_anywhere(mail):
    """P-09"""
    found = re.findall(r"(?:src=|url\(|@import|<link|<img|<script)[^>]*", mail.html)
    assert found == []


def test_a_mail_without_templates_is_an_error():
    with pytest.raises(TemplateDoesNotExist):
        render("nonexistent", {})
