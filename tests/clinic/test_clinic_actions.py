import pytest
from django.core.exceptions import ValidationError

from clinic.actions.clinics import edit_clinic, remove_logo, set_logo
from clinic.logos import LogoImage
from clinic.models import ClinicLogo, TrailEntry

LOGO = LogoImage(b"png", 10, 5)


def actions_of(clinic):
    return list(TrailEntry.objects.about(clinic).values_list("action", flat=True))


def test_changing_tells_the_fields_and_not_what_they_say(elm):
    edit_clinic(
        clinic=elm.clinic, version=1, by=elm.owner, phone="555 0111", paper="letter", name="Elm"
    )
    elm.clinic.refresh_from_db()
    assert (elm.clinic.phone, elm.clinic.paper) == ("555 0111", "letter")
    entry = TrailEntry.objects.about(elm.clinic).get()
    assert (entry.action, entry.details) == ("clinic.clinic_edited", {"fields": ["paper", "phone"]})


def test_changing_nothing_leaves_no_trace(elm):
    edit_clinic(clinic=elm.clinic, version=1, by=elm.owner, name="Elm")
    assert actions_of(elm.clinic) == []


def test_the_address_of_a_clinic_is_not_among_what_changes(elm):
    edit_clinic(clinic=elm.clinic, version=1, by=elm.owner, slug="ash", name="Elm")
    elm.clinic.refresh_from_db()
    assert elm.clinic.slug == "elm"


def test_an_unknown_time_zone_is_refused(elm):
    with pytest.raises(ValidationError):
        edit_clinic(clinic=elm.clinic, version=1, by=elm.owner, time_zone="Mars/Olympus")


def test_a_logo_is_set_replaced_and_removed(elm):
    set_logo(clinic=elm.clinic, logo=LOGO, by=elm.owner)
    set_logo(clinic=elm.clinic, logo=LogoImage(b"new", 20, 5), by=elm.owner)
    kept = ClinicLogo.objects.get()
    assert (bytes(kept.png), kept.width) == (b"new", 20)
    remove_logo(clinic=elm.clinic, by=elm.owner)
    remove_logo(clinic=elm.clinic, by=elm.owner)
    assert not ClinicLogo.objects.exists()
    assert actions_of(elm.clinic) == [
        "clinic.logo_removed",
        "clinic.logo_changed",
        "clinic.logo_changed",
    ]


def test_another_clinics_logo_stays(elm, oak):
    for world in (elm, oak):
        set_logo(clinic=world.clinic, logo=LOGO, by=world.owner)
    remove_logo(clinic=elm.clinic, by=elm.owner)
    assert ClinicLogo.objects.get().clinic == oak.clinic
