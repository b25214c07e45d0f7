"""The site's addresses and two that fail, to see what a failure carries."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import path

from config.urls import urlpatterns as own


def fail(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("made up")


def forbid(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


urlpatterns = [path("fail/", fail), path("forbid/", forbid), *own]
