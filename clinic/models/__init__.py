from .clinic import Clinic, ClinicLogo
from .membership import Membership
from .trail import TrailEntry
from .user import User

__all__ = ["Clinic", "ClinicLogo", "Membership", "TrailEntry", "User"]
