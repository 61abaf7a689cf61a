"""Records for tests, as plain functions. Whatever is not said is ordinary."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.utils import timezone

from clinic import tokens
from clinic.models import Clinic, FirstOwnerKey, Membership, StaffInvitation, User
from clinic.permissions import Role
from patients.models import (
    Alert,
    GuidedSession,
    Invitation,
    Measurement,
    OwnDevice,
    Patient,
    Prescription,
    Program,
    ProgramPhase,
    ProgramVersion,
    Question,
    Screening,
    SessionLog,
    SessionLogItem,
)
from patients.sealed_keys import give_keys
from routines.balls import Ball
from routines.content import RoutineContent
from routines.models import (
    ProgramTemplate,
    Routine,
    RoutineStep,
    RoutineVersion,
    TemplateItem,
    TemplatePhase,
)

DOSE: dict[str, Any] = {
    "hold": 45,
    "holds": 2,
    "rest": 15,
    "side": "both",
    "pressure_low": 2,
    "pressure_high": 4,
    "times_a_day": 1,
    "days_a_week": 5,
}


def make_member(clinic: Clinic, role: Role, name: str = "") -> User:
    username = f"{name or role}@{clinic.slug}.example"
    user = User.objects.create_user(username, email=username, password="correct horse battery")
    Membership.objects.create(clinic=clinic, user=user, role=role)
    return user


def make_routine(clinic: Clinic | None, slug: str = "soft-ball", **changes: Any) -> Routine:
    """A routine with one version of two steps; `changes` go to the version."""
    routine = Routine.objects.create(clinic=clinic, slug=slug)
    version = RoutineVersion.objects.create(
        **{
            "clinic": clinic,
            "routine": routine,
            "number": 1,
            "name": slug.replace("-", " ").capitalize(),
            "position": "supine",
            "ball": Ball.SOFT,
            "belly": True,
            "floor": True,
            "cap_hold": 90,
            "cap_pressure": 5,
        }
        | DOSE
        | changes
    )
    for position, text in enumerate(["Lie on your back.", "Hold still and breathe."], start=1):
        RoutineStep.objects.create(
            clinic=clinic,
            version=version,
            position=position,
            text=text,
            drawing=f"back-soft-ball-{position}",
        )
    routine.current = version
    routine.save(update_fields=["current"])
    return routine


def changed(content: RoutineContent, **changes: Any) -> RoutineContent:
    """The same content with some of its fields replaced."""
    return replace(content, **changes)


def make_template(clinic: Clinic | None, *routines: Routine, **changes: Any) -> ProgramTemplate:
    """A plan of one phase of four weeks."""
    values = {"slug": "short-plan", "name": "Short plan", "review_after_weeks": 2}
    template = ProgramTemplate.objects.create(clinic=clinic, **values | changes)
    phase = TemplatePhase.objects.create(clinic=clinic, template=template, position=1, weeks=4)
    for position, routine in enumerate(routines, start=1):
        TemplateItem.objects.create(
            clinic=clinic, phase=phase, position=position, routine=routine, **DOSE
        )
    return template


def make_patient(clinic: Clinic, **changes: Any) -> Patient:
    values = {
        "given_names": "Ana",
        "family_name": f"Muñoz of {clinic.slug}",
        "birth_date": date(1951, 3, 14),
        "sex": "female",
    }
    patient = Patient(clinic=clinic, **values | changes)
    patient.fold_names()
    patient.full_clean(validate_unique=False, validate_constraints=False)  # the database does both
    patient.save()
    return patient


def make_screening(patient: Patient, *, by: User, **changes: Any) -> Screening:
    """A screening in which every question of today's rules was answered with no."""
    from routines.screening import RULES_VERSION, all_no  # noqa: PLC0415 -- used by few tests

    return Screening.objects.create(
        **{
            "clinic": patient.clinic,
            "patient": patient,
            "rules_version": RULES_VERSION,
            "answers": all_no(),
            "made_by": by,
        }
        | changes
    )


def make_program(
    patient: Patient, *routines: Routine, by: User, status: str = "active", **changes: Any
) -> Program:
    """A program of one phase of four weeks; active and a week old unless said otherwise."""
    today = patient.clinic.today()
    program = Program.objects.create(
        **{
            "clinic": patient.clinic,
            "patient": patient,
            "name": "Psoas program",
            "starts_on": today - timedelta(days=7),
            "made_by": by,
        }
        | changes
    )
    activated = {"activated_at": timezone.now(), "activated_by": by} if status != "draft" else {}
    version = ProgramVersion.objects.create(
        clinic=patient.clinic,
        program=program,
        number=1,
        review_on=today + timedelta(days=7),
        made_by=by,
        **activated,
    )
    phase = ProgramPhase.objects.create(clinic=patient.clinic, version=version, position=1, weeks=4)
    for position, routine in enumerate(routines, start=1):
        Prescription.objects.create(
            clinic=patient.clinic,
            phase=phase,
            position=position,
            routine_version=routine.current,
            **DOSE,
        )
    if status != "draft":
        program.current, program.status = version, status
        program.save()
    return program


