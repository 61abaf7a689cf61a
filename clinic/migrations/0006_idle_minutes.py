import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
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
    ]
