"""Putting an own routine away."""

import pytest
from django.core.exceptions import ValidationError

from clinic.models import TrailEntry
from routines.actions.routines import archive_routine, edit_routine
from routines.models import Routine
from tests import factories


def test_it_is_offered_no_longer_and_stays_readable(client, elm):
    client.force_login(elm.practitioner)
    url = f"/c/elm/routines/{elm.routine.pk}/"
    response = client.post(f"{url}archive/", follow=True)
    assert b"Archived. Programs that use it keep it." in response.content
    assert b"it is not offered for new programs" in response.content
    assert not Routine.objects.owned_by(elm.clinic).in_use().exists()
    assert elm.program.current.phases.get().prescriptions.get().routine_version.name == "Soft ball"


def test_twice_is_once_in_the_trail(client, elm):
    client.force_login(elm.practitioner)
    for _time in range(2):
        client.post(f"/c/elm/routines/{elm.routine.pk}/archive/")
    assert TrailEntry.objects.filter(action="routines.routine_archived").count() == 1


def test_built_in_and_other_clinics_routines_are_not_found(client, elm, oak, library):
    client.force_login(elm.owner)
    for routine in [oak.routine, Routine.objects.get(slug="wall-lean")]:
        assert client.post(f"/c/elm/routines/{routine.pk}/archive/").status_code == 404
        routine.refresh_from_db()
        assert routine.archived_at is None


def test_it_rejects_get(client, elm):
    client.force_login(elm.practitioner)
    assert client.get(f"/c/elm/routines/{elm.routine.pk}/archive/").status_code == 405


def test_it_requires_the_permission_to_edit(client, elm):
    client.force_login(elm.front_desk)
    assert client.post(f"/c/elm/routines/{elm.routine.pk}/archive/").status_code == 403


def test_a_built_in_routine_is_nobodys_to_archive(elm, library):
    built_in = Routine.objects.get(slug="wall-lean")
    with pytest.raises(ValidationError, match="built-in routine cannot be changed"):
        archive_routine(routine=built_in, by=elm.owner)


def test_an_archived_one_is_not_changed(elm):
    archive_routine(routine=elm.routine, by=elm.practitioner)
    content = factories.changed(elm.routine.current.content, name="Another name")
    with pytest.raises(ValidationError, match="archived"):
        edit_routine(routine=elm.routine, content=content, started_from=1, by=elm.practitioner)
