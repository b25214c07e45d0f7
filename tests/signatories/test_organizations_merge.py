"""Two records of one organization: what a merge moves, refuses, remembers and takes back."""

from __future__ import annotations

import pytest
from wagtail.models import ModelLogEntry

from letters.models import LeadOrganization
from signatories.models import (
    NameSign,
    Organization,
    OrganizationMerge,
    OrganizationName,
    SignOn,
)
from signatories.registry import MergeRefused, merge_organizations, preview_merge, undo_merge
from signatories.services import approve_sign_ons
from tests.signatories.factories import NOW, a_letter, a_sign_on

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def an_organization(name: str, *others: str, **fields) -> Organization:
    made = Organization.objects.create(name=name, **fields)
    for other in others:
        OrganizationName.objects.create(organization=made, name=other)
    return made


def merge(source: Organization, target: Organization) -> OrganizationMerge:
    return merge_organizations(source=source.pk, target=target.pk, by=None, now=NOW)


def everything() -> dict[str, list[dict]]:
    """Return every row that a merge may touch, apart from the record of the merge itself."""
    models = (Organization, OrganizationName, SignOn)
    rows = {m.__name__: list(m.objects.order_by("pk").values()) for m in models}
    rows["signs"] = sorted(NameSign.objects.values_list("organization_id", "sign"))
    return rows


class TestMerging:
    def test_sign_ons_names_and_chapters_go_to_the_one_that_stays(self):
        page = a_letter()
        old, kept = an_organization("Gulf Netwrok", "GN"), an_organization("Gulf Network")
        chapter = an_organization("Gulf Network Ocala", parent=old)
        sign_on = a_sign_on(page, "approved", organization=old)
        merge(old, kept)
        sign_on.refresh_from_db()
        chapter.refresh_from_db()
        assert sign_on.organization == kept
        assert chapter.parent == kept
        assert [name.name for name in OrganizationName.objects.filter(organization=kept)] == ["GN"]

    def test_the_merged_record_says_what_it_became_and_leaves_the_lists(self):
        old, kept = an_organization("Gulf Netwrok"), an_organization("Gulf Network")
        merge(old, kept)
        old.refresh_from_db()
        assert old.merged_into == kept
        assert list(Organization.objects.current()) == [kept]

    def test_leads_of_letters_move_too(self):
        page = a_letter()
        old, kept = an_organization("Gulf Netwrok"), an_organization("Gulf Network")
        lead = LeadOrganization.objects.create(page=page, name="Gulf", organization=old)
        merge(old, kept)
        lead.refresh_from_db()
        assert lead.organization == kept

    def test_a_name_that_both_have_stays_behind(self):
        old, kept = an_organization("Gulf Netwrok", "GN"), an_organization("Gulf Network", "G.N.")
        assert preview_merge(source=old.pk, target=kept.pk).staying == 1
        merge(old, kept)
        assert OrganizationName.objects.get(organization=old).name == "GN"

    def test_a_chapter_merged_into_its_parent_is_no_chapter_of_itself(self):
        old = an_organization("Gulf Netwrok")
        kept = an_organization("Gulf Network", parent=old)
        merge(old, kept)
        kept.refresh_from_db()
        assert kept.parent is None

    def test_both_under_one_letter_is_refused_with_its_title(self):
        page = a_letter()
        old, kept = an_organization("Gulf Netwrok"), an_organization("Gulf Network")
        a_sign_on(page, "approved", organization=old)
        a_sign_on(page, "approved", organization=kept)
        before = everything()
        with pytest.raises(MergeRefused, match=f"Both stand under “{page.title}”"):
            merge(old, kept)
        assert everything() == before

    @pytest.mark.parametrize("twice", [True, False])
    def test_neither_itself_nor_a_merged_one(self, twice):
        old, kept = an_organization("Gulf Netwrok"), an_organization("Gulf Network")
        if twice:
            merge(old, kept)
        with pytest.raises(MergeRefused, match="merged already" if twice else "two different"):
            merge(old, kept if twice else old)

    def test_a_preview_counts_and_moves_nothing(self):
        page = a_letter()
        old, kept = an_organization("Gulf Netwrok", "GN"), an_organization("Gulf Network")
        a_sign_on(page, "approved", organization=old)
        before = everything()
        seen = preview_merge(source=old.pk, target=kept.pk)
        assert dict(seen.counts) == {"sign-on": 1, "other name": 1}
        assert everything() == before
        assert not OrganizationMerge.objects.exists()

    def test_both_records_get_a_line_in_the_log(self, admin_user):
        old, kept = an_organization("Gulf Netwrok"), an_organization("Gulf Network")
        done = merge_organizations(source=old.pk, target=kept.pk, by=admin_user, now=NOW)
        undo_merge(merge_id=done.pk, by=admin_user, now=NOW)
        lines = ModelLogEntry.objects.filter(user=admin_user)
        for organization in (old, kept):
            actions = lines.filter(object_id=organization.pk).values_list("action", flat=True)
            assert sorted(actions) == ["signatories.merge", "signatories.undo_merge"]


