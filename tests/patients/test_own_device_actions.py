from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone

from clinic import encryption, tokens
from clinic.models import TrailEntry
from patients.actions.own_devices import forget_own_device, mark_own_device, note_seen
from patients.jobs import review_clinic
from patients.models import OwnDevice
from patients.models.own_device import MOST_DEVICES
from patients.sealed_keys import Unreadable, keys_in_use, unseal
from tests import factories
from tests.portal.sealing import seal


def mark(elm, words="Chrome on Android"):
    return mark_own_device(patient=elm.patient, words=words, by=elm.patient_user)


def test_a_device_is_known_by_a_token_that_is_kept_nowhere(elm):
    device, token = mark(elm)
    assert device.cookie_hash == tokens.hash_of(token)
    line = TrailEntry.objects.get(action="patients.own_device_marked")
    assert (line.subject_id, line.patient_id, line.details) == (
        str(device.pk),
        elm.patient.pk,
        {},
    )


def test_its_private_key_is_readable_in_its_own_row_only(elm):
    device, _token = mark(elm)
    assert "PRIVATE" not in device.private_key
    assert encryption.decrypt(device.private_key, device.place)
    device.handle = elm.own_device.handle
    with pytest.raises(encryption.SecretUnreadable):
        encryption.decrypt(device.private_key, device.place)


def test_five_are_enough(elm):
    for _ in range(4):
        mark(elm)
    with pytest.raises(ValidationError, match="You have 5 phones"):
        mark(elm)
    forget_own_device(device=elm.own_device, by=elm.patient_user)
    mark(elm)


def test_forgotten_is_told_once(elm):
    for _ in range(2):
        forget_own_device(device=elm.own_device, by=elm.patient_user)
    assert not OwnDevice.objects.for_clinic(elm.clinic).of_patient(elm.patient).kept().exists()
    assert TrailEntry.objects.filter(action="patients.own_device_forgotten").count() == 1


def test_what_was_forgotten_long_ago_goes_with_its_key(elm):
    long_ago = timezone.now() - timedelta(days=9)
    OwnDevice.objects.filter(pk=elm.own_device.pk).update(forgotten_at=long_ago)
    mark(elm)
    assert not OwnDevice.objects.filter(pk=elm.own_device.pk).exists()


def test_the_night_deletes_what_was_forgotten_long_ago_and_nothing_else(elm, oak):
    newer, _token = mark(elm)
    forget_own_device(device=newer, by=elm.patient_user)
    old = OwnDevice.objects.filter(pk__in=[elm.own_device.pk, oak.own_device.pk])
    old.update(forgotten_at=timezone.now() - timedelta(days=9))
    review_clinic.call(elm.clinic.pk)
    assert set(OwnDevice.objects.all()) == {newer, oak.own_device}


def test_seen_is_noted_once_an_hour(elm, django_assert_num_queries):
    with django_assert_num_queries(0):
        note_seen(elm.own_device)
    elm.own_device.seen_at = timezone.now() - timedelta(hours=2)
    note_seen(elm.own_device)
    elm.own_device.refresh_from_db()
    assert timezone.now() - elm.own_device.seen_at < timedelta(minutes=1)


def test_what_was_sealed_is_opened_by_its_own_device_and_for_its_own_session(elm, oak):
    key = elm.guided_session.key
    sealed = seal(elm.own_device, key, "twenty seconds")
    assert unseal(elm.own_device, key, sealed) == b"twenty seconds"
    for device, other in ((oak.own_device, key), (elm.own_device, oak.guided_session.key)):
        with pytest.raises(Unreadable):
            unseal(device, other, sealed)


def test_after_a_rotation_of_keys_it_is_opened_all_the_same(elm, own_keys):
    key = elm.guided_session.key
    sealed = seal(elm.own_device, key, "twenty seconds")
    call_command("rotate_keys")
    call_command("rotate_keys", "--forget-old")
    elm.own_device.refresh_from_db()
    assert keys_in_use() == {encryption.newest_key()}
    assert unseal(elm.own_device, key, sealed) == b"twenty seconds"


def test_other_patients_have_theirs(elm):
    ben = factories.make_patient(elm.clinic, given_names="Ben")
    for _ in range(MOST_DEVICES):
        factories.make_own_device(ben, user=elm.patient_user)
    long_ago = timezone.now() - timedelta(days=9)
    outdated = factories.make_own_device(ben, user=elm.patient_user, forgotten_at=long_ago)
    mark(elm)
    assert OwnDevice.objects.filter(pk=outdated.pk).exists()
