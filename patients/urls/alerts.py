from django.urls import URLPattern, path

from patients.views import alerts

alerts_urls: list[URLPattern] = [
    path("alerts/<int:alert_id>/handle/", alerts.alert_handle, name="alert_handle"),
]
