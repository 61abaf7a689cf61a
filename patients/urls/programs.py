from django.urls import URLPattern, path

from patients.views import drafts, programs

programs_urls: list[URLPattern] = [
    path("patients/<int:patient_id>/programs/new/", programs.program_create, name="program_create"),
    path("programs/<int:program_id>/", programs.program_detail, name="program_detail"),
    path("programs/<int:program_id>/edit/", drafts.program_edit, name="program_edit"),
    path("programs/<int:program_id>/arrange/", drafts.program_arrange, name="program_arrange"),
    path("programs/<int:program_id>/activate/", drafts.program_activate, name="program_activate"),
    path("programs/<int:program_id>/discard/", drafts.program_discard, name="program_discard"),
    path("programs/<int:program_id>/change/", programs.program_change, name="program_change"),
    path("programs/<int:program_id>/pause/", programs.program_pause, name="program_pause"),
    path("programs/<int:program_id>/resume/", programs.program_resume, name="program_resume"),
    path("programs/<int:program_id>/complete/", programs.program_complete, name="program_complete"),
    path(
        "programs/<int:program_id>/versions/<int:version_number>/",
        programs.version_detail,
        name="version_detail",
    ),
]