def prescribe(program: Program, count: int) -> None:
    """Add `count` more routines to the first phase of a program."""
    phase = program.current.phases.get(position=1)
    for number in range(count):
        routine = make_routine(program.clinic, f"another-{number}")
        Prescription.objects.create(
            clinic=program.clinic,
            phase=phase,
            position=10 + number,
            routine_version=routine.current,
            **DOSE,
        )


def make_session_log(program: Program, *, by: User, **changes: Any) -> SessionLog:
    """A session of the program's first phase, done today as prescribed."""
    today = program.clinic.today()
    log = SessionLog.objects.create(
        **{
            "clinic": program.clinic,
            "patient": program.patient,
            "program_version": program.current,
            "key": uuid4(),
            "done_on": today,
            "logged_on": today,
            "source": "self_reported",
            "by": by,
            "pain_before": 4,
            "pain_worst": 4,
            "pain_after": 3,
        }
        | changes
    )
    for prescription in program.current.phases.get(position=1).prescriptions.all():
        SessionLogItem.objects.create(
            clinic=program.clinic,
            log=log,
            prescription=prescription,
            outcome="done",
            seconds=180,
            pressure=3,
        )
    return log


def make_guided_session(program: Program, **changes: Any) -> GuidedSession:
    """A session under way: begun today, on its first screen, nothing held."""
    return GuidedSession.objects.create(
        **{
            "clinic": program.clinic,
            "patient": program.patient,
            "phase": program.current.phases.get(position=1),
            "key": uuid4(),
            "day": program.clinic.today(),
            "pain_before": 4,
            "senses": ["sound"],
        }
        | changes
    )


def make_own_device(patient: Patient, token: str = "", **changes: Any) -> OwnDevice:
    """A phone that a patient called their own; with `token` its browser's cookie is known."""
    device = OwnDevice(
        **{
            "clinic": patient.clinic,
            "patient": patient,
            "user": patient.user,
            "cookie_hash": tokens.hash_of(token or str(uuid4())),
            "words": "Chrome on Android",
        }
        | changes
    )
    give_keys(device)
    device.save()
    return device


def make_measurement(program: Program, *, by: User, **changes: Any) -> Measurement:
    """Own activities rated today, unless another instrument is said."""
    today = program.clinic.today()
    return Measurement.objects.create(
        **{
            "clinic": program.clinic,
            "patient": program.patient,
            "program": program,
            "instrument": "psfs",
            "measured_on": today,
            "recorded_on": today,
            "score": Decimal("3.33"),
            "ratings": [["Climb stairs", 3], ["Put on socks", 3], ["Sit through dinner", 4]],
            "by": by,
        }
        | changes
    )


def make_question(patient: Patient, *, by: User, **changes: Any) -> Question:
    return Question.objects.create(
        **{
            "clinic": patient.clinic,
            "patient": patient,
            "key": uuid4(),
            "text": "May I do it twice a day?",
            "asked_by": by,
        }
        | changes
    )


def make_invitation(patient: Patient, *, by: User, **changes: Any) -> Invitation:
    return Invitation.objects.create(
        **{
            "clinic": patient.clinic,
            "patient": patient,
            "token_hash": uuid4().hex * 2,
            "made_by": by,
            "expires_at": timezone.now() + timedelta(days=14),
        }
        | changes
    )


def make_staff_invitation(clinic: Clinic, *, by: User, **changes: Any) -> StaffInvitation:
    return StaffInvitation.objects.create(
        **{
            "clinic": clinic,
            "email": f"new@{clinic.slug}.example",
            "role": Role.PRACTITIONER,
            "token_hash": uuid4().hex * 2,
            "made_by": by,
            "expires_at": timezone.now() + timedelta(hours=72),
        }
        | changes
    )


def make_first_owner_key(token_hash: str) -> FirstOwnerKey:
    return FirstOwnerKey.objects.create(
        token_hash=token_hash, expires_at=timezone.now() + timedelta(hours=24)
    )


def make_alert(patient: Patient, **changes: Any) -> Alert:
    """An open alert for the same day; its kind is a stop sign unless said otherwise."""
    return Alert.objects.create(
        **{
            "clinic": patient.clinic,
            "patient": patient,
            "kind": "stop_sign",
            "urgency": 2,
            "stop_signs": ["beat"],
        }
        | changes
    )
