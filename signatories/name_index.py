"""The stored signs of every organization, made anew: after a bulk load or a change of the rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import transaction

from signatories.models import NameSign, Organization, OrganizationName
from signatories.spelling import Spelled, sign_number

_AT_ONCE = 1_000  # organizations


def rebuild(*, dry_run: bool = False) -> int:
    """Bring the signs of all organizations in line with their names; return how many differed."""
    changed = 0
    last = 0
    while batch := list(_after(last)):
        with transaction.atomic():
            changed += _bring_in_line(batch, dry_run)
        last = batch[-1][0]
    return changed


def _after(last: int) -> Iterable[tuple[int, str, str, str]]:
    rows = Organization.objects.filter(pk__gt=last).order_by("pk")
    return rows.values_list("pk", "name", "name_key", "website_domain")[:_AT_ONCE]


def _bring_in_line(batch: Sequence[tuple[int, str, str, str]], dry_run: bool) -> int:
    pks = [pk for pk, *_ in batch]
    wanted: defaultdict[int, set[int]] = defaultdict(set)
    for pk, name, key, domain in batch:
        wanted[pk] |= _signs(Spelled(name, domain, key))
    others = OrganizationName.objects.filter(organization_id__in=pks)
    for pk, name in others.values_list("organization_id", "name"):
        wanted[pk] |= _signs(Spelled(name, ""))
    stored: defaultdict[int, set[int]] = defaultdict(set)
    signs = NameSign.objects.filter(organization_id__in=pks)
    for pk, sign in signs.values_list("organization_id", "sign"):
        stored[pk].add(sign)
    differing = [pk for pk in pks if stored[pk] != wanted[pk]]
    if differing and not dry_run:
        signs.filter(organization_id__in=differing).delete()
        NameSign.objects.bulk_create(
            NameSign(organization_id=pk, sign=sign) for pk in differing for sign in wanted[pk]
        )
    return len(differing)


def _signs(spelled: Spelled) -> set[int]:
    return {sign_number(sign) for sign in spelled.lasting_signs()}
