"""Taking a passkey away."""

from allauth.mfa.models import Authenticator

from tests.second_factors import set_up_app, set_up_passkey


def url_of(user) -> str:
    passkey = Authenticator.objects.get(user=user, type="webauthn")
    return f"/accounts/2fa/webauthn/keys/{passkey.pk}/remove/"


def kinds_of(user) -> set[str]:
    return set(Authenticator.objects.filter(user=user).values_list("type", flat=True))


def test_staff_keep_their_last_way(client, elm):
    set_up_passkey(elm.practitioner)
    client.force_login(elm.practitioner)
    for send in (client.get, client.post):
        page = send(url_of(elm.practitioner), follow=True)
        assert page.request["PATH_INFO"] == "/accounts/2fa/"
        assert "your only second step" in page.content.decode()
    assert kinds_of(elm.practitioner) == {"webauthn"}


def test_with_another_way_left_it_goes(client, elm):
    set_up_passkey(elm.practitioner)
    set_up_app(elm.practitioner)
    client.force_login(elm.practitioner)
    assert "Remove the passkey?" in client.get(url_of(elm.practitioner)).content.decode()
    client.post(url_of(elm.practitioner))
    assert kinds_of(elm.practitioner) == {"totp"}


def test_patients_may_do_without(client, elm):
    set_up_passkey(elm.patient_user)
    client.force_login(elm.patient_user)
    client.post(url_of(elm.patient_user))
    assert kinds_of(elm.patient_user) == set()


def test_nobody_removes_anybody_elses(client, elm):
    set_up_passkey(elm.practitioner)
    set_up_app(elm.practitioner)
    client.force_login(elm.owner)
    assert client.post(url_of(elm.practitioner)).status_code == 404
    assert kinds_of(elm.practitioner) == {"webauthn", "totp"}


def test_it_asks_again_after_a_while(client, elm):
    set_up_passkey(elm.patient_user)
    client.force_login(elm.patient_user, fresh=False)
    assert client.post(url_of(elm.patient_user)).status_code == 302
    assert kinds_of(elm.patient_user) == {"webauthn"}
