from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.conf import settings

from clinic.production import refuse_to_start

if TYPE_CHECKING:
    from clinic.models import Clinic, User


class ClinicConfig(AppConfig):
    name = "clinic"
    nightly = ("clinic.nights.check_trail", "clinic.nights.back_up", "clinic.nights.clean_up")
    verbose_name = "Who works here, what they may do, what was done"

    def ready(self) -> None:
        refuse_to_start(settings)
        from clinic import (  # noqa: PLC0415 -- models are there only now
            database_roles,
            password_changes,
            session_ends,
            sign_ins,
        )

        database_roles.watch()
        password_changes.connect()
        session_ends.connect()
        sign_ins.connect()
        from clinic import second_factor  # noqa: PLC0415

        second_factor.connect()

    def clinics_of(self, user: "User") -> "Iterator[tuple[Clinic, int | None]]":
        """Where somebody works."""
        for membership in user.memberships.select_related("clinic"):
            yield membership.clinic, None
