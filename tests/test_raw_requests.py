"""What no browser sends, sent to the server by hand: one message in, one answer out, or none."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# Would be answered with 200, and nothing else here would.
SECOND = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
REFUSALS = {400, 405, 414, 431, 501, 505}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    """Our server with our configuration; the addresses asked here need no database."""
    port, data = free_port(), tmp_path_factory.mktemp("data")
    without = {k: v for k, v in os.environ.items() if "DATABASE_URL" not in k}
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "clinic.wsgi"],
        cwd=ROOT,
        env={
            **without,
            "DJANGO_SETTINGS_MODULE": "clinic.settings",
            "HIPWISE_DATA": str(data),
            "PORT": str(port),
            "WEB_CONCURRENCY": "1",
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + 60
        while not answers(port, SECOND):
            assert time.monotonic() < until
            time.sleep(0.2)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def answers(port: int, message: bytes) -> list[int]:
    """The statuses of everything that comes back until the server is silent or hangs up."""
    got = b""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
            connection.sendall(message)
            while part := connection.recv(65536):
                got += part
    except (TimeoutError, ConnectionError):
        pass
    return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d{3})", got)]


POST = b"POST /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"
END = b"0\r\n\r\n"


UNCLEAR = [
    POST + b"Content-Length: 4\r\n" + CHUNKED + b"\r\n" + END + SECOND,
    POST + b"Content-Length: 4\r\nContent-Length: 60\r\n\r\nabcd" + SECOND,
    POST + b"Content-Length: +4\r\n\r\nabcd" + SECOND,
    POST + b"Content-Length: 4 4\r\n\r\nabcd" + SECOND,
    POST + b"Transfer-Encoding: xchunked\r\n\r\n" + END + SECOND,
    POST + b"Transfer-Encoding : chunked\r\n\r\n" + END + SECOND,
    POST + b"Transfer-Encoding:\x0bchunked\r\n\r\n" + END + SECOND,
    POST + CHUNKED + b"\r\nzz\r\nabcd\r\n" + END + SECOND,
    POST + CHUNKED + b"\r\n-1\r\nabcd\r\n" + END + SECOND,
    POST + CHUNKED + b"\r\n4\nabcd\r\n" + END + SECOND,
    b"GET /healthz HTTP/1.1\nHost: 127.0.0.1\n\n" + SECOND,
    b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n folded: yes\r\n\r\n" + SECOND,
    b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nA\x00B: c\r\n\r\n" + SECOND,
    b"GET /" + b"a" * 5000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" + SECOND,
    b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nA: " + b"a" * 9000 + b"\r\n\r\n" + SECOND,
    b"GET /healthz HTTP/9.9\r\nHost: 127.0.0.1\r\n\r\n" + SECOND,
]


@pytest.mark.parametrize("message", UNCLEAR)
def test_what_is_not_clear_is_refused_and_nothing_after_it_is_read(port, message):
    assert set(answers(port, message)) <= REFUSALS


def test_two_plain_messages_are_two(port):
    assert set(answers(port, SECOND + SECOND)) == {200}
    whole = POST + CHUNKED + b"\r\n4\r\nabcd\r\n" + END
    assert answers(port, whole) == [405]


CADDYFILE = """{{
	admin off
	auto_https off
	storage file_system {folder}
	default_bind 127.0.0.1
}}
import {root}/deploy/Caddyfile
"""
# What somebody else sends meanwhile; no other message here is answered like it.
ANOTHER = (
    b"POST /csp-report HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
    b'Content-Length: 17\r\n\r\n{"csp-report":{}}'
)
ITS_ANSWERS = ([204], [429])


@pytest.fixture(scope="module")
def proxy(port, tmp_path_factory):
    """The proxy as we ship it, in front of our server."""
    folder, listens = tmp_path_factory.mktemp("caddy"), free_port()
    (folder / "Caddyfile").write_text(CADDYFILE.format(folder=folder, root=ROOT))
    where = {
        "HIPWISE_SITE": f"http://127.0.0.1:{listens}",
        "HIPWISE_WEB": f"127.0.0.1:{port}",
        "HIPWISE_PAGES": str(ROOT / "deploy"),
        "HOME": str(folder),
    }
    command = ["caddy", "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen(command, env=os.environ | where, **quiet)
    try:
        until = time.monotonic() + 60
        while not answers(listens, SECOND):
            assert time.monotonic() < until
            time.sleep(0.2)
        yield listens
    finally:
        server.terminate()
        server.wait(20)


@pytest.mark.skipif(shutil.which("caddy") is None, reason="needs caddy")
def test_behind_our_proxy_nobody_gets_an_answer_to_what_another_sent(proxy):
    """What one side would take for the end and the other not: the next people's answers shift."""
    assert set(answers(proxy, SECOND)) == {200}
    assert answers(proxy, ANOTHER) == [204]
    for message in UNCLEAR:
        answers(proxy, message)
        for _next in range(4):
            assert answers(proxy, ANOTHER) in ITS_ANSWERS, message[:90]
