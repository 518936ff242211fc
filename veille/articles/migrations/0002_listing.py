from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial")]
    operations = [
        migrations.AddIndex(
            "article",
            models.Index(fields=["-updated_at", "-id", "key", "stage", "stage_note"], name="article_listing"),
        ),
    ]
