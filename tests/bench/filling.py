"""
A clinic as it is after years: patients on the 8-week plan, and as many sessions as asked.

python -m tests.bench.filling <patients> <sessions> <clinics> [<by hand>]: fills the database of the
environment and says as JSON what the other parts need to open its pages. The sessions are those of
all clinics together. The database copies what is not made by hand: then the trail is not sound, for
a copy of a line has the mark of another. The patient who is looked at has the same record however
many sessions there are: what others logged must not slow her page down.
"""

import json
import os
import random
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from uuid import UUID

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.management import call_command
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.crypto import get_random_string

from clinic import walls
from clinic.addresses import confirm_address
from clinic.models import Clinic, TrailEntry, TrailSeal, User
from clinic.permissions import Role
from patients.models import (
    Alert,
    Patient,
    Prescription,
    Program,
    ProgramPhase,
    ProgramVersion,
    Screening,
    SessionLog,
    SessionLogItem,
)
from patients.models.program import PauseReason, Status
from patients.names import folded
from routines.models import ProgramTemplate
from routines.models.dose import DoseFields
from routines.screening import RULES_VERSION, all_no
from tests import factories
from tests.bench.multiplying import add_clinics, add_earlier_sessions, settle
from tests.clients import SignedInClient

PASSWORD = "correct horse battery staple"
DOSE = [field.name for field in DoseFields._meta.fields]
GIVEN = ("Ana", "Björn", "Chloé", "Dilek", "Eva", "Florian", "Giulia", "Huy", "Ines", "Jan")
FAMILY = ("Muñoz", "Østergaard", "Nguyễn", "Kowalska", "Öztürk", "Schmidt", "Rossi", "Baker")
ANAS_SESSIONS = 60
AT_ONCE = 2000
LINES_A_SEAL = 1000
BY_HAND = 10_000  # sessions that are made one by one; the database copies them


