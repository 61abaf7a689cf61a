import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models

from clinic.tenancy import ClinicOwned, ClinicRow, is_to_clinic_row
from patients.models import Program

OWNED = [m for m in apps.get_models() if issubclass(m, ClinicRow)]
TIES = [
    (model, field)
    for model in OWNED
    for field in model._meta.concrete_fields
    if is_to_clinic_row(field)
]


@pytest.mark.parametrize(("model", "field"), TIES, ids=lambda value: str(value))
def test_every_tie_to_another_clinic_is_refused(elm, oak, model, field):
    """A row of Elm's may not point at a row of Oak's, whatever the model and the field."""
    foreign = field.related_model(pk=1)
    foreign.clinic = oak.clinic
    row = model(clinic=elm.clinic, **{field.name: foreign})
    with pytest.raises(ValidationError) as refused:
        row.clean()
    assert field.name in refused.value.message_dict


def test_there_are_ties_to_check():
    assert len(TIES) > 20


def test_built_in_rows_may_be_used_by_all(elm):
    from routines.models import RoutineSignOff, RoutineVersion  # noqa: PLC0415 -- one test

    built_in = RoutineVersion(pk=1, clinic=None)
    RoutineSignOff(clinic=elm.clinic, version=built_in, by=elm.owner).clean()


def test_an_own_row_needs_a_clinic():
    field = Program._meta.get_field("clinic")
    assert issubclass(Program, ClinicOwned)
    assert isinstance(field, models.ForeignKey)
    assert not field.null
