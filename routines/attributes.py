"""What about a routine can be dangerous for somebody: screening rules bite on these."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Attribute(models.TextChoices):
    BELLY = "belly", _("presses the belly or the front of the hip")
    PRONE = "prone", _("lying face down")
    FLOOR = "floor", _("done on the floor")
    KNEEL = "kneel", _("kneeling")
    HIPEXT = "hipext", _("takes the hip backwards")
    FIRM = "firm", _("firm ball")


class Position(models.TextChoices):
    SUPINE = "supine", _("On your back, knees bent")
    STANDING = "standing", _("Standing, facing a wall")
    PRONE = "prone", _("Face down on your forearms")
    HALF_KNEELING = "half_kneeling", _("Half kneeling")
    OTHER = "other", _("Other")
