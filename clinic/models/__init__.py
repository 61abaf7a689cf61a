from .clinic import Clinic, ClinicLogo
from .first_owner_key import FirstOwnerKey
from .mail import Mail
from .membership import Membership
from .night import Night
from .paper import RenderedPaper
from .staff_invitation import StaffInvitation
from .trail import TrailEntry, TrailSeal
from .user import User

__all__ = [
    "Clinic",
    "ClinicLogo",
    "FirstOwnerKey",
    "Mail",
    "Membership",
    "Night",
    "RenderedPaper",
    "StaffInvitation",
    "TrailEntry",
    "TrailSeal",
    "User",
]
