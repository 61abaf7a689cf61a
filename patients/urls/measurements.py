from django.urls import URLPattern, path

from patients.views import measurements

measurements_urls: list[URLPattern] = [
    path(
        "patients/<int:patient_id>/measures/new/",
        measurements.check_in_create,
        name="check_in_create",
    ),
    path(
        "patients/<int:patient_id>/measures/total/",
        measurements.total_create,
        name="total_create",
    ),
    path(
        "measures/<int:measurement_id>/edit/",
        measurements.measurement_edit,
        name="measurement_edit",
    ),
]
