from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clinic.stale import Difference
from patients.actions.session_logs import LONGEST_NOTE, MOST_SECONDS, ItemDone
from patients.models import Prescription, SessionLog
from patients.models.session_log import Outcome, Source
from routines.stop_signs import STOP_SIGNS

# Asked before the signs are shown: nobody has to read ten of them to say that there was none.
ANY_SIGN = [("no", _("No, none")), ("yes", _("Yes, show me"))]
NUMBERS = [(n, str(n)) for n in range(11)]
# What a log keeps of the form, besides what was done of each routine.
KEPT = ("done_on", "stop_signs", "pain_before", "pain_worst", "pain_after", "note")


def pain_field(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=NUMBERS,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Pain is a number from 0 to 10.")},
    )


@dataclass(frozen=True, slots=True)
class ItemFields:
    """The fields of one routine in the form, for the page that shows them."""

    prescription: Prescription
    outcome: BoundField
    seconds: BoundField
    pressure: BoundField


class SessionLogForm(forms.Form):
    """
    One session: what was done of each prescription, pain, stop signs, a note.

    A patient has to say everything, except with a stop sign: then nothing may
    stand between them and what to do now. `known` is what a guided session knows already.
    What a phone kept without a network is not asked whether there was a sign (docs/adr/0052).
    """

    key = forms.UUIDField(
        widget=forms.HiddenInput,
        initial=uuid4,
        error_messages={"invalid": _("Load the page again."), "required": _("Load it again.")},
    )
    based_on = forms.IntegerField(
        widget=forms.HiddenInput, required=False, initial=0, min_value=0, max_value=32_000
    )
    done_on = forms.DateField(
        label=_("Day"),
        error_messages={
            "required": _("Choose the day of the session."),
            "invalid": _("This is not a day. Write it like 2026-01-31."),
        },
    )
    any_sign = forms.ChoiceField(
        label=_("Did you notice any warning sign?"),
        choices=ANY_SIGN,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose one of the answers.")},
    )
    stop_signs = forms.MultipleChoiceField(
        label=_("Did you notice any of these?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(sign.id, sign.text) for sign in STOP_SIGNS.values()],
        error_messages={"invalid_choice": _("Choose from the signs in the list.")},
    )
    pain_before = pain_field(_("Pain before"))
    pain_worst = pain_field(_("Worst pain during"))
    pain_after = pain_field(_("Pain after"))
    something_new = forms.BooleanField(label=_("Something about my health is new"), required=False)
    wants_answer = forms.BooleanField(label=_("I would like an answer"), required=False)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        prescriptions: Iterable[Prescription],
        by_patient: bool,
        day: date | None = None,
        log: SessionLog | None = None,
        known: dict[str, Any] | None = None,
        was_kept: bool = False,
    ) -> None:
        initial = _said(log) if log else {"done_on": day} | (known or {})
        super().__init__(data, initial=initial)
        self.prescriptions = list(prescriptions)
        self.by_patient, self.was_kept = by_patient, was_kept
        for one in self.prescriptions:
            self._add_item(one)
        if not by_patient:
            self._type_rather_than_tap()

    def _type_rather_than_tap(self) -> None:
        """Staff copy numbers from paper by the keyboard; most rows are done as prescribed."""
        del self.fields["any_sign"]
        for name in ("pain_before", "pain_worst", "pain_after"):
            self.fields[name].widget = forms.NumberInput(
                {"min": 0, "max": 10, "inputmode": "numeric", "class": "form-control"}
            )
        for one in self.prescriptions:
            self.fields[f"{one.pk}-outcome"].initial = Outcome.DONE
            for name in ("seconds", "pressure"):
                widget = self.fields[f"{one.pk}-{name}"].widget
                widget.attrs = {"inputmode": "numeric", "class": "form-control"} | {
                    key: value for key, value in widget.attrs.items() if key in ("min", "max")
                }

    def _add_item(self, one: Prescription) -> None:
        name, dose = one.routine_version.shown_name, one.dose
        self.fields[f"{one.pk}-outcome"] = forms.ChoiceField(
            label=name, choices=Outcome.choices, required=False, widget=forms.RadioSelect
        )
        self.fields[f"{one.pk}-seconds"] = forms.IntegerField(
            label=_("%(routine)s: seconds held") % {"routine": name},
            required=False,
            min_value=0,
            max_value=MOST_SECONDS,
            initial=one.held_seconds,
            widget=forms.NumberInput(
                {"data-stepper": "", "step": dose.hold, "inputmode": "numeric"}
            ),
        )
        self.fields[f"{one.pk}-pressure"] = forms.IntegerField(
            label=_("%(routine)s: pressure felt") % {"routine": name},
            required=False,
            min_value=0,
            max_value=10,
            initial=(dose.pressure_low + dose.pressure_high) // 2,
            widget=forms.NumberInput({"data-stepper": "", "inputmode": "numeric"}),
        )

    @property
    def items(self) -> list[ItemFields]:
        return [
            ItemFields(
                one,
                self[f"{one.pk}-outcome"],
                self[f"{one.pk}-seconds"],
                self[f"{one.pk}-pressure"],
            )
            for one in self.prescriptions
        ]

    @property
    def pains(self) -> list[BoundField]:
        return [self[name] for name in ("pain_before", "pain_worst", "pain_after")]

    @property
    def signs_in_brief(self) -> list[Any]:
        """Every sign in a few words, for the question before they are shown."""
        return [sign.brief for sign in STOP_SIGNS.values()]

    @property
    def noticed(self) -> list[str]:
        """Ids of the stop signs that were ticked, even when the rest is not right yet."""
        ticked = self["stop_signs"].value() or []
        return [sign for sign in ticked if sign in STOP_SIGNS]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("wants_answer") and not cleaned.get("note") and "note" not in self.errors:
            self.add_error("note", gettext("Write your question here, or take the tick away."))
        all_said = not cleaned.get("stop_signs")
        if self.by_patient and all_said and not self.was_kept:
            self._clean_any_sign(cleaned.get("any_sign"))
        items = [self._clean_item(one, cleaned, all_said=all_said) for one in self.prescriptions]
        cleaned["items"] = [item for item in items if item is not None]
        rested = all(
            cleaned.get(f"{one.pk}-outcome") == Outcome.SKIPPED for one in self.prescriptions
        )
        if self.by_patient and all_said and not rested:
            for name in ("pain_before", "pain_worst", "pain_after"):
                if name in cleaned and cleaned[name] is None:
                    self.add_error(name, gettext("Tap a number from 0 to 10."))
        return cleaned

    def _clean_any_sign(self, answer: str | None) -> None:
        """No sign was ticked: that has to be what the patient meant."""
        if answer == "":
            self.add_error("any_sign", gettext("Choose one of the answers."))
        elif answer == "yes" and "stop_signs" not in self.errors:
            text = gettext("Tick what you felt. If it was none of these, tap “No, none”.")
            self.add_error("stop_signs", text)

    def _clean_item(
        self, one: Prescription, cleaned: dict[str, Any], *, all_said: bool
    ) -> ItemDone | None:
        outcome = cleaned.get(f"{one.pk}-outcome")
        seconds, pressure = (cleaned.get(f"{one.pk}-{name}") for name in ("seconds", "pressure"))
        if outcome == Outcome.SKIPPED:
            return ItemDone(one, outcome, 0, None)
        if not outcome:
            if all_said and outcome is not None:
                self.add_error(
                    f"{one.pk}-outcome", gettext("Choose one: done, in part, or not done.")
                )
            return None
        if not seconds:
            if all_said and f"{one.pk}-seconds" not in self.errors:
                text = gettext("Say how many seconds you held, or choose “Not done”.")
                self.add_error(f"{one.pk}-seconds", text)
            return None
        return ItemDone(one, outcome, seconds, pressure)

    def differences(self, current: SessionLog) -> list[Difference]:
        """Field by field, what was typed here and what somebody else saved meanwhile."""
        said = _said(current)
        typed = self.cleaned_data | _rested(self.cleaned_data)
        names = [name for name in self.fields if name in KEPT or name.partition("-")[2]]
        return [
            Difference(self.fields[name].label, mine, saved)
            for name in names
            if (mine := _told(name, typed.get(name))) != (saved := _told(name, said.get(name)))
        ]

    @property
    def session(self) -> dict[str, Any]:
        """What the actions take, of what was typed."""
        names = (
            "done_on",
            "items",
            "pain_before",
            "pain_worst",
            "pain_after",
            "stop_signs",
            "note",
        )
        return {name: self.cleaned_data[name] for name in names}


