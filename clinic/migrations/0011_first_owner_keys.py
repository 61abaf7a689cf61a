import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    """The one-time address of a first owner, kept hashed."""

    dependencies = [("clinic", "0010_second_factor")]

    operations = [
        migrations.CreateModel(
            name="FirstOwnerKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
    ]
