import clinic.models.mail
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    """Mails on their way out, and how they went."""

    dependencies = [
        ("clinic", "0013_clinic_version"),
    ]

    operations = [
        migrations.CreateModel(
            name="Mail",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        default=clinic.models.mail.new_key, max_length=32, unique=True
                    ),
                ),
                ("kind", models.CharField(max_length=60)),
                ("about", models.CharField(blank=True, db_index=True, max_length=60)),
                ("content", models.TextField(blank=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("sending", "Being sent"),
                            ("sent", "Sent"),
                            ("failed", "Could not be delivered"),
                            ("late", "Too late to be of use"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                (
                    "problem",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("name", "the mail server’s name was not found"),
                            ("refused", "the mail server does not answer"),
                            ("time", "the mail server took too long"),
                            ("certificate", "the mail server’s certificate is not valid"),
                            ("encryption", "the mail server does not encrypt as it should"),
                            ("sign_in", "the mail server refused our sign-in"),
                            ("sender", "the mail server refused our sender address"),
                            ("address", "the mail server refused this address"),
                            ("message", "the mail server refused the mail"),
                            ("busy", "the mail server asks us to come back later"),
                            ("unreadable", "its key is gone"),
                            ("other", "something else went wrong"),
                        ],
                        max_length=12,
                    ),
                ),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField()),
                ("next_try_at", models.DateTimeField()),
                ("taken_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["waiting", "sending"])),
                        fields=["next_try_at"],
                        name="clinic_mail_open",
                    ),
                    models.Index(fields=["made_at"], name="clinic_mail_made"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["waiting", "sending", "sent", "failed", "late"])
                        ),
                        name="clinic_mail_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ended_at", None),
                                ("state__in", ["waiting", "sending"]),
                                models.Q(("content", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state__in", ["waiting", "sending"]), _negated=True),
                                ("content", ""),
                                ("ended_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="clinic_mail_wiped_at_its_end",
                    ),
                ],
            },
        ),
    ]
