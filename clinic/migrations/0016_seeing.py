from django.db import migrations, models


class Migration(migrations.Migration):
    """Large text and high contrast, for who asks for them."""

    dependencies = [("clinic", "0015_spoken_languages")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="large_text",
            field=models.BooleanField(blank=True, null=True, verbose_name="large text"),
        ),
        migrations.AddField(
            model_name="user",
            name="high_contrast",
            field=models.BooleanField(blank=True, null=True, verbose_name="high contrast"),
        ),
    ]
