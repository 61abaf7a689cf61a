"""
Every form of every page, filled in by Hypothesis: whatever comes to its mind is answered.

A run tries a few fillings of each form, always the same; with HIPWISE_FUZZ=all in the
environment it tries many, and other ones each time.
"""

import inspect
import os
from importlib import import_module
from pathlib import Path

import pytest
from django.forms import BaseForm
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.attackers import Attacker, attackers_for, forms_of, judge, scenes_of
from tests.malformed import VALUES, HtmlForm
from tests.test_architecture import MAY_IMPORT, ROOT, python_files

EVERYTHING = os.environ.get("HIPWISE_FUZZ") == "all"
FILLINGS = 200 if EVERYTHING else 4

VALUE = st.one_of(
    st.text(max_size=60),
    st.text(st.characters(categories=("M", "Cf", "Zs", "Nd", "No")), max_size=20),
    st.integers().map(str),
    st.integers(-1, 12).map(str),
    st.floats().map(str),
    st.dates().map(str),
    st.datetimes().map(str),
    st.times().map(str),
    st.uuids().map(str),
    st.booleans().map(str),
    st.sampled_from([value for value in VALUES.values() if len(value) < 5_000]),
)


def fillings(form: HtmlForm) -> st.SearchStrategy[list[tuple[str, str]]]:
    """The form as the page shows it, with some fields written over, left out or sent again."""
    every = form.fields + form.buttons
    names = st.sampled_from(sorted({name for name, _value in every}))
    own = st.sampled_from(sorted({value for _name, value in every}))
    changes = st.dictionaries(names, st.none() | VALUE | own, min_size=1, max_size=6)
    again = st.lists(st.tuples(names, VALUE), max_size=2)

    def filled(change, more):
        kept = [pair for pair in form.fields if pair[0] not in change]
        return [*kept, *((n, v) for n, v in change.items() if v is not None), *more]

    return st.builds(filled, changes, again)


def own_forms() -> set[type[BaseForm]]:
    """Every class of forms that the project defines."""
    found = set()
    for app in MAY_IMPORT:
        for path in python_files(app):
            if "forms" in path.parts or path.name == "forms.py":
                dotted = ".".join(Path(path).relative_to(ROOT).with_suffix("").parts)
                found |= {
                    one
                    for _name, one in inspect.getmembers(import_module(dotted), inspect.isclass)
                    if issubclass(one, BaseForm) and one.__module__ == dotted
                }
    return found


@pytest.fixture
def checked(monkeypatch):
    """Which classes of forms were given something to check."""
    seen: set[type] = set()
    really = BaseForm.full_clean

    def full_clean(self):
        if self.is_bound:
            seen.update(type(self).__mro__)
        really(self)

    monkeypatch.setattr(BaseForm, "full_clean", full_clean)
    return seen


def try_out(attacker: Attacker, form: HtmlForm) -> None:
    @settings(
        max_examples=FILLINGS,
        derandomize=not EVERYTHING,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(fields=fillings(form))
    def submit(fields):
        attacker.submit(repr(fields)[:300], form, fields)

    submit()


@pytest.mark.any_database
def test_every_form_takes_what_hypothesis_thinks_of(elm, checked):
    attackers = attackers_for(elm)
    forms = forms_of(scenes_of(elm), attackers)
    for attacker, form in forms:
        if form.fields or form.buttons:
            try_out(attacker, form)
    judge(attackers, 100)
    left_out = {f"{one.__module__}.{one.__name__}" for one in own_forms() - checked}
    assert not left_out, "give tests/attackers.py a scene in which a page shows these forms"
