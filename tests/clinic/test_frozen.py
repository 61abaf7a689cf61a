import pytest
from django.db import DatabaseError, connection, transaction

from clinic import trail
from routines.models import RoutineVersion
from routines.models.routine import FrozenError
from tests import walls
from tests.conftest import FROZEN_TABLES


def test_a_routine_version_is_written_once(elm):
    version = elm.routine.current
    version.name = "Harder"
    with pytest.raises(FrozenError):
        version.save()


@pytest.mark.parametrize("table", FROZEN_TABLES)
def test_every_frozen_table_has_its_triggers(db, table):
    names = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass "
        "AND NOT tgisinternal",
    }
    with connection.cursor() as cursor:
        cursor.execute(names[connection.vendor], [table])
        assert {row[0] for row in cursor.fetchall()} == {
            f"{table}_frozen_update",
            f"{table}_frozen_delete",
        }


INSTEAD = {
    "sqlite": "INSERT OR REPLACE INTO clinic_trailentry SELECT * FROM clinic_trailentry",
    "postgresql": "INSERT INTO clinic_trailentry SELECT * FROM clinic_trailentry "
    "ON CONFLICT (id) DO UPDATE SET action = 'clinic.nothing'",
}


def test_no_line_is_put_in_the_place_of_another(elm):
    trail.record("clinic.clinic_edited", subject=elm.clinic, clinic=elm.clinic, by=elm.owner)
    walls.be_owner()
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(INSTEAD[connection.vendor])


def test_the_database_refuses_to_change_a_version(elm):
    walls.be_owner()  # the app may not even try
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        RoutineVersion.objects.filter(pk=elm.routine.current.pk).update(name="Harder")
