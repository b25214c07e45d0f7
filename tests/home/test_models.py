import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Site

from home.models import HomePage, SiteSettings


def test_reading_settings_makes_no_row(home: HomePage) -> None:
    SiteSettings.objects.all().delete()
    read = SiteSettings.read(Site.objects.get())
    assert read.name == "Open letters"
    assert not SiteSettings.objects.exists()
    assert SiteSettings.read(None).coordinated_by == ""


def test_an_accent_is_kept_only_if_it_can_be_read(home: HomePage) -> None:
    chosen = SiteSettings.objects.get()
    chosen.accent_light, chosen.accent_dark = "#00AA00", "#FF8A75"
    with pytest.raises(ValidationError) as refused:
        chosen.full_clean()
    assert list(refused.value.message_dict) == ["accent_light"]
    chosen.accent_light = "#006000"
    chosen.full_clean()
    assert (chosen.accent_light, chosen.accent_dark) == ("#006000", "#ff8a75")


def test_the_accents_version_changes_with_the_colour() -> None:
    own, other, same = (
        SiteSettings(accent_light=colour).accent_version
        for colour in ("#006000", "#000060", "#006000")
    )
    assert own == same != other
    assert SiteSettings().accent_version == ""


@pytest.mark.parametrize(
    ("lead", "address", "sentence"),
    [
        ("", "4 Quay Street", ""),
        ("Harbor", "", "Porch is coordinated by Harbor."),
        ("Harbor", "4 Quay Street", "Porch is coordinated by Harbor, 4 Quay Street."),
    ],
)
def test_who_leads_is_one_sentence(lead: str, address: str, sentence: str) -> None:
    settings = SiteSettings(name="Porch", lead_organization=lead, postal_address=address)
    assert settings.coordinated_by == sentence
