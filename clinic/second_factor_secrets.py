"""
Secrets of second factors, encrypted in the database and bound to the account they belong to.

django-allauth lets its adapter encrypt, but tells it no more than the text. Whose secret it is
stands in the row, so the row tells the text when it is made or loaded (docs/adr/0025).
"""

from collections.abc import Iterator
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models.signals import post_init

from clinic import encryption

FIELDS = ("secret", "seed")  # of an authenticator app, and of recovery codes
ROWS_AT_ONCE = 200


class ToEncrypt(str):
    """A secret that has no row yet. As text it is empty, so that it can be written nowhere."""

    __slots__ = ("plain",)
    plain: str

    @classmethod
    def of(cls, plain: str) -> "ToEncrypt":
        kept = cls("")
        kept.plain = plain
        return kept


class Encrypted(str):
    """A secret as the database keeps it, and whose it is: the account of its row."""

    __slots__ = ("user_id",)
    user_id: int

    @classmethod
    def of(cls, text: str, user_id: int) -> "Encrypted":
        if isinstance(text, ToEncrypt):
            text = encryption.encrypt(text.plain, _about(user_id))
        kept = cls(text)
        kept.user_id = user_id
        return kept

    def decrypt(self) -> str:
        return encryption.decrypt(self, _about(self.user_id))


def connect() -> None:
    post_init.connect(_tell_whose, sender=Authenticator, dispatch_uid="second_factor_secrets")


def encrypt_all_anew() -> int:
    """Bring every secret to the newest key; return how many had another."""
    ids = list(Authenticator.objects.order_by("pk").values_list("pk", flat=True))
    changed = 0
    for start in range(0, len(ids), ROWS_AT_ONCE):
        with transaction.atomic():  # locked: a recovery code may be used at this moment
            rows = Authenticator.objects.select_for_update().order_by("pk")
            for row in rows.filter(pk__in=ids[start : start + ROWS_AT_ONCE]):
                changed += _encrypt_anew(row)
    return changed


def keys_in_use() -> set[str]:
    rows = Authenticator.objects.iterator()
    return {encryption.key_of(secret) for row in rows for _field, secret in _secrets_of(row)}


def _encrypt_anew(row: Authenticator) -> int:
    newest = encryption.newest_key()
    old = [pair for pair in _secrets_of(row) if encryption.key_of(pair[1]) != newest]
    for field, secret in old:
        row.data[field] = Encrypted.of(ToEncrypt.of(secret.decrypt()), row.user_id)
    if old:
        row.save(update_fields=["data"])
    return len(old)


def _secrets_of(row: Authenticator) -> Iterator[tuple[str, Encrypted]]:
    for field in FIELDS:
        if field in row.data:
            yield field, row.data[field]


def _tell_whose(instance: Authenticator, **kwargs: Any) -> None:
    if "data" not in instance.__dict__ or not isinstance(instance.data, dict):
        return  # not loaded: asking for it now would be a query
    for field, secret in _secrets_of(instance):
        instance.data[field] = Encrypted.of(secret, instance.user_id)


def _about(user_id: int) -> str:
    return f"{Authenticator._meta.db_table}:data:{user_id}"
