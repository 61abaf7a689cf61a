from .clinic import Clinic, ClinicLogo
from .membership import Membership
from .paper import RenderedPaper
from .trail import TrailEntry, TrailSeal
from .user import User

__all__ = ["Clinic", "ClinicLogo", "Membership", "RenderedPaper", "TrailEntry", "TrailSeal", "User"]
