import django.db.models.deletion
from django.db import migrations, models

import patients.models.reminder
from clinic.wall_policies import walled_table


class Migration(migrations.Migration):
    """When a patient wants to be reminded."""

    dependencies = [("patients", "0015_alerts_of_the_night")]

    operations = [
        migrations.CreateModel(
            name="Reminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_on", models.BooleanField(default=False, verbose_name="by mail")),
                ("hour", models.PositiveSmallIntegerField(default=8, verbose_name="hour")),
                ("days", models.CharField(default="0123456", max_length=7, verbose_name="days")),
                (
                    "again_after",
                    models.PositiveSmallIntegerField(
                        default=0, verbose_name="hours until the second"
                    ),
                ),
                ("next_at", models.DateTimeField(blank=True, null=True)),
                ("next_number", models.PositiveSmallIntegerField(default=1)),
                (
                    "seed",
                    models.CharField(default=patients.models.reminder.new_seed, max_length=16),
                ),
                (
                    "calendar_hash",
                    models.CharField(blank=True, max_length=64, null=True, unique=True),
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
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reminder",
                        to="patients.patient",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("is_on", True)),
                        fields=["next_at"],
                        name="patients_reminder_due",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("hour__range", (5, 22))), name="patients_reminder_hour"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("again_after__in", [0, 2, 3, 4, 6])),
                        name="patients_reminder_again_after",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("is_on", True), ("next_at__isnull", False)),
                            models.Q(("is_on", False), ("next_at", None)),
                            _connector="OR",
                        ),
                        name="patients_reminder_next_while_on",
                    ),
                ],
            },
        ),
        walled_table("patients_reminder"),
    ]
