"""Several people write into the same thing: nobody's words are overwritten unseen."""

import threading
from collections.abc import Callable
from random import Random

import pytest
from django.db import connection

from clinic.actions.clinics import edit_clinic
from clinic.models import Clinic, TrailEntry
from clinic.stale import Stale
from patients.actions.patients import edit_patient
from patients.models import Patient
from routines.actions.limits import change_limits
from routines.limits import Limits
from routines.models import DoseLimits
from tests.conftest import World

STALE_EDITS = 1000
Save = Callable[[int, str], object]
Look = Callable[[], tuple[int, str]]


def patient(elm: World) -> tuple[Save, Look]:
    def save(version: int, text: str) -> None:
        edit_patient(patient=elm.patient, version=version, by=elm.front_desk, note=text)

    def look() -> tuple[int, str]:
        return Patient.objects.values_list("version", "note").get(pk=elm.patient.pk)

    return save, look


def clinic(elm: World) -> tuple[Save, Look]:
    def save(version: int, text: str) -> None:
        edit_clinic(clinic=elm.clinic, version=version, by=elm.owner, address=text)

    def look() -> tuple[int, str]:
        return Clinic.objects.values_list("version", "address").get(pk=elm.clinic.pk)

    return save, look


def limits(elm: World) -> tuple[Save, Look]:
    def save(version: int, text: str) -> None:
        wanted = Limits(hold=5 + int(text) % 500)
        change_limits(clinic=elm.clinic, limits=wanted, version=version, by=elm.owner)

    def look() -> tuple[int, str]:
        found, version = DoseLimits.versioned(elm.clinic)
        return version, str(found.hold - 5)

    return save, look


@pytest.mark.parametrize("kind", [patient, clinic, limits])
def test_of_a_thousand_stale_edits_none_is_taken(elm, kind):
    save, look = kind(elm)
    chance = Random(kind.__name__)
    now = look()
    seen = dict.fromkeys(range(8), now)
    refused = saved = 0
    while refused < STALE_EDITS // 3 + 1:
        writer, text = chance.randrange(8), str(saved + 1)
        if seen[writer] == now and chance.random() < 0.3:
            save(now[0], text)
            saved += 1
            now = seen[writer] = (now[0] + 1, text)
        elif seen[writer] == now:
            continue
        elif chance.random() < 0.1:
            seen[writer] = now  # looks again
        else:
            with pytest.raises(Stale):
                save(seen[writer][0], f"{1000 + refused}")
            refused += 1
        assert refused % 50 or look() == now
    assert look() == now
    assert TrailEntry.objects.filter(action__endswith="ed").count() >= saved > 10


@pytest.mark.parametrize("kind", [patient, clinic, limits])
def test_of_four_at_the_same_moment_one_is_taken(committing, kind):
    save, look = kind(World("elm"))
    version, _text = look()
    wait, taken, refused = threading.Barrier(4), [], []

    def send(text: str) -> None:
        wait.wait()
        try:
            save(version, text)
            taken.append(text)
        except Stale:
            refused.append(text)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=[str(n)]) for n in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(taken), len(refused)) == (1, 3)
    assert look() == (version + 1, taken[0])
