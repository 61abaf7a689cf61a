"""A handout speaks its patient's language, whoever prints it, unless another is asked for."""

import re

import pytest

from patients.models import Program
from patients.printing import for_paper, label_of
from routines.handouts import Options


@pytest.fixture
def url(client, elm):
    elm.patient.language = "es"
    elm.patient.save()
    client.force_login(elm.front_desk)
    return f"/c/elm/programs/{elm.program.pk}/handout/"


def sheet(text):
    return re.search(r'<article class="hw-paper.*</article>', text, re.DOTALL).group()


def test_it_is_in_the_patients_language(client, url):
    text = client.get(url).content.decode()
    assert '<html lang="en">' in text
    assert 'lang="es"' in sheet(text)
    assert "Presione suave. Quédese quieto. Respire." in sheet(text)
    assert "Press gently" not in text


def test_another_language_can_be_asked_for(client, url):
    text = client.get(f"{url}?language=en").content.decode()
    assert 'lang="en"' in sheet(text)
    assert "Press gently. Hold still. Breathe." in sheet(text)


def test_a_language_that_is_not_spoken_is_told(client, url):
    text = client.get(f"{url}?language=de").content.decode()
    assert "Select a valid choice. de is not one of the available choices." in text


def test_both_languages_are_kept_apart(elm):
    program = for_paper(Program.objects.for_clinic(elm.clinic).filter(pk=elm.program.pk))
    today = elm.clinic.today()
    labels = {
        label_of(program, program.current, Options(language=language), today)
        for language in ("en", "es")
    }
    assert len(labels) == 2
