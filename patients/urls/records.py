from django.urls import URLPattern, path

from patients.views import patients, today, trails

records_urls: list[URLPattern] = [
    path("", today.today, name="today"),
    path("patients/", patients.patient_list, name="patient_list"),
    path("patients/new/", patients.patient_create, name="patient_create"),
    path("patients/<int:patient_id>/", patients.patient_detail, name="patient_detail"),
    path("patients/<int:patient_id>/edit/", patients.patient_edit, name="patient_edit"),
    path("patients/<int:patient_id>/trail/", trails.patient_trail, name="patient_trail"),
    path("patients/<int:patient_id>/archive/", patients.patient_archive, name="patient_archive"),
    path("patients/<int:patient_id>/restore/", patients.patient_restore, name="patient_restore"),
]
