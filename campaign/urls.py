from django.urls import path

from campaign import views

app_name = "campaign"

urlpatterns = [
    path("feed/", views.site_feed, name="feed"),
    path("follow/<str:token>/", views.confirm_follow, name="confirm_follow"),
]
