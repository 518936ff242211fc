from django.db import migrations, models
import django.db.models.deletion


class Migration(migrations.Migration):
    dependencies = [("editions", "0003_printed_at")]

    operations = [
        migrations.AlterField(
            "tagredirect", "slug", models.SlugField(max_length=120, unique=True, verbose_name="address name")
        ),
        migrations.AlterField(
            "tagredirect",
            "tag",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="former_slugs",
                to="editions.tag",
                verbose_name="theme",
            ),
        ),
        migrations.CreateModel(
            "AuthorRedirect",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=120, unique=True, verbose_name="address name")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_slugs",
                        to="editions.author",
                        verbose_name="author",
                    ),
                ),
            ],
            {
                "verbose_name": "former address of an author",
                "verbose_name_plural": "former addresses of authors",
            },
        ),
    ]
