"""Writing down what became of messages that were handed over."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from delivery import circuits, leases, many
from delivery.claimed import Claimed
from delivery.lines import Result
from delivery.outcomes import Outcome, Verdict
from delivery.reports import follow_early_reports
from delivery.stopping import Cause, pause

logger = logging.getLogger(__name__)
Count = Callable[[str, int], None]


def settle(results: Sequence[Result], count: Count, *, now: datetime) -> bool:
    """Write down what became of these jobs; return whether nothing more should go out now.

    Args:
        count: told how many messages came to which end, by the names in `DrainReport`.
    """
    ids = {message: name for result in results for message, name in result.ids.items()}
    outcomes = [pair for result in results for pair in result.outcomes.items()]
    if ids:
        provider = next(result.provider for result in results if result.ids)
        noted = any(message.bulk_id is None for message in ids)
        many.accept_all(ids, provider=provider, now=now, noted=noted)
        follow_early_reports(provider, ids.values(), now=now)
        count("accepted", len(ids))
    answered = ids or any(outcome.verdict is Verdict.FAIL for _, outcome in outcomes)
    if answered and circuits.standing() is not None:
        circuits.works()
    stop = False
    for message, outcome in outcomes:
        stop |= _settle_one(message, outcome, count, now)
    return stop


def _settle_one(message: Claimed, outcome: Outcome, count: Count, now: datetime) -> bool:
    logger.warning("message %s: %s (%s)", message.pk, outcome.error, outcome.verdict.value)
    if outcome.verdict is Verdict.FAIL:
        leases.fail(message, error=outcome.error, now=now)
        count("failed", 1)
        return False
    if outcome.verdict is Verdict.PAUSE:
        leases.retry(message, error=outcome.error, now=now, after=timedelta(0))
        pause(reason=outcome.error, now=now, cause=Cause.PROVIDER)
        count("paused", 1)
        return True
    if outcome.verdict is Verdict.UNKNOWN:
        leases.lose(message, error=outcome.error, now=now)
        count("retried" if message.kind in leases.RESENDABLE else "uncertain", 1)
    else:
        leases.retry(message, error=outcome.error, now=now, after=outcome.wait)
        count("retried", 1)
    return circuits.failed(
        reason=outcome.error, now=now, began=message.handed_over_at, wait=outcome.wait
    )
