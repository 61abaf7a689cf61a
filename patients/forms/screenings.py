from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms import BoundField
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from patients.birth_dates import BIRTH_DATE_FORMATS
from patients.models.screening import (
    OVERRIDE_LONGEST_DAYS,
    OVERRIDE_SHORTEST_REASON,
)
from patients.screening_state import ScreeningState
from routines.dose import Side
from routines.screening import (
    ASKED_GROUPS,
    Answer,
    Group,
    Rule,
    answers_from,
    problem_of,
    smoking_matters,
)

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Words

SIDES = [(Side.LEFT, _("Left")), (Side.RIGHT, _("Right")), (Side.BOTH, _("Both, or the middle"))]
BIRTHS = [("vaginal", _("Vaginal birth")), ("c_section", _("C-section"))]
_TOLD_SIDES = {Side.LEFT: _("left"), Side.RIGHT: _("right"), Side.BOTH: _("both sides")}
DETAILS = ("on", "side", "birth", "urgent")
OVERRIDE_USUAL_DAYS = 30  # offered, as long as a screening counts
UNREADABLE_DATE = _("This date cannot be read. Write it like 2025-03-14 or 14.03.2025.")


@dataclass(frozen=True, slots=True)
class QuestionFields:
    """One question with its fields, and what was said last time, for the page that shows them."""

    rule: Rule
    question: "Words"
    yes: BoundField
    details: list[BoundField]
    last: str
    ask_again: bool

    @property
    def is_open(self) -> bool:
        """Whether the details are to be seen without a tick: something in them needs a look."""
        return any(field.errors or field.value() for field in self.details)


@dataclass(frozen=True, slots=True)
class GroupFields:
    group: Group
    none: BoundField
    questions: list[QuestionFields]


