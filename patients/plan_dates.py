"""When a program starts and when somebody looks at it again."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from routines.limits import Limits

START_WITHIN_WEEKS = 26  # of today, before or after: a program may have begun on paper


def check_dates(
    starts_on: date, review_on: date, *, limits: Limits, today: date, is_running: bool = False
) -> None:
    """
    Refuse a start far from today, and a review before the start or too long after it.

    Once a program is running, its start is settled and the time to the review counts
    from today.
    """
    furthest = timedelta(weeks=START_WITHIN_WEEKS)
    if not is_running and not today - furthest <= starts_on <= today + furthest:
        text = _("This is more than %(weeks)s weeks from today. Choose a day from %(a)s to %(b)s.")
        values = {
            "weeks": START_WITHIN_WEEKS,
            "a": date_format(today - furthest),
            "b": date_format(today + furthest),
        }
        raise ValidationError({"starts_on": text % values})
    since = max(starts_on, today) if is_running else starts_on
    if review_on <= since:
        text = _("The review comes after %(day)s. Choose a later day.")
        raise ValidationError({"review_on": text % {"day": date_format(since)}})
    latest = since + timedelta(weeks=limits.weeks)
    if review_on > latest:
        text = _(
            "%(day)s is too late: the clinic’s limit is %(weeks)s weeks without a review, here "
            "%(latest)s. The clinic’s owner can raise it in Settings."
        )
        values = {
            "day": date_format(review_on),
            "weeks": limits.weeks,
            "latest": date_format(latest),
        }
        raise ValidationError({"review_on": text % values})
