import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from clinic.actions.clinics import edit_clinic
from clinic.models import ClinicLogo, TrailEntry
from tests.clinic.test_logos import bomb, picture

URL = "/c/elm/settings/"
TYPED = {
    "name": "Elm Street Physio",
    "phone": "+1 555 0100",
    "address": "1 Elm Street",
    "emergency_number": "112",
    "time_zone": "Europe/Berlin",
    "paper": "letter",
    "language": "es",
    "idle_minutes": 20,
}


def as_posted(world, **changes):
    """What is posted by somebody who sees the settings as they are now."""
    world.clinic.refresh_from_db()
    return TYPED | {"version": world.clinic.version} | changes


@pytest.fixture
def owner(client, elm):
    client.force_login(elm.owner)
    return client


def upload(content, name="logo.png", kind="image/png"):
    return SimpleUploadedFile(name, content, kind)


def test_it_saves_what_an_owner_typed(owner, elm):
    response = owner.post(URL, as_posted(elm))
    assert response.url == URL
    elm.clinic.refresh_from_db()
    assert {name: getattr(elm.clinic, name) for name in TYPED} == TYPED


def test_a_logo_is_kept_shown_and_removed(owner, elm):
    owner.post(URL, as_posted(elm) | {"logo": upload(picture())})
    assert ClinicLogo.objects.get().clinic == elm.clinic
    assert "/c/elm/logo.png?" in owner.get(URL).text
    owner.post(URL, as_posted(elm) | {"remove_logo": "on"})
    assert not ClinicLogo.objects.exists()


@pytest.mark.parametrize(
    ("field", "typed", "why"),
    [
        ("name", "", "This field is required."),
        ("name", "x" * 201, "at most 200 characters"),
        ("phone", "a\0b", "Null characters are not allowed."),
        ("phone", "", "This field is required."),
        ("emergency_number", "help!", "digits"),
        ("emergency_number", "9" * 5000, "at most 20 characters"),
        ("time_zone", "Mars/Olympus", "Select a valid choice"),
        ("time_zone", "", "This field is required."),
        ("paper", "a3", "Select a valid choice"),
        ("language", "de", "Select a valid choice"),
    ],
)
def test_what_cannot_be_kept_is_told_beside_its_field(owner, elm, field, typed, why):
    response = owner.post(URL, as_posted(elm) | {field: typed})
    assert response.status_code == 200
    assert why in " ".join(response.context["form"].errors[field])
    assert "1 Elm Street" in response.text
    elm.clinic.refresh_from_db()
    assert (elm.clinic.name, elm.clinic.address) == ("Elm", "")


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (upload(b"", "a.png"), "The file is empty."),
        (upload(b"hello", "logo.png"), "cannot be read"),
        (upload(picture("GIF"), "logo.png"), "cannot be read"),
        (upload(picture()[:100]), "damaged"),
        (upload(bomb(60_000, 60_000)), "20 million pixels"),
        (upload(b"\0" * (5 * 1024 * 1024 + 1)), "larger than 5 MB"),
    ],
)
def test_a_logo_that_cannot_be_used_is_told_beside_its_field(owner, elm, file, why):
    response = owner.post(URL, as_posted(elm) | {"logo": file})
    file.seek(0)
    assert why in response.context["form"].errors["logo"][0]
    assert not ClinicLogo.objects.exists()
    elm.clinic.refresh_from_db()
    assert elm.clinic.name == "Elm"


def test_a_new_logo_and_none_at_once_is_asked_back(owner, elm):
    owner.post(URL, as_posted(elm) | {"logo": upload(picture())})
    response = owner.post(URL, as_posted(elm) | {"logo": upload(picture()), "remove_logo": "on"})
    assert "Choose one" in response.context["form"].errors["remove_logo"][0]
    assert ClinicLogo.objects.exists()


def test_a_time_zone_that_is_not_offered_any_more_stays_chosen(owner, elm):
    type(elm.clinic).objects.filter(pk=elm.clinic.pk).update(time_zone="EST5EDT")
    assert '<option value="EST5EDT" selected>' in owner.get(URL).text


def test_only_an_owner_may(client, elm):
    for user in (elm.practitioner, elm.front_desk):
        client.force_login(user)
        assert client.post(URL, as_posted(elm)).status_code == 403
    assert not TrailEntry.objects.about(elm.clinic).exists()


def test_the_slower_of_two_owners_is_shown_both_and_may_save_then(owner, elm):
    mine = as_posted(elm, phone="111", logo=upload(picture()))
    edit_clinic(clinic=elm.clinic, version=1, by=elm.owner, phone="222", paper="letter")
    response = owner.post(URL, mine)
    assert response.status_code == 409
    shown = {str(one.label): (one.mine, one.saved) for one in response.context["differences"]}
    assert shown["Phone"] == ("111", "222")
    assert shown["Logo for paper"] == ("Yours: please choose it again.", "None")
    assert "Paper" not in shown
    assert 'value="111"' in response.text
    assert 'name="version" value="2"' in response.text
    elm.clinic.refresh_from_db()
    assert (elm.clinic.phone, ClinicLogo.objects.exists()) == ("222", False)
    assert owner.post(URL, as_posted(elm, phone="111")).status_code == 302
    elm.clinic.refresh_from_db()
    assert elm.clinic.phone == "111"


def test_a_logo_that_somebody_else_changed_is_seen_first(owner, elm):
    owner.post(URL, as_posted(elm, logo=upload(picture())))
    response = owner.post(URL, TYPED | {"version": 1, "remove_logo": "on"})
    assert response.status_code == 409
    assert ClinicLogo.objects.exists()


@pytest.mark.parametrize("version", ["", "0", "-1", "x", "9" * 5000])
def test_a_version_nobody_was_shown_saves_nothing(owner, elm, version):
    assert owner.post(URL, as_posted(elm, version=version)).status_code == 200
    elm.clinic.refresh_from_db()
    assert elm.clinic.name == "Elm"
