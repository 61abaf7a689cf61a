from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from patients.models.question import LONGEST_ANSWER, LONGEST_QUESTION


class QuestionForm(forms.Form):
    """What a patient asks their clinic."""

    key = forms.UUIDField(
        widget=forms.HiddenInput,
        initial=uuid4,
        error_messages={"invalid": _("Load the page again."), "required": _("Load it again.")},
    )
    text = forms.CharField(
        label=_("Your question"),
        max_length=LONGEST_QUESTION,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": _("Write your question.")},
    )


class AnswerForm(forms.Form):
    """What a practitioner answers."""

    answer = forms.CharField(
        label=_("Answer"),
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("The patient reads it on their own pages. In short, plain words."),
        error_messages={"required": _("Write the answer.")},
    )
