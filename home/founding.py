"""A new site's first pages and groups: what `found_site` makes, once."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page, Site

from campaign.models import CampaignIndexPage
from home.models import GivenRight, HomePage

ORGANIZERS = "Organizers"
CAMPAIGNS_SLUG = "campaigns"
_ON_PAGES = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")
_ON_PICTURES = ("add_image", "choose_image")
# App label and codename; every other right stays with administrators.
_RIGHTS = (
    ("wagtailadmin", "access_admin"),
    ("signatories", "view_signon"),
    ("signatories", "change_signon"),
    ("signatories", "change_signonsettings"),
    ("signatories", "view_organization"),
    ("signatories", "change_organization"),
    ("signatories", "view_organizationmerge"),
    ("signatories", "change_organizationmerge"),
    ("delivery", "view_outboundmessage"),
    ("delivery", "change_outboundmessage"),
    ("campaign", "view_evidence"),
    ("campaign", "add_evidence"),
    ("campaign", "change_evidence"),
    ("campaign", "delete_evidence"),
    *(("officials", f"{verb}_official") for verb in ("view", "add", "change")),
    *(("officials", f"{verb}_body") for verb in ("view", "add", "change")),
    *(("officials", f"{verb}_district") for verb in ("view", "add", "change")),
    *(("officials", f"{verb}_targetlist") for verb in ("view", "add", "change", "delete")),
    ("officials", "view_importrun"),
    ("letters", "change_lettersettings"),
    ("home", "change_sitesettings"),
)


@transaction.atomic
def found_site(*, name: str, hostname: str, port: int) -> HomePage:
    """Return the start page, made with the campaigns page and the organizers' group if missing.

    Safe to run again: what exists stays as it is. Wagtail's own welcome page is replaced.
    """
    home = HomePage.objects.first() or _make_home(name, hostname, port)
    if not CampaignIndexPage.objects.exists():
        index = CampaignIndexPage(title="Campaigns", slug=CAMPAIGNS_SLUG, show_in_menus=True)
        home.add_child(instance=index)
    _make_organizers(home)
    return home


@transaction.atomic
def give_rights() -> int:
    """Give the organizers' group what came with new releases; return how many rights.

    Each right is given once: one that an administrator took away stays away.
    """
    group = Group.objects.filter(name=ORGANIZERS).first()
    if group is None:
        return 0
    given = set(GivenRight.objects.values_list("name", flat=True))
    new = [right for right in _RIGHTS if ".".join(right) not in given]
    for app_label, codename in new:
        right = Permission.objects.get(content_type__app_label=app_label, codename=codename)
        if GivenRight.objects.get_or_create(name=f"{app_label}.{codename}")[1]:
            group.permissions.add(right)
    return len(new)


def _make_home(name: str, hostname: str, port: int) -> HomePage:
    root = Page.get_first_root_node()
    home = HomePage(title=name, slug="start")
    root.add_child(instance=home)
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    welcome = site.root_page if site.root_page_id else None
    site.root_page, site.site_name, site.hostname, site.port = home, name, hostname, port
    site.save()
    if welcome and welcome.specific_class is Page and not welcome.get_children().exists():
        welcome.delete()
    made: HomePage = HomePage.objects.get(pk=home.pk)
    return made


def _make_organizers(home: HomePage) -> Group:
    """Return the group whose members write letters, review sign-ons and send editions."""
    group, made = Group.objects.get_or_create(name=ORGANIZERS)
    give_rights()
    if made:
        for codename in _ON_PAGES:
            right = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
            GroupPagePermission.objects.create(group=group, page=home, permission=right)
        everything = Collection.get_first_root_node() or Collection.add_root(name="Root")
        for codename in _ON_PICTURES:
            GroupCollectionPermission.objects.create(
                group=group,
                collection=everything,
                permission=Permission.objects.get(
                    content_type__app_label="wagtailimages", codename=codename
                ),
            )
    return group
