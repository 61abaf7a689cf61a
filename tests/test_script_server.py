import os
import socket
import subprocess
from pathlib import Path

import pytest
from django.conf import settings


@pytest.fixture
def server(tmp_path):
    """Start script/server where it must refuse; return the one sentence it says."""

    def start(*options, **environment) -> str:
        defaults = {
            "DJANGO_SETTINGS_MODULE": "clinic.settings",
            "HIPWISE_DATA": str(tmp_path / "data"),
            "PORT": "1023",
        }
        done = subprocess.run(
            [Path(settings.BASE_DIR) / "script" / "server", *options],
            env={**os.environ, **defaults, **environment},
            check=False,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 1
        (sentence,) = done.stderr.splitlines()
        return sentence

    return start


@pytest.mark.parametrize("option", ["--emtpy", "empty", "--help", ""])
def test_it_refuses_an_option_it_does_not_know(server, option):
    assert server(option) == (
        f"script/server does not know '{option}': it takes --empty, or nothing."
    )


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1", "8000; true", "9" * 5000])
def test_it_refuses_what_is_no_port(server, port):
    assert server(PORT=port) == f"PORT is '{port}': give a number from 1 to 65535."


def test_it_says_that_the_port_is_taken(server):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert server(PORT=str(port)).startswith(f"Port {port} is taken.")


def test_it_refuses_a_data_directory_that_is_a_file(server, tmp_path):
    (tmp_path / "data").write_text("")
    assert server().startswith(f"Cannot write to the data directory {tmp_path}/data")


def test_it_refuses_a_data_directory_that_others_can_open(server, tmp_path):
    (tmp_path / "data").mkdir(mode=0o755)
    (tmp_path / "data" / "hipwise.sqlite3").write_text("")
    assert server().endswith(f"Type: chmod 700 {tmp_path}/data")


def test_it_says_in_one_sentence_that_the_database_does_not_answer(server, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
    nowhere = "postgres://hipwise:x@127.0.0.1:1/hipwise"
    sentence = server(PORT=port, DATABASE_URL=nowhere, MIGRATION_DATABASE_URL="")
    assert sentence.startswith("Hipwise cannot start, at 'migrate': connection failed")
    assert "Traceback" in (tmp_path / "data" / "start.log").read_text()
    assert "hipwise:x" not in (tmp_path / "data" / "start.log").read_text()
