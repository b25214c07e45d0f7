"""A supporter's letter on paper: whose language, which date, what a window shows."""

from __future__ import annotations

import io
from datetime import date
from zipfile import ZipFile

import pytest
from django.test import Client
from django.utils import timezone

from campaign.models import ActionParagraph
from campaign.paper import paper_document
from campaign.targets import Target, postal_lines, targets
from campaign.writing import Letter
from home.models import HomePage
from letters.text import date_line
from privacy.forms import form_token
from tests.campaign.actions import WRITTEN, a_member_of_congress, a_senator, an_action
from tests.home import factories

PARTS = ("docProps/core", "word/styles", "word/document")
DAY = date(2026, 11, 25)
SPANISH = {"subject": "Una orden antes de buscar rostros", "closing": "Con respeto,"}


@pytest.fixture
def campaign(home: HomePage):
    return factories.a_campaign(home)


def letter_to(page, official) -> tuple[Letter, Target]:
    (target,) = targets([official], language=page.language)
    parts = ("Buenos días.", "Pido una orden.")
    letter = Letter(target.greeting, page.subject, "\n\n".join(parts), page.closing, "Jo", "Tampa")
    return letter, target


@pytest.mark.parametrize(
    ("language", "dated", "salutation"),
    [
        ("en-US", "November 25, 2026", "Dear Senator Abara:"),
        ("en-GB", "25 November 2026", "Dear Senator Abara,"),
        ("es-US", "25 de noviembre de 2026", "Saludos, Uma Abara:"),
        ("de-DE", "25. November 2026", "Guten Tag, Uma Abara,"),
        ("fr-CA", "25 novembre 2026", "Madame, Monsieur,"),
        ("he-IL", date_line(DAY, "he-IL"), "שלום רב,"),
    ],
)
def test_paper_speaks_the_language_of_the_action(campaign, language, dated, salutation) -> None:
    page = an_action(campaign, senator := a_senator(), language=language)
    letter, target = letter_to(page, senator)
    document = paper_document(letter, target, DAY, page=page)
    assert (document.language, document.date_line) == (language, dated)
    assert document.salutation == salutation
    assert letter.text.startswith(f"{salutation}\n\n"), "a mail begins as paper does"


def test_the_greeting_that_somebody_wrote_goes_first(campaign) -> None:
    senator = a_senator(salutation="Estimada senadora Abara")
    page = an_action(campaign, senator, language="es-US")
    letter, _ = letter_to(page, senator)
    assert letter.text.startswith("Estimada senadora Abara:\n\nBuenos días.")


def test_paper_has_the_size_of_the_country(campaign) -> None:
    at_home = an_action(campaign, senator := a_senator())
    abroad = an_action(campaign, senator, slug="abroad", country="DE", finding="pick")
    sizes = [
        paper_document(*letter_to(one, senator), DAY, page=one).paper for one in (at_home, abroad)
    ]
    assert sizes == ["letter", "a4"]


@pytest.mark.parametrize(
    ("address", "lines"),
    [
        (
            "402 S. Monroe St., Tallahassee, FL 32399-1300",
            ("402 S. Monroe St.", "Tallahassee, FL 32399-1300"),
        ),
        ("118 Capitol Walk; Washington, DC 20515", ("118 Capitol Walk", "Washington, DC 20515")),
        ("Rathausplatz 1\n10178 Berlin", ("Rathausplatz 1", "10178 Berlin")),
        ("", ()),
    ],
)
def test_an_address_stands_in_lines_for_a_window(address, lines) -> None:
    assert postal_lines(address) == lines


def test_the_word_file_of_a_spanish_action_is_spanish(client: Client, campaign) -> None:
    moss = a_member_of_congress("Ida Moss", 14)
    page = an_action(campaign, moss, finding="pick", language="es-US", **SPANISH)
    page.paragraphs = [ActionParagraph(text="Pido una orden.")]
    page.save()
    fields = {"form_token": form_token("action", timezone.now()), "official": moss.pk}
    words = {**WRITTEN, **fields, "way": "paper", "to": moss.pk}
    content = client.post(f"{page.url}paper/docx/", words).content
    with ZipFile(io.BytesIO(content)) as word:
        parts = {name: word.read(f"{name}.xml").decode() for name in PARTS}
    assert "es-US" in parts["docProps/core"]
    assert 'w:val="es-US"' in parts["word/styles"]
    assert "Washington, DC 20515" in parts["word/document"]
    assert date_line(timezone.localdate(), "es-US") in parts["word/document"]
