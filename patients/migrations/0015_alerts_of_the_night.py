from django.db import migrations, models


class Migration(migrations.Migration):
    """Kinds of alerts that the nightly review raises (docs/adr/0033)."""

    dependencies = [("patients", "0014_questions")]

    operations = [
        migrations.RemoveConstraint(
            model_name="alert",
            name="patients_alert_choices_known",
        ),
        migrations.AlterField(
            model_name="alert",
            name="kind",
            field=models.CharField(
                choices=[
                    ("stop_sign", "Stop sign"),
                    ("pain_rising", "Pain is rising"),
                    ("something_new", "Something is new since the screening"),
                    ("pain_higher", "More pain this week than the week before"),
                    ("not_better", "Pain has not fallen by 2 since the first week: examine again"),
                    ("override_ends", "An override of the screening ends within a week"),
                    ("screening_ends", "A draft waits, and its screening ends within a week"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "stop_sign",
                            "pain_rising",
                            "something_new",
                            "pain_higher",
                            "not_better",
                            "override_ends",
                            "screening_ends",
                        ],
                    ),
                    ("urgency__in", [1, 2, 3]),
                ),
                name="patients_alert_choices_known",
            ),
        ),
    ]
