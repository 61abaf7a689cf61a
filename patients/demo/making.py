"""The demo, made once: clinics, people, stories; and one id of everything for scripts."""

from dataclasses import replace
from datetime import date

from django.db import transaction

from clinic import walls
from clinic.actions.members import invite_member
from clinic.actions.second_factors import set_up_app
from clinic.addresses import confirm_address
from clinic.models import Clinic, Membership, StaffInvitation, User
from clinic.permissions import Role
from patients.actions.invitations import make_invitation
from patients.actions.patients import add_patient, archive_patient
from patients.demo.accounts import Account, keep, new_password
from patients.demo.asked import tell_questions
from patients.demo.cast import EVERY_FIFTH, PRACTICES, Person, Practice
from patients.demo.stories import Teller
from patients.models import (
    Alert,
    Invitation,
    Measurement,
    Patient,
    Program,
    Question,
    Screening,
    SessionLog,
)
from patients.models.program import PauseReason, Status
from patients.names import folded
from routines.actions.library import load_library
from routines.actions.routines import copy_routine
from routines.actions.sign_offs import sign_off_routine
from routines.models import ProgramTemplate, Routine

Made = tuple[list[Account], dict[str, dict[str, int | str]]]


def make_demo() -> Made | None:
    """Make the demo and write its accounts down; None if its clinics are there already."""
    if Clinic.objects.filter(slug__in=[one.slug for one in PRACTICES]).exists():
        return None
    accounts: list[Account] = []
    ids: dict[str, dict[str, int | str]] = {}
    with transaction.atomic(), walls.within_every_clinic(walls.Reason.DEMO):
        load_library()
        for practice in PRACTICES:
            made, ids[practice.slug] = _make_practice(practice)
            accounts += made
        keep(accounts, ids)
    return accounts, ids


def _make_practice(practice: Practice) -> tuple[list[Account], dict[str, int | str]]:
    clinic = Clinic(
        slug=practice.slug,
        name=practice.name,
        phone=practice.phone,
        address=practice.address,
        emergency_number=practice.emergency_number,
        time_zone=practice.time_zone,
        paper=practice.paper,
        is_demo=True,
    )
    clinic.full_clean()
    clinic.save()
    accounts = []
    staff: dict[Role, User] = {}
    for role, (given, family) in practice.staff.items():
        login = f"{folded(given)}@{clinic.slug}.example"
        staff[role], account = _make_user(clinic, role, given, family, login, email=login)
        Membership.objects.create(clinic=clinic, user=staff[role], role=role)
        account = replace(account, totp_secret=set_up_app(user=staff[role]))
        accounts.append(account)
    teller = Teller(
        clinic,
        practitioner=staff[Role.PRACTITIONER],
        front_desk=staff[Role.FRONT_DESK],
        seed=clinic.slug,
    )
    for number, person in enumerate(practice.patients):
        patient = _make_patient(clinic, person, number, by=staff[Role.FRONT_DESK])
        if number % EVERY_FIFTH == 0:
            accounts.append(_give_account(patient))
        teller.tell(person, patient)
    _add_the_rest(clinic, staff)
    return accounts, _one_of_everything(clinic)


def _make_user(
    clinic: Clinic, role: str, given: str, family: str, login: str, *, email: str = ""
) -> tuple[User, Account]:
    password = new_password()
    user = User.objects.create_user(
        login, email=email, password=password, first_name=given, last_name=family
    )
    if email:
        confirm_address(user, email)
    return user, Account(clinic.slug, role, f"{given} {family}", login, password)


