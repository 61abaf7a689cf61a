"""Words that must not be seen by the wrong people, in every text of everybody's records."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from itertools import count
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models.signals import post_save, pre_save
from pypdf import PdfReader

from patients.models import Patient

APPS = {"clinic", "routines", "patients"}
# Not for people to read, or held to a form of their own.
NOT_TEXT = """
    action answer code digest drawing key label language mark nonce password phone_digits previous
    rule rules_version search_name slug sources subject_id subject_type time_zone token_hash
    username
"""
SILENT = {"clinic.TrailEntry", "clinic.TrailSeal", "clinic.RenderedPaper"}
# What a request may write without having changed anybody's records.
NOISE = {"django_session", "clinic_cache", "clinic_renderedpaper", "usersessions_usersession"}
CANARY = re.compile(r"Qz-(\w+)-\d+-")

Key = tuple[str, Any]
Rows = dict[Key, dict[str, Any]]


@cache
def is_about_a_patient(model: type[models.Model]) -> bool:
    """Whether rows of a model lead to a patient, by however many steps."""
    return model is Patient or any(
        field.name == "patient"
        or (not field.null and model is not parent and is_about_a_patient(parent))
        for field, parent in parents_of(model)
    )


@cache
def parents_of(model: type[models.Model]) -> list[tuple[models.Field, type[models.Model]]]:
    """Its foreign keys, those that lead to a patient first, and the clinic last."""
    found = [(one, one.related_model) for one in model._meta.concrete_fields if one.is_relation]
    order = {"patient": 0, "clinic": 2}
    return sorted(found, key=lambda pair: order.get(pair[0].name, 1))


@cache
def texts_of(model: type[models.Model]) -> tuple[models.Field, ...]:
    if model._meta.label in SILENT or model._meta.app_label not in APPS:
        return ()
    return tuple(
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not isinstance(field, models.EmailField)
        and not (field.choices or field.unique or field.is_relation)
        and field.name not in NOT_TEXT.split()
    )


class Marks:
    """Whose each row is: of a clinic, or of one patient of it."""

    def __init__(self) -> None:
        self.owners: dict[Key, str] = {}
        self.numbers = count(1)

    @contextmanager
    def made_for(self, clinic: str, patient: str) -> Iterator[None]:
        """Fill every text of what is made meanwhile with words of its owner's own."""

        def owner(row: models.Model) -> str:
            is_patients_account = row._meta.label == "clinic.User" and not row.email
            return patient if is_patients_account or is_about_a_patient(type(row)) else clinic

        def fill(sender: Any, instance: models.Model, **kwargs: Any) -> None:
            if instance._state.adding:
                for field in texts_of(sender):
                    setattr(instance, field.name, self.text_for(owner(instance), field))

        def note(sender: Any, instance: models.Model, **kwargs: Any) -> None:
            self.owners.setdefault((sender._meta.db_table, instance.pk), owner(instance))

        pre_save.connect(fill)
        post_save.connect(note)
        try:
            yield
        finally:
            pre_save.disconnect(fill)
            post_save.disconnect(note)

    def text_for(self, owner: str, field: models.Field) -> str:
        return f"Qz-{owner}-{next(self.numbers)}-{field.name}"[: field.max_length]

    def owner_of(self, key: Key, rows: Rows, seen: frozenset[Key] = frozenset()) -> str | None:
        """The owner of a row, also of one that came later; None for nobody's."""
        if key in self.owners or key not in rows or key in seen:
            return self.owners.get(key)
        values = rows[key]
        if key[0] == "clinic_trailentry":  # its patient's number is no foreign key
            patient = self.owners.get((Patient._meta.db_table, values["patient_id"]))
            return patient or self.owners.get(("clinic_clinic", values["clinic_id"]))
        owners = (
            self.owner_of((parent._meta.db_table, values[field.attname]), rows, seen | {key})
            for field, parent in parents_of(models_by_table()[key[0]])
            if values[field.attname] is not None
        )
        return next((owner for owner in owners if owner), None)

    def ties(self, key: Key, rows: Rows) -> set[str]:
        """The clinics that a row points into; people may belong to several."""
        if key not in rows or key[0] == "clinic_trailentry":
            return set()
        home = {"olga": "oak", "oak": "oak", None: None}
        owners = {
            self.owner_of((parent._meta.db_table, rows[key][field.attname]), rows)
            for field, parent in parents_of(models_by_table()[key[0]])
            if rows[key][field.attname] is not None and parent is not get_user_model()
        }
        return {home.get(owner, "elm") for owner in owners} - {None}


@cache
def models_by_table() -> dict[str, type[models.Model]]:
    every = apps.get_models(include_auto_created=True)
    return {model._meta.db_table: model for model in every if not model._meta.proxy}


def rows() -> Rows:
    """Every row of every table, as it stands now."""
    return {
        (table, values[model._meta.pk.attname]): values
        for table, model in models_by_table().items()
        if table not in NOISE
        for values in model._base_manager.values()
    }


def text_of(response: Any) -> str:
    """All that a body says; of a PDF what is on its pages and about it."""
    body = response.getvalue() if response.streaming else response.content
    if not body.startswith(b"%PDF"):
        return body.decode("utf-8", "replace")
    paper = PdfReader(BytesIO(body))
    told = [page.extract_text() for page in paper.pages] + [repr(paper.metadata)]
    return "".join(told).replace("\n", "")
