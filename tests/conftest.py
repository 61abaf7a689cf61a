import gc
import os
from collections import Counter
from pathlib import Path
from shutil import copyfile, copytree
from typing import Any

import hypothesis
import pytest
from django.apps import apps
from django.db import connection

from clinic import encryption, record_limit
from clinic.frozen import freeze, thaw
from clinic.models import Clinic, User
from clinic.permissions import Role
from routines.actions.library import load_library
from tests import factories, walls
from tests.clients import SignedInClient
from tests.shared import made_once, migrate

# A busy machine is no fault of an example: how long one takes is not judged.
hypothesis.settings.register_profile("hipwise", deadline=None)
hypothesis.settings.load_profile("hipwise")

FROZEN_TABLES = [
    "clinic_trailentry",
    "clinic_trailseal",
    "routines_routineversion",
    "routines_routinestep",
    "routines_routinephase",
    "patients_sessionlogrevision",
    "patients_measurementrevision",
]


@pytest.fixture
def own_keys(settings, tmp_path):
    """The keys there are, for this test alone: another process reads the file that all share."""
    encryption.newest_key()  # made, where nobody needed one yet
    copyfile(settings.DATA_DIR / encryption.FILE, tmp_path / encryption.FILE)
    settings.DATA_DIR = tmp_path


NEEDS_DATABASE = {"db", "transactional_db", "django_db_setup"}


def pytest_addoption(parser):
    parser.addoption(
        "--database-only", action="store_true", help="leave out what does not hang on the database"
    )


def pytest_collection_modifyitems(config, items):
    """On a second database, what does not hang on it would come out as on the first."""
    if not config.getoption("--database-only"):
        return
    kept, left_out = [], []
    for item in items:
        touches = NEEDS_DATABASE & set(item.fixturenames) or item.get_closest_marker("django_db")
        is_once = item.get_closest_marker("any_database")
        (kept if touches and not is_once else left_out).append(item)
    config.hook.pytest_deselected(items=left_out)
    items[:] = kept


def pytest_collection_finish():
    """What is loaded by now stays until the end: to look for rubbish in it takes a twentieth."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


class World:
    """One clinic with one of everything, so that every address can be filled in."""

    def __init__(self, slug: str):
        self.clinic = Clinic.objects.create(name=slug.title(), slug=slug, phone="555 0100")
        self.owner = factories.make_member(self.clinic, Role.OWNER)
        self.practitioner = factories.make_member(self.clinic, Role.PRACTITIONER)
        self.front_desk = factories.make_member(self.clinic, Role.FRONT_DESK)
        self.membership = self.front_desk.memberships.get()
        self.routine = factories.make_routine(self.clinic)
        self.template = factories.make_template(self.clinic, self.routine)
        self.patient_user = User.objects.create_user(
            f"ana-{slug}", password="correct horse battery"
        )
        self.patient = factories.make_patient(self.clinic, user=self.patient_user)
        self.screening = factories.make_screening(self.patient, by=self.practitioner)
        self.program = factories.make_program(self.patient, self.routine, by=self.practitioner)
        self.log = factories.make_session_log(self.program, by=self.patient_user)
        self.guided_session = factories.make_guided_session(self.program)
        self.invitation = factories.make_invitation(self.patient, by=self.front_desk)
        self.staff_invitation = factories.make_staff_invitation(self.clinic, by=self.owner)
        self.measurement = factories.make_measurement(self.program, by=self.patient_user)
        self.question = factories.make_question(self.patient, by=self.patient_user)
        self.own_device = factories.make_own_device(self.patient)
        self.alert = factories.make_alert(self.patient, program=self.program, session_log=self.log)

    @property
    def url_kwargs(self) -> dict[str, object]:
        return {
            "clinic_slug": self.clinic.slug,
            "routine_id": self.routine.pk,
            "template_id": self.template.pk,
            "patient_id": self.patient.pk,
            "screening_id": self.screening.pk,
            "program_id": self.program.pk,
            "version_number": 1,
            "screen_number": 1,
            "session_log_id": self.log.pk,
            "invitation_id": self.invitation.pk,
            "staff_invitation_id": self.staff_invitation.pk,
            "membership_id": self.membership.pk,
            "measurement_id": self.measurement.pk,
            "question_id": self.question.pk,
            "help_topic": "feel",
            "own_device_id": self.own_device.pk,
            "alert_id": self.alert.pk,
            "code": self.patient.code,
        }


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb) -> bool:
    """On SQLite the test database is there when the tests begin."""
    return django_db_keepdb or connection.vendor == "sqlite"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, tmp_path_factory):
    """To migrate takes long: it is done once, and every process takes a copy."""
    if connection.vendor != "sqlite":
        connection.settings_dict["TEST"]["TEMPLATE"] = os.environ.get("TEMPLATE_DATABASE")
        yield
        return
    copy = Path(connection.settings_dict["TEST"]["NAME"])
    copyfile(made_once(tmp_path_factory, "installation", migrate) / "hipwise.sqlite3", copy)
    yield
    copy.unlink()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The test database; on PostgreSQL with its walls up."""
    with django_db_blocker.unblock():
        walls.put_up()
        yield
        walls.take_down()


