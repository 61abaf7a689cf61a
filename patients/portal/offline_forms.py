from django import forms

from patients.portal.sealed_sessions import LATEST_MS, LONGEST


class SealedForm(forms.Form):
    """A session that a device sealed without a network, and that device's clock as it sends."""

    device = forms.UUIDField()
    key = forms.UUIDField()
    sealed = forms.CharField(max_length=LONGEST)
    now = forms.IntegerField(min_value=0, max_value=LATEST_MS)
