from decimal import Decimal

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from clinic.frozen import frozen_table
from clinic.wall_policies import walled_table


class Migration(migrations.Migration):
    dependencies = [("patients", "0012_guided_sessions")]

    operations = [
        migrations.CreateModel(
            name="Measurement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "instrument",
                    models.CharField(
                        choices=[
                            ("nprs", "Pain at rest (NPRS)"),
                            ("psfs", "Own activities (PSFS)"),
                            ("lefs", "LEFS, 0 to 80"),
                            ("odi", "ODI, 0 to 100 %"),
                            ("hoos", "HOOS, 0 to 100"),
                            ("promis", "PROMIS T-score"),
                            ("groc", "GROC, −5 to 5"),
                        ],
                        max_length=10,
                        verbose_name="instrument",
                    ),
                ),
                ("measured_on", models.DateField(verbose_name="day")),
                (
                    "score",
                    models.DecimalField(decimal_places=2, max_digits=5, verbose_name="score"),
                ),
                ("ratings", models.JSONField(blank=True, default=list)),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "recorded_on",
                    models.DateField(verbose_name="day it was recorded, at the clinic"),
                ),
                ("corrections", models.PositiveSmallIntegerField(default=0)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "clinic",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="clinic.clinic",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measurements",
                        to="patients.patient",
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measurements",
                        to="patients.program",
                    ),
                ),
            ],
            options={
                "ordering": ["-measured_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="MeasurementRevision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("said", models.JSONField()),
                ("replaced_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "clinic",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="clinic.clinic",
                    ),
                ),
                (
                    "measurement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revisions",
                        to="patients.measurement",
                    ),
                ),
                (
                    "replaced_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["measurement_id", "-number"],
            },
        ),
        migrations.AddIndex(
            model_name="measurement",
            index=models.Index(
                fields=["clinic", "patient", "-measured_on"], name="patients_measurement_newest"
            ),
        ),
        migrations.AddConstraint(
            model_name="measurement",
            constraint=models.UniqueConstraint(
                fields=("patient", "instrument", "measured_on"),
                name="patients_measurement_once_a_day",
                violation_error_message="There is one of this day already. Correct that one.",
            ),
        ),
        migrations.AddConstraint(
            model_name="measurement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("instrument__in", ["nprs", "psfs", "lefs", "odi", "hoos", "promis", "groc"])
                ),
                name="patients_measurement_instrument_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="measurement",
            constraint=models.CheckConstraint(
                condition=models.Q(("measured_on__lte", models.F("recorded_on"))),
                name="patients_measurement_not_in_the_future",
                violation_error_message="This day is still to come. Choose today or before.",
            ),
        ),
        migrations.AddConstraint(
            model_name="measurement",
            constraint=models.CheckConstraint(
                condition=models.Q(("score__range", (Decimal(-5), Decimal(100)))),
                name="patients_measurement_score_in_bounds",
            ),
        ),
        migrations.AddConstraint(
            model_name="measurementrevision",
            constraint=models.UniqueConstraint(
                fields=("measurement", "number"), name="patients_measurementrevision_number_once"
            ),
        ),
        frozen_table("patients_measurementrevision"),
        walled_table("patients_measurement"),
        walled_table("patients_measurementrevision"),
    ]
