import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from clinic.models import TrailEntry, User
from patients.actions.invitations import (
    InvitationUsed,
    accept_invitation,
    mail_invitation,
    make_invitation,
)
from patients.models import Invitation
from tests import factories
from tests.clients import as_seen

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
def url(client, invited):
    """Somebody has opened the address on the sheet."""
    client.get(f"/invitation/{invited[1].token}/")
    return "/invitation/"


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


@pytest.mark.parametrize(("known", "stays"), [("", ""), ("ROSA@example.org", "rosa@example.org")])
def test_codes_go_only_to_an_address_the_clinic_has_too(client, patient, url, known, stays):
    """A slip of the finger must not let a stranger in."""
    patient.email = known
    patient.save()
    client.post(url, TYPED | {"login": "Rosa@Example.org"})
    patient.refresh_from_db()
    assert (patient.user.username, patient.user.email) == ("rosa@example.org", stays)
    client.logout()
    typed = {"login": "rosa@example.org", "password": TYPED["password1"]}
    assert client.post("/accounts/login/", typed).status_code == 302


def test_used_expired_revoked_and_unknown_look_the_same(client, elm, invited, url):
    invitation = Invitation.objects.filter(pk=invited[0].pk)
    now = timezone.now()
    client.get("/invitation/unknown/")
    answers = [as_seen(client.get(url))]
    client.get(f"/invitation/{invited[1].token}/")
    for changes in (
        {"used_at": now},
        {"used_at": None, "revoked_at": now},
        {"revoked_at": None, "expires_at": now},
    ):
        invitation.update(**changes)
        response = client.get(url)
        assert response.status_code == 404
        assert client.post(url, TYPED).status_code == 404
        answers.append(as_seen(response))
    assert len(set(answers)) == 1
    assert not User.objects.filter(username="rosa1951").exists()


@pytest.mark.parametrize(("seconds", "status"), [(5, 200), (-1, 404)])
def test_its_days_end_to_the_second(client, invited, url, seconds, status):
    ends = timezone.now() + timedelta(seconds=seconds)
    Invitation.objects.filter(pk=invited[0].pk).update(expires_at=ends)
    assert client.get(url).status_code == status


def test_it_works_once(client, invited, url):
    client.post(url, TYPED)
    client.logout()
    client.get(f"/invitation/{invited[1].token}/")
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


def test_it_does_not_tell_without_end_which_names_there_are(client, elm, patient, url):
    """Not even by the answer after too many: it is the same for a name that nobody has."""
    for login in ("ana-elm", elm.owner.email) * 2:
        assert client.post(url, TYPED | {"login": login}).status_code == 200
    assert "login" not in client.post(url, TYPED | {"password1": ""}).context["form"].errors
    assert client.post(url, TYPED | {"login": "ana-elm"}).status_code == 200
    for login in ("ana-elm", "nobody-has-this", elm.owner.email):
        assert client.post(url, TYPED | {"login": login}).status_code == 429
    assert client.get(url).status_code == 200
    patient.refresh_from_db()
    assert patient.user is None


def test_who_is_signed_in_adds_the_record_to_the_own_account(client, elm, oak):
    sister = factories.make_patient(oak.clinic, given_names="Rosa")
    _invitation, keys = make_invitation(patient=sister, by=oak.front_desk)
    client.force_login(elm.patient_user)
    page = client.get(f"/invitation/{keys.token}/", follow=True).content.decode()
    assert "You are signed in as ana-elm." in page
    client.post("/invitation/")
    sister.refresh_from_db()
    assert sister.user == elm.patient_user


def test_one_account_opens_one_record_of_a_clinic(client, elm, patient, invited, url):
    client.force_login(elm.patient_user)
    client.get(f"/invitation/{invited[1].token}/")
    response = client.post(url)
    assert response.status_code == 200
    assert "already opens another record" in response.content.decode()
    patient.refresh_from_db()
    assert patient.user is None


def test_a_new_sheet_lets_a_patient_start_again(client, elm):
    _invitation, keys = make_invitation(patient=elm.patient, by=elm.front_desk)
    client.get(f"/invitation/{keys.token}/")
    client.post("/invitation/", TYPED)
    elm.patient.refresh_from_db()
    assert elm.patient.user.username == "rosa1951"
    client.force_login(elm.patient_user)
    assert client.get("/my/").status_code == 404


def test_it_says_which_clinic_but_not_whose(client, elm, patient, url):
    text = client.get(url).content.decode()
    assert "Welcome to Elm" in text
    assert patient.family_name not in text


@pytest.fixture
def mailed(client, elm, patient):
    """Somebody has opened the address in the mail."""
    patient.email = "Rosa@example.org"
    patient.save()
    invitation, keys = mail_invitation(patient=patient, by=elm.front_desk)
    client.get(f"/invitation/{keys.token}/")
    return invitation


def test_who_was_mailed_presses_one_button(client, patient, mailed):
    assert client.post("/invitation/").url == "/my/"
    patient.refresh_from_db()
    user = patient.user
    assert (user.username, user.email) == ("rosa@example.org", "rosa@example.org")
    assert not user.has_usable_password()
    assert user.emailaddress_set.get().verified
    assert client.get("/my/").status_code == 200


def test_another_address_in_the_record_makes_the_mail_worthless(client, patient, mailed):
    patient.email = "else@example.org"
    patient.save()
    assert client.get("/invitation/").status_code == 404
    assert client.post("/invitation/").status_code == 404


def test_who_has_an_account_of_that_address_signs_in_first(client, elm, oak, patient, mailed):
    known = User.objects.create_user("rosa", email="rosa@example.org")
    page = client.get("/invitation/").content.decode()
    assert "?next=/invitation/" in page
    assert client.post("/invitation/").status_code == 200
    assert User.objects.filter(email="rosa@example.org").get() == known


def test_a_name_somebody_else_made_up_does_not_keep_the_address_out(client, patient, mailed):
    User.objects.create_user("rosa@example.org")
    assert client.post("/invitation/").url == "/my/"
    patient.refresh_from_db()
    assert patient.user.email == "rosa@example.org"
    assert patient.user.username.startswith("rosa@example.org-")


def test_a_guardian_looks_after_several(client, elm):
    tom, tim = (
        factories.make_patient(elm.clinic, given_names=name, guardian_name="Ana Muñoz")
        for name in ("Tom", "Tim")
    )
    client.force_login(elm.patient_user)
    for child in (tom, tim):
        _invitation, keys = make_invitation(patient=child, by=elm.front_desk)
        client.get(f"/invitation/{keys.token}/")
        assert client.post("/invitation/").url == "/my/"
        assert f"You are looking after {child.given_names}" in client.get("/my/").content.decode()
    names = client.get("/my/which/").content.decode()
    assert all(name in names for name in ("Ana", "Tom", "Tim"))


@pytest.mark.usefixtures("committing")
def test_two_at_once_open_one_account(elm, patient, invited):
    """Both have seen it usable before either uses it."""
    together, answers = threading.Barrier(2), []

    def accept(number):
        try:
            together.wait(timeout=10)
            accept_invitation(
                invitation=invited[0], login=f"rosa-{number}", password=TYPED["password1"]
            )
            answers.append("made")
        except InvitationUsed:
            answers.append("used")
        finally:
            connection.close()

    threads = [threading.Thread(target=accept, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["made", "used"]
    assert User.objects.filter(username__startswith="rosa-").count() == 1
