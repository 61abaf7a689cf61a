"""The script that a patient's own phone runs when there is no network."""


def test_it_is_the_same_for_everybody(client, elm):
    response = client.get("/worker.js")
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert "worker-src 'self'" in response["Content-Security-Policy"]
    text = response.content.decode()
    assert 'const OFFLINE_PAGE = "/my/offline/";' in text
    assert 'self.addEventListener("fetch"' in text
    client.force_login(elm.patient_user)
    assert client.get("/worker.js").content.decode() == text


def test_it_is_looked_for_anew_each_time(client, db):
    assert "no-cache" in client.get("/worker.js")["Cache-Control"]
    assert client.post("/worker.js").status_code == 405
