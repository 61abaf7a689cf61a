from django.urls import URLPattern, path

from patients.views import invitations

invitations_urls: list[URLPattern] = [
    path(
        "patients/<int:patient_id>/invite/",
        invitations.invitation_create,
        name="invitation_create",
    ),
    path(
        "patients/<int:patient_id>/invite/mail/",
        invitations.invitation_mail,
        name="invitation_mail",
    ),
    path(
        "invitations/<int:invitation_id>/revoke/",
        invitations.invitation_revoke,
        name="invitation_revoke",
    ),
]
