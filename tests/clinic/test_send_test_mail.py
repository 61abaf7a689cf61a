"""Whoever sets up the mail server is told in words what is wrong."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import CommandError

from clinic.mail_problems import ADVICE
from clinic.mail_server import mail_server
from clinic.models.mail import Problem
from tests.mail_server import MailServer


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for 127.0.0.1 that it signed itself, and its file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "here")])
    now = datetime.now(UTC)
    here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(here, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("certificate") / "both.pem"
    kind, pem = serialization.PrivateFormat.PKCS8, serialization.Encoding.PEM
    written = key.private_bytes(pem, kind, serialization.NoEncryption()) + made.public_bytes(pem)
    path.write_bytes(written)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context, path


@pytest.fixture
def server(certificate, settings, monkeypatch):
    with MailServer(certificate[0], password="tidy otters") as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[1]))
        settings.EMAIL_BACKEND = "clinic.smtp.Smtp"
        configure(settings, port=str(server.port))
        yield server
        server.shutdown()


def configure(settings, **said: str) -> None:
    given = {"host": "127.0.0.1", "user": "elm", "password": "tidy otters"} | said
    server = settings.SMTP = mail_server(**given)
    settings.EMAIL_HOST, settings.EMAIL_PORT = server.host, server.port
    settings.EMAIL_TIMEOUT = server.timeout
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = server.user, server.password
    settings.EMAIL_USE_TLS = server.security == "starttls"
    settings.EMAIL_USE_SSL = server.security == "tls"


def test_it_arrives_encrypted_and_signed_in(server, capsys):
    call_command("send_test_mail", "me@elm.example")
    (taken,) = server.taken
    assert taken["To"] == "me@elm.example"
    assert f"Sent to me@elm.example by 127.0.0.1:{server.port}" in capsys.readouterr().out


def wrong(match: str) -> None:
    with pytest.raises(CommandError, match=match):
        call_command("send_test_mail", "me@elm.example")


def test_a_certificate_that_nobody_vouches_for(server, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    wrong("The certificate of 127.0.0.1 is not valid for this name")


def test_a_wrong_password(server, settings):
    configure(settings, port=str(server.port), password="wrong")
    wrong("refused the sign-in. Look at SMTP_USER and SMTP_PASSWORD")


def test_nobody_answers(server, settings):
    configure(settings, port="1")
    wrong("does not answer on port 1.")


def test_a_name_that_does_not_exist(server, settings):
    configure(settings, host="mail.nowhere.invalid")
    wrong("There is no machine named mail.nowhere.invalid")


def test_tls_where_none_is_spoken(server, settings):
    configure(settings, port=str(server.port), security="tls")
    wrong("does not encrypt as SMTP_SECURITY says")


def test_no_encryption_offered(server):
    server.certificate = None
    wrong("does not encrypt as SMTP_SECURITY says")


@pytest.mark.parametrize(
    ("verb", "answer", "words"),
    [
        ("MAIL", "553 not you", "Look at MAIL_FROM"),
        ("RCPT", "550 nobody", "refused the address me@elm.example"),
        ("DATA", "554 spam", "refused the mail"),
        ("RCPT", "451 later", "come back later"),
    ],
)
def test_what_the_server_refuses(server, verb, answer, words):
    server.answers = {verb: answer}
    wrong(words)


def test_without_a_mail_server_it_is_a_file(settings, capsys):
    call_command("send_test_mail", "me@elm.example")
    assert mail.outbox[0].to == ["me@elm.example"]
    assert "SMTP_HOST is not set" in capsys.readouterr().out


def test_a_typing_error_is_told():
    with pytest.raises(CommandError, match="is no e-mail address"):
        call_command("send_test_mail", "me")


def test_there_is_advice_for_every_problem():
    assert set(ADVICE) == set(Problem)


@pytest.mark.parametrize(
    ("said", "port"), [("", 587), ("starttls", 587), ("TLS", 465), ("none", 25)]
)
def test_the_port_follows_from_the_security(said, port):
    assert mail_server(host="localhost", security=said).port == port


def test_the_password_is_in_no_traceback():
    assert "tidy" not in repr(mail_server(host="h", user="elm", password="tidy otters"))


def test_nothing_said_is_no_mail_server():
    assert mail_server() is None


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"host": "", "user": "elm"}, "SMTP_HOST is missing"),
        ({"security": "none"}, "could be read on their way"),
        ({"security": "ssl"}, "write starttls, tls or none"),
        ({"user": "elm"}, "belong together"),
        ({"port": "smtp"}, "SMTP_PORT is 'smtp': write a number from 1 to 65535"),
        ({"port": "9" * 5000}, "write a number"),
        ({"timeout": "0"}, "SMTP_TIMEOUT is '0': write a number from 1 to 60"),
    ],
)
def test_what_cannot_be_meant_stops_the_start(said, words):
    with pytest.raises(ImproperlyConfigured, match=words):
        mail_server(**{"host": "mail.elm.example"} | said)
