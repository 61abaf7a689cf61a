from datetime import timedelta

import pytest
from django.utils import timezone

from clinic.models import TrailEntry, User
from patients.actions.invitations import make_invitation, spelled
from patients.models import Invitation
from tests import factories

TYPED = {
    "login": "rosa1951",
    "password1": "blue kettle warm Sunday",
    "password2": "blue kettle warm Sunday",
}


@pytest.fixture
def patient(elm):
    return factories.make_patient(elm.clinic, given_names="Rosa")


@pytest.fixture
def invited(elm, patient):
    return make_invitation(patient=patient, by=elm.front_desk)


@pytest.fixture
def url(invited):
    return f"/invitation/{spelled(invited[1])}/"


def test_opening_it_changes_nothing(client, patient, invited, url):
    for _thrice in range(3):
        assert client.get(url).status_code == 200
    assert Invitation.objects.get(pk=invited[0].pk).is_usable
    patient.refresh_from_db()
    assert patient.user is None


def test_it_makes_the_account_and_opens_the_door(client, patient, invited, url):
    assert client.post(url, TYPED).url == "/my/"
    patient.refresh_from_db()
    assert patient.user.username == "rosa1951"
    assert patient.user.check_password(TYPED["password1"])
    assert client.get("/my/").status_code == 200
    entry = TrailEntry.objects.get(action="patients.invitation_accepted")
    assert (entry.actor, entry.patient_id) == (patient.user, patient.pk)


def test_an_e_mail_address_is_a_name_too(client, patient, url):
    client.post(url, TYPED | {"login": "Rosa@Example.org"})
    patient.refresh_from_db()
    assert (patient.user.username, patient.user.email) == ("rosa@example.org", "rosa@example.org")


def test_a_code_may_be_typed_as_people_type(client, invited):
    assert client.get(f"/invitation/{invited[1].lower()}/").status_code == 200


def test_used_expired_revoked_and_unknown_look_the_same(client, elm, invited, url):
    invitation = Invitation.objects.filter(pk=invited[0].pk)
    now = timezone.now()
    answers = [client.get("/invitation/ABCDE-FGHJK-MNPQR-STUVW/").content]
    for changes in (
        {"used_at": now},
        {"used_at": None, "revoked_at": now},
        {"revoked_at": None, "expires_at": now - timedelta(minutes=1)},
    ):
        invitation.update(**changes)
        response = client.get(url)
        assert response.status_code == 404
        assert client.post(url, TYPED).status_code == 404
        answers.append(response.content)
    assert len(set(answers)) == 1
    assert not User.objects.filter(username="rosa1951").exists()


def test_it_works_once(client, patient, url):
    client.post(url, TYPED)
    client.logout()
    assert client.post(url, TYPED | {"login": "somebody-else"}).status_code == 404


def test_of_an_archived_patient_it_does_not_work(client, elm, patient, url):
    patient.archived_at, patient.archived_by = timezone.now(), elm.owner
    patient.save()
    assert client.get(url).status_code == 404


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"login": ""}, "login"),
        ({"login": "ab"}, "login"),
        ({"login": "rosa@nowhere"}, "login"),
        ({"login": "two words"}, "login"),
        ({"login": "ANA-elm"}, "login"),
        ({"login": "Owner@elm.example"}, "login"),
        ({"login": "x" * 151}, "login"),
        ({"login": "a\0b"}, "login"),
        ({"password1": ""}, "password1"),
        ({"password1": "short"}, "password1"),
        ({"password1": "123456789012"}, "password1"),
        ({"password2": "blue kettle warm Monday"}, "password2"),
        ({"password1": "y" * 201}, "password1"),
    ],
)
def test_bad_input_makes_no_account(client, patient, url, changes, field):
    users = User.objects.count()
    response = client.post(url, TYPED | changes)
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert User.objects.count() == users
    patient.refresh_from_db()
    assert patient.user is None


def test_who_is_signed_in_adds_the_record_to_the_own_account(client, elm, oak):
    sister = factories.make_patient(oak.clinic, given_names="Rosa")
    _invitation, token = make_invitation(patient=sister, by=oak.front_desk)
    client.force_login(elm.patient_user)
    assert "You are signed in as ana-elm." in client.get(f"/invitation/{token}/").content.decode()
    client.post(f"/invitation/{token}/")
    sister.refresh_from_db()
    assert sister.user == elm.patient_user


def test_one_account_opens_one_record_of_a_clinic(client, elm, patient, url):
    client.force_login(elm.patient_user)
    response = client.post(url)
    assert response.status_code == 200
    assert "already opens another record" in response.content.decode()
    patient.refresh_from_db()
    assert patient.user is None


def test_a_new_sheet_lets_a_patient_start_again(client, elm):
    _invitation, token = make_invitation(patient=elm.patient, by=elm.front_desk)
    client.post(f"/invitation/{token}/", TYPED)
    elm.patient.refresh_from_db()
    assert elm.patient.user.username == "rosa1951"
    client.force_login(elm.patient_user)
    assert client.get("/my/").status_code == 404


def test_it_says_which_clinic_but_not_whose(client, elm, patient, url):
    text = client.get(url).content.decode()
    assert "Welcome to Elm" in text
    assert patient.family_name not in text
