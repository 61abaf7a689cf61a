from patients.portal.help_topics import ALL


def test_it_leads_to_every_topic(client, elm):
    client.force_login(elm.patient_user)
    text = client.get("/my/help/").content.decode()
    for topic in ALL:
        assert f'href="/my/help/{topic.slug}/"' in text
        assert str(topic.title) in text
    assert 'href="tel:5550100"' in text


def test_every_page_of_a_patient_leads_to_it(client, elm):
    client.force_login(elm.patient_user)
    for path in ("/my/", "/my/log/", "/my/history/", "/my/account/", "/my/session/"):
        assert 'href="/my/help/"' in client.get(path).content.decode(), path


def test_who_is_about_to_press_or_to_log_reads_the_most_important_at_once(client, elm):
    client.force_login(elm.patient_user)
    assert "It should never be sharp." in client.get("/my/session/1/").content.decode()
    elm.guided_session.delete()
    for path in ("/my/", "/my/log/", "/my/session/"):
        assert "It should never be sharp." in client.get(path).content.decode(), path


def test_a_strangers_account_finds_nothing(client, oak):
    client.force_login(oak.practitioner)
    assert client.get("/my/help/").status_code == 404
