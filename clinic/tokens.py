"""One-time addresses: 256 bits by chance, kept hashed, out of the address bar at once."""

import hashlib
import secrets

from django.http import HttpRequest

TOKEN_BYTES = 32


def new_token() -> str:
    """A key for an address, of 43 letters."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_of(token: str) -> str:
    """What is kept of a token: who reads the database cannot open anything with it."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def keep(request: HttpRequest, name: str, *hashes: str) -> None:
    """Remember in the session which address somebody came by, and never the address itself."""
    request.session[name] = list(hashes)


def kept(request: HttpRequest, name: str) -> list[str]:
    """What `keep` was given; nothing if they came by none."""
    return request.session.get(name) or []


def forget(request: HttpRequest, name: str) -> None:
    request.session.pop(name, None)
