from django.urls import URLPattern, URLResolver, include, path

from clinic.views import (
    accounts,
    clinics,
    demo,
    first_owners,
    joining,
    languages,
    members,
    second_factor,
    seeing,
    staff,
    trail,
)

handler400 = "clinic.views.errors.bad_request"
handler500 = "clinic.views.errors.server_error"

staff_urls: list[URLPattern] = [
    path("settings/", clinics.clinic_edit, name="clinic_edit"),
    path("logo.png", clinics.clinic_logo, name="clinic_logo"),
    path("staff/", staff.staff_list, name="staff_list"),
    path("staff/invite/", members.staff_invitation_create, name="staff_invitation_create"),
    path(
        "staff/invitations/<int:staff_invitation_id>/again/",
        members.staff_invitation_renew,
        name="staff_invitation_renew",
    ),
    path(
        "staff/invitations/<int:staff_invitation_id>/revoke/",
        members.staff_invitation_revoke,
        name="staff_invitation_revoke",
    ),
    path("staff/<int:membership_id>/", members.member_edit, name="member_edit"),
    path("staff/<int:membership_id>/remove/", members.member_remove, name="member_remove"),
    path(
        "staff/<int:membership_id>/second-factor/",
        second_factor.second_factor_reset,
        name="second_factor_reset",
    ),
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
    path("first-owner/", first_owners.first_owner_create, name="first_owner_create"),
    path("first-owner/<str:token>/", first_owners.first_owner_open, name="first_owner_open"),
    path("join/", joining.staff_invitation_accept, name="staff_invitation_accept"),
    path("join/<str:token>/", joining.staff_invitation_open, name="staff_invitation_open"),
    path("language/", languages.language_choose, name="language_choose"),
    path("seeing/", seeing.seeing_choose, name="seeing_choose"),
    path("demo/mails/", demo.demo_mails, name="demo_mails"),
    path("account/", accounts.account_edit, name="account_edit"),
    path("account/stay/", accounts.stay_signed_in, name="stay_signed_in"),
    path("account/kept/", accounts.kept_form, name="kept_form"),
    path("accounts/second-step/", second_factor.second_factor_setup, name="second_factor_setup"),
    path(
        "accounts/2fa/webauthn/keys/<int:pk>/remove/",
        second_factor.mfa_remove_webauthn,
        name="mfa_remove_webauthn",
    ),
    path("accounts/sessions/", accounts.usersessions_list, name="usersessions_list"),
    path("accounts/", include("allauth.urls")),
    path("c/<slug:clinic_slug>/", include(clinic_urls)),
    path("my/", include("patients.portal.urls")),
]
