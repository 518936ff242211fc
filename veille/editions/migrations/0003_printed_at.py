"""When each edition was printed; of those printed so far, only since when readers see them is known.

A column that may be empty is added without rebuilding the table: on SQLite the triggers of 0002 stay.
"""

from django.db import migrations, models
from django.db.models import F


def fill(apps, schema_editor):
    apps.get_model("editions", "Edition").objects.update(printed_at=F("live_from"))


class Migration(migrations.Migration):
    dependencies = [("editions", "0002_no_overlap")]
    operations = [
        migrations.AddField(
            "edition", "printed_at", models.DateTimeField(editable=False, null=True, verbose_name="printed")
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
