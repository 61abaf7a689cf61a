"""The walls between clinics that PostgreSQL holds up, without anything of ours in front of them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, transaction

from clinic import database_roles, walls
from clinic.backup import restoring
from clinic.backup.snapshot import snapshot
from clinic.database_roles import weakness_of
from clinic.models import Membership, TrailEntry
from clinic.tenancy import ClinicQuerySet, SharedQuerySet
from patients.models import Patient, Program
from routines.models import Routine
from tests.conftest import FROZEN_TABLES
from tests.test_architecture import MAY_IMPORT, ROOT, python_files
from tests.walls import as_owner, nowhere

pytestmark = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has no row-level security (docs/adr/0018)"
)
needs_roles = pytest.mark.skipif(
    not getattr(settings, "APP_ROLE", None), reason="needs a role that does not own the tables"
)

WALLED = {
    model._meta.db_table: model
    for model in apps.get_models()
    if any(field.name == "clinic" for field in model._meta.concrete_fields)
}
SHARED = {table for table, model in WALLED.items() if model._meta.get_field("clinic").null}
WALL, RIGHT = "row-level security", r"permission denied|must be owner"
EVERYWHERE = re.compile(r"walls\.Reason\.(\w+)")


def rows(statement: str, *values: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def count(table: str, where: str = "true") -> int:
    return rows(f"SELECT count(*) FROM {table} WHERE {where}")[0][0]


def changed(statement: str, *values: object) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


@contextmanager
def refused(why: str) -> Iterator[None]:
    with pytest.raises(DatabaseError, match=why), transaction.atomic():
        yield


@pytest.mark.parametrize("table", WALLED)
def test_every_table_with_a_clinic_is_walled(db, table):
    """A new one is walled by one line of its migration: `walled_table("...")`."""
    ((is_on, is_forced),) = rows(
        "SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = %s::regclass", table
    )
    assert (is_on, is_forced) == (True, True)
    policies = dict(rows("SELECT policyname, cmd FROM pg_policies WHERE tablename = %s", table))
    assert policies.pop("hipwise_clinic") == "ALL"
    assert ("hipwise_library" in policies) is (table in SHARED)
    assert set(policies.values()) <= {"SELECT"}


def test_there_are_tables_to_wall():
    assert len(WALLED) > 25
    assert len(SHARED) == 7


@pytest.mark.parametrize("table", WALLED)
def test_without_a_clinic_nothing_is_in_sight(elm, oak, library, table):
    with nowhere():
        assert count(table) == 0


@pytest.mark.parametrize("table", WALLED)
def test_within_a_clinic_only_its_own_rows_are(elm, oak, library, table):
    everything = dict(rows(f"SELECT clinic_id, count(*) FROM {table} GROUP BY clinic_id"))
    with walls.within(elm.clinic):
        seen = dict(rows(f"SELECT clinic_id, count(*) FROM {table} GROUP BY clinic_id"))
    assert seen == {pk: rows for pk, rows in everything.items() if pk in {elm.clinic.pk, None}}


def test_most_tables_had_rows_to_hide(elm, oak):
    assert len([table for table in WALLED if count(table)]) > 15


@pytest.mark.parametrize("table", WALLED)
def test_another_clinics_rows_cannot_be_changed_or_removed(elm, oak, library, table):
    with walls.within(elm.clinic), as_owner():  # who may do more than the app, but sees no more
        for statement in (
            f"UPDATE {table} SET clinic_id = clinic_id WHERE clinic_id IS DISTINCT FROM %s",
            f"DELETE FROM {table} WHERE clinic_id IS DISTINCT FROM %s",
        ):
            assert changed(statement, elm.clinic.pk) == 0


def test_a_row_cannot_be_given_to_another_clinic(elm, oak):
    with walls.within(elm.clinic), refused(WALL):
        Patient.objects.filter(pk=elm.patient.pk).update(clinic=oak.clinic)
    assert Patient.objects.get(pk=elm.patient.pk).clinic == elm.clinic


def test_a_row_cannot_be_made_for_another_clinic(elm, oak):
    membership = Membership(clinic=oak.clinic, user=elm.owner, role="owner")
    with walls.within(elm.clinic), refused(WALL):
        membership.save()
    assert not Membership.objects.filter(clinic=oak.clinic, user=elm.owner).exists()


def test_the_library_is_read_by_all_and_written_by_its_loader_alone(elm, library):
    with walls.within(elm.clinic):
        assert Routine.objects.filter(clinic=None).exists()
        assert Routine.objects.filter(clinic=None).update(order=99) == 0
        with refused(WALL):
            Routine.objects.create(clinic=None, slug="slipped-in")


def test_a_user_sees_where_they_belong_and_no_more(elm, oak):
    with walls.as_user(elm.owner):
        assert [one.clinic for one in Membership.objects.all()] == [elm.clinic]
        assert not Patient.objects.exists()
        assert Membership.objects.update(role="front_desk") == 0
    with walls.as_user(elm.patient_user):
        assert list(Patient.objects.all()) == [elm.patient]
        assert not Program.objects.exists()


def test_places_hold_until_they_are_left(elm, oak):
    with walls.within(elm.clinic):
        with walls.within(oak.clinic):
            assert list(Patient.objects.all()) == [oak.patient]
        assert list(Patient.objects.all()) == [elm.patient]
        with pytest.raises(DatabaseError), transaction.atomic(), walls.within(oak.clinic):
            rows("SELECT 1 / 0")
        assert list(Patient.objects.all()) == [elm.patient]


@pytest.mark.usefixtures("committing")
def test_nothing_is_left_in_the_connection(elm):
    """What is said ends with its transaction: the next request may be of another clinic."""
    with nowhere():
        with walls.within(elm.clinic):
            assert Patient.objects.exists()
        assert not connection.in_atomic_block
        assert not Patient.objects.exists()
        with pytest.raises(ZeroDivisionError), walls.within(elm.clinic):
            _ = 1 / 0
        assert not Patient.objects.exists()
        with transaction.atomic():
            assert not Patient.objects.exists()


@pytest.mark.usefixtures("committing")
def test_a_place_is_not_said_where_it_would_not_hold(elm):
    with pytest.raises(transaction.TransactionManagementError, match="inside of a transaction"):
        walls.go_into(elm.clinic)


@pytest.mark.usefixtures("committing")
def test_what_a_refused_request_leaves_in_the_trail_stays(elm, oak, client):
    """The door's transaction is rolled back by then; the line has one of its own."""
    client.force_login(elm.practitioner)
    assert client.get(f"/c/elm/patients/{oak.patient.pk}/").status_code == 404
    assert client.get("/c/oak/patients/").status_code == 404
    told = TrailEntry.objects.at_the_doors().values_list("action", "clinic__slug")
    assert sorted(told) == [("clinic.door_refused", "elm"), ("clinic.record_not_found", "elm")]


