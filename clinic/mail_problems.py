"""What went wrong with a mail server, told by the error and without the server's own words."""

import smtplib
import socket
import ssl

from clinic.encryption import SecretUnreadable
from clinic.models.mail import Problem

BY_KIND: list[tuple[type[Exception], Problem]] = [
    (SecretUnreadable, Problem.UNREADABLE),
    (socket.gaierror, Problem.NAME),
    (ssl.SSLCertVerificationError, Problem.CERTIFICATE),
    (ssl.SSLError, Problem.ENCRYPTION),
    (smtplib.SMTPNotSupportedError, Problem.ENCRYPTION),
    (smtplib.SMTPAuthenticationError, Problem.SIGN_IN),
    (smtplib.SMTPSenderRefused, Problem.SENDER),
    (smtplib.SMTPRecipientsRefused, Problem.ADDRESS),
    (smtplib.SMTPDataError, Problem.MESSAGE),
    (TimeoutError, Problem.TIME),
    (ConnectionError, Problem.REFUSED),
    (smtplib.SMTPServerDisconnected, Problem.REFUSED),
]
# No other try helps; whatever else a mail server or its keeper did may be mended.
HOPELESS = {Problem.ADDRESS, Problem.UNREADABLE}
LATER = range(400, 500)  # RFC 5321, 4.2.1: "transient", the same command may work later


def problem_of(error: Exception) -> Problem:
    """The kind of problem behind an error of a mail server, of the way there, or of a file."""
    if any(code in LATER for code in _codes(error)):
        return Problem.BUSY
    return next((problem for kind, problem in BY_KIND if isinstance(error, kind)), Problem.OTHER)


def _codes(error: Exception) -> list[int]:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return [code for code, _words in error.recipients.values()]
    return [error.smtp_code] if isinstance(error, smtplib.SMTPResponseException) else []


# For whoever sets up an installation: what it means, and what to change.
ADVICE = {
    Problem.NAME: "There is no machine named {host}. Look at SMTP_HOST.",
    Problem.REFUSED: (
        "{host} does not answer on port {port}. Look at SMTP_HOST and SMTP_PORT, and whether a "
        "firewall is in between."
    ),
    Problem.TIME: (
        "{host} took too long to answer on port {port}. Look at SMTP_PORT: 587 for starttls, 465 "
        "for tls. A firewall may be in between."
    ),
    Problem.CERTIFICATE: (
        "The certificate of {host} is not valid for this name, is over, or its maker is not known "
        "here. Write SMTP_HOST as the certificate says it, or have it mended."
    ),
    Problem.ENCRYPTION: (
        "{host} does not encrypt as SMTP_SECURITY says on port {port}: 587 goes with starttls, 465 "
        "with tls."
    ),
    Problem.SIGN_IN: "{host} refused the sign-in. Look at SMTP_USER and SMTP_PASSWORD.",
    Problem.SENDER: "{host} does not send for {sender}. Look at MAIL_FROM.",
    Problem.ADDRESS: "{host} refused the address {address}. Look whether it is spelled right.",
    Problem.MESSAGE: "{host} refused the mail. Look at MAIL_FROM, and into its own log.",
    Problem.BUSY: "{host} asks us to come back later. Try again in some minutes.",
    Problem.UNREADABLE: "The key of this mail is gone.",
    Problem.OTHER: "The mail could not be left at {host}. Look at the log.",
}
