from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.http import HttpRequest

from clinic.fresh import is_fresh


class InvitationOnlyAdapter(DefaultAccountAdapter):
    """Nobody opens an account alone: a clinic invites them."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    @transaction.atomic
    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Session and last sign-in in one commit: each waits for the disk."""
        super().login(request, user)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """One rule for the library's sensitive pages and for ours (clinic/fresh.py)."""
        return not is_fresh(self.request) and super().is_reauthentication_required(
            app=app, **kwargs
        )
