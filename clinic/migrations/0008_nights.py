from django.db import migrations, models


class Migration(migrations.Migration):
    """Nights whose jobs were enqueued."""

    dependencies = [("clinic", "0007_walls")]

    operations = [
        migrations.CreateModel(
            name="Night",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(unique=True)),
            ],
        ),
    ]
