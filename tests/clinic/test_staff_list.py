import pytest

from clinic.models import Membership, User
from clinic.permissions import PERMISSION_WORDS, Permission, Role

URL = "/c/elm/staff/"


def test_it_lists_who_works_here(client, elm, oak):
    client.force_login(elm.front_desk)
    members = client.get(URL).context["members"]
    assert {m.user for m in members} == {elm.owner, elm.practitioner, elm.front_desk}


def test_it_lists_own_invitations_only(client, elm, oak):
    client.force_login(elm.owner)
    response = client.get(URL)
    assert [one for one, _mail in response.context["waiting"]] == [elm.staff_invitation]
    assert oak.staff_invitation.email not in response.content.decode()


def test_it_shows_the_one_table(client, elm):
    client.force_login(elm.front_desk)
    response = client.get(URL)
    table = dict(response.context["table"])
    assert table[PERMISSION_WORDS[Permission.PROGRAM_EDIT]] == [True, True, False]
    assert table[PERMISSION_WORDS[Permission.TRAIL_VIEW]] == [True, False, False]
    assert table[PERMISSION_WORDS[Permission.PATIENT_VIEW]] == [True, True, True]
    assert list(response.context["roles"]) == Role.labels


def test_every_permission_has_its_words():
    assert set(PERMISSION_WORDS) == set(Permission)


@pytest.mark.parametrize("more", [0, 2])
def test_its_queries_do_not_grow(client, elm, more, django_assert_num_queries):
    for n in range(more):
        user = User.objects.create_user(f"more-{n}")
        Membership.objects.create(clinic=elm.clinic, user=user, role=Role.FRONT_DESK)
    client.force_login(elm.front_desk)
    with django_assert_num_queries(4):
        client.get(URL)
