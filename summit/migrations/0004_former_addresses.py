from django.db import migrations, models
import django.db.models.deletion


class Migration(migrations.Migration):
    dependencies = [("summit", "0003_steps_only_grow")]

    operations = [
        migrations.CreateModel(
            "EventRedirect",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=120, unique=True, verbose_name="address name")),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_slugs",
                        to="summit.event",
                        verbose_name="summit",
                    ),
                ),
            ],
            {
                "verbose_name": "former address of a summit",
                "verbose_name_plural": "former addresses of summits",
            },
        ),
    ]
