from .alert import Alert
from .guided_session import GuidedSession
from .invitation import Invitation
from .measurement import Measurement, MeasurementRevision
from .own_device import OwnDevice
from .patient import Patient
from .prescription import Prescription
from .program import Program, ProgramReview
from .program_version import ProgramPhase, ProgramVersion
from .question import Question
from .reminder import Reminder
from .screening import Screening, ScreeningOverride
from .session_log import SessionLog, SessionLogItem, SessionLogRevision

__all__ = [
    "Alert",
    "GuidedSession",
    "Invitation",
    "Measurement",
    "MeasurementRevision",
    "OwnDevice",
    "Patient",
    "Prescription",
    "Program",
    "ProgramPhase",
    "ProgramReview",
    "ProgramVersion",
    "Question",
    "Reminder",
    "Screening",
    "ScreeningOverride",
    "SessionLog",
    "SessionLogItem",
    "SessionLogRevision",
]
