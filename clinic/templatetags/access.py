from django import template

from clinic.models import Membership
from clinic.permissions import Permission

register = template.Library()


@register.filter
def can(membership: Membership, permission: str) -> bool:
    """`{% if request.membership|can:"program_edit" %}`: a misspelt permission is an error."""
    return membership.can(Permission(permission))


@register.filter
def starts_with(text: str, beginning: str) -> bool:
    return text.startswith(beginning)
