"""What one row of a sheet says, cleaned: a sign-on's facts, problems and doubts."""

import re
from dataclasses import dataclass, field, replace
from typing import Final

from privacy.text import clean_address, clean_text
from signatories import submission
from signatories.authority import registered_domain
from signatories.mapping import FIELDS, Mapping
from signatories.names import name_key
from signatories.places import Place, place_of, scope_of
from signatories.sheets import Row

REMARK_LIMIT: Final = 2_000
_YES = re.compile(
    r"(y|yes|true|1|x|on|ok|agree[d]?|checked|i (am|agree|confirm|have)\b.*|s[ií]|ja|oui)"
)
_NO = re.compile(r"(n|no|none|false|0|not\b.*|i am not\b.*|nein|non)")
_PERSON = re.compile(
    r"identification (purposes )?only|\bas an individual\b|\bpersonal capacity\b|\bfor myself\b",
    re.IGNORECASE,
)
_AS_PERSON = re.compile(r"\b(individual|person|myself)\b", re.IGNORECASE)
_BRACKETED_ASIDE = re.compile(r"\s*[(\[][^()\[\]]*identification[^()\[\]]*[)\]]", re.IGNORECASE)
_REMOVAL = re.compile(
    r"\b(remove|unsign|delist|unlist)\s+(us|our|me|my)\b"
    r"|\btake\s+(us|me|our name|my name)\s+(off|down)\b"
    r"|\bwe\s+(want to |wish to |must |have to )?withdraw\b|\bwithdraw (us|our|my)\b"
    r"|\bboard (has )?(voted|said|decided) (no|against)\b"
    r"|\b(do not|don['’]?t|did not|didn['’]?t) (list|add|include|want to sign|agree to sign)\b"
    r"|\b(do not|don['’]?t) (want|wish) to (sign|be listed)\b",
    re.IGNORECASE,
)
NO_MAILBOX: Final = "there is no email address to confirm with: call them and ask for one"
BAD_MAILBOX: Final = "the email address is not one mailbox, so it can't be used: ask for it again"


@dataclass(frozen=True)
class RowFacts:
    """A row's facts as a sign-on has them. Holds a person's name and mailbox: never print it."""

    number: int
    name: str = ""
    shown_name: str = ""  # for the report, where the name itself was refused
    kind: str = "organization"
    affiliation: str = ""
    website: str = ""
    contact_name: str = field(default="", repr=False)
    contact_title: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    remark: str = field(default="", repr=False)
    scope: str = ""
    place: Place = field(default_factory=Place)
    attested: str = ""  # what stood in the authority column, when it was a yes
    submitted: str = ""
    asks_removal: bool = False
    problems: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    typed: tuple[str, ...] = field(default=(), repr=False)

    @property
    def website_domain(self) -> str:
        """The registered domain of the website, "" without one."""
        return submission.website_domain(self.website)

    @property
    def mailbox_domain(self) -> str:
        """The part after the mailbox's "@", "" without one."""
        return self.email.rpartition("@")[2]


class _Reading:
    """Cleans a row's cells one by one, collecting what is wrong with them."""

    def __init__(self, row: Row, mapping: Mapping) -> None:
        self.row, self.mapping = row, mapping
        self.problems: list[str] = []
        self.doubts: list[str] = []

    def cell(self, name: str) -> str:
        column = self.mapping.column_of(name)
        return "" if column is None else self.row.cell(column)

    def text(self, name: str, limit: int) -> str:
        try:
            return clean_text(self.cell(name), limit=limit)
        except ValueError as error:
            self.problems.append(f"{FIELDS[name]}: {_lower(error)}")
            return ""

    def person_text(self, name: str, limit: int) -> str:
        value = self.text(name, limit)
        if value[:1] in ("=", "+", "-", "@") and value:
            self.doubts.append(f"{FIELDS[name]} begins like a formula and was left out")
            return ""
        return value

    def email(self) -> str:
        typed = self.cell("contact_email").strip()
        if not typed:
            self.problems.append(NO_MAILBOX)
            return ""
        try:
            return clean_address(typed)
        except ValueError:
            self.problems.append(BAD_MAILBOX)
            return ""

    def name(self, typed: str, own_domain: str) -> str:
        try:
            name = submission.clean_name(typed, own_domain=own_domain)
        except ValueError as error:
            self.problems.append(f"the name can't be used: {_lower(error)}")
            return ""
        if not name:
            self.problems.append("there is no name")
        return name

    def website(self) -> str:
        typed = self.cell("website").strip()
        if typed.casefold() in ("", "-", "none", "n/a", "na", "no"):
            return ""
        try:
            return submission.clean_website(typed)
        except ValueError:
            self.doubts.append("the website is no web address and was left out")
            return ""

    def contact_name(self) -> str:
        whole = self.person_text("contact_name", submission.TITLE_LIMIT)
        parts = (self.person_text(name, 60) for name in ("first_name", "last_name"))
        return whole or " ".join(part for part in parts if part)


