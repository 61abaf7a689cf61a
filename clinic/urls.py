from django.urls import URLPattern, URLResolver, include, path

staff_urls: list[URLPattern] = []

clinic_urls: list[URLPattern | URLResolver] = [
    path("", include("patients.urls")),
    path("routines/", include("routines.urls")),
    *staff_urls,
]
urlpatterns = [
    path("", include("patients.portal.door_urls")),
    path("accounts/", include("allauth.urls")),
    path("c/<slug:clinic_slug>/", include(clinic_urls)),
    path("my/", include("patients.portal.urls")),
]
