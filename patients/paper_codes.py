"""What the code on a patient's paper leads to, told without saying whose paper it is."""

from enum import Enum, auto

from django.urls import reverse

from clinic import walls
from patients.models import Patient, Program, ProgramVersion
from patients.models.program import Status


class Paper(Enum):
    """Whether a sheet of paper may still be followed."""

    CURRENT = auto()
    REPLACED = auto()
    NOT_IN_USE = auto()
    NO_VERSION_SAID = auto()
    UNKNOWN = auto()


def paper_address(version: ProgramVersion) -> str:
    """The address in the QR code of this version's handout; the code is the patient's for good."""
    code = version.program.patient.code
    return reverse("paper_code", args=[code], query={"v": _mark(version)})


def paper_state(code: str, mark: str) -> Paper:
    """What can be said about the paper with `code` and the version `mark` on it."""
    with walls.within_every_clinic(walls.Reason.PAPER_CODE):
        patient = Patient.objects.with_code(code).active().first()
    if patient is None:
        return Paper.UNKNOWN
    with walls.within(patient.clinic_id):
        return _state_of(patient, mark)


def _state_of(patient: Patient, mark: str) -> Paper:
    programs = Program.objects.for_clinic(patient.clinic_id).of_patient(patient)
    program = programs.shown_to_patients().select_related("current").first()
    if program is None or program.status != Status.ACTIVE or program.current is None:
        return Paper.NOT_IN_USE
    if not mark:
        return Paper.NO_VERSION_SAID
    return Paper.CURRENT if mark == _mark(program.current) else Paper.REPLACED


def _mark(version: ProgramVersion) -> str:
    """Version 2 of one program is not version 2 of the next one."""
    return f"{version.program_id}.{version.number}"
