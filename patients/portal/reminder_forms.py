from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.formats import time_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from patients.models import Reminder
from patients.reminding import AGAIN, EARLIEST, LATEST


def _hours() -> list[tuple[int, str]]:
    return [(hour, time_format(time(hour))) for hour in range(EARLIEST, LATEST + 1)]


def _later() -> list[tuple[int, Any]]:
    words = ngettext_lazy("%(count)s hour later", "%(count)s hours later", "count")
    return [(0, _("No")), *((hours, words % {"count": hours}) for hours in AGAIN)]


class ReminderForm(forms.Form):
    """When a patient wants to be reminded; by mail only where we know an address of theirs."""

    by_mail = forms.BooleanField(label=_("Send me a mail"), required=False)
    hour = forms.TypedChoiceField(label=_("At what time?"), coerce=int, choices=_hours)
    days = forms.TypedMultipleChoiceField(
        label=_("On which days?"),
        coerce=int,
        choices=[(str(day), name) for day, name in WEEKDAYS.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick one day or more.")},
    )
    again_after = forms.TypedChoiceField(
        label=_("Still nothing logged? Remind me once more"), coerce=int, choices=_later
    )

    def __init__(self, *args: Any, reminder: Reminder, has_address: bool, **kwargs: Any) -> None:
        initial = {
            "by_mail": reminder.is_on or reminder.pk is None,
            "hour": reminder.hour,
            "days": list(reminder.days),
            "again_after": reminder.again_after,
        }
        super().__init__(*args, **{"initial": initial} | kwargs)
        if not has_address:
            del self.fields["by_mail"], self.fields["again_after"]

    def clean(self) -> dict[str, Any]:
        said = {"by_mail": False, "again_after": 0} | self.cleaned_data
        if said.get("hour", 0) + said["again_after"] > LATEST:
            text = _("That would be after %(latest)s. Choose an earlier time, or fewer hours.")
            latest = time_format(time(LATEST))
            self.add_error("again_after", ValidationError(text, params={"latest": latest}))
        return said
