import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clinic", "0003_shared_cache")]

    operations = [
        migrations.CreateModel(
            name="RenderedPaper",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("label", models.CharField(db_index=True, max_length=64)),
                ("pdf", models.BinaryField()),
                ("made_at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
            ],
        ),
    ]