class TestUndoing:
    def test_every_row_is_as_before(self):
        page, other = a_letter(), a_letter()
        old = an_organization("Gulf Netwrok", "GN", "Red del Golfo", website="https://gulf.example")
        kept = an_organization("Gulf Network", "G.N.", parent=old)
        an_organization("Gulf Network Ocala", parent=old)
        for sign_on_page, organization in ((page, old), (other, kept)):
            a_sign_on(sign_on_page, "approved", organization=organization)
        LeadOrganization.objects.create(page=page, name="Gulf", organization=old)
        before = everything()
        done = merge(old, kept)
        assert everything() != before
        assert undo_merge(merge_id=done.pk, by=None, now=NOW)
        assert everything() == before

    def test_it_happens_once_and_the_history_stays(self):
        old, kept = an_organization("Gulf Netwrok"), an_organization("Gulf Network")
        done = merge(old, kept)
        assert undo_merge(merge_id=done.pk, by=None, now=NOW)
        assert not undo_merge(merge_id=done.pk, by=None, now=NOW)
        again = merge(old, kept)
        assert OrganizationMerge.objects.count() == 2
        assert again.undone_at is None

    def test_what_came_since_stays(self):
        page = a_letter()
        old, kept = an_organization("Gulf Netwrok"), an_organization("Gulf Network")
        done = merge(old, kept)
        new = a_sign_on(page, "approved", organization=kept)
        undo_merge(merge_id=done.pk, by=None, now=NOW)
        new.refresh_from_db()
        assert new.organization == kept

    def test_a_chain_is_undone_from_its_end(self):
        a, b, c = (an_organization(f"Gulf {word}") for word in ("Alpha", "Beta", "Gamma"))
        before = everything()
        first, second = merge(a, b), merge(b, c)
        a.refresh_from_db()
        assert a.merged_into == c
        with pytest.raises(MergeRefused, match="Undo the later merge"):
            undo_merge(merge_id=first.pk, by=None, now=NOW)
        assert undo_merge(merge_id=second.pk, by=None, now=NOW)
        assert undo_merge(merge_id=first.pk, by=None, now=NOW)
        assert everything() == before


class TestRecognizing:
    def approved(self, page, **fields) -> Organization:
        sign_on = a_sign_on(page, **fields)
        assert approve_sign_ons(ids=[sign_on.pk], by=None, ground="known", now=NOW) == 1
        sign_on.refresh_from_db()
        return sign_on.organization

    def test_the_same_name_and_domain_under_a_second_letter(self):
        fields = {"name": "Gulf Network", "website": "https://gulf.example"}
        assert self.approved(a_letter(), **fields) == self.approved(a_letter(), **fields)

    def test_another_name_with_the_same_domain(self):
        known = an_organization("Gulf Network", "Red del Golfo", website="https://gulf.example")
        fields = {"name": "Red del Golfo", "website": "https://www.gulf.example/es"}
        assert self.approved(a_letter(), **fields) == known

    def test_another_name_with_another_domain_is_another_organization(self):
        known = an_organization("Gulf Network", "GN", website="https://gulf.example")
        assert self.approved(a_letter(), name="GN", website="https://gn.example") != known

    def test_a_merged_name_leads_to_what_it_became(self):
        old = an_organization("Gulf Netwrok", website="https://netwrok.example")
        kept = an_organization("Gulf Network", website="https://gulf.example")
        merge(old, kept)
        fields = {"name": "Gulf Netwrok", "website": "https://netwrok.example"}
        assert self.approved(a_letter(), **fields) == kept
