"""A browser in tests: it signs in as people do, with their password and their second factor."""

import re
import time
from typing import Any

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY as OWNER_OF_RECORDS,
)
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY as RECORDS
from django.test import Client

STALE = 60 * 60  # seconds: longer than any proof of a sign-in stays fresh


class SignedInClient(Client):
    """
    Django's client, whose sign-in leaves what django-allauth would have written down.

    `second_factor=False` is somebody who gave a password only; `fresh=False` is somebody who
    signed in an hour ago.
    """

    def force_login(
        self,
        user: Any,
        backend: str | None = None,
        *,
        second_factor: bool = True,
        fresh: bool = True,
    ) -> None:
        super().force_login(user, backend)
        at = time.time() - (0 if fresh else STALE)
        records: list[dict[str, Any]] = [{"method": "password", "at": at}]
        if second_factor:
            records.append({"method": "mfa", "at": at, "id": 0, "type": "totp"})
        session = self.session
        session[RECORDS] = records
        session[OWNER_OF_RECORDS] = str(user.pk)
        session.save()


def as_seen(response: Any) -> bytes:
    """A page without the tokens of its forms, which differ each time it is asked for."""
    token = rb'((?:name="csrfmiddlewaretoken" value|data-token)=")\w+'
    return re.sub(token, rb"\1", response.content)
