from django.urls import URLPattern, path
from django.views.decorators.http import require_safe
from wagtail.contrib.sitemaps.views import sitemap

from home import views
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
]
