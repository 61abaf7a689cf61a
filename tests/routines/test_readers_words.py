"""The library speaks the reader's language; a clinic's own routine the one it was written in."""

import pytest
from django.utils import translation

from routines.actions.routines import copy_routine
from routines.models import ProgramTemplate, Routine


@pytest.fixture
def soft_ball(library):
    return Routine.objects.get(clinic=None, slug="back-soft-ball")


def test_the_library_is_told_in_the_readers_language(soft_ball):
    version = soft_ball.now
    with translation.override("es"):
        assert version.shown_name == "Pelota blanda, boca arriba"
        assert version.shown_role == "La primera rutina con pelota."
        assert version.shown_ball_note == ""
        assert version.steps.last().shown_text == "Cambie al otro lado."
        template = ProgramTemplate.objects.get(clinic=None, slug="eight-weeks")
        assert template.shown_name == "Plan de 8 semanas"
    assert version.shown_name == version.name == "Soft ball on your back"


def test_a_copy_is_in_the_words_of_whoever_made_it(elm, soft_ball):
    with translation.override("es"):
        copy = copy_routine(routine=soft_ball, clinic=elm.clinic, by=elm.practitioner)
    assert copy.now.name == "Pelota blanda, boca arriba, nuestra versión"
    assert copy.now.steps.last().text == "Cambie al otro lado."


def test_a_clinics_own_words_stay_as_they_were_written(elm, soft_ball):
    copy = copy_routine(routine=soft_ball, clinic=elm.clinic, by=elm.practitioner)
    with translation.override("es"):
        assert copy.now.shown_name == "Soft ball on your back, our version"
        assert copy.now.steps.last().shown_text == "Switch to the other side."


def test_pages_of_the_library_speak_spanish(client, elm, soft_ball):
    client.force_login(elm.practitioner)
    client.post("/language/", {"language": "es"})
    text = client.get(f"/c/elm/routines/{soft_ball.pk}/").content.decode()
    assert "Deje que el peso de las manos empuje la pelota" in text
    assert "Soft ball" not in text
