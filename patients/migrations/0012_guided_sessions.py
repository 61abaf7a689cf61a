import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from clinic.wall_policies import walled_table


class Migration(migrations.Migration):
    dependencies = [("patients", "0011_mailed_invitations")]

    operations = [
        migrations.CreateModel(
            name="GuidedSession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField()),
                ("day", models.DateField(verbose_name="day it began, at the clinic")),
                ("began_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("kept_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("position", models.PositiveSmallIntegerField(default=1, verbose_name="screen")),
                ("held", models.JSONField(blank=True, default=dict)),
                ("felt", models.JSONField(blank=True, default=dict)),
                ("pain_before", models.PositiveSmallIntegerField(verbose_name="pain before")),
                ("senses", models.JSONField(blank=True, default=list)),
                ("turn", models.CharField(blank=True, max_length=36)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
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
                    "log",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="guided_session",
                        to="patients.sessionlog",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="guided_sessions",
                        to="patients.patient",
                    ),
                ),
                (
                    "phase",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="patients.programphase",
                    ),
                ),
            ],
            options={
                "ordering": ["-began_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("patient", "key"), name="patients_guidedsession_key_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("patient",),
                        name="patients_guidedsession_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("pain_before__range", (0, 10))),
                        name="patients_guidedsession_pain_0_to_10",
                        violation_error_message="Pain is a number from 0 to 10.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("log", None), ("ended_at__isnull", False), _connector="OR"
                        ),
                        name="patients_guidedsession_logged_when_ended",
                    ),
                ],
            },
        ),
        walled_table("patients_guidedsession"),
    ]
