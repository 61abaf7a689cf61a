from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class InvitationOnlyAdapter(DefaultAccountAdapter):
    """Nobody opens an account alone: a clinic invites them."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
