"""The placement map in the reader's language: its letters stand for their own right and left."""

from django.utils.translation import pgettext

from routines.drawings import Drawing, placement


def map_of(side: str) -> Drawing:
    """Where the ball goes, on the patient's own left, right, or both."""
    right = pgettext("letter for the right side, on the map of the hips", "R")
    left = pgettext("letter for the left side, on the map of the hips", "L")
    return placement(side, right + left)
