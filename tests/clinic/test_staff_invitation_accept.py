import threading
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from clinic.actions.members import (
    InvitationUsed,
    accept_member_invitation,
    invite_member,
)
from clinic.models import Membership, StaffInvitation, TrailEntry, User
from tests.clients import as_seen

EMAIL = "rosa@elm.example"
TYPED = {"given_names": "Rosa", "family_name": "Lind", "password": "blue kettle warm Sunday"}


@pytest.fixture
def invited(elm):
    return invite_member(clinic=elm.clinic, email=EMAIL, role="practitioner", by=elm.owner)


@pytest.fixture
def at_the_page(client, invited):
    """Somebody who has opened the address in the mail."""
    client.get(f"/join/{invited[1]}/")
    return client


def test_a_name_and_a_password_are_all_it_asks(at_the_page, elm):
    form = at_the_page.get("/join/").context["form"]
    assert list(form.fields) == ["given_names", "family_name", "password"]
    assert at_the_page.post("/join/", TYPED).url == "/c/elm/"
    user = User.objects.get(email=EMAIL)
    assert (str(user), user.username, user.memberships.get().role) == (
        "Rosa Lind",
        EMAIL,
        "practitioner",
    )
    assert user.check_password(TYPED["password"])
    assert EmailAddress.objects.get(user=user).verified
    assert at_the_page.session["_auth_user_id"] == str(user.pk)
    line = TrailEntry.objects.get(action="clinic.member_joined")
    assert (line.actor, line.subject_id, line.clinic) == (user, str(user.pk), elm.clinic)


@pytest.mark.parametrize("field", ["expires_at", "revoked_at"])
def test_what_is_too_old_or_taken_back_lets_nobody_in(invited, field):
    invitation = invited[0]
    StaffInvitation.objects.filter(pk=invitation.pk).update(**{field: timezone.now()})
    with pytest.raises(InvitationUsed):
        accept_member_invitation(invitation=invitation, **TYPED)
    assert not User.objects.filter(email=EMAIL).exists()


def test_who_works_here_already_is_told(elm, invited):
    user = User.objects.create_user("rosa", email=EMAIL, password=TYPED["password"])
    Membership.objects.create(clinic=elm.clinic, user=user, role="front_desk")
    with pytest.raises(ValidationError, match="work here already"):
        accept_member_invitation(invitation=invited[0], by=user)


def test_it_works_once(at_the_page, client):
    at_the_page.post("/join/", TYPED)
    client.logout()
    assert client.get("/join/").status_code == 404
    assert client.post("/join/", TYPED).status_code == 404
    assert User.objects.filter(email=EMAIL).count() == 1


def test_over_used_unknown_and_none_at_all_look_the_same(client, invited, elm):
    row = StaffInvitation.objects.filter(pk=invited[0].pk)
    now = timezone.now()
    answers = [as_seen(client.get("/join/"))]
    for token, changes in (
        ("unknown", {}),
        (invited[1], {"used_at": now, "used_by": elm.owner}),
        (invited[1], {"used_at": None, "used_by": None, "revoked_at": now}),
        (invited[1], {"revoked_at": None, "expires_at": now}),
    ):
        row.update(**changes)
        assert client.get(f"/join/{token}/").url == "/join/"
        assert client.post("/join/", TYPED).status_code == 404
        response = client.get("/join/")
        assert response.status_code == 404
        answers.append(as_seen(response))
    assert len(set(answers)) == 1
    assert not User.objects.filter(email=EMAIL).exists()


@pytest.mark.parametrize(("seconds", "status"), [(5, 200), (-1, 404)])
def test_its_hours_end_to_the_second(at_the_page, invited, seconds, status):
    ends = timezone.now() + timedelta(seconds=seconds)
    StaffInvitation.objects.filter(pk=invited[0].pk).update(expires_at=ends)
    assert at_the_page.get("/join/").status_code == status


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"given_names": ""}, "given_names"),
        ({"given_names": "x" * 151}, "given_names"),
        ({"given_names": "a\0b"}, "given_names"),
        ({"family_name": " "}, "family_name"),
        ({"password": ""}, "password"),
        ({"password": "short"}, "password"),
        ({"password": "rosa@elm.example"}, "password"),
        ({"password": "y" * 201}, "password"),
    ],
)
def test_bad_input_makes_no_account(at_the_page, invited, changes, field):
    response = at_the_page.post("/join/", TYPED | changes)
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert not User.objects.filter(email=EMAIL).exists()
    assert StaffInvitation.objects.get(pk=invited[0].pk).is_usable


def test_what_is_sent_besides_changes_nothing(at_the_page, elm, oak):
    more = {"role": "owner", "email": "eve@x.example", "clinic": oak.clinic.pk, "is_staff": "1"}
    at_the_page.post("/join/", TYPED | more)
    member = Membership.objects.get(user__email=EMAIL)
    assert (member.clinic, member.role, member.user.is_staff) == (
        elm.clinic,
        "practitioner",
        False,
    )


def test_who_has_an_account_signs_in_and_comes_back(client, elm, oak):
    email = oak.practitioner.email
    token = invite_member(clinic=elm.clinic, email=email, role="front_desk", by=elm.owner)[1]
    page = client.get(f"/join/{token}/", follow=True).content.decode()
    assert "?next=/join/" in page
    assert "given_names" not in page
    client.force_login(oak.practitioner)
    client.get(f"/join/{token}/")
    assert "Join with this account" in client.get("/join/").content.decode()
    assert client.post("/join/").url == "/c/elm/"
    assert oak.practitioner.memberships.get(clinic=elm.clinic).role == "front_desk"


def test_nobody_makes_a_second_account_of_an_address(client, elm, oak):
    email = oak.practitioner.email
    token = invite_member(clinic=elm.clinic, email=email, role="front_desk", by=elm.owner)[1]
    client.get(f"/join/{token}/")
    response = client.post("/join/", TYPED)
    assert response.status_code == 200
    assert User.objects.filter(email=email).count() == 1


def test_somebody_else_cannot_use_it(client, invited, oak):
    client.force_login(oak.practitioner)
    client.get(f"/join/{invited[1]}/")
    assert "is for rosa@elm.example" in client.get("/join/").content.decode()
    assert client.post("/join/").status_code == 200
    assert oak.practitioner.memberships.count() == 1
    assert StaffInvitation.objects.get(pk=invited[0].pk).is_usable


def test_a_session_known_before_signing_in_is_worth_nothing_after(at_the_page):
    before = at_the_page.session.session_key
    at_the_page.post("/join/", TYPED)
    assert at_the_page.session.session_key != before


@pytest.mark.usefixtures("committing")
def test_two_at_once_make_one_account(elm, invited):
    """Both have seen it usable before either uses it."""
    together, answers = threading.Barrier(2), []

    def accept(number):
        try:
            together.wait(timeout=10)
            accept_member_invitation(
                invitation=invited[0], **TYPED | {"given_names": f"Rosa {number}"}
            )
            answers.append("made")
        except Exception as error:  # noqa: BLE001 -- which one comes second may be told either way
            answers.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=accept, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers.count("made") == 1
    assert User.objects.filter(email=EMAIL).count() == 1
    assert Membership.objects.filter(user__email=EMAIL).count() == 1
