import pytest

from clinic.models import StaffInvitation, TrailEntry


@pytest.fixture
def url(client, elm):
    client.force_login(elm.owner)
    return f"/c/elm/staff/{elm.front_desk.memberships.get().pk}/"


def test_a_role_counts_from_the_next_request(client, elm, url):
    assert client.post(url, {"role": "practitioner"}).url == "/c/elm/staff/"
    line = TrailEntry.objects.get(action="clinic.role_changed")
    assert line.details == {"before": "front_desk", "role": "practitioner"}
    client.force_login(elm.front_desk)
    page = f"/c/elm/patients/{elm.patient.pk}/screening/"
    assert client.get(page).status_code == 200
    elm.front_desk.memberships.update(role="front_desk")
    assert client.get(page).status_code == 403


def test_the_same_role_again_is_no_change(client, url):
    client.post(url, {"role": "front_desk"})
    assert not TrailEntry.objects.filter(action="clinic.role_changed").exists()


@pytest.mark.parametrize("role", ["", "superuser", "owner\0"])
def test_a_role_that_is_none_is_told(client, elm, url, role):
    assert "role" in client.post(url, {"role": role}).context["form"].errors
    assert elm.front_desk.memberships.get().role == "front_desk"


def test_the_last_owner_stays_one(client, elm, url):
    own = f"/c/elm/staff/{elm.owner.memberships.get().pk}/"
    response = client.post(own, {"role": "practitioner"})
    assert "only owner" in response.content.decode()
    assert elm.owner.memberships.get().role == "owner"


def test_with_a_second_owner_the_first_may_become_less(client, elm, url):
    client.post(url, {"role": "owner"})
    own = f"/c/elm/staff/{elm.owner.memberships.get().pk}/"
    assert client.post(own, {"role": "practitioner"}).url == "/c/elm/staff/"
    assert client.get(url).status_code == 403
    assert not StaffInvitation.objects.usable().filter(made_by=elm.owner).exists()


@pytest.mark.parametrize("who", ["practitioner", "front_desk"])
def test_others_may_not(client, elm, url, who):
    client.force_login(getattr(elm, who))
    assert client.post(url, {"role": "owner"}).status_code == 403
    assert elm.front_desk.memberships.get().role == "front_desk"
