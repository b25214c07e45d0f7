"""Decline all that meet some criteria: looked at first, taken in parts, put back if need be.

What is begun is finished by whoever comes next: each part is one transaction, and a row is done
once. So a worker may be killed at any moment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, Final

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.db.models import Count, OuterRef, Subquery
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from signatories.bulk_criteria import DECLINABLE, BulkRefused, Criteria, chosen, preview
from signatories.models import BulkDecision, BulkDecisionRow, SignOn, SignOnQuerySet
from signatories.notices import send_notice

__all__ = [
    "BulkRefused",
    "Criteria",
    "begin",
    "carry_on",
    "chosen",
    "counted",
    "preview",
    "undo",
    "unfinished",
]

PART: Final = 500  # sign-ons in one transaction
MOST_TOLD: Final = 500  # signers whom one decision may write to
_State, _Row = BulkDecision.State, BulkDecisionRow.State


def begin(
    *,
    criteria: Criteria,
    reason: str,
    expected: int,
    by: AbstractBaseUser,
    now: datetime,
    tells: bool = False,
) -> BulkDecision:
    """Return the decision to decline exactly the `expected` sign-ons that were looked at.

    Nothing is declined yet: `carry_on` does that.

    Raises:
        BulkRefused: as `chosen`; `reason` is empty, nobody meets the criteria, more or fewer do
            than were looked at, or too many would be written to.
    """
    if not reason.strip():
        raise BulkRefused("Say why: it stands with each of them.")
    if tells and expected > MOST_TOLD:
        raise BulkRefused(f"At most {MOST_TOLD} signers can be written to at once.")
    with transaction.atomic():
        decision = BulkDecision.objects.create(
            page_id=criteria.page_id,
            criteria=criteria.on_record(),
            reason=reason.strip(),
            tells=tells,
            made_by_id=by.pk,
            made_at=now,
        )
        number = _note_all(decision, chosen(criteria))
        if number != expected or not number:
            raise BulkRefused(
                f"{number} meet this now, and {expected} were shown. Look at them again."
                if number
                else "Nobody meets this."
            )
        data = {"bulk": decision.pk, "chosen": number}
        log(decision.page, "signatories.bulk_decline", user=by, data=data)
    return decision


def _note_all(decision: BulkDecision, found: SignOnQuerySet) -> int:
    columns = ("pk", "status", "decided_at", "decided_by_id", "decision_ground", "decision_rule")
    number = 0
    rows = found.order_by("pk").values_list(*columns).iterator()
    while part := list(islice(rows, 5_000)):
        BulkDecisionRow.objects.bulk_create(
            BulkDecisionRow(
                decision=decision,
                sign_on_id=pk,
                was=status,
                was_decided_at=decided_at,
                was_decided_by_id=decided_by,
                was_ground=ground,
                was_rule=rule,
            )
            for pk, status, decided_at, decided_by, ground, rule in part
        )
        number += len(part)
    return number


def unfinished() -> list[int]:
    """Return the decisions on which there is still something to do, oldest first."""
    begun = BulkDecision.objects.filter(state__in=[_State.DECLINING, _State.UNDOING])
    return list(begun.order_by("made_at", "pk").values_list("pk", flat=True))


def carry_on(
    *, decision_id: int, clock: Callable[[], datetime], until: datetime | None = None
) -> bool:
    """Decline, or put back, what is left of a decision; True once nothing is left.

    Args:
        clock: tells the time again and again, for that takes a while.
        until: when to stop in between; None for not before the end.
    """
    while until is None or clock() < until:
        with transaction.atomic():
            one = BulkDecision.objects.select_for_update().get(pk=decision_id)
            if one.state not in (_State.DECLINING, _State.UNDOING):
                return True
            declining = one.state == _State.DECLINING
            waiting = one.rows.filter(state=_Row.CHOSEN if declining else _Row.DECLINED)
            part = list(waiting.order_by("pk")[:PART])
            if part:
                (_decline if declining else _put_back)(one, part, clock())
            else:
                _finish(one, clock())
    return False


def _finish(one: BulkDecision, now: datetime) -> None:
    if one.state == _State.DECLINING:
        one.state, one.finished_at = _State.DECLINED, now
    else:
        one.state, one.undone_at = _State.UNDONE, now
    one.save(update_fields=["state", "finished_at", "undone_at"])


def _decline(one: BulkDecision, part: Sequence[BulkDecisionRow], now: datetime) -> None:
    """Decline those that stand as they stood when they were chosen; leave the others."""
    before = {row.sign_on_id: (row.was, row.was_decided_at) for row in part}
    locked = SignOn.objects.select_for_update().filter(pk__in=before)
    ready = [
        pk
        for pk, status, decided_at in locked.values_list("pk", "status", "decided_at")
        if status in DECLINABLE and before[pk] == (status, decided_at)
    ]
    SignOn.objects.filter(pk__in=ready).update(
        status=SignOn.Status.DECLINED,
        decided_at=now,
        decided_by_id=one.made_by_id,
        decision_ground=one.reason,
        decision_rule="",
    )
    rows = one.rows.filter(pk__in=[row.pk for row in part])
    rows.filter(sign_on_id__in=ready).update(state=_Row.DECLINED)
    rows.exclude(sign_on_id__in=ready).update(state=_Row.LEFT)
    _audit(one, ready, "signatories.decline", one.made_by_id, now)
    if one.tells:
        for sign_on in SignOn.objects.filter(pk__in=ready).select_related("page", "signed_text"):
            send_notice("sign-on-declined", sign_on, now=now, reason=one.reason)


def _put_back(one: BulkDecision, part: Sequence[BulkDecisionRow], now: datetime) -> None:
    """Put back those on which nobody decided since."""
    try:
        with transaction.atomic():
            restored = _restored(one, [row.sign_on_id for row in part])
    except IntegrityError:  # one of them can't stand again: find out which
        restored = [pk for row in part for pk in _restored_alone(one, row.sign_on_id)]
    rows = one.rows.filter(pk__in=[row.pk for row in part])
    rows.filter(sign_on_id__in=restored).update(state=_Row.PUT_BACK)
    rows.exclude(sign_on_id__in=restored).update(state=_Row.STAYS)
    _audit(one, restored, "signatories.undo", one.undone_by_id, now)


def _restored_alone(one: BulkDecision, sign_on: int) -> list[int]:
    try:
        with transaction.atomic():
            return _restored(one, [sign_on])
    except IntegrityError:
        return []


def _restored(one: BulkDecision, sign_ons: Sequence[int]) -> list[int]:
    # Found by key alone: a database that goes by status reads all that were ever declined, for each
    # part again.
    locked = SignOn.objects.select_for_update().filter(pk__in=sign_ons)
    ours = (SignOn.Status.DECLINED, one.made_by_id, one.reason)
    columns = ("status", "decided_by_id", "decision_ground")
    ids = [pk for pk, *stands in locked.values_list("pk", *columns) if tuple(stands) == ours]
    mine = BulkDecisionRow.objects.filter(decision=one, sign_on=OuterRef("pk"))

    def was(column: str) -> Subquery:
        return Subquery(mine.values(column)[:1])

    SignOn.objects.filter(pk__in=ids).update(
        status=was("was"),
        decided_at=was("was_decided_at"),
        decided_by_id=was("was_decided_by_id"),
        decision_ground=was("was_ground"),
        decision_rule=was("was_rule"),
    )
    return ids


def undo(*, decision_id: int, by: AbstractBaseUser, now: datetime) -> bool:
    """Begin to put back all that a finished decision declined; True only the first time."""
    finished = BulkDecision.objects.filter(pk=decision_id, state=_State.DECLINED)
    with transaction.atomic():
        if finished.update(state=_State.UNDOING, undone_by_id=by.pk) != 1:
            return False
        page = BulkDecision.objects.get(pk=decision_id).page
        log(page, "signatories.bulk_undo", user=by, data={"bulk": decision_id})
    return True


def counted(one: BulkDecision) -> dict[str, int]:
    """Return how many of the chosen are in which state; one query."""
    found = one.rows.order_by().values_list("state").annotate(number=Count("pk"))
    return dict.fromkeys(_Row.values, 0) | dict(found)


def _audit(
    one: BulkDecision, ids: Iterable[int], action: str, by: int | None, now: datetime
) -> None:
    """Leave a line for each, as for a decision on one, and say of which bulk decision it is."""
    kind = ContentType.objects.get_for_model(SignOn)
    data: dict[str, Any] = {"page": one.page_id, "bulk": one.pk}
    ModelLogEntry.objects.bulk_create(
        ModelLogEntry(
            content_type=kind,
            object_id=str(pk),
            label=f"Sign-on {pk}",
            action=action,
            data=data,
            timestamp=now,
            user_id=by,
        )
        for pk in ids
    )
