"""Putting organizations on record, merging two records of one, and taking a merge back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from wagtail.log_actions import log

from signatories.models import (
    NameSign,
    Organization,
    OrganizationMerge,
    OrganizationName,
    SignOn,
)
from signatories.submission import stored_key

# They stay with the record that they are about.
_STAYING = (NameSign, OrganizationMerge)


class MergeRefused(ValueError):
    """The two records can't be merged, or a merge not taken back; the message says why."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What a merge moves, for people: rows by kind, and how many stay because both have them."""

    counts: tuple[tuple[str, int], ...]
    staying: int


def organization_of(sign_on: SignOn) -> Organization | None:
    """Return the organization on record for a sign-on, put on record if new, locked.

    Its names count, its other names too, both with the same web domain. A merged record leads to
    what it became. None for a person. To be called in a transaction.
    """
    if sign_on.kind != SignOn.Kind.ORGANIZATION:
        return None
    if sign_on.organization_id is not None:
        return _today(sign_on.organization_id)
    key, domain = stored_key(sign_on.printed_name), sign_on.website_domain
    found = _known_as(key, domain)
    if found is None:
        found, _ = Organization.objects.get_or_create(
            name_key=key,
            website_domain=domain,
            defaults={
                "name": sign_on.printed_name,
                "website": sign_on.website,
                "scope": sign_on.scope,
                "country": sign_on.country,
                "region": sign_on.region,
            },
        )
    return _today(found.pk)


def known_organization(sign_on: SignOn) -> Organization | None:
    """Return the organization on record that a request names, with the same web domain, if any.

    A merged record leads to what it became; puts nothing on record.
    """
    found = _known_as(stored_key(sign_on.printed_name), sign_on.website_domain)
    while found is not None and found.merged_into is not None:
        found = found.merged_into
    return found


def _known_as(key: str, domain: str) -> Organization | None:
    """Return the one organization of this name, its own before others' other names."""
    own = Organization.objects.filter(name_key=key, website_domain=domain).first()
    if own is not None:
        return own
    others = Organization.objects.filter(names__name_key=key, website_domain=domain)
    found = list(others.order_by("pk").distinct()[:2])
    return found[0] if len(found) == 1 else None


def _today(pk: int) -> Organization:
    """Return the organization or what it was merged into, locked so that no merge takes it away."""
    locked = Organization.objects.select_for_update().get(pk=pk)
    return locked if locked.merged_into_id is None else _today(locked.merged_into_id)


def preview_merge(*, source: int, target: int) -> Moved:
    """Return what a merge would move, having moved nothing.

    Raises:
        MergeRefused: it can't be done.
    """
    with transaction.atomic():
        merge, staying = _merge(source, target)
        transaction.set_rollback(True)
    return Moved(tuple(_counted(merge)), staying)


def merge_organizations(
    *, source: int, target: int, by: AbstractBaseUser | None, now: datetime
) -> OrganizationMerge:
    """Take two records for one organization: what belongs to `source` goes to `target`.

    Raises:
        MergeRefused: both stand under one page, or one of them was merged already.
    """
    with transaction.atomic():
        merge, _ = _merge(source, target)
        merge.merged_at, merge.merged_by_id = now, by.pk if by else None
        merge.save()
        _audit(merge, "signatories.merge", by)
    return merge


def undo_merge(*, merge_id: int, by: AbstractBaseUser | None, now: datetime) -> bool:
    """Put everything back that a merge moved; True only the first time.

    What came to the organization since stays with it.

    Raises:
        MergeRefused: a later merge builds on this one, or rows would collide.
    """
    with transaction.atomic():
        merge = OrganizationMerge.objects.select_for_update().get(pk=merge_id)
        if merge.undone_at is not None:
            return False
        _lock(merge.source_id, merge.target_id)
        _refuse_buried(merge)
        try:
            _put_back(merge)
        except IntegrityError as error:
            raise MergeRefused(
                "It can't be undone: something of the same name was put on record since."
            ) from error
        merge.undone_at, merge.undone_by_id = now, by.pk if by else None
        merge.save(update_fields=["undone_at", "undone_by"])
        _audit(merge, "signatories.undo_merge", by)
    return True


def _merge(source: int, target: int) -> tuple[OrganizationMerge, int]:
    """Move the rows; return the unsaved record of it, and how many rows stay behind."""
    if source == target:
        raise MergeRefused("Choose two different organizations.")
    records = _lock(source, target)
    for pk in (source, target):
        if pk not in records:
            raise MergeRefused("One of them is gone: look at the list again.")
        if records[pk].merged_into_id is not None:
            raise MergeRefused(f"“{records[pk]}” was merged already: look at the list again.")
    _refuse_both_signed(records[source], records[target])
    merge = OrganizationMerge(source=records[source], target=records[target], moved={}, cleared={})
    staying = sum(_move(field, merge) for field in _fields_to_move())
    Organization.objects.filter(pk=source).update(merged_into=target)
    _index(records.values())
    return merge, staying


