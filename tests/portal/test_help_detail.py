import re

import pytest
from django.contrib.staticfiles import finders
from django.utils.html import strip_tags

from clinic.models import TrailEntry
from patients.portal.help_topics import ALL, AT_HOME, TOPICS
from routines.readability import HARDEST_IN_SPANISH, ease_in_spanish, grade
from routines.stop_signs import STOP_SIGNS
from tests.portal.test_words import BANNED, words_of

SLUGS = [topic.slug for topic in ALL]


@pytest.fixture
def read(client, elm):
    client.force_login(elm.patient_user)

    def read(slug, status=200):
        response = client.get(f"/my/help/{slug}/")
        assert response.status_code == status
        return response

    return read


@pytest.mark.parametrize("slug", SLUGS)
def test_a_topic_is_easy_to_read(read, slug):
    text = words_of(read(slug))
    assert str(TOPICS[slug].title) in text
    assert grade(text) <= 6
    assert not BANNED.search(text)


@pytest.mark.parametrize("slug", SLUGS)
def test_it_is_as_easy_in_spanish(client, read, slug):
    client.post("/language/", {"language": "es"})
    response = read(slug)
    assert '<html lang="es">' in response.content.decode()
    assert ease_in_spanish(words_of(response)) >= HARDEST_IN_SPANISH


@pytest.mark.parametrize("slug", SLUGS)
def test_a_topic_names_nobody_and_every_picture_is_there(read, elm, slug):
    html = read(slug).content.decode()
    main = html[html.index("<main") : html.index("</main>")]
    assert elm.patient.family_name not in main
    pictures = set(re.findall(r'src="/static/([^"]+)"', main))
    assert all(finders.find(name) for name in pictures)


def test_what_it_should_feel_like_has_the_words_of_the_scale(read):
    text = strip_tags(read("feel").content.decode())
    for words in ("light", "firm, but you can breathe and smile", "strong", "too much: ease off"):
        assert words in text
    assert "While you press, pain stays at 5 of 10 or less." in text


def test_what_hurts_has_every_sign_with_the_clinics_own_numbers(read, elm):
    elm.clinic.emergency_number = "112"
    elm.clinic.save()
    html = read("hurt").content.decode()
    for sign in STOP_SIGNS.values():
        assert str(sign.text) in html
        if not sign.emergency:
            assert str(sign.advice("112")) in html
    assert 'href="tel:112"' in html
    assert 'href="tel:5550100"' in html


def test_the_balls_at_home_go_from_soft_to_hard(read):
    text = read("ball").content.decode()
    places = [text.index(f"<strong>{ball.label}</strong>") for ball in AT_HOME]
    assert places == sorted(places)
    hardness = [ball.facts.firmness for ball in AT_HOME]
    assert hardness == sorted(hardness)
    assert "Hard: only when a practitioner says so." in text


def test_the_drawings_are_told_for_both_sides(read):
    text = read("drawings").content.decode()
    assert "back-soft-ball-2-right.svg" in text
    assert "back-soft-ball-2-left.svg" in text
    assert "drawings/mark-arrow.svg" in text


def test_a_topic_that_is_not_there_leads_to_those_that_are(read):
    assert read("nothing", status=302).url == "/my/help/"


def test_the_trail_tells_that_help_was_read(read, elm):
    read("feel")
    line = TrailEntry.objects.filter(action="patients.own_page_opened").latest("pk")
    assert line.details["page"] == "help_detail"


def test_it_asks_little_of_the_database(client, elm, django_assert_max_num_queries):
    client.force_login(elm.patient_user)
    client.get("/my/help/feel/")
    with django_assert_max_num_queries(6):
        client.get("/my/help/hurt/")
