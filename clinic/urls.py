from django.urls import URLPattern, URLResolver, include, path

from clinic.views import accounts, clinics, staff, trail

handler400 = "clinic.views.errors.bad_request"
handler500 = "clinic.views.errors.server_error"

staff_urls: list[URLPattern] = [
    path("settings/", clinics.clinic_edit, name="clinic_edit"),
    path("logo.png", clinics.clinic_logo, name="clinic_logo"),
    path("staff/", staff.staff_list, name="staff_list"),
    path("trail/", trail.trail_list, name="trail_list"),
    path("trail/export/", trail.trail_export, name="trail_export"),
]

clinic_urls: list[URLPattern | URLResolver] = [
    path("", include("patients.urls")),
    path("routines/", include("routines.urls")),
    *staff_urls,
]
urlpatterns = [
    path("", include("patients.portal.door_urls")),
    path("account/kept/", accounts.kept_form, name="kept_form"),
    path("accounts/", include("allauth.urls")),
    path("c/<slug:clinic_slug>/", include(clinic_urls)),
    path("my/", include("patients.portal.urls")),
]