@pytest.mark.usefixtures("committing")
def test_what_a_failed_sign_in_leaves_in_the_trail_stays(elm, client):
    typed = {"login": elm.practitioner.username, "password": "wrong, and long enough"}
    assert client.post("/accounts/login/", typed).status_code == 200
    assert [line.action for line in TrailEntry.objects.at_the_doors()] == ["clinic.sign_in_failed"]


def test_commands_say_where_they_look(elm, oak, library, settings, tmp_path):
    settings.TRAIL_HEADS = tmp_path
    with nowhere():
        for command in (["load_library"], ["seal_trail"], ["verify_trail"]):
            call_command(*command, verbosity=0)


# The wall stands alone: scoping that forgets its clinic shows nothing of another one.
PAGES = ["", "patients/", "routines/", "staff/", "trail/", "settings/"]


@pytest.fixture
def _forgetful(monkeypatch):
    monkeypatch.setattr(ClinicQuerySet, "for_clinic", lambda self, clinic: self.all())
    monkeypatch.setattr(SharedQuerySet, "for_clinic", lambda self, clinic: self.all())


@pytest.mark.usefixtures("_forgetful")
def test_without_any_scoping_pages_show_nothing_of_another_clinic(elm, oak, client):
    Patient.objects.filter(pk=oak.patient.pk).update(family_name="Quetzal", search_name="quetzal")
    client.force_login(elm.owner)
    for page in PAGES:
        response = client.get(f"/c/elm/{page}")
        assert response.status_code == 200
        assert b"Quetzal" not in response.content
        assert f"@{oak.clinic.slug}.example".encode() not in response.content
    found = client.post("/c/elm/patients/", {"q": "quetzal"})
    assert b"Quetzal" not in found.content


@pytest.mark.usefixtures("_forgetful")
@pytest.mark.parametrize("kind", ["patients", "programs", "sessions", "screenings"])
def test_without_any_scoping_another_clinics_record_is_not_found(elm, oak, client, kind):
    one = {
        "patients": oak.patient,
        "programs": oak.program,
        "sessions": oak.log,
        "screenings": oak.screening,
    }
    client.force_login(elm.owner)
    assert client.get(f"/c/elm/{kind}/{one[kind].pk}/").status_code == 404


