"""The notices of an article by their time: a list asks which lie ahead, from the index alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("editions", "0005_standing")]
    operations = [
        migrations.AlterField("withdrawal", "key", models.UUIDField()),
        migrations.AddIndex("withdrawal", models.Index(fields=["key", "withdrawn_at"], name="withdrawal_when")),
    ]