class KeyedSessionForm(SessionLogForm):
    """A session that the clinic keys in, from the patient's paper or from what they said."""

    source = forms.ChoiceField(
        label=_("From"),
        choices=[(one.value, one.label) for one in (Source.PAPER, Source.FRONT_DESK)],
        initial=Source.PAPER,
        widget=forms.RadioSelect,
    )


def _said(log: SessionLog) -> dict[str, Any]:
    said: dict[str, Any] = {
        "key": log.key,
        "based_on": log.corrections,
        "done_on": log.done_on,
        "any_sign": "yes" if log.stop_signs else "no",
        "stop_signs": log.stop_signs,
        "pain_before": log.pain_before,
        "pain_worst": log.pain_worst,
        "pain_after": log.pain_after,
        "note": log.note,
    }
    for item in log.items.all():
        said[f"{item.prescription_id}-outcome"] = item.outcome
        if item.outcome != Outcome.SKIPPED:
            said[f"{item.prescription_id}-seconds"] = item.seconds
            said[f"{item.prescription_id}-pressure"] = item.pressure
    return said


def _rested(typed: dict[str, Any]) -> dict[str, None]:
    """Numbers beside a routine that was not done are not kept."""
    skipped = [name.partition("-")[0] for name, value in typed.items() if value == Outcome.SKIPPED]
    return {f"{one}-{name}": None for one in skipped for name in ("seconds", "pressure")}


def _told(name: str, value: Any) -> Any:
    """What somebody said in one field, as they read it."""
    if name == "stop_signs":
        return "\n".join(str(sign.text) for sign in STOP_SIGNS.values() if sign.id in (value or []))
    if name.endswith("-outcome"):
        return Outcome(value).label if value else ""
    return value if isinstance(value, date) else "" if value is None else str(value)
