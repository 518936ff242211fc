from django.db import migrations, models
import django.db.models.deletion


class Migration(migrations.Migration):
    dependencies = [("sources", "0002_organisation_belongs_to")]

    operations = [
        migrations.CreateModel(
            "OrganisationRedirect",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=120, unique=True, verbose_name="address name")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_slugs",
                        to="sources.organisation",
                        verbose_name="organisation",
                    ),
                ),
            ],
            {
                "verbose_name": "former address of an organisation",
                "verbose_name_plural": "former addresses of organisations",
            },
        ),
    ]
