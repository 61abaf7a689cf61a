"""What patients can read up on: each topic a page of its own below /my/help/."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from routines.balls import Ball

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Words


@dataclass(frozen=True, slots=True)
class Topic:
    """One page of help: its address, its title, and what it is about in one line."""

    slug: str
    title: "Words"
    about: "Words"

    @property
    def template(self) -> str:
        return f"portal/help/_{self.slug}.html"


ALL = (
    Topic("feel", _("What should it feel like?"), _("How hard to press, and how to breathe.")),
    Topic("hurt", _("It hurts, or something is odd"), _("When to stop, and what to do at once.")),
    Topic(
        "ball", _("The ball, and what works at home"), _("Softer, harder, and what is not safe.")
    ),
    Topic(
        "drawings", _("What the drawings mean"), _("The ball, the arrow, the map, left and right.")
    ),
    Topic("phone", _("Put it on your home screen"), _("So that it opens with one tap.")),
    Topic(
        "entry", _("How do I get in again?"), _("With a password, a code by mail or a new sheet.")
    ),
)
TOPICS = {topic.slug: topic for topic in ALL}

# The balls of a program at home, softest first. What is too wide or not needed is not among them.
AT_HOME = (Ball.HANDS, Ball.SOFT, Ball.TENNIS, Ball.LACROSSE)
