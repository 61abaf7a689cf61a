from .dose import DoseFields
from .limits import DoseLimits
from .program_template import ProgramTemplate, TemplateItem, TemplatePhase
from .routine import Routine, RoutinePhase, RoutineStep, RoutineVersion
from .sign_off import RoutineSignOff

__all__ = [
    "DoseFields",
    "DoseLimits",
    "ProgramTemplate",
    "Routine",
    "RoutinePhase",
    "RoutineSignOff",
    "RoutineStep",
    "RoutineVersion",
    "TemplateItem",
    "TemplatePhase",
]
