import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from clinic.actions.members import change_role, remove_member
from clinic.models import Membership, StaffInvitation, TrailEntry
from clinic.permissions import Role
from tests import factories


def url_of(user) -> str:
    return f"/c/elm/staff/{user.memberships.get().pk}/remove/"


def test_it_asks_first(client, elm):
    client.force_login(elm.owner)
    assert "Remove" in client.get(url_of(elm.front_desk)).content.decode()
    assert elm.front_desk.memberships.exists()


def test_who_is_removed_finds_nothing_at_the_next_request(client, elm):
    client.force_login(elm.owner)
    theirs = type(client)()
    theirs.force_login(elm.front_desk)
    assert theirs.get("/c/elm/patients/").status_code == 200
    assert client.post(url_of(elm.front_desk)).url == "/c/elm/staff/"
    assert theirs.get("/c/elm/patients/").status_code in {302, 404}
    line = TrailEntry.objects.get(action="clinic.member_removed")
    assert (line.actor, line.subject_id) == (elm.owner, str(elm.front_desk.pk))
    assert line.details == {"role": "front_desk"}


def test_what_they_did_stays(client, elm):
    client.force_login(elm.owner)
    client.post(url_of(elm.practitioner))
    elm.screening.refresh_from_db()
    assert elm.screening.made_by == elm.practitioner


def test_the_last_owner_cannot_leave(client, elm):
    client.force_login(elm.owner)
    response = client.post(url_of(elm.owner))
    assert "only owner" in response.content.decode()
    assert elm.owner.memberships.exists()


def test_an_owner_who_leaves_takes_open_invitations_along(client, elm):
    change_role(membership=elm.front_desk.memberships.get(), role=Role.OWNER, by=elm.owner)
    client.force_login(elm.owner)
    assert client.post(url_of(elm.owner)).url == "/"
    assert not StaffInvitation.objects.for_clinic(elm.clinic).usable().exists()


def test_another_clinics_owner_is_not_one_of_ours(elm, oak):
    assert oak.owner.memberships.get().role == Role.OWNER
    with pytest.raises(ValidationError, match="only owner"):
        remove_member(membership=elm.owner.memberships.get(), by=elm.owner)


def test_what_they_invited_to_another_clinic_stays_open(elm, oak):
    Membership.objects.create(clinic=oak.clinic, user=elm.practitioner, role=Role.OWNER)
    elsewhere = factories.make_staff_invitation(oak.clinic, by=elm.practitioner)
    here = elm.practitioner.memberships.get(clinic=elm.clinic)
    remove_member(membership=here, by=elm.owner)
    assert elsewhere in StaffInvitation.objects.for_clinic(oak.clinic).usable()


@pytest.mark.usefixtures("committing")
def test_two_owners_cannot_leave_at_once(elm):
    second = factories.make_member(elm.clinic, Role.OWNER, "second")
    together, answers = threading.Barrier(2), []

    def leave(user):
        try:
            membership = user.memberships.select_related("clinic").get()
            together.wait(timeout=10)
            remove_member(membership=membership, by=user)
            answers.append("left")
        except ValidationError:
            answers.append("stayed")
        finally:
            connection.close()

    threads = [threading.Thread(target=leave, args=(user,)) for user in (elm.owner, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["left", "stayed"]
    assert Membership.objects.filter(clinic=elm.clinic, role=Role.OWNER).count() == 1