class ScreeningForm(forms.Form):
    """
    The screening questions, in groups with one “none of these” each.

    Nothing is filled in from last time: a practitioner signs for answers given today. What
    was yes then stands beside its question. A group in which something is ticked counts
    as read out: the rest of it is no. A group left alone counts as not answered.
    """

    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 2, "class": "form-control"}),
        help_text=_("For the clinic only, at most 2,000 characters."),
    )
    unfinished = forms.BooleanField(
        label=_("Save it as it is: groups without an answer stay blocked"),
        required=False,
        widget=forms.CheckboxInput({"class": "form-check-input"}),
    )
    smoking = forms.BooleanField(required=False, widget=forms.HiddenInput)
    after = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=2**63 - 1,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(
            ["invalid", "min_value", "max_value"], _("Load the page again.")
        ),
    )

    def __init__(self, *args: Any, last: ScreeningState, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.last = last
        self.patient, self.today = last.patient, last.today
        self.asks_smoking = smoking_matters(
            birth_date=self.patient.birth_date, sex=self.patient.sex, today=self.today
        )
        self.unanswered = False
        for group in ASKED_GROUPS:
            self.fields[f"none_{group.id}"] = _tick(group.title)
            for rule in group.rules:
                self._add_question(rule)
        if not self.is_bound:
            # The page is this one form: on the keyboard the first answer is one key away.
            self.fields[f"none_{ASKED_GROUPS[0].id}"].widget.attrs["autofocus"] = True

    def _add_question(self, rule: Rule) -> None:
        self.fields[f"yes_{rule.id}"] = _tick(rule.title)
        if rule.date_label:
            self.fields[f"on_{rule.id}"] = self._date(rule)
        if rule.asks_side:
            self.fields[f"side_{rule.id}"] = _choice(
                format_lazy(_("{title}: which side?"), title=rule.title), SIDES
            )
        if rule.asks_c_section:
            self.fields[f"birth_{rule.id}"] = _choice(_("How was the baby born?"), BIRTHS)
        if rule.urgent_label:
            self.fields[f"urgent_{rule.id}"] = _tick(rule.urgent_label)

    def _date(self, rule: Rule) -> forms.DateField:
        bounds = {"min": self.patient.birth_date.isoformat(), "max": self.today.isoformat()}
        return forms.DateField(
            label=rule.date_label,
            required=False,
            input_formats=BIRTH_DATE_FORMATS,
            widget=forms.DateInput(
                format="%Y-%m-%d",
                attrs={"type": "date", "class": "form-control", "autocomplete": "off", **bounds},
            ),
            error_messages={"invalid": UNREADABLE_DATE},
        )

    @property
    def groups(self) -> Iterator[GroupFields]:
        """The fields group by group, as the page shows them."""
        screening = self.last.screening
        said = answers_from(screening.answers) if screening else {}
        again = {rule.id for rule in self.last.to_ask_again}
        for group in ASKED_GROUPS:
            questions = [
                QuestionFields(
                    rule,
                    rule.question(smoking=self.asks_smoking),
                    self[f"yes_{rule.id}"],
                    [self[name] for name in self._details_of(rule)],
                    told(said[rule.id]) if rule.id in said else "",
                    rule.id in again,
                )
                for rule in group.rules
            ]
            yield GroupFields(group, self[f"none_{group.id}"], questions)

    def _details_of(self, rule: Rule) -> list[str]:
        names = [f"{detail}_{rule.id}" for detail in DETAILS]
        return [name for name in names if name in self.fields]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["answers"] = {}
        for group in ASKED_GROUPS:
            self._clean_group(group, data)
        return data

    def _clean_group(self, group: Group, data: dict[str, Any]) -> None:
        ticked = [rule for rule in group.rules if data.get(f"yes_{rule.id}")]
        none = data.get(f"none_{group.id}")
        for rule in group.rules:
            self._clean_question(rule, data)
        if none and ticked:
            text = gettext("“None of these” is ticked, and so is “%(title)s”. Untick one of them.")
            self.add_error(f"none_{group.id}", text % {"title": ticked[0].title})
        elif not none and not ticked:
            self._leave_out(group, data)

    def _leave_out(self, group: Group, data: dict[str, Any]) -> None:
        for rule in group.rules:
            data["answers"].pop(rule.id, None)
        if not data.get("unfinished"):
            self.unanswered = True
            text = gettext("Not answered yet. Tick what applies, or “None of these”.")
            self.add_error(f"none_{group.id}", text)

    def _clean_question(self, rule: Rule, data: dict[str, Any]) -> None:
        given = [name for name in self._details_of(rule) if data.get(name)]
        if not data.get(f"yes_{rule.id}"):
            data["answers"][rule.id] = Answer(yes=False, smoking=self._was_asked_smoking(rule))
            if rule.ask_without_smoking and self.asks_smoking and not data.get("smoking"):
                text = gettext("This question has changed since the page was opened. Ask it again.")
                self.add_error(f"yes_{rule.id}", text)
            if given:
                text = gettext("Tick this question too, or empty what you filled in below it.")
                self.add_error(f"yes_{rule.id}", text)
            return
        answer = Answer(
            yes=True,
            on=data.get(f"on_{rule.id}"),
            side=Side(data[f"side_{rule.id}"]) if data.get(f"side_{rule.id}") else None,
            c_section=data.get(f"birth_{rule.id}") == "c_section",
            urgent=bool(data.get(f"urgent_{rule.id}")),
            smoking=self._was_asked_smoking(rule),
        )
        data["answers"][rule.id] = answer
        self._refuse_half_told(rule, answer)

    def _refuse_half_told(self, rule: Rule, answer: Answer) -> None:
        birth, day = f"birth_{rule.id}", f"on_{rule.id}"
        if rule.asks_c_section and birth not in self.errors and not self.cleaned_data[birth]:
            self.add_error(birth, gettext("Say how the baby was born."))
        field = day if rule.date_label else f"side_{rule.id}"
        problem = problem_of(rule, answer, birth_date=self.patient.birth_date, today=self.today)
        if problem and field not in self.errors:
            self.add_error(field, str(problem))

    def _was_asked_smoking(self, rule: Rule) -> bool:
        return bool(rule.ask_without_smoking) and bool(self.cleaned_data.get("smoking"))


class OverrideForm(forms.Form):
    """Why a practitioner goes ahead despite a finding, and until when. The action checks the rest."""

    reason = forms.CharField(
        label=_("Why you go ahead"),
        max_length=1000,
        widget=forms.Textarea({"rows": 3, "class": "form-control"}),
        error_messages={"required": _("Write why you go ahead, in 20 letters or more.")},
    )
    expires_on = forms.DateField(
        label=_("Until and including"),
        input_formats=BIRTH_DATE_FORMATS,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "form-control"}),
        error_messages={
            "required": _("Choose the last day it holds."),
            "invalid": UNREADABLE_DATE,
        },
    )

    def __init__(self, data: Any = None, *, rule: Rule, today: date) -> None:
        usual, latest = (
            today + timedelta(days=days) for days in (OVERRIDE_USUAL_DAYS, OVERRIDE_LONGEST_DAYS)
        )
        super().__init__(data, prefix=rule.id, initial={"expires_on": usual})
        self.rule = rule
        self.fields["reason"].help_text = rule.reason_hint
        self.fields["reason"].widget.attrs["minlength"] = OVERRIDE_SHORTEST_REASON
        self.fields["expires_on"].help_text = gettext(
            "At most %(days)s days: %(latest)s. Then it is asked again."
        ) % {"days": OVERRIDE_LONGEST_DAYS, "latest": date_format(latest, "j M Y")}


def told(answer: Answer) -> str:
    """What was said to a question, in a few words: “yes, 3 Mar 2024, left”; nothing for a no."""
    if not answer.yes:
        return ""
    words: list[Words] = [gettext("yes")]
    if answer.on:
        words.append(date_format(answer.on, "j M Y"))
    if answer.side:
        words.append(_TOLD_SIDES[answer.side])
    if answer.c_section:
        words.append(gettext("C-section"))
    if answer.urgent:
        words.append(gettext("urgent"))
    return ", ".join(str(word) for word in words)


def _tick(label: "Words") -> forms.BooleanField:
    return forms.BooleanField(
        label=label, required=False, widget=forms.CheckboxInput({"class": "form-check-input"})
    )


def _choice(label: "Words", choices: list[tuple[Any, Any]]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        required=False,
        choices=choices,
        widget=forms.RadioSelect({"class": "form-check-input"}),
        error_messages={"invalid_choice": _("Choose one of these.")},
    )