def _lock(*pks: int) -> dict[int, Organization]:
    """Return the records by id, locked in one order so that two merges can't wait on each other."""
    rows = Organization.objects.select_for_update().filter(pk__in=pks).order_by("pk")
    return {row.pk: row for row in rows}


def _refuse_both_signed(source: Organization, target: Organization) -> None:
    def pages(organization: Organization) -> Any:
        approved = organization.sign_ons.filter(status=SignOn.Status.APPROVED)
        return approved.values_list("page_id", flat=True)

    both = target.sign_ons.filter(status=SignOn.Status.APPROVED, page_id__in=pages(source))
    if first := both.select_related("page").order_by("pk").first():
        raise MergeRefused(
            f"Both stand under “{first.page.title}”. Withdraw one of the two sign-ons first."
        )


def _fields_to_move() -> Iterator[Any]:
    """Return every foreign key to an organization, in whichever room it is."""
    every: tuple[Any, ...] = tuple(Organization._meta.get_fields(include_hidden=True))
    for relation in every:
        theirs = relation.one_to_many and relation.auto_created
        if theirs and not issubclass(relation.related_model, _STAYING):
            yield relation.field


def _move(field: Any, merge: OrganizationMerge) -> int:
    """Point the rows at the target; return how many stay, since the target has their like."""
    rows = field.model._base_manager.filter(**{field.attname: merge.source_id})
    if field.model is Organization:  # nothing is its own parent
        itself = rows.filter(pk=merge.target_id)
        if itself.update(**{field.attname: None}):
            merge.cleared[_label(field)] = [merge.target_id]
    pks = list(rows.order_by("pk").values_list("pk", flat=True))
    moved = [pk for pk in pks if _moves(field, pk, merge.target_id)]
    if moved:
        merge.moved[_label(field)] = moved
    return len(pks) - len(moved)


def _moves(field: Any, pk: Any, target: int) -> bool:
    try:
        with transaction.atomic():
            return bool(field.model._base_manager.filter(pk=pk).update(**{field.attname: target}))
    except IntegrityError:
        return False


def _label(field: Any) -> str:
    return f"{field.model._meta.label_lower}.{field.name}"


def _refuse_buried(merge: OrganizationMerge) -> None:
    """Refuse while a later merge that touched either record stands: its rows have moved on."""
    ends = [merge.source_id, merge.target_id]
    standing = OrganizationMerge.objects.filter(undone_at__isnull=True, pk__gt=merge.pk)
    later = standing.filter(Q(source__in=ends) | Q(target__in=ends)).order_by("-pk").first()
    if later is not None:
        raise MergeRefused(f"Undo the later merge of {later} first.")


def _put_back(merge: OrganizationMerge) -> None:
    for field in _fields_to_move():
        rows = field.model._base_manager
        moved = rows.filter(pk__in=merge.moved.get(_label(field), []))
        moved.filter(**{field.attname: merge.target_id}).update(**{field.attname: merge.source_id})
        emptied = rows.filter(pk__in=merge.cleared.get(_label(field), []))
        emptied.filter(**{field.attname: None}).update(**{field.attname: merge.source_id})
    Organization.objects.filter(pk=merge.source_id).update(merged_into=None)
    _index(Organization.objects.filter(pk__in=[merge.source_id, merge.target_id]))


def _index(organizations: Any) -> None:
    for organization in organizations:
        organization.index_names()


def _counted(merge: OrganizationMerge) -> Iterator[tuple[str, int]]:
    for field in _fields_to_move():
        number = len(merge.moved.get(_label(field), [])) + len(merge.cleared.get(_label(field), []))
        if number:
            yield _kind(field, number), number


def _kind(field: models.ForeignKey[Any, Any], number: int) -> str:
    one, many = str(field.model._meta.verbose_name), str(field.model._meta.verbose_name_plural)
    if field.model is Organization and field.name == "parent":
        one, many = "chapter", "chapters"
    elif field.model is Organization:
        one, many = "organization merged before", "organizations merged before"
    elif field.model is OrganizationName:
        one, many = "other name", "other names"
    return one if number == 1 else many


def _audit(merge: OrganizationMerge, action: str, by: AbstractBaseUser | None) -> None:
    for organization in (merge.source, merge.target):
        data = {"source": merge.source_id, "target": merge.target_id, "rows": merge.moved_count}
        log(organization, action, user=by, title=organization.name, data=data)


def merged_names(organization: Organization) -> list[str]:
    """Return the names of the records that were merged into it."""
    return list(organization.merged.order_by("name").values_list("name", flat=True))
