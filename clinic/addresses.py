"""E-mail addresses that somebody has shown to be theirs, as django-allauth keeps them."""

from allauth.account.models import EmailAddress

from clinic.models import User


def confirmed_address(user: User) -> str:
    """The address that `user` has shown to be theirs; empty where there is none."""
    shown = EmailAddress.objects.filter(user=user, verified=True).order_by("-primary")
    return shown.values_list("email", flat=True).first() or ""


def confirm_address(user: User, email: str) -> None:
    """Let codes and links be sent there: what came by e-mail to it was used by this user."""
    EmailAddress.objects.filter(user=user).exclude(email=email).update(primary=False)
    EmailAddress.objects.update_or_create(
        user=user, email=email, defaults={"verified": True, "primary": True}
    )
