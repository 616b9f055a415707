"""Every address Django answers; streams and uploads stand before it in asgi.py."""

from django.urls import include, path

from korgan.faces import health, measuring, pages
from korgan.faces.admin.pages import administration
from korgan.faces.api import api

urlpatterns = [
    path("", pages.citizen_app),
    path("report", pages.citizen_app),
    path("sent/<uuid:_>", pages.citizen_app),
    path("appeals", pages.citizen_app),
    path("appeals/<uuid:_>", pages.citizen_app),
    path("sign-in", pages.citizen_app),
    path("my-data", pages.citizen_app),
    path("console/", pages.console_app),
    path("console/<path:_>", pages.console_app),
    path("sw.js", pages.service_worker),
    path("manifest.webmanifest", pages.web_manifest),
    path("api/", api.urls),
    path("admin/", administration.urls),
    path("hooks/", include("korgan.faces.hooks.urls")),
    path("_allauth/", include("korgan.faces.console.signing")),
    path("healthz", health.healthz),
    path("metrics", measuring.metrics),
    path("readyz", health.readyz),
]
