from django.urls import path

from routines.views.limits import dose_limits_edit
from routines.views.routines import (
    routine_archive,
    routine_copy,
    routine_create,
    routine_detail,
    routine_edit,
    routine_list,
    routine_restore,
    routine_sign_off,
)
from routines.views.templates import template_detail

app_name = "routines"
urlpatterns = [
    path("", routine_list, name="routine_list"),
    path("new/", routine_create, name="routine_create"),
    path("limits/", dose_limits_edit, name="dose_limits_edit"),
    path("templates/<int:template_id>/", template_detail, name="template_detail"),
    path("<int:routine_id>/", routine_detail, name="routine_detail"),
    path("<int:routine_id>/copy/", routine_copy, name="routine_copy"),
    path("<int:routine_id>/edit/", routine_edit, name="routine_edit"),
    path("<int:routine_id>/archive/", routine_archive, name="routine_archive"),
    path("<int:routine_id>/restore/", routine_restore, name="routine_restore"),
    path("<int:routine_id>/accept/", routine_sign_off, name="routine_sign_off"),
]
