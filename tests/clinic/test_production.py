import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.exceptions import ImproperlyConfigured

from clinic import production
from clinic.production import file_system_of, problems_of, refuse_to_start

ROOT = Path(__file__).resolve().parents[2]
GOOD = "abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz"
SAFE = {
    "HTTPS": True,
    "DEBUG": False,
    "ALLOWED_HOSTS": ["hipwise.example.org"],
    "SECRET_KEY": GOOD,
    "TRAIL_KEY": GOOD,
    "BACKUP_KEY": GOOD,
    "HEALTH_TOKEN": "",
    "METRICS_TOKEN": GOOD,
    "CACHES": {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache"}},
    "REDIS_URL": "",
    "DATABASES": {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "/tmp/x.sqlite3"}},
}

TRIED = {"HTTPS": False, "DEBUG": True, "PUBLIC_URL": "http://127.0.0.1:8000"}


def problems(**changes):
    return list(problems_of(SimpleNamespace(**SAFE | changes)))


def test_a_safe_installation_starts():
    assert problems() == []
    refuse_to_start(SimpleNamespace(**SAFE))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"DEBUG": True}, "DEBUG"),
        ({"ALLOWED_HOSTS": ["*"]}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": [".example.org"]}, "ALLOWED_HOSTS"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY can be guessed"),
        ({"SECRET_KEY": "a" * 80}, "SECRET_KEY can be guessed"),
        ({"SECRET_KEY": f"django-insecure-{GOOD}"}, "SECRET_KEY can be guessed"),
        ({"TRAIL_KEY": "short"}, "TRAIL_KEY can be guessed"),
        ({"BACKUP_KEY": "a" * 80}, "BACKUP_KEY can be guessed"),
        ({"HEALTH_TOKEN": "secret"}, "HEALTH_TOKEN can be guessed"),
        ({"METRICS_TOKEN": "12341234123412341234"}, "METRICS_TOKEN can be guessed"),
        (
            {"CACHES": {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}},
            "CACHES",
        ),
        (
            {"CACHES": {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}},
            "CACHES",
        ),
    ],
)
def test_it_refuses_in_one_sentence_what_is_unsafe(changes, words):
    (problem,) = problems(**changes)
    assert words in problem
    with pytest.raises(ImproperlyConfigured, match=words):
        refuse_to_start(SimpleNamespace(**SAFE | changes))


@pytest.mark.parametrize(
    ("host", "options", "is_safe"),
    [
        ("", {}, True),
        ("/run/postgresql", {}, True),
        ("127.0.0.1", {}, True),
        ("db.example.org", {}, False),
        ("db.example.org", {"sslmode": "require"}, False),
        ("db.example.org", {"sslmode": "verify-full"}, True),
    ],
)
@pytest.mark.parametrize("role", ["default", "owner"])
def test_the_way_to_another_machines_database_is_encrypted(role, host, options, is_safe):
    near = {"ENGINE": "django.db.backends.postgresql", "HOST": ""}
    far = {"ENGINE": "django.db.backends.postgresql", "HOST": host, "OPTIONS": options}
    found = problems(DATABASES={"default": near} | {role: far})
    assert [is_safe, "verify-full" in "".join(found)] in ([True, False], [False, True])
    assert len(found) == (not is_safe)


@pytest.mark.parametrize(
    ("url", "is_safe"),
    [
        ("unix:///run/redis/redis.sock", True),
        ("redis://127.0.0.1:6379/0", True),
        ("redis://localhost", True),
        ("rediss://:word@cache.example.org:6380/0", True),
        ("rediss://cache.example.org?ssl_cert_reqs=none", False),
        ("redis://cache.example.org", False),
    ],
)
def test_the_way_to_another_machines_redis_is_encrypted(url, is_safe):
    assert ["REDIS_URL" in one for one in problems(REDIS_URL=url)] == [True] * (not is_safe)


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "[::1]:8000", "hipwise.localhost"])
def test_on_this_machine_alone_it_starts_anyway(host):
    plain = {"HTTPS": False, "PUBLIC_URL": f"http://{host}", "DEBUG": True}
    refuse_to_start(SimpleNamespace(**SAFE | plain))


