"""Lines are sealed by nobody who waits for it, each once, whatever processes do meanwhile."""

import logging
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from threading import Thread

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from clinic import trail
from clinic.models import TrailEntry, TrailSeal
from clinic.sealing import seal, sealer
from clinic.trail_check import check_trail, kept_heads
from tests.conftest import World

only_postgresql = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="SQLite has one writer at a time"
)


@pytest.fixture(autouse=True)
def _own_places(settings, tmp_path):
    settings.TRAIL_HEADS = tmp_path / "heads"
    settings.TRAIL_HEADS.mkdir()


@pytest.fixture
def elm_kept(committing, settings, _own_places) -> Iterator[World]:
    """A clinic that is really committed; its lines are all sealed before it goes again."""
    yield World("elm")
    assert until(lambda: sealer.is_idle)


def write(world, lines=1):
    for _number in range(lines):
        trail.record(
            "patients.session_logged", subject=world.log, clinic=world.clinic, by=world.owner
        )


def until(true: Callable[[], bool], seconds=20.0) -> bool:
    ends = time.monotonic() + seconds
    while not true():
        if time.monotonic() > ends:
            return False
        time.sleep(0.05)
    return True


def in_a_thread(work: Callable[[], None]) -> Thread:
    def run():
        try:
            work()
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    return thread


def sealed(world) -> list[int]:
    return [pk for one in TrailSeal.objects.for_clinic(world.clinic) for pk in one.lines]


def test_a_page_that_was_opened_is_sealed_moments_later(client, elm_kept, settings, tmp_path):
    elm = elm_kept
    settings.TRAIL_SPOOL = tmp_path / "spool"
    settings.TRAIL_SEAL_SECONDS = 0.05
    client.force_login(elm.owner)
    for _time in range(3):
        assert client.get(f"/c/elm/patients/{elm.patient.pk}/").status_code == 200
    assert until(lambda: len(sealed(elm)) == 3)
    report = check_trail(elm.clinic.pk, kept_heads())
    assert (report.lines, report.waiting, report.problems) == (3, 0, [])
    assert until(lambda: not list((tmp_path / "spool").iterdir()))


def test_what_an_action_did_is_sealed_moments_after_it_is_committed(elm_kept, settings):
    settings.TRAIL_SEAL_SECONDS = 0.05
    with transaction.atomic():
        write(elm_kept, lines=5)
        time.sleep(0.2)
    assert until(lambda: len(sealed(elm_kept)) == 5)
    assert len(TrailSeal.objects.all()) == 1, "one seal for all of them"


def test_nothing_that_is_rolled_back_is_sealed(elm_kept, settings):
    settings.TRAIL_SEAL_SECONDS = 0.05
    with transaction.atomic():
        write(elm_kept)
        transaction.set_rollback(True)
    time.sleep(0.3)
    assert not TrailSeal.objects.exists()


def test_several_that_seal_at_once_seal_each_line_once(elm_kept):
    for _round in range(5):
        write(elm_kept, lines=4)
        for thread in [in_a_thread(lambda: seal(elm_kept.clinic.pk)) for _n in range(4)]:
            thread.join()
    lines = list(TrailEntry.objects.order_by("pk").values_list("pk", flat=True))
    assert sorted(sealed(elm_kept)) == lines
    assert check_trail(elm_kept.clinic.pk).problems == []


def test_more_lines_than_one_seal_takes_make_several(elm, monkeypatch):
    monkeypatch.setattr("clinic.sealing.LINES_A_SEAL", 4)
    write(elm, lines=10)
    assert seal(elm.clinic.pk) == 10
    assert [len(one.lines) for one in TrailSeal.objects.all()] == [4, 4, 2]
    assert check_trail(elm.clinic.pk).is_sound


def test_what_another_clinic_has_sealed_says_nothing_of_ones_own(elm, oak, monkeypatch):
    monkeypatch.setattr("clinic.sealing.LATE", timedelta(days=-1))
    write(elm)
    write(oak)
    assert [seal(one.clinic.pk) for one in (oak, elm)] == [1, 1]


@only_postgresql
def test_a_line_that_commits_late_is_in_a_later_seal(elm_kept):
    begun: list[int] = []

    def slow():
        with transaction.atomic():
            write(elm_kept)
            begun.append(1)
            assert until(lambda: TrailSeal.objects.exists())

    thread = in_a_thread(slow)
    assert until(lambda: bool(begun))
    write(elm_kept)
    seal(elm_kept.clinic.pk)
    thread.join()
    seal(elm_kept.clinic.pk)
    late, first = TrailEntry.objects.order_by("pk")
    assert sealed(elm_kept) == [first.pk, late.pk]
    assert check_trail(elm_kept.clinic.pk).is_sound


@only_postgresql
def test_clinics_do_not_wait_for_each_other(elm_kept):
    oak = World("oak")
    write(oak)
    with transaction.atomic():
        write(elm_kept)
        seal(elm_kept.clinic.pk)
        thread = in_a_thread(lambda: seal(oak.clinic.pk) and None)
        thread.join(timeout=20)
        assert not thread.is_alive()
        assert len(sealed(oak)) == 1


def test_what_a_killed_process_left_is_sealed_by_command(elm, capsys):
    write(elm, lines=3)
    call_command("seal_trail")
    assert "3 lines sealed" in capsys.readouterr().out
    assert check_trail(elm.clinic.pk).waiting == 0


def test_a_very_late_line_is_found_by_the_command_only(elm, monkeypatch):
    monkeypatch.setattr("clinic.sealing.LATE", timedelta(days=-1))
    write(elm, lines=2)
    late, newer = TrailEntry.objects.order_by("pk")
    marks = [newer.mark]
    made = TrailSeal(clinic=elm.clinic, number=1, previous="", lines=[newer.pk])
    made.digest = made.rightful_digest(marks)
    made.save(force_insert=True)
    assert seal(elm.clinic.pk) == 0
    assert check_trail(elm.clinic.pk).waiting == 1
    assert seal(elm.clinic.pk, however_old=True) == 1
    assert sealed(elm) == [newer.pk, late.pk]


def test_sealing_that_fails_is_tried_again(elm_kept, settings, tmp_path, caplog):
    """A file is where the folder of heads should be; then it is not."""
    settings.TRAIL_SEAL_SECONDS = 0.05
    settings.TRAIL_HEADS = tmp_path / "in-the-way"
    settings.TRAIL_HEADS.write_text("")
    with caplog.at_level(logging.ERROR, logger="hipwise.trail"):
        write(elm_kept)
        assert until(lambda: "tried again" in caplog.text)
    settings.TRAIL_HEADS.unlink()
    write(elm_kept)
    assert until(lambda: len(sealed(elm_kept)) == 2 and bool(kept_heads()))
