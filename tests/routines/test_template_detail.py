"""A plan's page: its weeks and their doses."""

import pytest

from clinic.access import PERMISSION
from clinic.permissions import Permission
from routines.models import ProgramTemplate
from routines.views.templates import template_detail
from tests import factories


def test_it_shows_every_week_with_its_doses(client, elm, library):
    plan = ProgramTemplate.objects.get(slug="eight-weeks")
    client.force_login(elm.front_desk)
    page = client.get(f"/c/elm/routines/templates/{plan.pk}/").content.decode()
    for week in range(1, 9):
        assert f"<h2>Week {week}</h2>" in page
    assert page.count("hw-plan__item") == 18
    assert "One session takes about" in page


def test_weeks_are_counted_on(client, elm, library):
    plan = ProgramTemplate.objects.get(slug="no-floor")
    client.force_login(elm.practitioner)
    page = client.get(f"/c/elm/routines/templates/{plan.pk}/").content.decode()
    assert "<h2>Weeks 1–2</h2>" in page
    assert "<h2>Weeks 3–4</h2>" in page


def test_another_clinics_plan_is_not_found(client, elm, oak):
    client.force_login(elm.owner)
    assert client.get(f"/c/elm/routines/templates/{oak.template.pk}/").status_code == 404


def test_an_unknown_plan_is_not_found(client, elm):
    client.force_login(elm.owner)
    assert client.get("/c/elm/routines/templates/99999999999999999999999/").status_code == 404


def test_it_needs_the_permission_to_view():
    assert getattr(template_detail, PERMISSION) is Permission.ROUTINE_VIEW


@pytest.mark.parametrize("count", [1, 3])
def test_it_asks_as_little_for_three_routines(client, elm, django_assert_num_queries, count):
    routines = [factories.make_routine(elm.clinic, f"extra-{n}") for n in range(count)]
    plan = factories.make_template(elm.clinic, *routines, slug="plan")
    client.force_login(elm.practitioner)
    with django_assert_num_queries(8):
        client.get(f"/c/elm/routines/templates/{plan.pk}/")
