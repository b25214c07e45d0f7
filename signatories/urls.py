from django.urls import path

from signatories import (
    consent_views,
    desk_views,
    logo_views,
    osdi_views,
    own_logo_views,
    own_views,
    private_views,
    views,
)

app_name = "signatories"

_PETITION = "osdi/v1/petitions/<int:page_id>"

urlpatterns = [
    path("osdi/v1/", osdi_views.entry, name="osdi"),
    path("osdi/v1/petitions", osdi_views.petitions, name="osdi_petitions"),
    path(_PETITION, osdi_views.petition, name="osdi_petition"),
    path(f"{_PETITION}/signatures", osdi_views.signatures, name="osdi_signatures"),
    path(f"{_PETITION}/signatures/<int:sign_on_id>", osdi_views.signature, name="osdi_signature"),
    path(
        f"{_PETITION}/record_signature_helper",
        osdi_views.record_signature,
        name="osdi_record_signature",
    ),
    path("osdi/v1/organizations", osdi_views.organizations, name="osdi_organizations"),
    path(
        "osdi/v1/organizations/<int:organization_id>",
        osdi_views.organization,
        name="osdi_organization",
    ),
    path("logos/<int:organization>-<slug:digest>.png", logo_views.logo, name="logo"),
    path("confirm/<str:token>/", views.confirm, name="confirm"),
    path("invited/<str:token>/", private_views.invited, name="invited"),
    path("invited/<str:token>/sign/", private_views.invited_sign, name="invited_sign"),
    path("private/<str:token>/", private_views.private, name="private"),
    path("private/<str:token>/sign/", private_views.private_sign, name="private_sign"),
    path("answer/<str:token>/", desk_views.answer, name="answer"),
    path("object/<str:token>/", desk_views.objection, name="object"),
    path("agree/<str:token>/", consent_views.agree, name="agree"),
    path("manage/", own_views.lost_link, name="lost_link"),
    path("manage/<str:token>/", own_views.manage, name="manage"),
    path("manage/<str:token>/data.json", own_views.manage_data, name="manage_data"),
    path("manage/<str:token>/logo.png", own_logo_views.picture, name="manage_logo"),
]
