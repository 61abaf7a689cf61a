def test_it_shows_what_the_clinic_has(client, elm):
    client.force_login(elm.patient_user)
    text = client.get("/my/account/").content.decode()
    assert "14 March 1951" in text
    assert elm.patient_user.username in text
    assert "/accounts/password/change/" in text
    assert "/accounts/logout/" in text


def test_the_clinics_own_note_is_not_shown(client, elm):
    elm.patient.note = "Difficult on the phone."
    elm.patient.save()
    client.force_login(elm.patient_user)
    assert "Difficult" not in client.get("/my/account/").content.decode()
