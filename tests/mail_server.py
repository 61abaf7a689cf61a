"""A mail server on this machine (RFC 5321, as much of it as is needed), as kind as a test wants."""

import base64
import socket
import socketserver
import ssl
import threading
from contextlib import suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any


class MailServer(socketserver.ThreadingTCPServer):
    """Takes mails and keeps them. `answers` replaces its answer to a verb; None: it hangs up."""

    allow_reuse_address = daemon_threads = True
    block_on_close = False

    def __init__(self, certificate: ssl.SSLContext | None = None, password: str = "") -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.certificate, self.password = certificate, password
        self.answers: dict[str, str | None] = {}
        self.taken: list[EmailMessage] = []
        self.has_taken = threading.Event()
        self.may_answer = threading.Event()
        self.may_answer.set()
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def take(self, raw: bytes) -> None:
        self.taken.append(message_from_bytes(raw, policy=policy.default))  # type: ignore[arg-type]
        self.has_taken.set()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who was killed hangs up in the middle: no fault of ours."""


class _Conversation(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        if not self.say(self.server.answers.get("CONNECT", "220 here")):
            return
        while line := self.rfile.readline().decode().strip():
            verb, _blank, rest = line.partition(" ")
            verb = verb.upper()
            if verb in self.server.answers and not self.say(self.server.answers[verb]):
                return
            if verb not in self.server.answers and getattr(self, verb.lower(), self.fine)(rest):
                return

    def finish(self) -> None:
        with suppress(OSError):
            super().finish()
        self.connection.close()

    def say(self, answer: str | None) -> bool:
        if answer is not None:
            self.wfile.write(f"{answer}\r\n".encode())
        return answer is not None

    def fine(self, rest: str) -> None:
        self.say("250 fine")

    def ehlo(self, rest: str) -> None:
        tls = "250-STARTTLS\r\n" if self.server.certificate else ""
        self.say(f"250-here\r\n{tls}250 AUTH PLAIN")

    def starttls(self, rest: str) -> None:
        assert self.server.certificate
        self.say("220 go on")
        self.connection: socket.socket = self.server.certificate.wrap_socket(
            self.connection, server_side=True
        )
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)

    def auth(self, rest: str) -> None:
        said = base64.b64decode(rest.partition(" ")[2]).split(b"\0")[-1].decode()
        self.say("235 welcome" if said == self.server.password else "535 who are you")

    def data(self, rest: str) -> None:
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line)
        if not line:
            return  # hung up in the middle: not taken
        self.server.take(b"".join(lines))
        self.server.may_answer.wait(30)
        self.say("250 taken")

    def quit(self, rest: str) -> bool:
        self.say("221 bye")
        return True
