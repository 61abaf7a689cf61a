"""Secrets of second factors in the database: unreadable, in their place, under changing keys."""

import json
import stat
import subprocess
import sys

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings as own_settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection

from clinic import encryption, second_factor_secrets
from clinic.models import User
from tests.second_factors import SECRET, code_now, set_up_app, set_up_recovery_codes

MANY = 1000


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


def in_the_database() -> list[dict]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator ORDER BY id")
        return [json.loads(data) for (data,) in cursor.fetchall()]


def test_a_copy_of_the_database_holds_no_secret(elm):
    set_up_app(elm.owner)
    codes = set_up_recovery_codes(elm.owner)
    dump = json.dumps(in_the_database())
    seed = RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).instance.data["seed"]
    assert SECRET not in dump
    assert seed.decrypt() not in dump
    assert not any(code in dump for code in codes)
    assert len(in_the_database()) == 2


def test_the_key_is_for_its_owner_only(elm, data_dir):
    set_up_app(elm.owner)
    (key_file,) = data_dir.iterdir()
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600


def test_a_secret_put_into_another_row_cannot_be_read(elm):
    mine, yours = set_up_app(elm.owner), set_up_app(elm.practitioner, SECRET[::-1])
    assert mine.wrap().validate_code(code_now())
    Authenticator.objects.filter(pk=mine.pk).update(data=dict(yours.data))
    swapped = Authenticator.objects.get(pk=mine.pk)
    with pytest.raises(encryption.SecretUnreadable):
        swapped.wrap().validate_code(code_now(SECRET[::-1]))


@pytest.mark.parametrize("place", [0, 12, -2])
def test_a_changed_secret_cannot_be_read(place):
    hidden = encryption.encrypt("secret", "row")
    other = "A" if hidden[place] != "A" else "B"
    changed = hidden[:place] + other + hidden[place + 1 :]
    for tampered in (changed, "", "nonsense", hidden[:-8]):
        with pytest.raises(encryption.SecretUnreadable):
            encryption.decrypt(tampered, "row")
    with pytest.raises(encryption.SecretUnreadable):
        encryption.decrypt(hidden, "another row")
    assert encryption.decrypt(hidden, "row") == "secret"


def test_the_same_secret_never_looks_the_same():
    assert encryption.encrypt("secret", "row") != encryption.encrypt("secret", "row")


def test_after_a_rotation_every_secret_is_under_the_new_key(db, capsys):
    users = User.objects.bulk_create(User(username=f"user-{n}") for n in range(MANY))
    for user in users:
        set_up_app(user)
    before = in_the_database()
    call_command("rotate_keys")
    after = in_the_database()
    readable = [row.wrap().validate_code(code_now()) for row in Authenticator.objects.all()]
    assert (len(readable), readable.count(False)) == (MANY, 0)
    assert not {row["secret"] for row in before} & {row["secret"] for row in after}
    assert second_factor_secrets.keys_in_use() == {encryption.newest_key()}
    print(f"\n{MANY} secrets under a new key, {readable.count(False)} unreadable")

    old = encryption.key_of(before[0]["secret"])
    call_command("rotate_keys", "--forget-old")
    assert old in capsys.readouterr().out
    assert Authenticator.objects.first().wrap().validate_code("000000") is False
    with pytest.raises(encryption.SecretUnreadable):
        encryption.decrypt(before[0]["secret"], f"mfa_authenticator:data:{users[0].pk}")


def test_keys_from_the_environment_take_the_place_of_the_file(db, settings, data_dir):
    newer, older = (f"{name}:{'A' * 42}{last}" for name, last in (("b2", "E"), ("a1", "A")))
    settings.FIELD_KEYS = older
    row = set_up_app(User.objects.create(username="rosa"))
    settings.FIELD_KEYS = f"{newer},{older}"
    assert Authenticator.objects.get(pk=row.pk).wrap().validate_code(code_now())
    call_command("rotate_keys")
    assert second_factor_secrets.keys_in_use() == {"b2"}
    assert list(data_dir.iterdir()) == []


@pytest.mark.parametrize("keys", ["a1", "a1:", "a1:AAAA", "a-1:" + "A" * 43, ":" + "A" * 43, ","])
def test_what_is_no_key_is_told_so(settings, keys):
    settings.FIELD_KEYS = keys
    with pytest.raises(ImproperlyConfigured, match="FIELD_KEYS holds"):
        encryption.encrypt("secret", "row")


def test_processes_that_start_together_agree_on_the_first_key(data_dir):
    ask = "import sys; from pathlib import Path; from clinic.encryption import keys_from_file;"
    ask += "print(*keys_from_file(Path(sys.argv[1])))"
    command = [sys.executable, "-c", ask, str(data_dir)]
    asked = [
        subprocess.Popen(command, stdout=subprocess.PIPE, cwd=own_settings.BASE_DIR)
        for _ in range(4)
    ]
    answers = {one.communicate(timeout=60)[0] for one in asked}
    assert len(answers) == 1
    assert answers != {b""}
