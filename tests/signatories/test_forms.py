"""What the form takes, and what it says otherwise."""

import pytest

from signatories.forms import SignOnForm
from signatories.submission import clean_name, clean_website

SOUND = {
    "kind": "organization",
    "organization": "Quay Watch",
    "website": "quay.example",
    "scope": "state",
    "country": "US",
    "region": "fla.",
    "contact_name": "Mara Quist",
    "contact_title": "Director",
    "contact_email": "mara@QUAY.example",
    "authority": "on",
    "text_sha256": "0" * 64,
}


OPTIONAL = {"country", "region", "text_sha256"}


def test_sound_answers_become_a_submission():
    form = SignOnForm(SOUND)
    assert form.is_valid(), form.errors
    submission = form.submission()
    assert submission.website == "https://quay.example"
    assert submission.contact_email == "mara@quay.example"
    assert submission.updates is False


@pytest.mark.parametrize("name", ["=1+1", "+quay", "-quay", "@quay"])
def test_a_name_that_a_spreadsheet_would_run_is_refused(name):
    with pytest.raises(ValueError, match="can't start with"):
        clean_name(name)


@pytest.mark.parametrize(
    "name", ["Win at http://bad.example", "www.bad.com", "Call bad.com", "ask a@bad.com now"]
)
def test_a_name_with_an_address_in_it_is_refused(name):
    with pytest.raises(ValueError, match="without a web or email address"):
        clean_name(name)


def test_an_organization_may_be_called_like_its_own_domain():
    assert clean_name("Quay.org Action", own_domain="quay.org") == "Quay.org Action"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "http://", "https://a b.com", "quay"])
def test_a_website_must_be_one(address):
    with pytest.raises(ValueError, match="Enter a web address"):
        clean_website(address)


@pytest.mark.parametrize(
    "field", [f for f in SOUND if f not in {"country", "region", "text_sha256"}]
)
def test_what_is_missing_is_said_at_its_field(field):
    form = SignOnForm({**SOUND, field: ""})
    assert not form.is_valid()
    assert [name for name, _ in form.complaints] == [field]
    assert form.heading == "One thing to correct"


def test_a_person_needs_no_website():
    form = SignOnForm({**SOUND, "kind": "individual", "website": "", "scope": ""})
    assert form.is_valid(), form.errors
    assert form.submission().claimed_name == "Mara Quist"
