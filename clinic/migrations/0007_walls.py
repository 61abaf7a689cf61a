from django.db import migrations

from clinic.wall_policies import OWN, walled_table


class Migration(migrations.Migration):
    """On PostgreSQL, the rows of one clinic only: docs/adr/0018."""

    dependencies = [("clinic", "0006_staff_invitations_and_idle_minutes")]

    operations = [
        walled_table("clinic_cliniclogo"),
        walled_table("clinic_membership", OWN),
        walled_table("clinic_trailentry"),
        walled_table("clinic_trailseal"),
    ]
