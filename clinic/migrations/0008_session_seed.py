from django.db import migrations, models


class Migration(migrations.Migration):
    """What every session is tied to, and the language somebody wants."""

    dependencies = [("clinic", "0007_walls")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="session_seed",
            field=models.CharField(default="", editable=False, max_length=32),
        ),
        migrations.AddField(
            model_name="user",
            name="language",
            field=models.CharField(
                blank=True,
                choices=[("en", "English")],
                default="",
                help_text="Empty: the language of the browser.",
                max_length=10,
                verbose_name="language",
            ),
        ),
    ]
