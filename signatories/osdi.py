"""What everybody may know of letters, signatures and organizations, in OSDI 1.1's words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Model, QuerySet
from django.urls import reverse
from wagtail.models import Page

from signatories.models import Organization, OrganizationLogo, SignablePage, SignOn
from signatories.notices import absolute
from signatories.public_list import PublicName, public_name
from signatories.texts import text_shown

PER_PAGE: Final = 25
MOST_PER_PAGE: Final = 100
SYSTEM: Final = "Undersigned"
DOCS: Final = "https://opensupporter.github.io/osdi-docs/{rel}"
Resource = dict[str, Any]


def public_pages(now: datetime) -> list[SignablePage]:
    """Return the signable pages that anybody may see at `now`, oldest first."""
    kinds = [model for model in apps.get_models() if issubclass(model, SignablePage)]
    types = ContentType.objects.get_for_models(*kinds).values()
    pages = Page.objects.live().public().filter(content_type__in=types).order_by("pk")
    found = [page for page in pages.specific() if isinstance(page, SignablePage)]
    return [page for page in found if not page.is_hidden(now)]


def public_page_of(page_id: int, now: datetime) -> SignablePage | None:
    """Return a page that anybody may see; None for one that is hidden as for one that isn't."""
    return next((page for page in public_pages(now) if page.pk == page_id), None)


def public_organizations(now: datetime) -> QuerySet[Organization]:
    """Return the organizations whose name stands under a page that anybody may see."""
    pages = [page.pk for page in public_pages(now)]
    standing = SignOn.objects.published().filter(page_id__in=pages, organization__isnull=False)
    return Organization.objects.filter(pk__in=standing.values("organization")).order_by("pk")


def entry_point() -> Resource:
    """Return where a client begins."""
    return {
        "motd": "Public letters and who stands under them.",
        "max_pagesize": MOST_PER_PAGE,
        "vendor_name": SYSTEM,
        "product_name": SYSTEM,
        "osdi_version": "1.1.1",
        "_links": {
            **_curies(),
            "self": _link("osdi"),
            "osdi:petitions": _link("osdi_petitions"),
            "osdi:organizations": _link("osdi_organizations"),
        },
    }


def petitions(pages: Sequence[SignablePage]) -> list[Resource]:
    """Return a resource each page; one query for all counts."""
    counted = SignOn.objects.published().filter(page_id__in=[page.pk for page in pages])
    counts = dict(counted.order_by().values_list("page_id").annotate(Count("pk")))
    return [_petition(page, counts.get(page.pk, 0)) for page in pages]


def petition(page: SignablePage, now: datetime) -> Resource:
    """Return one page with its text."""
    text = text_shown(page=page, now=now)
    whole = {"petition_text": text.text, "undersigned:text_sha256": text.sha256}
    return {**petitions([page])[0], **whole}


def _petition(page: SignablePage, count: int) -> Resource:
    own = [page.pk]
    return {
        "identifiers": [_identifier(page)],
        "origin_system": SYSTEM,
        "created_date": _moment(page.first_published_at),
        "modified_date": _moment(page.last_published_at),
        "title": page.sign_title(),
        "name": page.slug,
        "summary": page.addressee_line(),
        "browser_url": page.full_url,
        "total_signatures": count,
        "_links": {
            "self": _link("osdi_petition", *own),
            "osdi:signatures": _link("osdi_signatures", *own),
            "osdi:record_signature_helper": _link("osdi_record_signature", *own),
        },
    }


def signature(sign_on: SignOn) -> Resource:
    """Return one published name; of a person nothing but what stands in print."""
    name = public_name(sign_on)
    links = {
        "self": _link("osdi_signature", sign_on.page_id, sign_on.pk),
        "osdi:petition": _link("osdi_petition", sign_on.page_id),
    }
    if sign_on.organization_id:
        links["osdi:organization"] = _link("osdi_organization", sign_on.organization_id)
    return {
        "identifiers": [_identifier(sign_on)],
        "origin_system": SYSTEM,
        "created_date": _day(name.signed_on),
        "modified_date": _day(name.signed_on),
        "action_date": _day(name.signed_on),
        **_public_facts(name),
        "_links": links,
    }


def _public_facts(name: PublicName) -> Resource:
    facts = ("name", "kind", "group", "country", "region", "affiliation", "text_sha256")
    return {f"undersigned:{fact}": getattr(name, fact) for fact in facts if getattr(name, fact)}


def organizations(found: Sequence[Organization]) -> list[Resource]:
    """Return a resource each organization, with its logo where one is shown; one query for all."""
    shown = OrganizationLogo.objects.filter(organization__in=found, status="shown")
    digests = dict(shown.values_list("organization", "sha256"))
    return [_organization(one, digests.get(one.pk, "")) for one in found]


def _organization(found: Organization, logo_digest: str) -> Resource:
    links = {"self": _link("osdi_organization", found.pk)}
    if logo_digest:
        links["undersigned:logo"] = _link("logo", found.pk, logo_digest[:16])
    location = {"region": found.region, "country": found.country, "public": True}
    return {
        "identifiers": [_identifier(found)],
        "origin_system": SYSTEM,
        "created_date": _moment(found.created_at),
        "modified_date": _moment(found.created_at),
        "name": found.name,
        "location": {name: value for name, value in location.items() if value},
        **({"undersigned:website": found.website} if found.website else {}),
        "_links": links,
    }


def collection(
    relation: str,
    address: str,
    resources: Sequence[Resource],
    *,
    page: int,
    per_page: int,
    total: int,
) -> Resource:
    """Return one page of a collection: links to its resources, and these themselves."""
    pages = max(1, -(-total // per_page))
    links: Resource = {
        **_curies(),
        "self": {"href": f"{address}?page={page}&per_page={per_page}"},
        relation: [one["_links"]["self"] for one in resources],
    }
    if page < pages:
        links["next"] = {"href": f"{address}?page={page + 1}&per_page={per_page}"}
    if page > 1:
        links["previous"] = {"href": f"{address}?page={page - 1}&per_page={per_page}"}
    return {
        "total_pages": pages,
        "per_page": per_page,
        "page": page,
        "total_records": total,
        "_links": links,
        "_embedded": {relation: list(resources)},
    }


def error(code: int, description: str, *, resource: str = "osdi:signature") -> Resource:
    """Return a refusal in OSDI's words."""
    status = {
        "resource": resource,
        "response_code": code,
        "error_descriptions": [{"description": description}],
    }
    atomic = {"request_type": "atomic", "response_code": code, "resource_status": [status]}
    return {"osdi:error": atomic}


def received(page_id: int) -> Resource:
    """Return what is said of a signature that was taken in; it has no address so far."""
    return {
        "origin_system": SYSTEM,
        "undersigned:state": "waits for review",
        "_links": {"osdi:petition": _link("osdi_petition", page_id)},
    }


def _curies() -> Resource:
    return {"curies": [{"name": "osdi", "href": DOCS, "templated": True}]}


def _link(name: str, *args: int | str) -> Resource:
    return {"href": absolute(reverse(f"signatories:{name}", args=args))}


def _identifier(row: Model) -> str:
    return f"undersigned:{row._meta.model_name}-{row.pk}"


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _day(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
