"""What is on record of one source, loaded at once so that a reading can be compared with it."""

from __future__ import annotations

from collections import defaultdict

from officials.models import (
    Body,
    Channel,
    District,
    Office,
    Official,
    OfficialArea,
    Source,
    TargetList,
    TargetListMember,
)

# Sources whose bodies are known by name only: one that is on record already is the same.
BY_NAME = frozenset({Source.CSV.value, Source.POPOLO.value})


class OnRecord:
    """Rows of one source by what identifies them there; costs as many queries as it has tables."""

    def __init__(self, source: str, people: str) -> None:
        """Load what `source` wrote, and the people of the source `people` with their channels."""
        self.bodies = {body.source_id: body for body in Body.objects.filter(source=source)}
        self.named: dict[str, Body] = {}
        if source in BY_NAME:
            for body in Body.objects.order_by("-pk"):
                self.named[body.name.casefold()] = body
        self.districts: dict[int, dict[str, District]] = defaultdict(dict)
        for district in District.objects.all():
            self.districts[district.body_id][district.division] = district
        self._load_people(people)
        self._load_lists(source)

    def _load_people(self, source: str) -> None:
        mine = Official.objects.filter(source=source).exclude(source_id="")
        self.officials = {official.source_id: official for official in mine}
        self.offices: dict[int, list[Office]] = defaultdict(list)
        held = Office.objects.filter(official__in=mine, source=source)
        for office in held.select_related("body", "district"):
            self.offices[office.official_id].append(office)
        self.channels: dict[int, dict[tuple[str, str], Channel]] = defaultdict(dict)
        for channel in Channel.objects.filter(official__in=mine):
            self.channels[channel.official_id][channel.kind, channel.value] = channel
        self.areas: dict[int, dict[str, OfficialArea]] = defaultdict(dict)
        for area in OfficialArea.objects.filter(official__in=mine):
            self.areas[area.official_id][area.prefix] = area

    def _load_lists(self, source: str) -> None:
        lists = TargetList.objects.filter(source=source).exclude(source_id="")
        self.lists = {target_list.source_id: target_list for target_list in lists}
        self.members: dict[int, dict[int, TargetListMember]] = defaultdict(dict)
        for member in TargetListMember.objects.filter(target_list__in=lists):
            self.members[member.target_list_id][member.official_id] = member

    def body_of(self, key: str, name: str) -> Body | None:
        """Return the body with a source's key or, where only names are given, with its name."""
        return self.bodies.get(key) or self.named.get(name.casefold())

    def in_office(self, covered: set[int]) -> list[Official]:
        """Return active people who hold an office in one of these bodies now."""
        return [
            official
            for official in self.officials.values()
            if official.is_active
            and any(o.is_current and o.body_id in covered for o in self.offices[official.pk])
        ]
