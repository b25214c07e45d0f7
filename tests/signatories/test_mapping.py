"""Columns of a sheet, in the organizer's own words."""

import pytest

from signatories.mapping import MappingUnclear, column_letter, guess, map_columns, read_columns

FORM = (
    "Timestamp",
    "What is your organization's full name?",
    "Organization website",
    "Your name",
    "Your title",
    "Work email",
    "State or country",
    "Is your organization national, state, local or international?",
    "I am authorized to sign on behalf of my organization",
    "Anything else we should know?",
)


def fields(headings, overrides=()):
    return [column.field for column in map_columns(headings, overrides).columns]


def test_questions_of_a_form_are_understood():
    assert fields(FORM) == [
        "submitted_at", "organization", "website", "contact_name", "contact_title",
        "contact_email", "place", "scope", "authority", "comments",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (
            ["first_name", "last_name", "email", "zip_code", "can2_user_tags", "Organization"],
            ["first_name", "last_name", "contact_email", "", "", "organization"],
        ),
        (
            ["first_name", "last_name", "employer", "occupation", "email"],
            ["first_name", "last_name", "organization", "contact_title", "contact_email"],
        ),
        (
            ["Organization", "Role", "Email", "Status", "Created At"],
            ["organization", "contact_title", "contact_email", "", "submitted_at"],
        ),
        (
            ["Name of your group", "Who is signing? (name)", "Role", "E-mail", "Homepage"],
            ["organization", "contact_name", "contact_title", "contact_email", "website"],
        ),
        (
            ["Organization name", "Name", "Email address", "State", "Country"],
            ["organization", "contact_name", "contact_email", "region", "country"],
        ),
    ],
)
def test_dialects_of_other_tools_are_understood(headings, expected):
    assert fields(headings) == expected


@pytest.mark.parametrize(
    ("headings", "tool", "expected"),
    [
        (FORM, "Google Forms", None),
        (("Zeitstempel", "Name of your group", "Email"), "Google Forms",
         ["submitted_at", "organization", "contact_email"]),
        (
            ["first_name", "last_name", "email", "zip_code", "can2_state_abbreviated",
             "can2_user_tags", "Organization"],
            "Action Network",
            ["first_name", "last_name", "contact_email", "", "region", "", "organization"],
        ),
        (
            ["nationbuilder_id", "first_name", "last_name", "full_name", "email", "email_opt_in",
             "employer", "occupation", "primary_city", "primary_state", "created_at", "note"],
            "NationBuilder",
            ["", "first_name", "last_name", "", "contact_email", "", "organization",
             "contact_title", "", "region", "submitted_at", "comments"],
        ),
        (
            ["Organization", "Role", "Email", "Status", "Created At"],
            "Coalition Builder",
            ["organization", "contact_title", "contact_email", "", "submitted_at"],
        ),
        (["Name of your group", "Email"], "", None),
    ],
)  # fmt: skip
def test_the_tool_is_known_by_its_headings(headings, tool, expected):
    mapping = map_columns(headings)
    assert mapping.tool == tool
    if expected:
        assert [column.field for column in mapping.columns] == expected


def test_a_tools_own_column_can_still_be_chosen():
    headings = ["Organization", "Role", "Email", "Status", "Created At"]
    assert fields(headings, ["Status=comments"])[3] == "comments"


def test_what_is_twice_or_missing_is_told_without_an_error():
    mapping = read_columns(["Group", "Colour"], {1: "organization"})
    assert mapping.missing == ["contact_email"]
    assert read_columns(["Work e-mail", "Home e-mail"], {}).twice.keys() == {"contact_email"}


def test_every_guess_has_a_reason_and_the_rest_is_listed():
    mapping = map_columns([*FORM, "Favourite colour", ""])
    assert all(column.reason for column in mapping.columns)
    assert [column.heading for column in mapping.unmapped] == ["Favourite colour", ""]
    assert mapping.column_of("organization") == 1
    assert mapping.column_of("kind") is None


def test_a_column_is_named_by_heading_or_letter():
    assert fields(["a", "b", "c"], ["a=organization", "C=contact_email"]) == [
        "organization", "", "contact_email",
    ]  # fmt: skip
    assert fields(["x=y", "Email"], ["x=y=organization"])[0] == "organization"


def test_an_override_takes_the_field_from_its_guess():
    given = fields(["Organization", "Parent organization", "Email"], ["B=organization"])
    assert given == ["", "organization", "contact_email"]


def test_a_column_can_be_left_out():
    assert fields(["Organization", "Email", "Notes"], ["Notes=-"])[2] == ""


@pytest.mark.parametrize(
    ("headings", "overrides", "said"),
    [
        (
            ["Organization", "Email", "Second e-mail address", "Backup e-mail"],
            ["A"],
            "COLUMN=FIELD",
        ),
        (["Organization", "Email"], ["Z=website"], 'no column is called "Z"'),
        (["Organization", "Email"], ["A=shoe"], '"shoe" is no field'),
        (["Notes", "Notes", "Email"], ["Notes=organization"], "give the letter"),
        (["a", "b", "Email"], ["A=organization", "B=organization"], "two columns"),
        (["Colour", "Email"], [], "organization"),
        (["Organization", "Colour"], [], "contact_email"),
        (["Work e-mail", "Home e-mail", "Group"], [], "both seem to be contact_email"),
    ],
)
def test_what_is_unclear_is_asked_with_the_way_out(headings, overrides, said):
    with pytest.raises(MappingUnclear) as asked:
        map_columns(headings, overrides)
    assert said in str(asked.value)
    assert "\n" not in str(asked.value)


def test_a_plain_name_beats_a_longer_heading():
    assert fields(["Email", "Email of your assistant", "Organization"])[:2] == ["contact_email", ""]


def test_headings_without_sense_fit_nothing():
    assert guess("Favourite colour")[0] == ""
    assert guess("")[0] == ""


def test_letters_go_on_after_z():
    assert [column_letter(index) for index in (0, 25, 26, 701, 702)] == [
        "A",
        "Z",
        "AA",
        "ZZ",
        "AAA",
    ]
