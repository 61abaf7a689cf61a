import os
import re
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.core.exceptions import ImproperlyConfigured

from clinic.environment import env_bool, env_choice, env_int, env_postgresql, secret_from

ROOT = Path(__file__).resolve().parents[2]
VARIABLES = re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs/settings.md").read_text(), re.MULTILINE)


@pytest.mark.parametrize(
    ("said", "meant"), [("1", True), ("TRUE", True), ("off", False), ("no", False), ("", True)]
)
def test_yes_and_no_are_understood(monkeypatch, said, meant):
    monkeypatch.setenv("HIPWISE_TRY", said)
    assert env_bool("HIPWISE_TRY", True) is meant


def test_anything_else_is_refused_with_its_name(monkeypatch):
    monkeypatch.setenv("HIPWISE_TRY", "maybe")
    with pytest.raises(ImproperlyConfigured, match="HIPWISE_TRY is 'maybe': write true or false"):
        env_bool("HIPWISE_TRY", True)
    with pytest.raises(ImproperlyConfigured, match="HIPWISE_TRY is 'maybe': write a whole number"):
        env_int("HIPWISE_TRY", 1)


@pytest.mark.parametrize(
    "said",
    ["mysql://a:s3cret@h/c", "sqlite:///s3cret", "s3cret", "postgres://a:s3cret/2@h:x/c", ""],
)
def test_only_a_postgresql_is_named_and_its_password_is_not_said_again(monkeypatch, said):
    monkeypatch.setenv("HIPWISE_TRY", said)
    with pytest.raises(ImproperlyConfigured, match="HIPWISE_TRY is no address") as refused:
        env_postgresql("HIPWISE_TRY")
    assert "s3cret" not in str(refused.value)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_a_password_may_hold_any_sign(monkeypatch, scheme):
    monkeypatch.setenv(
        "HIPWISE_TRY", f"{scheme}://ana:p%40ss%2F%3A@db:5433/hipwise?sslmode=require"
    )
    named = env_postgresql("HIPWISE_TRY", conn_max_age=60)
    assert (named["USER"], named["PASSWORD"], named["HOST"]) == ("ana", "p@ss/:", "db")
    assert (named["PORT"], named["NAME"], named["CONN_MAX_AGE"]) == (5433, "hipwise", 60)
    assert named["OPTIONS"] == {"sslmode": "require"}


def test_a_secret_is_made_once_and_for_its_owner_only(tmp_path):
    made = secret_from(tmp_path / "data", "secret-key")
    assert len(made) >= 50
    assert secret_from(tmp_path / "data", "secret-key") == made
    assert stat.S_IMODE((tmp_path / "data" / "secret-key").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


def test_processes_that_start_together_have_one_secret(tmp_path):
    for again in range(20):
        folder, all_here = tmp_path / str(again), Barrier(8)

        def start(_number, folder=folder, all_here=all_here):
            all_here.wait(10)
            return secret_from(folder, "secret-key")

        with ThreadPoolExecutor(8) as threads:
            assert len(set(threads.map(start, range(8)))) == 1
        assert [path.name for path in folder.iterdir()] == ["secret-key"]


def test_a_damaged_secret_stops_the_start(tmp_path):
    (tmp_path / "secret-key").write_text("short")
    with pytest.raises(ImproperlyConfigured, match="too short a secret"):
        secret_from(tmp_path, "secret-key")


def test_a_data_directory_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ImproperlyConfigured, match="HIPWISE_DATA"):
        secret_from(tmp_path / "file" / "data", "secret-key")


def test_a_choice_is_one_of_the_choices(monkeypatch):
    assert env_choice("HIPWISE_TRY", ("warning", "info")) == "warning"
    monkeypatch.setenv("HIPWISE_TRY", "INFO")
    assert env_choice("HIPWISE_TRY", ("warning", "info")) == "info"
    monkeypatch.setenv("HIPWISE_TRY", "all")
    with pytest.raises(ImproperlyConfigured, match="HIPWISE_TRY is 'all': write warning or info"):
        env_choice("HIPWISE_TRY", ("warning", "info"))


def test_a_variable_that_is_empty_says_nothing(tmp_path):
    asked = "from clinic import settings as s; print(s.PUBLIC_URL, s.DEFAULT_FROM_EMAIL, s.SMTP)"
    empty = dict.fromkeys(VARIABLES, "") | {"HIPWISE_DATA": str(tmp_path)}
    command = [sys.executable, "-c", asked]
    told = subprocess.check_output(command, env=os.environ | empty, cwd=ROOT, text=True)
    assert told.split() == ["http://127.0.0.1:8000", "hipwise@127.0.0.1", "None"]
