from django.urls import URLPattern, path
from django.views.decorators.http import require_safe
from wagtail.contrib.sitemaps.views import sitemap

from home import share_views, views
from privacy.pages import public_page

app_name = "home"

urlpatterns: list[URLPattern] = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("metrics", views.metrics, name="metrics"),
    path("privacy/", views.privacy, name="privacy"),
    path("accent.css", views.accent, name="accent"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", require_safe(public_page(max_age=30)(sitemap)), name="sitemap"),
    path("oembed/", share_views.oembed, name="oembed"),
    path("share/<int:page_id>/", share_views.share, name="share"),
    path("share/<int:page_id>/card.png", share_views.card, name="share_card"),
    path("share/<int:page_id>/embed/", share_views.frame, name="share_frame"),
    path("share/<int:page_id>/code.svg", share_views.code, name="share_code"),
    path("share/<int:page_id>/sheet.pdf", share_views.sheet, name="share_sheet"),
]
