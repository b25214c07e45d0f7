"""What becomes of the offices that a person of a reading holds, or held."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from officials.models import Body, District, Office, Official
from officials.on_record import OnRecord
from officials.plans import Detail, Plan
from officials.records import OfficeRecord


def plan_offices(
    plan: Plan,
    record: OnRecord,
    bodies: Mapping[str, Body],
    official: Official,
    offices: Iterable[OfficeRecord],
) -> list[Detail]:
    """Plan a person's offices, and end those that the source no longer gives."""
    left = list(record.offices[official.pk]) if official.pk else []
    details = []
    for one in offices:
        body = bodies[one.body]
        district = _district(plan, record, body, one)
        term = {"begins_on": one.begins_on, "ends_on": one.ends_on, "is_current": one.is_current}
        office = _take(left, body, district, one)
        if office is None:
            office = Office(
                official=official,
                body=body,
                district=district,
                title=one.title,
                source=plan.dataset.source,
                **term,
            )
            details.append(Detail("office", "", str(plan.create(office))))
        elif any(getattr(office, name) != value for name, value in term.items()):
            plan.update(office, **term)
            details.append(Detail("term", "", str(office)))
    return details + [_end(plan, office) for office in left if office.is_current]


def _end(plan: Plan, office: Office) -> Detail:
    plan.update(office, is_current=False)
    return Detail("office", str(office), "")


def _district(plan: Plan, record: OnRecord, body: Body, one: OfficeRecord) -> District | None:
    """Return the district of an office, made where there is none; None without a division."""
    if not one.division:
        return None
    known = record.districts[body.pk or -id(body)]
    district = known.get(one.division)
    key = re.sub(r"\d+", lambda number: number.group().zfill(4), one.district)[:160]
    if district is None:
        district = District(body=body, division=one.division, name=one.district, sort_key=key)
        known[one.division] = plan.create(district)
        plan.counts["district new"] += 1
    elif (district.name, district.sort_key) != (one.district, key):
        plan.update(district, name=one.district, sort_key=key)
        plan.counts["district changed"] += 1
    return district


def _take(
    left: list[Office], body: Body, district: District | None, one: OfficeRecord
) -> Office | None:
    """Take the office that a record is about from those left; the same beginning first."""
    if body._state.adding or (district is not None and district._state.adding):
        return None  # nobody can have held one there
    place = (body.pk, district.pk if district else None, one.title)
    same = [held for held in left if (held.body_id, held.district_id, held.title) == place]
    exact = [held for held in same if held.begins_on == one.begins_on]
    for office in (*exact, *same):
        left.remove(office)
        return office
    return None
