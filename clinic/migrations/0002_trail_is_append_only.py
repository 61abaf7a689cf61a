from django.db import migrations

from clinic.frozen import frozen_table


class Migration(migrations.Migration):
    dependencies = [("clinic", "0001_tables")]

    operations = [frozen_table("clinic_trailentry")]
