"""Drawings, scales and doses are made once by each process, in each language."""

from dataclasses import replace

import pytest
from django.template import Context, Template
from django.utils import translation

from routines.dose import Dose, Side
from routines.fragments import made_once

DOSE = Dose(
    hold=90,
    holds=2,
    rest=30,
    side=Side.BOTH,
    pressure_low=2,
    pressure_high=4,
    times_a_day=1,
    days_a_week=5,
)


def shown(dose):
    template = Template("{% load routines %}{% dose_shown dose %}")
    return template.render(Context({"dose": dose}))


@pytest.fixture
def made():
    return []


@pytest.fixture
def fragment(made):
    @made_once
    def fragment(*given):
        made.append(given)
        return f"{translation.get_language()} {given}"

    return fragment


def test_the_same_is_made_once(fragment, made):
    assert fragment(1, "left") == fragment(1, "left")
    assert made == [(1, "left")]


def test_other_arguments_make_another(fragment, made):
    assert fragment(1, "left") != fragment(1, "right")
    assert len(made) == 2


def test_another_language_makes_another(fragment, made):
    with translation.override("es"):
        spanish = fragment(1)
    assert (spanish, fragment(1)) == ("es (1,)", "en (1,)")


def test_while_developing_each_is_made_anew(fragment, made, settings):
    settings.DEBUG = True
    fragment(1)
    fragment(1)
    assert made == [(1,), (1,)]


def test_a_dose_that_is_changed_is_shown_anew():
    assert "2 holds" in shown(DOSE)
    assert "3 holds" in shown(replace(DOSE, holds=3))
    assert "Left side only" in shown(replace(DOSE, side=Side.LEFT))
    assert shown(DOSE) == shown(replace(DOSE))
