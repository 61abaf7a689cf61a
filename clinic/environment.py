"""What the environment says, or a sentence that tells how to say it."""

import os
import secrets
from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from clinic.private_files import write_once


def env_bool(name: str, default: bool) -> bool:
    value = os.environ.get(name, "").strip().lower()
    if value in {"", "1", "true", "yes", "on", "0", "false", "no", "off"}:
        return value in {"1", "true", "yes", "on"} if value else default
    raise ImproperlyConfigured(f"{name} is {value!r}: write true or false.")


LOG_LEVELS = ("warning", "info")


def env_choice(name: str, choices: tuple[str, ...]) -> str:
    """One of the choices; the first of them when nothing is said."""
    value = os.environ.get(name, "").strip().lower() or choices[0]
    if value not in choices:
        raise ImproperlyConfigured(f"{name} is {value!r}: write {' or '.join(choices)}.")
    return value


def env_int(name: str, default: int) -> int:
    value = os.environ.get(name, "").strip()
    try:
        return int(value) if value else default
    except ValueError:
        raise ImproperlyConfigured(f"{name} is {value!r}: write a whole number.") from None


def env_postgresql(name: str, **settings: Any) -> Any:
    """The PostgreSQL that an address names; nothing of the address is said again: it has a password."""
    address = os.environ.get(name, "")
    try:
        if not address.startswith(("postgres://", "postgresql://")):
            raise ValueError
        return dj_database_url.parse(address, engine="clinic.postgresql", **settings)
    except ValueError:
        raise ImproperlyConfigured(
            f"{name} is no address of a PostgreSQL: write postgres://user:password@host/name, and "
            "in the password %40 for @, %3A for :, %2F for /."
        ) from None


def secret_from(data_dir: Path, name: str) -> str:
    """
    The secret kept in `data_dir/name`, made at first use and readable by its owner only.

    An existing file that cannot be read stops the start: a new secret would end
    every session and orphan whatever the old one had signed.
    """
    path = data_dir / name
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            write_once(path, secrets.token_urlsafe(64))
    except OSError as error:
        raise ImproperlyConfigured(
            f"The data directory {data_dir} cannot be written ({error.strerror}). "
            "Set HIPWISE_DATA to a directory that can."
        ) from None
    return _existing(path)


def _existing(path: Path) -> str:
    try:
        secret = path.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{path} cannot be read ({error.strerror}).") from None
    if len(secret) < 50:
        raise ImproperlyConfigured(f"{path} holds too short a secret. Put it back from a backup.")
    return secret
