from collections.abc import Iterable
from typing import TYPE_CHECKING

from clinic.models import Clinic
from routines.stop_signs import StopSign

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


def advised(signs: Iterable[StopSign], clinic: Clinic) -> list[tuple[StopSign, "_StrOrPromise"]]:
    """Each sign with what to do now, and the number to call where the clinic is."""
    return [(sign, sign.advice(clinic.emergency_number)) for sign in signs]
