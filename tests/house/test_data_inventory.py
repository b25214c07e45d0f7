"""P-04: every stored field is labelled, with how long it is kept, and the page says the same."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models

from home.management.commands.data_inventory import ROOMS
from privacy.inventory import LABELS, holdings, table
from privacy.sealing import SealedBinaryField, SealedTextField
from tools.environment import ROOT
from tools.lint import ROOMS as ALL_ROOMS


def stored(room: str) -> set[tuple[str, str]]:
    """Return (model, field) of all that a room's tables hold."""
    return {
        (model.__name__, field.name)
        for model in apps.get_app_config(room).get_models()
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many)
    }


def test_every_room_with_models_has_a_list():
    with_models = {room for room in ALL_ROOMS if room != "config" and stored(room)}
    assert {room for room, _ in ROOMS} == with_models


@pytest.mark.parametrize(("room", "lists"), ROOMS, ids=[room for room, _ in ROOMS])
def test_every_field_is_labelled_and_no_other(room, lists):
    """P-04: a new field that nobody labelled fails here."""
    labelled = {(one.model, one.field) for one in holdings(lists)}
    held = stored(room)
    print(f"P-04: {room}: {len(held)} fields, {len(held - labelled)} unlabelled")
    assert held - labelled == set(), "label them in holdings.py"
    assert labelled - held == set(), "gone from the models"


def test_what_is_sealed_is_personal_and_addresses_of_people_are_sealed():
    labels = {
        (room, one.model, one.field): one.label for room, lists in ROOMS for one in holdings(lists)
    }
    sealed = 0
    for (room, model, name), label in labels.items():
        field = apps.get_model(room, model)._meta.get_field(name)
        if isinstance(field, SealedTextField | SealedBinaryField):
            sealed += 1
            assert label in ("contact", "message", "secret"), f"{model}.{name} is {label}"
        elif isinstance(field, models.EmailField):
            assert label in ("official", "public"), f"{model}.{name} is an open address"
    print(f"P-04: {sealed} sealed fields")
    assert sealed > 5


def test_the_page_is_made_from_the_code():
    """P-04: docs/data.md is what `manage.py data_inventory` prints."""
    assert (ROOT / "docs" / "data.md").read_text("utf-8") == table(ROOMS)


@pytest.mark.parametrize(
    "lists",
    [
        {"A": {"private": ("a day", "x")}},
        {"A": {"secret": ("", "x")}},
        {"A": {"secret": ("a day", "x"), "audit": ("a day", "x")}},
    ],
)
def test_a_list_that_says_too_little_or_too_much_is_refused(lists):
    with pytest.raises(ValueError, match="A"):
        holdings(lists)
    assert len(LABELS) == 7
