"""Offering an archived routine again."""

import pytest

from clinic.models import TrailEntry
from routines.actions.routines import archive_routine
from routines.models import Routine


@pytest.fixture
def archived(elm):
    return archive_routine(routine=elm.routine, by=elm.owner)


def test_it_is_offered_again(client, elm, archived):
    client.force_login(elm.practitioner)
    url = f"/c/elm/routines/{archived.pk}/"
    assert f"{url}restore/" in client.get(url).content.decode()
    client.post(f"{url}restore/")
    assert Routine.objects.owned_by(elm.clinic).in_use().get() == elm.routine
    line = TrailEntry.objects.get(action="routines.routine_restored")
    assert (line.actor, line.subject_id) == (elm.practitioner, str(archived.pk))


def test_another_clinics_routine_is_not_found(client, elm, oak, archived):
    client.force_login(oak.owner)
    assert client.post(f"/c/oak/routines/{archived.pk}/restore/").status_code == 404


def test_it_rejects_get(client, elm, archived):
    client.force_login(elm.practitioner)
    assert client.get(f"/c/elm/routines/{archived.pk}/restore/").status_code == 405


def test_it_requires_the_permission_to_edit(client, elm, archived):
    client.force_login(elm.front_desk)
    assert client.post(f"/c/elm/routines/{archived.pk}/restore/").status_code == 403
