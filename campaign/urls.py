from django.urls import path

from campaign import message_views, views

app_name = "campaign"

urlpatterns = [
    path("feed/", views.site_feed, name="feed"),
    path("follow/<str:token>/", views.confirm_follow, name="confirm_follow"),
    path("write/<str:token>/", message_views.confirm, name="confirm_message"),
    path("wrote/<str:token>/", message_views.how_it_ended, name="how_it_ended"),
]
