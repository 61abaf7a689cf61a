import pytest


@pytest.mark.parametrize("form", ["pdf", "csv", "json"])
def test_each_form_is_a_button(client, elm, form):
    client.force_login(elm.patient_user)
    assert f'action="/my/data.{form}"' in client.get("/my/data/").text
