from routines.readability import grade
from tests.portal.test_words import words_of


def test_who_is_not_in_reads_how_to_get_in(client, db):
    response = client.get("/help/entry/")
    text = words_of(response)
    assert "after 30 minutes without a tap, and after 12 hours" in text
    assert "http://testserver/" in text
    assert 'href="/code/"' in response.content.decode()
    assert grade(text) <= 6


def test_the_sign_in_page_leads_there(client, db):
    assert 'href="/help/entry/"' in client.get("/accounts/login/").content.decode()


def test_it_speaks_spanish(client, db):
    text = client.get("/help/entry/", headers={"accept-language": "es"}).content.decode()
    assert "¿Cómo vuelvo a entrar?" in text
