import time
from typing import Any
from uuid import uuid4

from django import forms
from django.core import signing
from django.db import models
from django.utils.translation import gettext_lazy as _

from patients.forms.session_logs import pain_field
from patients.guiding import Kind, Screen
from patients.models import GuidedSession
from patients.models.guided_session import Sense
from routines.stop_signs import STOP_SIGNS

SALT = "hipwise.guided"
LOAD_AGAIN = _("Load the page again.")


class News(models.TextChoices):
    """What a patient says to “anything new since last time?”."""

    NOTHING = "nothing", _("No, nothing new")
    SIGN = "sign", _("Yes, I feel a warning sign")
    HEALTH = "health", _("Yes, my health has changed")


class GuidedStartForm(forms.Form):
    """What has to be known before anything is pressed, and how the timer makes itself felt."""

    news = forms.ChoiceField(
        label=_("Anything new since last time?"),
        choices=News.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose one of the answers."),
            "invalid_choice": _("Choose one of the answers."),
        },
    )
    pain_before = pain_field(_("How much does it hurt now?"))
    senses = forms.MultipleChoiceField(
        label=_("How should we tell you the time?"),
        choices=Sense.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose from the list.")},
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        starts = cleaned.get("news") == News.NOTHING
        if starts and "pain_before" in cleaned and cleaned["pain_before"] is None:
            self.add_error("pain_before", _("Tap a number from 0 to 10."))
        return cleaned


class GuidedStepForm(forms.Form):
    """
    What one screen sends: where to go, and what was held or felt on it.

    `held` is what a script counted, in seconds. Without one `shown` tells when the page
    was made, signed: what has passed since then was held, up to the length of the hold.
    """

    go = forms.ChoiceField(
        choices=[(one, one) for one in ("next", "back", "hold", "stop", "end")],
        required=False,
        error_messages={"invalid_choice": LOAD_AGAIN},
    )
    held = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=7200,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), LOAD_AGAIN),
    )
    shown = forms.CharField(required=False, max_length=300)
    pressure = forms.IntegerField(
        label=_("How hard did it press?"),
        required=False,
        min_value=0,
        max_value=10,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), _("Tap a number from 0 to 10.")
        ),
    )
    turn = forms.CharField(required=False, max_length=36, error_messages={"max_length": LOAD_AGAIN})

    def __init__(self, data: Any, *, session: GuidedSession, screen: Screen) -> None:
        super().__init__(data)
        self.session, self.screen = session, screen

    @property
    def kept(self) -> dict[str, Any]:
        """What the action keeps of a valid form."""
        kept: dict[str, Any] = {"turn": self.cleaned_data["turn"]}
        if self.screen.kind is Kind.HOLD:
            kept["held"] = {self.screen.key: self._seconds()}
        if self.screen.kind is Kind.FELT and self.cleaned_data["pressure"] is not None:
            kept["felt"] = {self.screen.prescription.pk: self.cleaned_data["pressure"]}
        return kept

    def _seconds(self) -> int:
        """Seconds held of this hold in all, never more than it is long."""
        seconds = self.cleaned_data["held"]
        if seconds is None:
            already = self.session.held.get(self.screen.key, 0)
            seconds = already + self._since_shown() if self.cleaned_data["go"] != "back" else 0
        return min(seconds, self.screen.seconds)

    def _since_shown(self) -> int:
        try:
            said = signing.loads(self.cleaned_data["shown"], salt=SALT)
        except signing.BadSignature:
            return 0
        mine = said["of"] == [self.session.pk, self.screen.key]
        return max(0, int(time.time() - said["at"])) if mine else 0


def shown_now(session: GuidedSession, screen: Screen) -> str:
    """When a page was made, as the page itself brings it back."""
    return signing.dumps({"of": [session.pk, screen.key], "at": time.time()}, salt=SALT)


class GuidedStopForm(forms.Form):
    """What a patient felt that made them stop."""

    key = forms.UUIDField(
        widget=forms.HiddenInput,
        initial=uuid4,
        error_messages={"invalid": LOAD_AGAIN, "required": LOAD_AGAIN},
    )
    stop_signs = forms.MultipleChoiceField(
        label=_("What do you feel?"),
        widget=forms.CheckboxSelectMultiple,
        choices=[(sign.id, sign.text) for sign in STOP_SIGNS.values()],
        error_messages={
            "required": _("Tick what you feel. If it is none of these, go on below."),
            "invalid_choice": _("Choose from the signs in the list."),
        },
    )

    @property
    def noticed(self) -> list[str]:
        """Ids of the stop signs that were ticked, even when the rest is not right yet."""
        ticked = self["stop_signs"].value() or []
        return [sign for sign in ticked if sign in STOP_SIGNS]
