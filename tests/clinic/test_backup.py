"""The restore drill: everything comes back, to either kind of database, or nothing does."""

import json
import os
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection

from clinic import trail
from clinic.backup import rows
from clinic.backup.archive import check_archive
from clinic.backup.making import STAMP, backups_in, make_backup, rotate
from clinic.backup.restoring import restore_backup
from clinic.backup.sealed_file import NotAsWritten
from clinic.failures import MOVED
from clinic.frozen import freeze, thaw
from clinic.models import Clinic, TrailEntry
from clinic.sealing import seal
from tests import walls
from tests.conftest import FROZEN_TABLES, World
from tests.test_architecture import ROOT

ANOTHER_KEY = "another key, and just as long as a key has to be, isn't it"


def everything() -> dict[str, list]:
    return {model._meta.label: list(rows.rows_of(model, "default")) for model in rows.models_kept()}


def empty_the_database() -> None:
    with walls.as_owner():
        with connection.schema_editor() as editor:
            for table in FROZEN_TABLES:
                thaw(editor, table)
        call_command("flush", interactive=False, verbosity=0)
        with connection.schema_editor() as editor:
            for table in FROZEN_TABLES:
                freeze(editor, table)


def manage(data, *command, **environment):
    """A command of ours in an installation of its own, on SQLite."""
    without = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "TRAIL_KEY"}}
    return subprocess.run(
        [sys.executable, "manage.py", *map(str, command)],
        cwd=ROOT,
        env={
            **without,
            "DJANGO_SETTINGS_MODULE": "clinic.settings",
            "HIPWISE_DATA": str(data),
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def two_clinics(committing, settings, tmp_path) -> list[World]:
    settings.TRAIL_HEADS = tmp_path / "heads"
    worlds = [World("elm"), World("oak")]
    for world in worlds:
        trail.record(
            "clinic.clinic_edited",
            subject=world.clinic,
            clinic=world.clinic,
            by=world.owner,
            fields=["name"],
        )
        seal(world.clinic.pk)
    return worlds


@pytest.fixture
def backup(two_clinics, tmp_path):
    path, _manifest = make_backup(tmp_path / "backups", settings.BACKUP_KEY)
    return path


def test_every_row_comes_back_to_the_last_microsecond(backup):
    before = everything()
    empty_the_database()
    manifest = restore_backup(backup, settings.BACKUP_KEY)
    assert everything() == before
    assert manifest.total == sum(map(len, before.values()))
    assert len(manifest.trail_heads) == 2


def test_new_rows_go_on_after_the_restored_ones(backup):
    last = Clinic.objects.order_by("pk").last().pk
    empty_the_database()
    restore_backup(backup, settings.BACKUP_KEY)
    assert Clinic.objects.create(name="Ash", slug="ash").pk > last


def test_the_restored_trail_still_cannot_be_changed(backup):
    empty_the_database()
    restore_backup(backup, settings.BACKUP_KEY)
    with walls.as_owner(), connection.cursor() as cursor, pytest.raises(IntegrityError):
        cursor.execute("DELETE FROM clinic_trailentry")


def test_any_table_of_a_new_feature_is_kept_unless_it_is_named(backup):
    kept = {model._meta.label for model in rows.models_kept()}
    assert {"patients.SessionLog", "clinic.User", "account.EmailAddress"} <= kept
    assert set(check_archive(backup, settings.BACKUP_KEY).counts) == kept
    assert not kept & set(rows.LEFT_OUT)


def test_a_database_with_people_in_it_is_left_alone(backup):
    before = everything()
    with pytest.raises(CommandError, match="not empty"):
        call_command("restore", backup)
    assert everything() == before


def test_a_damaged_backup_changes_nothing(backup):
    empty_the_database()
    content = bytearray(backup.read_bytes())
    content[-40] ^= 1
    backup.write_bytes(content)
    with pytest.raises(CommandError, match="damaged"):
        call_command("restore", backup)
    assert not Clinic.objects.exists()


def test_another_key_opens_nothing(backup, settings):
    settings.BACKUP_KEY = ANOTHER_KEY
    with pytest.raises(CommandError, match="another key"):
        call_command("restore", backup)


def test_a_backup_of_another_version_is_refused(backup, monkeypatch):
    empty_the_database()
    with walls.as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) "
            "VALUES ('patients', '9999_later', CURRENT_TIMESTAMP)"
        )
    try:
        with pytest.raises(CommandError, match=r"another version of Hipwise.*9999_later"):
            call_command("restore", backup)
    finally:
        with walls.as_owner(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations WHERE name = '9999_later'")
    assert not Clinic.objects.exists()


def test_what_lies_beside_it_names_nobody(backup, two_clinics):
    said = backup.with_suffix(".json").read_text()
    assert json.loads(said)["counts"]["clinic.Clinic"] == 2
    assert settings.TRAIL_KEY not in said
    assert two_clinics[0].patient.family_name not in said
    assert backup.stat().st_mode & 0o077 == 0


def test_the_command_makes_checks_and_tells(two_clinics, tmp_path, capsys):
    call_command("backup", "--to", tmp_path)
    (path,) = backups_in(tmp_path)
    said = capsys.readouterr().out
    assert "read back and sound" in said
    assert said.count("Trail head") == 2
    call_command("backup", "--check", path)
    assert "Sound:" in capsys.readouterr().out


def test_a_folder_that_cannot_be_written_is_said_in_a_sentence(two_clinics, tmp_path):
    in_the_way = tmp_path / "file"
    in_the_way.touch()
    with pytest.raises(CommandError, match="No backup: "):
        call_command("backup", "--to", in_the_way)


def test_a_new_installation_takes_everything_over_keys_included(backup, tmp_path):
    """On SQLite, whichever database the backup is of: it is how one moves back, too."""
    data = tmp_path / "new"
    data.mkdir(mode=0o700)
    first = manage(data, "restore", backup, BACKUP_KEY=ANOTHER_KEY)
    assert first.returncode != 0
    assert "another key" in first.stderr
    done = manage(data, "restore", backup, BACKUP_KEY=settings.BACKUP_KEY)
    assert done.returncode == 0, done.stderr
    assert "the trail is sound" in done.stdout
    assert (data / "trail-key").read_text() == settings.TRAIL_KEY
    assert (data / "trail-key.before-restore").exists()
    checked = manage(data, "verify_trail")
    assert checked.stdout.count("Sound.") == 2
    assert "Traceback" not in first.stderr


def test_the_newest_of_seven_days_four_weeks_and_twelve_months_stay(tmp_path):
    now = datetime(2026, 11, 22, 3, tzinfo=UTC)
    for days in range(500):
        made = now - timedelta(days=days)
        (tmp_path / f"hipwise-{made.strftime(STAMP)}.backup").touch()
    foreign = tmp_path / "hipwise-of-mine.backup"
    foreign.touch()
    rotate(tmp_path)
    left = [path.stem[8:16] for path in backups_in(tmp_path)]
    assert left[:7] == [f"202611{day}" for day in range(22, 15, -1)]
    assert (
        left[7:]
        == [
            "20261115",
            "20261108",
            "20261101",
            "20261031",
            "20260930",
            "20260831",
            "20260731",
            "20260630",
            "20260531",
            "20260430",
            "20260331",
            "20260228",
            "20260131",
            "20251231",
        ][: len(left) - 7]
    )
    assert "20251231" in left
    assert foreign.exists()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL checks its own pages")
def test_a_broken_sqlite_database_is_not_backed_up(installation):
    data = installation
    with sqlite3.connect(data / "hipwise.sqlite3") as database:
        database.execute("PRAGMA foreign_keys=OFF")
        database.execute(
            "INSERT INTO clinic_membership (clinic_id, user_id, role) VALUES (9,9,'owner')"
        )
    done = manage(data, "backup")
    assert "1 rows point at rows that are not there" in done.stderr or "2 rows" in done.stderr
    assert not list((data / "backups").glob("*"))


@pytest.mark.skipif(connection.vendor != "postgresql", reason="moves to PostgreSQL")
def test_everything_moves_from_sqlite_to_postgresql(committing, installation, capsys):
    data = installation
    assert manage(data, "load_library").returncode == 0
    call_command("move_from_sqlite", data / "hipwise.sqlite3")
    assert "counted, and the trail followed" in capsys.readouterr().out
    there = sqlite3.connect(data / "hipwise.sqlite3")
    for model in rows.models_kept():
        (count,) = there.execute(f"SELECT count(*) FROM {model._meta.db_table}").fetchone()
        assert count == model._base_manager.count()
    with pytest.raises(sqlite3.IntegrityError, match="everything moved") as late:
        there.execute("INSERT INTO clinic_clinic (name) VALUES ('late')")
    assert str(late.value) == MOVED


def test_a_file_that_is_no_backup_is_refused(tmp_path):
    path = tmp_path / "letter.backup"
    path.write_bytes(b"Dear clinic, " * 100)
    with pytest.raises(NotAsWritten):
        check_archive(path, settings.BACKUP_KEY)


def test_the_trail_of_a_restored_clinic_is_written_on(backup):
    empty_the_database()
    restore_backup(backup, settings.BACKUP_KEY)
    elm = Clinic.objects.get(slug="elm")
    trail.record("clinic.clinic_edited", subject=elm, clinic=elm, by=None, fields=["phone"])
    seal(elm.pk)
    assert TrailEntry.objects.for_clinic(elm).count() == 2
    call_command("verify_trail")