class Filler:
    """Fills one clinic. The same number of patients and sessions makes the same clinic."""

    def __init__(self, patients: int, sessions: int, clinic: Clinic | None = None) -> None:
        self.random = random.Random("bench")
        self.clinic = clinic or Clinic.objects.create(name="Bench", slug="bench", phone="555 0100")
        self.owner = factories.make_member(self.clinic, Role.OWNER, "bench")
        self.today = self.clinic.today()
        self.each = sessions // patients
        self.patients = self._patients(patients)

    def fill(self) -> None:
        self._screen()
        self._assign()
        self._vary()
        self._log()
        self._tell()

    def _patients(self, count: int) -> list[Patient]:
        made = [
            Patient(
                clinic=self.clinic,
                given_names=self.random.choice(GIVEN),
                family_name=f"{self.random.choice(FAMILY)}-{number:04}",
                birth_date=self.today - timedelta(days=self.random.randint(8_000, 30_000)),
                sex="female",
                phone=f"555 {number:06}",
                own_number=str(10_000 + number),
            )
            for number in range(count)
        ]
        for patient in made:
            patient.search_name = folded(patient.name)
        made[0].user = User.objects.create_user("ana")
        for patient in visitors(made):
            patient.user = User.objects.create_user(f"visitor-{patient.own_number}")
        return Patient.objects.bulk_create(made, AT_ONCE)

    def _screen(self) -> None:
        answers = all_no()
        Screening.objects.bulk_create(
            (
                Screening(
                    clinic=self.clinic,
                    patient=patient,
                    rules_version=RULES_VERSION,
                    answers=answers,
                    made_by=self.owner,
                )
                for patient in self.patients
            ),
            AT_ONCE,
        )

    def _assign(self) -> None:
        """The 8-week plan for everybody, in its second week."""
        plan = ProgramTemplate.objects.get(slug="eight-weeks")
        programs = Program.objects.bulk_create(
            (
                Program(
                    clinic=self.clinic,
                    patient=patient,
                    name=plan.name,
                    starts_on=self.today - timedelta(days=10),
                    made_by=self.owner,
                )
                for patient in self.patients
            ),
            AT_ONCE,
        )
        versions = ProgramVersion.objects.bulk_create(
            (
                ProgramVersion(
                    clinic=self.clinic,
                    program=program,
                    number=1,
                    review_on=self.today + timedelta(days=number % 60 + 1),
                    made_by=self.owner,
                    activated_at=timezone.now() - timedelta(days=10),
                    activated_by=self.owner,
                )
                for number, program in enumerate(programs)
            ),
            AT_ONCE,
        )
        self.first_prescription = {}
        for phase in plan.phases.order_by("position"):
            self._phase(phase, versions)
        newest = ProgramVersion.objects.filter(program=OuterRef("pk")).values("pk")[:1]
        Program.objects.update(current=Subquery(newest), status=Status.ACTIVE)
        self.versions = {v.program.patient_id: v for v in versions}

    def _phase(self, plan, versions: list[ProgramVersion]) -> None:
        phases = ProgramPhase.objects.bulk_create(
            (
                ProgramPhase(
                    clinic=self.clinic, version=v, position=plan.position, weeks=plan.weeks
                )
                for v in versions
            ),
            AT_ONCE,
        )
        for item in plan.items.select_related("routine__current").order_by("position"):
            made = Prescription.objects.bulk_create(
                (
                    Prescription(
                        clinic=self.clinic,
                        phase=phase,
                        position=item.position,
                        routine_version=item.routine.current,
                        **{name: getattr(item, name) for name in DOSE},
                    )
                    for phase in phases
                ),
                AT_ONCE,
            )
            for one in made:
                self.first_prescription.setdefault(one.phase.version.program.patient_id, one.pk)

    def _vary(self) -> None:
        """Some are paused with an alert open, some drafted, some archived; never Ana."""
        others = [patient.pk for patient in self.patients[1:]]
        paused, drafted, archived = others[10::50], others[20::50], others[30::25]
        programs = Program.objects.for_clinic(self.clinic)
        programs.filter(patient__in=paused).update(
            status=Status.PAUSED, pause_reason=PauseReason.STOP_SIGN, paused_on=self.today
        )
        Alert.objects.bulk_create(
            Alert(
                clinic=self.clinic,
                patient_id=patient,
                program=self.versions[patient].program,
                kind="stop_sign",
                urgency=1 + patient % 3,
                stop_signs=["beat"],
            )
            for patient in paused
        )
        programs.filter(patient__in=drafted).update(status=Status.DRAFT, current=None)
        # By their ids: without statistics PostgreSQL may join these tables row by row, for minutes.
        versions = [self.versions[patient].pk for patient in drafted]
        ProgramVersion.objects.filter(pk__in=versions).update(activated_at=None, activated_by=None)
        Patient.objects.filter(pk__in=archived).update(
            archived_at=timezone.now(), archived_by=self.owner
        )
        self.quiet = set(others[40::10])

    def _log(self) -> None:
        for some in _batches(self._sessions(), AT_ONCE):
            SessionLog.objects.bulk_create(some)
            SessionLogItem.objects.bulk_create(
                SessionLogItem(
                    clinic=self.clinic,
                    log=log,
                    prescription_id=self.first_prescription[log.patient_id],
                    outcome="done",
                    seconds=180,
                    pressure=3,
                )
                for log in some
            )

    def _sessions(self) -> Iterator[SessionLog]:
        """Sessions of every patient, one a day, backwards from yesterday or from a week ago."""
        now = timezone.now()
        for patient in self.patients:
            first = 9 if patient.pk in self.quiet else 1
            count = ANAS_SESSIONS if patient is self.patients[0] else self.each
            for back in range(first, first + count):
                day = self.today - timedelta(days=back)
                before = self.random.randint(2, 6)
                yield SessionLog(
                    clinic=self.clinic,
                    patient=patient,
                    program_version=self.versions[patient.pk],
                    key=UUID(int=self.random.getrandbits(128)),
                    done_on=day,
                    logged_on=day,
                    logged_at=now - timedelta(days=back, seconds=self.random.randint(0, 80_000)),
                    source="self_reported",
                    by=self.owner,
                    pain_before=before,
                    pain_worst=before + 1,
                    pain_after=before - 1,
                )

    def _tell(self) -> None:
        """A line of the trail for every session, marked and sealed."""
        long_ago = timezone.now() - timedelta(days=1)
        previous = ""
        logs = SessionLog.objects.order_by("logged_at").values_list("pk", "patient", "logged_at")
        for number, some in enumerate(_batches(logs.iterator(), LINES_A_SEAL), start=1):
            lines = [self._line(*log) for log in some]
            TrailEntry.objects.bulk_create(lines)
            seal = TrailSeal(
                clinic=self.clinic,
                number=number,
                previous=previous,
                lines=[line.pk for line in lines],
                made_at=long_ago,
            )
            seal.digest = previous = seal.rightful_digest([line.mark for line in lines])
            seal.save(force_insert=True)

    def _line(self, log: int, patient: int, when) -> TrailEntry:
        line = TrailEntry(
            clinic=self.clinic,
            actor=self.owner,
            action="patients.session_logged",
            subject_type="patients.sessionlog",
            subject_id=str(log),
            patient_id=patient,
            details={"source": "self_reported"},
            happened_at=when,
        )
        line.mark = line.rightful_mark
        return line


