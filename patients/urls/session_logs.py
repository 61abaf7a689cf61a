from django.urls import URLPattern, path

from patients.views import session_logs

session_logs_urls: list[URLPattern] = [
    path(
        "programs/<int:program_id>/sessions/new/",
        session_logs.session_log_create,
        name="session_log_create",
    ),
    path(
        "sessions/<int:session_log_id>/",
        session_logs.session_log_detail,
        name="session_log_detail",
    ),
    path(
        "sessions/<int:session_log_id>/edit/",
        session_logs.session_log_edit,
        name="session_log_edit",
    ),
]