def _make_patient(clinic: Clinic, person: Person, number: int, *, by: User) -> Patient:
    today = clinic.today()
    born = date(today.year - person.age, 1 + number % 12, 1 + (number * 7) % 28)
    if (born.month, born.day) > (today.month, today.day):
        born = born.replace(year=born.year - 1)
    online = number % EVERY_FIFTH == 0
    return add_patient(
        clinic=clinic,
        given_names=person.given_names,
        family_name=person.family_name,
        birth_date=born,
        sex=person.sex,
        email="",
        phone=f"{clinic.phone[:-2]}{number + 10}",
        language=person.language,
        own_number=f"{clinic.slug[0].upper()}-{2040 + number}",
        sore_side=person.side,
        note="",
        delivery="online" if online else "paper",
        guardian_name=person.guardian,
        guardian_phone=clinic.phone if person.guardian else "",
        by=by,
    )


def _give_account(patient: Patient) -> Account:
    first = folded(patient.given_names).split()[0]
    login = f"{first}.{folded(patient.family_name).split()[0]}.{patient.clinic.slug}"
    patient.user, account = _make_user(
        patient.clinic, "patient", patient.given_names, patient.family_name, login
    )
    patient.save(update_fields=["user"])
    return account


def _add_the_rest(clinic: Clinic, staff: dict[Role, User]) -> None:
    """What no story holds: routines accepted and copied, an archived patient, invitations."""
    practitioner = staff[Role.PRACTITIONER]
    for routine in Routine.objects.built_in().in_use().with_current()[:5]:
        sign_off_routine(clinic=clinic, version=routine.now, by=practitioner)
    copy_routine(clinic=clinic, routine=routine, by=practitioner)
    gone = Patient.objects.for_clinic(clinic).filter(programs__status=Status.STOPPED).first()
    if gone is not None:
        archive_patient(patient=gone, by=practitioner)
    invited = Patient.objects.for_clinic(clinic).active().filter(user=None).first()
    if invited is not None:
        make_invitation(patient=invited, by=staff[Role.FRONT_DESK])
    tell_questions(clinic, practitioner=practitioner)
    invite_member(
        clinic=clinic,
        email=f"colleague@{clinic.slug}.example",
        role=Role.PRACTITIONER,
        by=staff[Role.OWNER],
    )


def _one_of_everything(clinic: Clinic) -> dict[str, int | str]:
    """An id of each kind, for scripts that open every address."""
    program = Program.objects.for_clinic(clinic).running().order_by("pk").first()
    paper = Program.objects.for_clinic(clinic).running().filter(patient__user=None).first()
    draft = Program.objects.for_clinic(clinic).filter(status=Status.DRAFT).first()
    found = {
        "patient_id": program.patient if program else None,
        "program_id": program,
        "paper_patient_id": paper.patient if paper else None,
        "draft_program_id": draft,
        "paused_program_id": Program.objects.for_clinic(clinic)
        .filter(status=Status.PAUSED, pause_reason=PauseReason.STOP_SIGN)
        .first(),
        "ended_program_id": Program.objects.for_clinic(clinic)
        .filter(status=Status.COMPLETED)
        .first(),
        "archived_patient_id": Patient.objects.for_clinic(clinic).archived().first(),
        "session_log_id": SessionLog.objects.for_clinic(clinic)
        .filter(program_version__program=program)
        .first(),
        "screening_id": Screening.objects.for_clinic(clinic)
        .filter(patient=program.patient if program else None)
        .first(),
        "question_id": Question.objects.for_clinic(clinic).first(),
        "measurement_id": Measurement.objects.for_clinic(clinic).first(),
        "alert_id": Alert.objects.for_clinic(clinic).open().first(),
        "routine_id": Routine.objects.owned_by(clinic).first(),
        "template_id": ProgramTemplate.objects.for_clinic(clinic).first(),
        "invitation_id": Invitation.objects.for_clinic(clinic).first(),
        "membership_id": Membership.objects.for_clinic(clinic).filter(role=Role.FRONT_DESK).first(),
        "staff_invitation_id": StaffInvitation.objects.for_clinic(clinic).first(),
    }
    ids: dict[str, int | str] = {key: row.pk for key, row in found.items() if row is not None}
    if program is not None:
        ids |= {"code": program.patient.code, "version_number": 1, "screen_number": 1}
        ids |= {"help_topic": "feel"}
    return ids
