"""Who may do what: the one table."""

from enum import StrEnum, auto

from django.db import models
from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    PATIENT_VIEW = auto()
    PATIENT_EDIT = auto()
    PATIENT_ARCHIVE = auto()
    PATIENT_INVITE = auto()
    SCREENING_EDIT = auto()
    PROGRAM_EDIT = auto()
    HANDOUT_PRINT = auto()
    SESSION_LOG = auto()
    MEASURE_RECORD = auto()
    MEASURE_CORRECT = auto()
    QUESTION_ANSWER = auto()
    ALERT_HANDLE = auto()
    ROUTINE_VIEW = auto()
    ROUTINE_EDIT = auto()
    ROUTINE_SIGN_OFF = auto()
    CLINIC_EDIT = auto()
    LIMITS_EDIT = auto()
    STAFF_VIEW = auto()
    STAFF_EDIT = auto()
    TRAIL_VIEW = auto()
    PATIENT_TRAIL_VIEW = auto()


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    PRACTITIONER = "practitioner", _("Practitioner")
    FRONT_DESK = "front_desk", _("Front desk")


_FRONT_DESK = {
    Permission.PATIENT_VIEW,
    Permission.PATIENT_EDIT,
    Permission.PATIENT_INVITE,
    Permission.HANDOUT_PRINT,
    Permission.SESSION_LOG,
    Permission.MEASURE_RECORD,
    Permission.ROUTINE_VIEW,
    Permission.STAFF_VIEW,
}
_PRACTITIONER = _FRONT_DESK | {
    Permission.PATIENT_ARCHIVE,
    Permission.SCREENING_EDIT,
    Permission.PROGRAM_EDIT,
    Permission.MEASURE_CORRECT,
    Permission.QUESTION_ANSWER,
    Permission.ALERT_HANDLE,
    Permission.ROUTINE_EDIT,
    Permission.ROUTINE_SIGN_OFF,
    Permission.PATIENT_TRAIL_VIEW,
}
# An owner is a practitioner who also keeps the clinic: docs/adr/0010.
_OWNER = _PRACTITIONER | {
    Permission.CLINIC_EDIT,
    Permission.LIMITS_EDIT,
    Permission.STAFF_EDIT,
    Permission.TRAIL_VIEW,
}

_PERMISSIONS: dict[Role, set[Permission]] = {
    Role.FRONT_DESK: _FRONT_DESK,
    Role.PRACTITIONER: _PRACTITIONER,
    Role.OWNER: _OWNER,
}


def permissions_of(role: str) -> set[Permission]:
    return _PERMISSIONS[Role(role)]


# The table in words, for the page that shows it: a test finds whatever is missing here.
PERMISSION_WORDS = {
    Permission.PATIENT_VIEW: _("See patients and their charts"),
    Permission.PATIENT_EDIT: _("Add patients and edit their records"),
    Permission.PATIENT_ARCHIVE: _("Archive and restore patients"),
    Permission.PATIENT_INVITE: _("Invite patients to their own account"),
    Permission.SCREENING_EDIT: _("Screen patients and override findings"),
    Permission.PROGRAM_EDIT: _("Assign, change, pause and complete programs"),
    Permission.HANDOUT_PRINT: _("Print handouts"),
    Permission.SESSION_LOG: _("Key in sessions"),
    Permission.MEASURE_RECORD: _("Key in outcome measures"),
    Permission.MEASURE_CORRECT: _("Correct outcome measures"),
    Permission.QUESTION_ANSWER: _("Answer patients’ questions"),
    Permission.ALERT_HANDLE: _("Deal with alerts"),
    Permission.ROUTINE_VIEW: _("See the library"),
    Permission.ROUTINE_EDIT: _("Copy routines and edit the clinic’s own"),
    Permission.ROUTINE_SIGN_OFF: _("Accept routines for the clinic"),
    Permission.STAFF_VIEW: _("See who works here"),
    Permission.STAFF_EDIT: _("Invite staff, change their roles, remove them"),
    Permission.CLINIC_EDIT: _("Change the clinic’s settings"),
    Permission.LIMITS_EDIT: _("Change the clinic’s dose limits"),
    Permission.TRAIL_VIEW: _("Read the trail"),
    Permission.PATIENT_TRAIL_VIEW: _("See who has seen a patient’s data"),
}
