"""Which mail server takes our mails, and how we speak with it."""

from dataclasses import dataclass, field

from django.core.exceptions import ImproperlyConfigured

PORTS = {"starttls": 587, "tls": 465, "none": 25}
HERE = {"localhost", "127.0.0.1", "::1"}
TIMEOUT = 10  # seconds to be let in


@dataclass(frozen=True, slots=True)
class MailServer:
    """A mail server; `security` is how the way to it is encrypted."""

    host: str
    port: int
    security: str
    user: str
    password: str = field(repr=False)
    timeout: int


def mail_server(
    *,
    host: str = "",
    port: str = "",
    security: str = "",
    user: str = "",
    password: str = "",
    timeout: str = "",
) -> MailServer | None:
    """The mail server that SMTP_HOST and the others name; None if they name none."""
    if not host:
        if port or security or user or password or timeout:
            raise ImproperlyConfigured("SMTP_HOST is missing: write the mail server’s name.")
        return None
    security = security.lower() or "starttls"
    if security not in PORTS:
        raise ImproperlyConfigured(f"SMTP_SECURITY is {security!r}: write starttls, tls or none.")
    if security == "none" and host not in HERE:
        raise ImproperlyConfigured(
            "SMTP_SECURITY is none, so that mails could be read on their way: write starttls or "
            "tls. None is for a mail server on this machine."
        )
    if bool(user) != bool(password):
        raise ImproperlyConfigured("SMTP_USER and SMTP_PASSWORD belong together: give both.")
    return MailServer(
        host=host,
        port=_number("SMTP_PORT", port, PORTS[security], most=65535),
        security=security,
        user=user,
        password=password,
        timeout=_number("SMTP_TIMEOUT", timeout, TIMEOUT, most=60),
    )


def _number(name: str, said: str, default: int, *, most: int) -> int:
    if not said:
        return default
    if not said.isascii() or not said.isdigit() or not 1 <= int(said[:9]) <= most:
        raise ImproperlyConfigured(f"{name} is {said!r}: write a number from 1 to {most}.")
    return int(said)
