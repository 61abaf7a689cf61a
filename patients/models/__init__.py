from .alert import Alert
from .invitation import Invitation
from .patient import Patient
from .program import Prescription, Program, ProgramPhase, ProgramReview, ProgramVersion
from .screening import Screening, ScreeningOverride
from .session_log import SessionLog, SessionLogItem, SessionLogRevision

__all__ = [
    "Alert",
    "Invitation",
    "Patient",
    "Prescription",
    "Program",
    "ProgramPhase",
    "ProgramReview",
    "ProgramVersion",
    "Screening",
    "ScreeningOverride",
    "SessionLog",
    "SessionLogItem",
    "SessionLogRevision",
]
