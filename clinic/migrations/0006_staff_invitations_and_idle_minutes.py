import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from clinic.wall_policies import walled_table


class Migration(migrations.Migration):
    """
    Invitations to work at a clinic, kept hashed; and after how long staff are signed out.

    Two migrations once, both numbered 0006: a database made by those counts as made by this one.
    """

    replaces = [("clinic", "0006_idle_minutes"), ("clinic", "0006_staff_invitations")]
    dependencies = [("clinic", "0005_trail_is_sealed")]

    operations = [
        migrations.AddField(
            model_name="clinic",
            name="idle_minutes",
            field=models.PositiveSmallIntegerField(
                default=15,
                validators=[
                    django.core.validators.MinValueValidator(5),
                    django.core.validators.MaxValueValidator(60),
                ],
                verbose_name="minutes until staff are signed out when nobody does anything",
            ),
        ),
        migrations.AddConstraint(
            model_name="clinic",
            constraint=models.CheckConstraint(
                condition=models.Q(("idle_minutes__range", (5, 60))),
                name="clinic_clinic_idle_minutes",
            ),
        ),
        migrations.CreateModel(
            name="StaffInvitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("owner", "Owner"),
                            ("practitioner", "Practitioner"),
                            ("front_desk", "Front desk"),
                        ],
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
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
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "used_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at", "-pk"],
                "indexes": [
                    models.Index(fields=["clinic", "-made_at"], name="clinic_staffinvite_newest")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["owner", "practitioner", "front_desk"])),
                        name="clinic_staffinvite_role_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("used_at", None), ("used_by", None)),
                            models.Q(("used_at__isnull", False), ("used_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="clinic_staffinvite_used_by_and_at",
                    ),
                ],
            },
        ),
        walled_table("clinic_staffinvitation"),
    ]
