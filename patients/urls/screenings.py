from django.urls import URLPattern, path

from patients.views import screenings

screenings_urls: list[URLPattern] = [
    path(
        "patients/<int:patient_id>/screening/",
        screenings.screening_create,
        name="screening_create",
    ),
    path(
        "patients/<int:patient_id>/screenings/<int:screening_id>/",
        screenings.screening_detail,
        name="screening_detail",
    ),
    path(
        "patients/<int:patient_id>/screenings/<int:screening_id>/overrides/",
        screenings.override_create,
        name="override_create",
    ),
]