@needs_roles
@pytest.mark.parametrize("table", FROZEN_TABLES)
@pytest.mark.parametrize(
    "statement",
    ["UPDATE {} SET clinic_id = clinic_id", "DELETE FROM {}", "TRUNCATE {} CASCADE"],
)
def test_the_app_may_not_even_try_to_change_what_is_append_only(db, table, statement):
    with refused(RIGHT):
        changed(statement.format(table))


@needs_roles
@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE patients_patient DISABLE ROW LEVEL SECURITY",
        "DROP POLICY hipwise_clinic ON patients_patient",
        "TRUNCATE patients_patient CASCADE",
        "CREATE TABLE slipped_in (id int)",
        "DELETE FROM django_migrations",
    ],
)
def test_the_app_cannot_take_a_wall_down(db, statement):
    with refused(RIGHT):
        changed(statement)


@needs_roles
def test_the_role_of_the_app_is_found_ordinary_and_the_owners_is_not(db):
    assert weakness_of(connection) == ""
    with as_owner():
        assert weakness_of(connection) == "it owns the tables"


@pytest.mark.skipif(connection.vendor != "postgresql", reason="limits of a role")
def test_a_role_that_may_wait_for_ever_is_told(db, caplog, monkeypatch):
    monkeypatch.setattr(database_roles, "_checked", set())
    with connection.cursor() as cursor:
        for name, limit in zip(database_roles._LIMITS, ("60s", "10s", "0"), strict=True):
            cursor.execute(f"SET LOCAL {name} = '{limit}'")
    assert database_roles.unlimited(connection) == ["idle_in_transaction_session_timeout"]
    database_roles._check(connection)
    assert "may wait for ever" in caplog.text


@pytest.mark.skipif(connection.vendor != "postgresql", reason="limits of a role")
def test_what_reads_or_writes_every_row_takes_its_time(committing):
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = '60s'")
        try:
            for everything in (snapshot, restoring._one_transaction):
                with everything():
                    assert "statement_timeout" in database_roles.unlimited(connection)
            assert "statement_timeout" not in database_roles.unlimited(connection)
        finally:
            cursor.execute("RESET statement_timeout")


@pytest.fixture
def _not_looked_at(monkeypatch) -> Iterator[None]:
    monkeypatch.setattr(database_roles, "_checked", set())
    yield
    connections["default"].ensure_connection()


@needs_roles
@pytest.mark.usefixtures("committing", "_not_looked_at")
def test_where_others_reach_it_a_strong_role_is_refused_and_not_let_in(settings):
    with as_owner():
        settings.HTTPS = True
        with pytest.raises(ImproperlyConfigured, match="it owns the tables"):
            database_roles._check(connection)
        assert connection.connection is None, "it is hung up on"
        assert not database_roles._checked
        settings.HTTPS = False
    database_roles._checked.clear()
    settings.HTTPS = True
    database_roles._check(connection)
    assert database_roles._checked == {"default"}


def test_each_reason_to_look_everywhere_has_its_places():
    """Who looks beyond one clinic is written down here: a new place is a decision."""
    found: dict[str, set[str]] = {}
    for app in MAY_IMPORT:
        for path in [*python_files(app), *(ROOT / app / "migrations").glob("*.py")]:
            for reason in EVERYWHERE.findall(path.read_text()):
                found.setdefault(reason, set()).add(str(path.relative_to(ROOT)))
    assert found == {
        "INVITATION": {"clinic/invited.py", "patients/portal/tokens.py"},
        "PAPER_CODE": {"patients/paper_codes.py"},
        "LIBRARY": {"routines/actions/library.py"},
        "DEMO": {"patients/demo/making.py"},
        "HEALTH": {"clinic/metrics.py", "clinic/readiness.py"},
        "BACKUP": {"clinic/backup/restoring.py", "clinic/backup/snapshot.py"},
        "MIGRATION": {"clinic/migrations/0010_second_factor.py"},
        "CALENDAR": {"patients/portal/calendars.py"},
        "REMINDERS": {"patients/jobs.py"},
        "KEYS": {"patients/sealed_keys.py"},
        "TRAIL_CHECK": {"clinic/trail_check.py"},
    }
    assert set(found) == {reason.name for reason in walls.Reason}
