import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from clinic.wall_policies import walled_table


class Migration(migrations.Migration):
    """Phones that patients call their own: they may keep today's program."""

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("patients", "0016_reminders"),
    ]

    operations = [
        migrations.CreateModel(
            name="OwnDevice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("handle", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("cookie_hash", models.CharField(max_length=64, unique=True)),
                ("public_key", models.CharField(max_length=87)),
                ("private_key", models.TextField()),
                ("words", models.CharField(max_length=60, verbose_name="what it is")),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "seen_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now,
                        verbose_name="last time it fetched the program",
                    ),
                ),
                ("forgotten_at", models.DateTimeField(blank=True, null=True)),
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
                        related_name="own_devices",
                        to="patients.patient",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-seen_at", "-pk"],
                "indexes": [
                    models.Index(
                        fields=["clinic", "patient", "-seen_at"],
                        name="patients_owndevice_by_patient",
                    )
                ],
            },
        ),
        walled_table("patients_owndevice"),
    ]
