"""The one sentence on what became of a letter at an addressee: every case, every language."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from typing import get_args

import pytest

from letters.fate_phrases import CHANNELS, FATES
from letters.labels import LANGUAGES
from letters.public_status import Answer, AnswerKind, Channel, Way, fate

SENT, CAME = date(2026, 11, 16), date(2026, 11, 18)
TODAY = date(2026, 11, 30)
MAIL = Way("email", SENT)
ARRIVED = Way("email", SENT, CAME)
BOUNCED = Way("email", SENT, failed=True)


def said(*ways: Way, answer: Answer | None = None, today: date = TODAY, language: str = "en"):
    return fate(ways, answer, today=today, language=language).sentence


SENTENCES = [
    ([Way("email")], None, "To be sent by email."),
    ([MAIL], None, "Sent by email on 16 November 2026; no answer after 14 days."),
    ([ARRIVED], None, "Delivered by email on 18 November 2026; no answer after 12 days."),
    ([BOUNCED], None, "Could not be delivered by email."),
    (
        [BOUNCED, Way("post")],
        None,
        "Could not be delivered by email; to be sent by post.",
    ),
    (
        [BOUNCED, Way("post", CAME)],
        None,
        ("Could not be delivered by email; sent by post on 18 November 2026; "
        "no answer after 12 days."),
    ),
    (
        [BOUNCED, Way("hand", CAME, CAME)],
        None,
        "Delivered by hand on 18 November 2026; no answer after 12 days.",
    ),
    (
        [MAIL, Way("post", SENT, CAME)],
        None,
        "Delivered by post on 18 November 2026; no answer after 12 days.",
    ),
    (
        [Way("post", SENT, TODAY), Way("form", SENT, CAME)],
        None,
        "Delivered through their web form on 18 November 2026; no answer after 12 days.",
    ),
    (
        [Way("docket", CAME)],
        None,
        "Sent through the docket on 18 November 2026; no answer after 12 days.",
    ),
    (
        [Way("press", CAME)],
        None,
        "Sent through the press on 18 November 2026; no answer after 12 days.",
    ),
    (
        [Way("email", unknown=True)],
        None,
        "It is not known yet whether it was sent by email.",
    ),
    ([Way("email", unknown=True), Way("post")], None, "To be sent by post."),
    ([Way("email", TODAY)], None, "Sent by email on 30 November 2026."),
    (
        [Way("email", TODAY - timedelta(1))],
        None,
        "Sent by email on 29 November 2026; no answer after 1 day.",
    ),
    (
        [ARRIVED],
        Answer("acknowledged", CAME),
        ("Delivered by email on 18 November 2026; receipt acknowledged on 18 November 2026; "
        "no answer after 12 days."),
    ),
    (
        [ARRIVED],
        Answer("unread", TODAY),
        "Delivered by email on 18 November 2026; an answer came on 30 November 2026.",
    ),
    (
        [ARRIVED],
        Answer("answered", TODAY),
        "Delivered by email on 18 November 2026; answered on 30 November 2026.",
    ),
    (
        [MAIL],
        Answer("refused", TODAY),
        "Sent by email on 16 November 2026; refused on 30 November 2026.",
    ),
    (
        [ARRIVED],
        Answer("met", TODAY),
        ("Delivered by email on 18 November 2026; what it asks for was granted on "
        "30 November 2026."),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("ways", "answer", "sentence"), SENTENCES)
def test_each_case_has_its_sentence(ways, answer, sentence):
    assert said(*ways, answer=answer) == sentence


def every_case():
    """Every two channels in every state, with every answer or none."""
    states = [(None, None, False), (SENT, None, False), (SENT, CAME, False), (SENT, None, True)]
    answers = [None, *(Answer(kind, TODAY) for kind in get_args(AnswerKind))]
    for first, second, answer in product(states, states, answers):
        yield [Way("email", *first), Way("post", *second)], answer


def test_delivered_is_never_said_of_what_was_only_sent():
    cases = list(every_case())
    for ways, answer in cases:
        sentence = said(*ways, answer=answer)
        certain = any(way.delivered_on for way in ways)
        assert sentence.startswith("Delivered") == certain, sentence
        assert ("delivered by" in sentence.lower()) == (
            certain or any(way.failed for way in ways)
        ), sentence
    print(f"{len(cases)} cases")


def test_silence_is_never_claimed_where_somebody_answered():
    for ways, answer in every_case():
        if answer is not None and answer.kind != "acknowledged":
            assert "no answer" not in said(*ways, answer=answer)


@pytest.mark.parametrize("language", sorted(FATES))
def test_every_language_says_every_case_in_its_own_words(language):
    for ways, answer in every_case():
        sentence = said(*ways, answer=answer, language=language)
        assert "{" not in sentence
        assert sentence[-1] in ".。"
        assert sentence[0] == sentence[0].upper()
        if language != "en":
            assert sentence != said(*ways, answer=answer)


def test_every_channel_has_words_in_every_language():
    assert get_args(Channel) == CHANNELS
    assert {len(set(known.channels)) for known in FATES.values()} == {len(CHANNELS)}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            "es-US",
            (
                "Entregada por correo electrónico el 18 de noviembre de 2026; "
                "sin respuesta tras 12 días."
            ),
        ),
        ("fr-FR", "Remise par courriel le 18 novembre 2026 ; sans réponse après 12 jours."),
        ("de-DE", "Am 18. November 2026 per E-Mail zugestellt; nach 12 Tagen keine Antwort."),
        ("zh-Hans", "2026年11月18日通过电子邮件送达；12 天后仍无答复。"),
        ("ar", "سُلّمت بالبريد الإلكتروني في 18 نوفمبر 2026؛ لا رد بعد 12 يومًا."),
    ],
)  # fmt: skip
def test_a_letter_s_status_is_in_its_own_language(language, sentence):
    assert said(ARRIVED, language=language) == sentence


def test_a_language_without_phrases_gets_english_and_says_so():
    found = fate([ARRIVED], None, today=TODAY, language="cy")
    assert found.language == "en"
    assert found.sentence.startswith("Delivered by email on 18 November 2026")


def test_every_language_that_can_be_chosen_gets_a_sentence():
    for tag, _ in LANGUAGES:
        assert said(ARRIVED, language=tag)
