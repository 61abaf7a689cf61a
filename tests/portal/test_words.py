"""What a patient reads: short words, short sentences (clinical.md 7)."""

import re

import pytest
from django.utils.html import strip_tags

from routines.readability import HARDEST_IN_SPANISH, ease_in_spanish, grade
from tests import factories

BANNED = re.compile(
    r"\b(psoas|iliopsoas|isch\w+|ASIS|prone|supine|myofascial|contraindicat\w+|anterior|bilateral)\b",
    re.IGNORECASE,
)


def words_of(response):
    """The text of the page, each block a sentence of its own."""
    html = response.content.decode()
    main = html[html.index("<main") : html.index("</main>")]
    main = re.sub(r"<svg.*?</svg>", "", main, flags=re.DOTALL)
    blocks = re.sub(r"</(p|li|h\d|dt|dd|label|summary|legend|span|a|button)>", ".\n", main)
    return re.sub(r"\s*\.[\s.]*\n", ".\n", strip_tags(blocks))


@pytest.fixture
def own(client, elm):
    client.force_login(elm.patient_user)
    elm.program.name = "Program"
    elm.program.save()
    return client


@pytest.mark.parametrize(
    "path",
    [
        *("/my/", "/my/log/", "/my/stop/", "/my/history/", "/my/account/", "/my/log/{}/"),
        "/my/reminders/",
        *("/my/session/", "/my/session/stop/", "/my/session/end/"),
        *("/my/check-in/", "/my/questions/", "/my/data/"),
        *(f"/my/session/{number}/" for number in range(1, 11)),
    ],
)
def test_a_patients_page_is_easy_to_read(own, elm, path):
    text = words_of(own.get(path.format(elm.log.pk)))
    assert grade(text) <= 6
    assert not BANNED.search(text)


@pytest.mark.parametrize("sign", ["beat", "nerve", "sharp", "belly", "lump", "saddle", "clot"])
def test_what_to_do_now_is_easiest_of_all(own, elm, sign):
    log = factories.make_session_log(elm.program, by=elm.patient_user, stop_signs=[sign])
    assert grade(words_of(own.get(f"/my/stop/?session={log.pk}"))) <= 5


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/login/",
        "/accounts/login/code/",
        "/accounts/password/reset/",
        "/p/ABCDEFGHJK/",
        "/invitation/",
        "/code/",
    ],
)
def test_the_doors_are_easy_to_read(client, db, path):
    assert grade(words_of(client.get(path))) <= 6


def test_before_a_session_it_is_easy_to_read(own, elm):
    elm.guided_session.delete()
    text = words_of(own.get("/my/session/"))
    assert "Anything new since last time?" in text
    assert grade(text) <= 6


@pytest.mark.parametrize(
    "path", ["/my/", "/my/log/", "/my/stop/", "/my/history/", "/my/session/", "/my/session/3/"]
)
def test_it_is_as_easy_in_spanish(own, path):
    own.post("/language/", {"language": "es"})
    response = own.get(path)
    text = words_of(response)
    assert '<html lang="es">' in response.content.decode()
    assert ease_in_spanish(text) >= HARDEST_IN_SPANISH
