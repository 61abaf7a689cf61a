import pytest

from clinic import trail
from clinic.models import Membership
from clinic.permissions import Role
from tests import factories


def url(world):
    return f"/c/elm/patients/{world.patient.pk}/trail/"


def shown(client, world, user=None):
    client.force_login(user or world.practitioner)
    response = client.get(url(world))
    assert response.status_code == 200
    return response


def test_it_sums_up_who_has_seen_the_patient(client, elm):
    for user, pages in ((elm.front_desk, ["", "edit/"]), (elm.owner, [""])):
        client.force_login(user)
        for page in pages:
            client.get(f"/c/elm/patients/{elm.patient.pk}/{page}")
    client.force_login(elm.patient_user)
    client.get("/my/")
    people = shown(client, elm).context["people"]
    assert [(one.name, one.role, one.is_patient, one.opened) for one in people] == [
        (str(elm.patient_user), "", True, 1),
        (str(elm.owner), "Owner", False, 1),
        (str(elm.front_desk), "Front desk", False, 2),
    ]


def test_it_tells_prints_and_deeds_apart(client, elm):
    for action in ("handout_printed", "patient_edited", "patient_edited", "chart_opened"):
        trail.record(
            f"patients.{action}",
            subject=elm.patient,
            clinic=elm.clinic,
            by=elm.owner,
            patient_id=elm.patient.pk,
        )
    (person,) = shown(client, elm).context["people"]
    assert (person.opened, person.printed, person.done) == (1, 1, 2)


def test_another_patient_is_not_in_it(client, elm):
    other = factories.make_patient(elm.clinic, given_names="Bo")
    client.force_login(elm.front_desk)
    client.get(f"/c/elm/patients/{other.pk}/")
    response = shown(client, elm)
    assert response.context["people"] == []
    assert "Nobody yet" in response.text


def test_who_has_left_is_still_named(client, elm):
    client.force_login(elm.front_desk)
    client.get(f"/c/elm/patients/{elm.patient.pk}/")
    elm.front_desk.memberships.all().delete()
    response = shown(client, elm)
    assert str(elm.front_desk) in response.text
    assert "no longer works here" in response.text


def test_looking_here_is_a_look_too(client, elm):
    shown(client, elm)
    (person,) = shown(client, elm).context["people"]
    assert (person.name, person.opened) == (str(elm.practitioner), 1)


def test_the_chart_leads_there_for_those_who_may(client, elm):
    for user, may in ((elm.owner, True), (elm.practitioner, True), (elm.front_desk, False)):
        client.force_login(user)
        text = client.get(f"/c/elm/patients/{elm.patient.pk}/").text
        assert (url(elm) in text) is may
    client.force_login(elm.front_desk)
    assert client.get(url(elm)).status_code == 403


def test_only_the_owner_is_led_on_to_the_whole_trail(client, elm):
    for user, may in ((elm.owner, True), (elm.practitioner, False)):
        shown(client, elm, user)
        assert ("All lines about this patient" in shown(client, elm, user).text) is may


@pytest.mark.parametrize("rows", [1, 3])
def test_its_queries_do_not_grow(client, elm, rows, django_assert_num_queries):
    for number in range(rows):
        for user in (elm.owner, elm.front_desk, elm.practitioner)[:rows]:
            trail.record(
                "patients.chart_opened",
                subject=elm.patient,
                clinic=elm.clinic,
                by=user,
                patient_id=elm.patient.pk,
                number=number,
            )
    client.force_login(elm.practitioner)
    with django_assert_num_queries(9):
        client.get(url(elm))


def test_a_role_elsewhere_is_not_told(client, elm, oak):
    Membership.objects.create(clinic=oak.clinic, user=elm.practitioner, role=Role.FRONT_DESK)
    shown(client, elm)
    (person,) = shown(client, elm).context["people"]
    assert person.role == "Practitioner"
