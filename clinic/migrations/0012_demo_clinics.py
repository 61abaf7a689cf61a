from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clinic", "0011_first_owner_keys")]

    operations = [
        migrations.AddField(
            model_name="clinic",
            name="is_demo",
            field=models.BooleanField(default=False, editable=False),
        ),
    ]
