"""A line about an opened page is on the disk before the page is sent, and never lost or doubled."""

import json
import logging
import os
import shutil
import signal
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from clinic.models import TrailEntry
from clinic.spool import Spool, adopt
from tests.test_architecture import ROOT


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "spool"


def line(world, action="patients.chart_opened", **details) -> TrailEntry:
    return TrailEntry(
        clinic=world.clinic,
        actor=world.owner,
        action=action,
        subject_type="patients.patient",
        subject_id=str(world.patient.pk),
        patient_id=world.patient.pk,
        details=details,
        happened_at=datetime(2026, 5, 5, 5, 5, 5, 123456, tzinfo=UTC),
    )


def stored() -> list[tuple]:
    return [(one.action, one.details, one.is_genuine) for one in TrailEntry.objects.order_by("pk")]


def test_what_is_kept_comes_into_the_database_as_it_was(elm, folder):
    spool = Spool()
    spool.keep(line(elm, page="home", fields=["one", "two"]), folder)
    spool.keep(line(elm, count=2), folder)
    assert stored() == []
    assert spool.empty(folder) == {elm.clinic.pk}
    assert stored() == [
        ("patients.chart_opened", {"page": "home", "fields": ["one", "two"]}, True),
        ("patients.chart_opened", {"count": 2}, True),
    ]
    assert list(folder.iterdir()) == []
    assert spool.empty(folder) == set()


def test_only_the_owner_of_the_installation_can_read_it(elm, folder):
    Spool().keep(line(elm), folder)
    (path,) = folder.iterdir()
    assert (path.stat().st_mode & 0o777, folder.stat().st_mode & 0o777) == (0o600, 0o700)


def test_each_line_is_on_the_disk_before_its_page_is_sent(elm, folder, monkeypatch):
    synced: list[int] = []
    sync = os.fdatasync
    monkeypatch.setattr(os, "fdatasync", lambda file: synced.append(sync(file)))
    spool = Spool()
    for _line in range(3):
        spool.keep(line(elm), folder)
    assert len(synced) == 3


def test_a_living_process_keeps_its_file_to_itself(elm, folder):
    spool = Spool()
    spool.keep(line(elm), folder)
    assert adopt(folder) == set()
    assert spool.empty(folder) == {elm.clinic.pk}


def test_a_killed_process_loses_nothing(elm, folder, settings):
    """A process of its own keeps a line, is killed with -9, and the next one finds it."""
    one = line(elm)
    said = [*one.content[:6], one.details]
    code = f"""
import os, signal, sys
import django
django.setup()
from pathlib import Path
from clinic.models import TrailEntry
from clinic.spool import Spool
names = ["clinic_id", "actor_id", "action", "subject_type", "subject_id", "patient_id", "details"]
Spool().keep(TrailEntry(**dict(zip(names, {said!r}))), Path({str(folder)!r}))
os.kill(os.getpid(), signal.SIGKILL)
"""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "TRAIL_KEY": settings.TRAIL_KEY,
    }
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, check=False)
    assert ended.returncode == -signal.SIGKILL
    assert adopt(folder) == {elm.clinic.pk}
    assert stored() == [("patients.chart_opened", {}, True)]
    assert list(folder.iterdir()) == []


def test_a_process_killed_between_database_and_file_doubles_nothing(elm, folder):
    spool = Spool()
    spool.keep(line(elm), folder)
    (path,) = folder.iterdir()
    shutil.copy(path, folder / "again.lines")
    spool.empty(folder)
    assert adopt(folder) == {elm.clinic.pk}
    assert len(stored()) == 1


def test_what_cannot_be_read_or_is_not_ours_is_told_and_left_out(elm, folder, caplog):
    spool = Spool()
    spool.keep(line(elm), folder)
    (path,) = folder.iterdir()
    good = path.read_text()
    forged = json.loads(good)
    forged[2] = "patients.patient_edited"
    with path.open("a") as file:
        file.write(f"{json.dumps(forged)}\n[]\nnull\nnot json\n{good[:40]}")
    with caplog.at_level(logging.ERROR, logger="hipwise.trail"):
        spool.empty(folder)
    assert stored() == [("patients.chart_opened", {}, True)]
    assert len(caplog.records) == 5


def test_a_full_disk_is_an_error_and_leaves_no_half_line(elm, folder, monkeypatch):
    spool = Spool()
    spool.keep(line(elm, number=1), folder)
    write = os.write
    monkeypatch.setattr(os, "write", lambda file, text: write(file, text[:20]))
    with pytest.raises(OSError, match="no room"):
        spool.keep(line(elm, number=2), folder)
    monkeypatch.undo()
    spool.keep(line(elm, number=3), folder)
    spool.empty(folder)
    assert [details["number"] for _action, details, _genuine in stored()] == [1, 3]