def visitors(patients: list[Patient]) -> list[Patient]:
    """Those who come in the mix of requests: each follows the program, and none is varied."""
    return [patient for number, patient in enumerate(patients[:100]) if number % 5 != 1][1:]


def _batches(rows, size: int) -> Iterator[list]:
    rows = iter(rows)
    while some := list(islice(rows, size)):
        yield some


def facts(filler: Filler) -> dict[str, object]:
    """What the parts of the bench need to know of it."""
    ana, owner = filler.patients[0], filler.owner
    owner.password = Argon2PasswordHasher().encode(PASSWORD, get_random_string(22))
    owner.save()
    confirm_address(owner, owner.email)  # as by the invitation that made the account
    program = Program.objects.get(patient=ana)
    return {
        "slug": filler.clinic.slug,
        "today": filler.today.isoformat(),
        "patient": ana.pk,
        "program": program.pk,
        "version": program.current_id,
        "prescriptions": _prescribed(program, filler.today),
        "visitors": [
            {
                "portal": _session(patient.user),
                "prescriptions": _prescribed(patient.programs.get(), filler.today),
            }
            for patient in visitors(filler.patients)
        ],
        "staff": _session(owner),
        "portal": _session(ana.user),
        "login": owner.username,
        "password": PASSWORD,
        "hash": owner.password,
    }


def _prescribed(program: Program, day: date) -> list[int]:
    phase = program.current.phase_in_week(program.week_on(day))
    return [one.pk for one in phase.prescriptions.order_by("position")]


def _session(user: User) -> str:
    client = SignedInClient()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def main(patients: int, sessions: int, clinics: int = 1, most_by_hand: int = BY_HAND) -> None:
    for command in ("migrate", "createcachetable", "load_library"):
        call_command(command, verbosity=0, stdout=sys.stderr)
    by_hand = min(sessions // clinics, most_by_hand)
    with transaction.atomic(), walls.stand(walls.Place(is_everywhere=True)):
        filler = Filler(patients, by_hand)
        filler.fill()
        said = facts(filler)
        runs = sessions // clinics // by_hand - 1
        if sessions > by_hand:
            add_earlier_sessions(filler.patients, runs=runs, days=filler.each)
            add_clinics(filler.clinic, clinics=clinics - 1)
        settle()
    print(json.dumps(said))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