@pytest.fixture(autouse=True)
def _nobody_has_opened_anything():
    """What a process counted of members whose numbers come again in the next test."""
    yield
    record_limit._shown.clear()


@pytest.fixture(autouse=True)
def _back_where_it_began():
    """A place that somebody forgot to leave would be in the way of tests much later."""
    before = walls.where()
    yield
    assert walls.where() == before


@pytest.fixture
def client() -> SignedInClient:
    return SignedInClient()


@pytest.fixture
def elm(db) -> World:
    return World("elm")


@pytest.fixture
def oak(db) -> World:
    return World("oak")


@pytest.fixture
def library(db) -> None:
    """The built-in routines and program templates, as an installation has them; read once."""
    for model, rows in _library:
        model.objects.bulk_create(rows)
    if not _library:
        load_library()
        models = apps.get_app_config("routines").get_models()
        _library.extend((one, list(one.objects.filter(clinic=None))) for one in models)
        for row in (row for _model, rows in _library for row in rows):
            move_out_of_the_way(row)


_library: list[tuple[Any, list[Any]]] = []
FAR = 500_000


def move_out_of_the_way(row: Any) -> None:
    """Give a row of the library ids that no other row of a test has."""
    for field in row._meta.concrete_fields:
        points = field.is_relation and field.related_model._meta.app_label == "routines"
        if (field.primary_key or points) and getattr(row, field.attname) is not None:
            setattr(row, field.attname, getattr(row, field.attname) + FAR)


@pytest.fixture
def installation(tmp_path_factory, tmp_path) -> Path:
    """The data directory of an installation of its own, on SQLite, that nobody has used yet."""
    return Path(copytree(made_once(tmp_path_factory, "installation", migrate), tmp_path / "data"))


@pytest.fixture
def _frozen_after(django_db_blocker):
    """Bring the triggers back once a test that commits has had its tables emptied."""
    yield
    with django_db_blocker.unblock(), walls.as_owner(), connection.schema_editor() as editor:
        for table in FROZEN_TABLES:
            thaw(editor, table)
            freeze(editor, table)


@pytest.fixture
def committing(_frozen_after, transactional_db):
    """For tests that really commit: append-only tables may be emptied after them, only then."""
    yield
    walls.be_owner()
    with connection.schema_editor() as editor:
        for table in FROZEN_TABLES:
            thaw(editor, table)


def pytest_terminal_summary(terminalreporter):
    """What the matrix counted, from however many processes."""
    counts: Counter[str] = Counter()
    for report in terminalreporter.stats.get("passed", []):
        if "tests/test_matrix.py" in report.nodeid:
            for what, number in report.user_properties:
                counts[what] += number
    if counts:
        told = ", ".join(f"{number:,} {what}" for what, number in counts.items())
        terminalreporter.write_line(f"matrix: 0 leaks and 0 foreign changes in {told}")
