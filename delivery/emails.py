"""Mails from templates: `templates/emails/<name>/{subject.txt,body.txt,body.html}`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import css_inline
from django.template import engines


@dataclass(frozen=True, slots=True)
class RenderedEmail:
    """The three parts of a mail."""

    subject: str
    text: str
    html: str


def render(name: str, context: Mapping[str, Any]) -> RenderedEmail:
    """Return the mail `name` filled with `context`.

    Subject and text are filled without HTML escaping; the HTML is escaped and its styles are
    written into the elements, as many mail programs drop style sheets.

    Raises:
        TemplateDoesNotExist: one of the three templates is missing.
    """
    values = dict(context)
    text_engine, html_engine = engines["text"], engines["django"]
    subject = text_engine.get_template(f"emails/{name}/subject.txt").render(values)
    text = text_engine.get_template(f"emails/{name}/body.txt").render(values)
    html = html_engine.get_template(f"emails/{name}/body.html").render(values)
    return RenderedEmail(
        subject=" ".join(subject.split()),
        text=text.strip() + "\n",
        html=_inliner().inline(html),
    )


@cache
def _inliner() -> css_inline.CSSInliner:
    # Never loads anything from outside; media queries stay in the head.
    return css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=True)
