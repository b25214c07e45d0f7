from django.urls import path

from signatories import consent_views, desk_views, logo_views, own_views, private_views, views

app_name = "signatories"

urlpatterns = [
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
]
