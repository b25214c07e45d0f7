"""What this site keeps, and for how long: the facts of the privacy page. Pure: imports no Django.

Each fact is what a setting or a rule does; whoever changes the rule changes it here.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of data: why it is asked for, who sees it, how long it stays."""

    what: str
    why: str
    who: str
    how_long: str


def promises(
    *, lead: str, confirm_hours: int, keep_contacts_days: int, keep_mail_days: int
) -> list[Kept]:
    """Return everything that is kept about visitors and signers, in the order of the page.

    Args:
        lead: who sees the contacts; empty when nobody is named yet.
        confirm_hours: how long a request waits for its confirmation.
        keep_contacts_days: how long contacts stay after a list has closed.
        keep_mail_days: how long our messages stay after they have arrived or failed.
    """
    reviewers = f"Reviewers of {lead}" if lead else "Reviewers"
    contacts = _days(keep_contacts_days)
    return [
        *_of_signers(reviewers, contacts, _hours(confirm_hours)),
        *_of_supporters(),
        Kept(
            "Messages that we send to you",
            "To deliver them",
            "You; encrypted here",
            f"{_days(keep_mail_days)} after they have arrived or failed",
        ),
        Kept(
            "Network address",
            "To hold back floods; only a keyed hash",
            "Nobody",
            "Until midnight (UTC)",
        ),
        Kept("Which pages you read", "Nothing needs it", "Nobody", "Never stored"),
    ]


def _of_signers(reviewers: str, contacts: str, confirm: str) -> list[Kept]:
    """Return what is kept about who signs and who was asked to.

    Args:
        contacts, confirm: how long contacts and unconfirmed requests are kept, in words.
    """
    return [
        Kept(
            "Organization’s name, website, level, place",
            "To stand under the letter",
            "Everyone, once it is confirmed and approved",
            "As long as the letter; off the page within a minute of withdrawal",
        ),
        Kept(
            "Name, title, email of who signed",
            "To confirm and to review",
            f"{reviewers}, each look is recorded; encrypted otherwise",
            f"{contacts} after the list has closed, or after withdrawal",
        ),
        Kept(
            "Organizations that were asked to sign, and a contact of each",
            "To ask, to remind at most twice, and to know the answer",
            f"{reviewers}; the contact is encrypted otherwise",
            f"The contact: {contacts} after the list has closed, or after a no",
        ),
        Kept(
            "Requests that nobody confirmed",
            "To wait for the confirmation",
            reviewers,
            confirm,
        ),
        Kept(
            "Proof that a signature was confirmed and approved",
            "So that nobody’s name can be added or taken away",
            reviewers,
            "As long as the letter, without names of people",
        ),
    ]


def _of_supporters() -> list[Kept]:
    """Return what is kept about people who follow a campaign or write to officials."""
    return [
        Kept(
            "Email address of who asked for updates",
            "To send them",
            "Nobody; encrypted",
            "Until you stop them; 48 hours if you don’t confirm",
        ),
        Kept(
            "Message to officials that we send for you: text, name, town, email",
            "To send it, and to ask you once how it ended",
            "The officials you chose; encrypted here. On paper also who prints it",
            "28 days after delivery; 48 hours if you don’t confirm",
        ),
        Kept(
            "That a mailbox wrote to an official, as a keyed hash",
            "So that each official gets one letter of yours",
            "Nobody",
            "28 days after the action has closed",
        ),
        Kept(
            "Postal code",
            "To find who stands for it",
            "Nobody",
            "Never stored",
        ),
    ]


def _hours(number: int) -> str:
    return "1 hour" if number == 1 else f"{number} hours"


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"