def read_facts(row: Row, mapping: Mapping) -> RowFacts:
    """Return what `row` says; problems refuse it, doubts go to the reviewer."""
    reading = _Reading(row, mapping)
    email = reading.email()
    contact_name = reading.contact_name()
    title = reading.person_text("contact_title", submission.TITLE_LIMIT)
    organization = reading.cell("organization")
    remark = reading.text("comments", REMARK_LIMIT)
    facts = RowFacts(
        row.number,
        website=reading.website(),
        contact_name=contact_name,
        contact_title=title,
        email=email,
        remark=remark,
        submitted=reading.cell("submitted_at"),
        asks_removal=bool(_REMOVAL.search(remark)),
        typed=tuple(
            " ".join(reading.cell(name).split()) for name in FIELDS if name != "submitted_at"
        ),
    )
    person = _signs_as_person(reading, organization, contact_name, title, remark)
    typed_name = contact_name if person else organization
    facts = replace(
        facts,
        kind="individual" if person else "organization",
        name=reading.name(typed_name, registered_domain(facts.mailbox_domain)),
        affiliation=_affiliation(organization, contact_name, title) if person else "",
        shown_name=_shown(typed_name),
    )
    facts = _with_place(facts, reading)
    attested = "" if person else _attested(reading)
    return replace(
        facts,
        attested=attested,
        problems=tuple(reading.problems),
        doubts=tuple(reading.doubts),
    )


def _with_place(facts: RowFacts, reading: _Reading) -> RowFacts:
    typed_scope = reading.text("scope", 200)
    scope = scope_of(typed_scope)
    if typed_scope and not scope:
        reading.doubts.append(f'"{typed_scope[:60]}" is no scope')
    parts = [reading.text(name, 60) for name in ("place", "region", "country")]
    place = place_of(
        ", ".join(part for part in parts if part), international=scope == "international"
    )
    if place.note:
        reading.doubts.append(place.note)
    return replace(facts, scope=scope, place=place)


def _signs_as_person(
    reading: _Reading, organization: str, contact_name: str, title: str, remark: str
) -> bool:
    """Return whether a person signs for themselves; where that is a guess, leave a doubt."""
    stated = reading.cell("kind").strip()
    if stated:
        return bool(_AS_PERSON.search(stated)) and "organi" not in stated.casefold()
    signs = (
        (not organization.strip() and bool(contact_name), "no organization is named"),
        (bool(_PERSON.search(f"{title} {remark}")), "they say so"),
        (
            bool(contact_name) and name_key(organization) == name_key(contact_name),
            "the organization's name is the person's",
        ),
    )
    for found, why in signs:
        if found:
            reading.doubts.append(f"read as a person, not an organization: {why}")
            return True
    return False


def _affiliation(organization: str, contact_name: str, title: str) -> str:
    named = "" if name_key(organization) == name_key(contact_name) else organization
    parts = (_BRACKETED_ASIDE.sub("", title), clean_text(named[:1_000], limit=1_000))
    return ", ".join(part for part in parts if part)[:200]


def _attested(reading: _Reading) -> str:
    """Return what they ticked for their authority; a no or nothing leaves a doubt."""
    if reading.mapping.column_of("authority") is None:
        return ""
    typed = reading.text("authority", 300)
    if _NO.fullmatch(typed.casefold()):
        reading.doubts.append("they say that they may not sign for the organization")
    elif not _YES.fullmatch(typed.casefold()):
        reading.doubts.append("they don't say whether they may sign for the organization")
    else:
        return typed
    return ""


def _shown(typed: str) -> str:
    """Return a name for the report: one line, short, without any address."""
    words = " ".join(typed.replace("\x00", "").split())[:60]
    return " ".join("(address)" if "@" in word else word for word in words.split())


def _lower(error: ValueError) -> str:
    sentence = str(error)
    return (sentence[:1].lower() + sentence[1:]).rstrip(".")
