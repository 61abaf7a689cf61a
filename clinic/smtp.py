"""Mail over SMTP, as Django does it, and more patient at the one moment where that counts."""

from django.core.mail.backends.smtp import EmailBackend

# Who hangs up before the answer to a whole mail does not know whether it was taken, and would
# send it again: RFC 5321, 4.5.3.2.6.
SECONDS_TO_ACCEPT = 120


class Smtp(EmailBackend):
    """Comes in within seconds or not at all; then waits until the server says that it has it."""

    def open(self) -> bool | None:
        opened = super().open()
        if opened and self.connection and self.connection.sock:
            self.connection.sock.settimeout(SECONDS_TO_ACCEPT)
        return opened
