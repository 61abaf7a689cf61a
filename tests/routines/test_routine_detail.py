"""One routine's page: what it says now and said before, on either side."""

import pytest

from clinic.access import PERMISSION
from clinic.permissions import Permission
from routines.actions.routines import edit_routine
from routines.models import Routine
from routines.views.routines import routine_detail
from tests import factories


@pytest.fixture
def wall(library) -> Routine:
    return Routine.objects.get(slug="wall-lean")


def test_it_shows_everything_a_practitioner_asks(client, elm, wall):
    client.force_login(elm.front_desk)
    response = client.get(f"/c/elm/routines/{wall.pk}/")
    page = response.content.decode()
    assert "Stand close to a wall and face it." in page
    assert "wall-lean-4-right" in page
    assert "drawings/map-right" in page
    assert "Use a tennis ball only if your clinician says so." in page
    assert "A small beach ball or play ball" in page
    assert "Very low certainty." in page
    assert "Wilke 2018" in page
    assert "You feel a beat or pulse under the ball." in page
    assert "Call 911 if:" in page
    assert "Not yet signed off." in page
    assert "I have read it and accept it" not in page
    assert "presses the belly or the front of the hip" in page


def test_a_stretch_has_no_ball_to_place(client, elm, library):
    stretch = Routine.objects.get(slug="half-kneel-stretch")
    client.force_login(elm.practitioner)
    page = client.get(f"/c/elm/routines/{stretch.pk}/").content.decode()
    assert "drawings/map-" not in page
    assert "Where the ball goes" not in page


def test_the_drawings_show_the_other_side(client, elm, wall):
    client.force_login(elm.practitioner)
    page = client.get(f"/c/elm/routines/{wall.pk}/?side=left").content.decode()
    assert "wall-lean-4-left" in page
    assert "wall-lean-4-right" not in page
    assert "drawings/map-left" in page


def test_it_names_the_clinics_own_emergency_number(client, elm, wall):
    elm.clinic.emergency_number = "112"
    elm.clinic.save()
    client.force_login(elm.practitioner)
    page = client.get(f"/c/elm/routines/{wall.pk}/").content.decode()
    assert "Call 112 if:" in page
    assert "911" not in page


def test_an_earlier_version_stays_readable(client, elm):
    said = elm.routine.now.content
    changed = factories.changed(said, name="New name")
    edit_routine(routine=elm.routine, content=changed, started_from=1, by=elm.practitioner)
    client.force_login(elm.practitioner)
    now = client.get(f"/c/elm/routines/{elm.routine.pk}/").content.decode()
    assert "New name" in now
    before = client.get(f"/c/elm/routines/{elm.routine.pk}/?version=1").content.decode()
    assert "This is version 1, as it was." in before
    assert "<h1>Soft ball</h1>" in before
    assert "I have read it and accept it" not in before


@pytest.mark.parametrize(
    "asked",
    ["version=2", "version=0", "version=x", "version=" + "9" * 5000, "side=up", "side=both"],
)
def test_what_is_not_there_is_not_found(client, elm, asked):
    client.force_login(elm.practitioner)
    assert client.get(f"/c/elm/routines/{elm.routine.pk}/?{asked}").status_code == 404


@pytest.mark.parametrize("routine_id", ["0", "999999", "9" * 40])
def test_an_unknown_routine_is_not_found(client, elm, routine_id):
    client.force_login(elm.practitioner)
    assert client.get(f"/c/elm/routines/{routine_id}/").status_code == 404


def test_another_clinics_own_is_not_found(client, elm, oak):
    client.force_login(elm.owner)
    assert client.get(f"/c/elm/routines/{oak.routine.pk}/").status_code == 404


def test_another_clinics_sign_off_is_not_shown(client, elm, oak, wall):
    wall.now.sign_offs.create(clinic=oak.clinic, by=oak.owner)
    client.force_login(elm.practitioner)
    page = client.get(f"/c/elm/routines/{wall.pk}/").content.decode()
    assert "Not yet signed off." in page
    assert "owner@oak.example" not in page


def test_built_in_routines_can_be_copied_but_not_edited(client, elm, wall):
    client.force_login(elm.practitioner)
    page = client.get(f"/c/elm/routines/{wall.pk}/").content.decode()
    assert f"/c/elm/routines/{wall.pk}/copy/" in page
    assert f"/c/elm/routines/{wall.pk}/edit/" not in page
    assert f"/c/elm/routines/{wall.pk}/archive/" not in page


def test_it_needs_the_permission_to_view():
    assert getattr(routine_detail, PERMISSION) is Permission.ROUTINE_VIEW


@pytest.mark.parametrize("versions", [1, 3])
def test_it_asks_as_little_for_three_versions(client, elm, django_assert_num_queries, versions):
    for number in range(1, versions):
        elm.routine.refresh_from_db()
        edit_routine(
            routine=elm.routine,
            content=factories.changed(elm.routine.now.content, name=f"Name {number}"),
            started_from=number,
            by=elm.practitioner,
        )
    client.force_login(elm.practitioner)
    with django_assert_num_queries(9):
        client.get(f"/c/elm/routines/{elm.routine.pk}/")
