from django import forms
from django.utils.translation import gettext_lazy as _


class AlertForm(forms.Form):
    """What was done about an alert."""

    note = forms.CharField(
        label=_("What was done"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example: called, pain is gone, new spot shown on Friday."),
        error_messages={"required": _("Write what was done: the next reader needs it.")},
    )
