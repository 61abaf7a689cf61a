"""Whoever falsifies the trail in the database is found out."""

import logging
import random
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from clinic import trail
from clinic.chain import Head
from clinic.models import TrailSeal
from clinic.sealing import seal
from clinic.trail_check import check_trail, kept_heads
from tests.clinic.tampering import Forger, drop_triggers, run

TAMPERINGS = 1000 if connection.vendor == "sqlite" else 300


class Undone(Exception):
    pass


@pytest.fixture(autouse=True)
def _own_heads(settings, tmp_path):
    settings.TRAIL_HEADS = tmp_path / "heads"
    settings.TRAIL_HEADS.mkdir()


def write(world, lines=4):
    for number in range(lines):
        trail.record(
            "patients.session_logged",
            subject=world.log,
            clinic=world.clinic,
            by=world.practitioner,
            patient_id=world.patient.pk,
            number=number,
            fields=["pain_after", "note"],
        )


@pytest.fixture
def sealed(elm, oak):
    """Two clinics whose lines lie in a row and are sealed four times each."""
    for _seal in range(4):
        write(elm)
        write(oak, lines=3)
        seal(elm.clinic.pk)
        seal(oak.clinic.pk)
    return elm, oak


def heads_of(*worlds) -> list[Head]:
    return [TrailSeal.objects.for_clinic(one.clinic).last().head for one in worlds]


def problems(worlds, heads) -> list[str]:
    return [said for one in worlds for said in check_trail(one.clinic.pk, heads).problems]


def test_an_honest_trail_is_sound(sealed):
    write(sealed[0], lines=2)
    heads = heads_of(*sealed)
    report = check_trail(sealed[0].clinic.pk, heads)
    assert (report.lines, report.seals, report.waiting, report.head) == (18, 4, 2, heads[0])
    assert problems(sealed, heads) == []


def test_heads_of_any_age_are_found_in_it(sealed):
    heads = [one.head for one in TrailSeal.objects.all()]
    assert len(heads) == 8
    assert problems(sealed, heads) == []


def test_a_thousand_tamperings_are_found(sealed):
    dice = random.Random(20261122)
    heads = heads_of(*sealed)
    people = [user.pk for one in sealed for user in (one.owner, one.patient_user)]
    missed, told = [], set()
    for _number in range(TAMPERINGS):
        try:
            with transaction.atomic():
                drop_triggers()
                if connection.vendor == "postgresql":
                    run("SET CONSTRAINTS ALL DEFERRED")
                way = Forger(sealed[0].clinic.pk, sealed[1].clinic.pk, people, dice).forge()
                found = problems(sealed, heads)
                told |= {said.split()[0] for said in found}
                if not found:
                    missed.append(way)
                raise Undone
        except Undone:
            pass
    assert missed == []
    assert told == {"line", "seal"}
    assert problems(sealed, heads) == []


def test_a_line_waiting_for_its_seal_cannot_be_changed_or_copied(elm):
    write(elm)
    drop_triggers()
    run("UPDATE clinic_trailentry SET action = 'patients.patient_added'")
    assert len(check_trail(elm.clinic.pk).problems) == 4
    assert seal(elm.clinic.pk) == 0, "what is not ours is never sealed"


def test_a_trail_without_its_key_is_not_sound(sealed, settings):
    settings.TRAIL_KEY = "another key"
    assert problems(sealed[:1], [])


def test_the_command_tells_and_gives_heads(sealed, tmp_path):
    elm, oak = sealed
    said = StringIO()
    call_command("verify_trail", stdout=said)
    assert "elm: 16 lines, 4 seals, 0 lines not sealed yet. Sound." in said.getvalue()
    heads = StringIO()
    call_command("verify_trail", head=True, stdout=heads)
    assert heads.getvalue().splitlines() == [str(head) for head in heads_of(elm, oak)]
    kept = tmp_path / "kept"
    kept.write_text(heads.getvalue())
    call_command("verify_trail", against=[str(kept)], stdout=StringIO())


def test_the_command_finds_a_cut_tail_by_a_kept_head(sealed):
    head = heads_of(sealed[0])[0]
    drop_triggers()
    run(
        "DELETE FROM clinic_trailseal WHERE clinic_id = %s AND number > 2",
        sealed[0].clinic.pk,
    )
    call_command("verify_trail", stdout=StringIO())
    with pytest.raises(CommandError, match="1 findings"):
        call_command("verify_trail", against=[str(head)], stdout=StringIO())


def test_the_command_finds_a_whole_clinics_trail_gone(sealed, settings):
    elm = sealed[0].clinic.pk
    (settings.TRAIL_HEADS / str(elm)).write_text(f"{heads_of(sealed[0])[0]}\n")
    drop_triggers()
    for table in ("clinic_trailseal", "clinic_trailentry"):
        run(f"DELETE FROM {table} WHERE clinic_id = %s", elm)
    with pytest.raises(CommandError, match="1 findings"):
        call_command("verify_trail", stdout=StringIO())


@pytest.mark.parametrize("said", ["", "1:2", "1:2:xyz", "a:b:" + "0" * 64, "1:2:" + "0" * 65])
def test_a_head_that_cannot_be_read_is_told(db, said):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("verify_trail", against=[said])


def test_a_seal_made_by_two_processes_at_once_is_made_once(elm):
    write(elm)
    seal(elm.clinic.pk)
    made = TrailSeal.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        TrailSeal(clinic=elm.clinic, number=1, lines=made.lines, digest="0" * 64, previous="").save(
            force_insert=True
        )


def test_sealing_keeps_the_head_outside_of_the_database(
    elm, django_capture_on_commit_callbacks, monkeypatch, caplog
):
    monkeypatch.setattr("clinic.sealing.HEAD_LOGGED_EVERY", 0)
    write(elm)
    with (
        django_capture_on_commit_callbacks(execute=True),
        caplog.at_level(logging.INFO, logger="hipwise.trail"),
    ):
        assert seal(elm.clinic.pk) == 4
        assert seal(elm.clinic.pk) == 0
    assert kept_heads() == heads_of(elm)
    assert [record.head for record in caplog.records] == [str(heads_of(elm)[0])]
