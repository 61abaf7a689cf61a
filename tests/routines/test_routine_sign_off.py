"""A practitioner accepts a routine for use in the clinic."""

import pytest

from clinic.models import TrailEntry
from routines.actions.routines import edit_routine
from routines.actions.sign_offs import sign_off_routine
from routines.models import Routine, RoutineSignOff
from tests import factories


@pytest.fixture
def wall(library) -> Routine:
    return Routine.objects.get(slug="wall-lean")


def test_the_page_shows_name_and_date_from_then_on(client, elm, wall):
    client.force_login(elm.practitioner)
    url = f"/c/elm/routines/{wall.pk}/"
    page = client.post(f"{url}accept/", {"version": "1"}, follow=True).content.decode()
    assert "Version 1 was accepted for use here by practitioner@elm.example on" in page
    assert "Not yet signed off" not in page
    sign_off = RoutineSignOff.objects.get()
    assert (sign_off.clinic, sign_off.by) == (elm.clinic, elm.practitioner)
    line = TrailEntry.objects.get(action="routines.routine_signed_off")
    assert (line.clinic, line.subject_id, line.details) == (
        elm.clinic,
        str(wall.pk),
        {"version": 1},
    )


def test_the_first_one_who_accepted_stands(client, elm, wall):
    for who in [elm.owner, elm.practitioner]:
        client.force_login(who)
        client.post(f"/c/elm/routines/{wall.pk}/accept/", {"version": "1"})
    assert RoutineSignOff.objects.get().by == elm.owner
    assert TrailEntry.objects.filter(action="routines.routine_signed_off").count() == 1


def test_each_clinic_accepts_for_itself(elm, oak, wall):
    for world in (oak, elm):
        sign_off_routine(version=wall.now, clinic=world.clinic, by=world.owner)
    assert {one.clinic for one in RoutineSignOff.objects.all()} == {elm.clinic, oak.clinic}


def test_a_next_version_has_to_be_accepted_anew(client, elm):
    client.force_login(elm.practitioner)
    url = f"/c/elm/routines/{elm.routine.pk}/"
    client.post(f"{url}accept/", {"version": "1"})
    content = factories.changed(elm.routine.now.content, name="Other")
    edit_routine(routine=elm.routine, content=content, started_from=1, by=elm.owner)
    assert b"Not yet signed off." in client.get(url).content


@pytest.mark.parametrize("version", ["2", "", "0", "x", "1 "])
def test_a_version_that_was_not_read_is_not_accepted(client, elm, wall, version):
    client.force_login(elm.practitioner)
    url = f"/c/elm/routines/{wall.pk}/accept/"
    page = client.post(url, {"version": version}, follow=True).content.decode()
    assert "there is a newer version now" in page
    assert not RoutineSignOff.objects.exists()


def test_another_clinics_routine_is_not_found(client, elm, oak):
    client.force_login(elm.owner)
    url = f"/c/elm/routines/{oak.routine.pk}/accept/"
    assert client.post(url, {"version": "1"}).status_code == 404
    assert not RoutineSignOff.objects.exists()


def test_it_rejects_get(client, elm):
    client.force_login(elm.practitioner)
    assert client.get(f"/c/elm/routines/{elm.routine.pk}/accept/").status_code == 405


def test_it_requires_the_permission_to_sign_off(client, elm, wall):
    client.force_login(elm.front_desk)
    url = f"/c/elm/routines/{wall.pk}/accept/"
    assert client.post(url, {"version": "1"}).status_code == 403
    assert not RoutineSignOff.objects.exists()
