"""Whether a patient has done enough of the step before a routine that is off by default."""

from patients.models import Patient, SessionLog
from patients.models.session_log import Outcome
from routines.models import RoutineVersion

CLEAN_SESSIONS = 6  # clinical.md 8: at least 6 clean sessions of L5 before L6


def clean_sessions(patient: Patient, version: RoutineVersion) -> int:
    """
    Sessions without a stop sign in which the step before `version` was done.

    The step before is a routine in the same position with the same ball that is not locked.
    """
    return (
        SessionLog.objects.for_clinic(patient.clinic_id)
        .of_patient(patient)
        .filter(
            stop_signs=[],
            items__outcome=Outcome.DONE,
            items__prescription__routine_version__ball=version.ball,
            items__prescription__routine_version__position=version.position,
            items__prescription__routine_version__needs_unlock=False,
        )
        .distinct()
        .count()
    )
