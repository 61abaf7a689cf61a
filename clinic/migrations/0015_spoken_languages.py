from django.db import migrations, models

import clinic.languages


class Migration(migrations.Migration):
    """A clinic's language; languages are asked for, so that one more is no change of a table."""

    dependencies = [("clinic", "0014_mail")]

    operations = [
        migrations.AddField(
            model_name="clinic",
            name="language",
            field=models.CharField(
                choices=clinic.languages.spoken_languages,
                default="en",
                max_length=10,
                verbose_name="language",
            ),
        ),
        migrations.AlterField(
            model_name="user",
            name="language",
            field=models.CharField(
                blank=True,
                choices=clinic.languages.spoken_languages,
                default="",
                help_text="Empty: the language of the browser.",
                max_length=10,
                verbose_name="language",
            ),
        ),
    ]