@pytest.mark.parametrize("host", ["hipwise.example.org", "192.0.2.7:8000", "127.0.0.1.example.org"])
def test_elsewhere_it_does_not_start_without_https(host):
    """With plain http nothing else would be looked at either: DEBUG, keys, hosts."""
    plain = {"HTTPS": False, "PUBLIC_URL": f"http://{host}"}
    with pytest.raises(ImproperlyConfigured, match="read on their way"):
        refuse_to_start(SimpleNamespace(**SAFE | plain))


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs"])
def test_sqlite_on_another_machines_disk_is_refused(tmp_path, monkeypatch, kind):
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/vda / ext4 rw 0 0\nserver:/x {tmp_path} {kind} rw 0 0\n")
    assert file_system_of(tmp_path / "data" / "x.sqlite3", mounts) == kind
    assert file_system_of(Path("/"), mounts) == "ext4"
    monkeypatch.setattr(production, "file_system_of", lambda path: kind)
    (problem,) = problems()
    assert kind in problem


def test_what_is_mounted_on_demand_is_what_it_is(tmp_path):
    mounts, place = tmp_path / "mounts", tmp_path / "our data"
    said = str(place).replace(" ", r"\040")
    mounts.write_text(f"/dev/vda / ext4 rw 0 0\nsystemd-1 {said} autofs rw 0 0\n")
    with mounts.open("a") as more:
        more.write(f"server:/x {said} nfs4 rw 0 0\n")
    assert file_system_of(place / "x.sqlite3", mounts) == "nfs4"


def test_not_even_on_this_machine_alone_does_it_start_where_data_is_lost(monkeypatch):
    monkeypatch.setattr(production, "file_system_of", lambda path: "nfs4")
    with pytest.raises(ImproperlyConfigured, match="network file system"):
        refuse_to_start(SimpleNamespace(**SAFE | TRIED))


@pytest.mark.parametrize("kind", ["9p", "virtiofs"])
def test_what_a_virtual_machine_shares_is_good_enough_to_try_it(tmp_path, monkeypatch, kind):
    monkeypatch.setattr(production, "file_system_of", lambda path: kind)
    refuse_to_start(SimpleNamespace(**SAFE | TRIED))
    with pytest.raises(ImproperlyConfigured, match=kind):
        refuse_to_start(SimpleNamespace(**SAFE))


def test_a_machine_that_does_not_tell_is_believed(tmp_path):
    assert file_system_of(tmp_path, tmp_path / "none") == ""


@pytest.mark.parametrize(("said", "seconds"), [("", "5"), ("?connect_timeout=9", "9")])
def test_a_database_that_went_silent_is_given_up(tmp_path, said, seconds):
    environment = os.environ | {
        "HIPWISE_DATA": str(tmp_path),
        "DATABASE_URL": f"postgres://hipwise_app:x@db.example.org/hipwise{said}",
    }
    wanted = "('connect_timeout', 'tcp_user_timeout')"
    asked = f"from clinic import settings as s; o = s.DATABASES['default']['OPTIONS']; print(*(o[n] for n in {wanted}))"
    told = subprocess.check_output(
        [sys.executable, "-c", asked], env=environment, cwd=ROOT, text=True
    )
    assert told.split() == [seconds, "30000"]


def test_the_app_itself_refuses_when_it_starts(tmp_path):
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "clinic.settings",
        "HIPWISE_DATA": str(tmp_path),
        "PUBLIC_URL": "https://hipwise.example.org",
        "SECRET_KEY": "short",
    }
    started = subprocess.run(
        [sys.executable, "-c", "import clinic.wsgi"],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert started.returncode != 0
    assert "SECRET_KEY can be guessed" in started.stderr.splitlines()[-1]
