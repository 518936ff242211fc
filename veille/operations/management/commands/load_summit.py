from django.core.management.base import BaseCommand, CommandError

from veille.accounts.models import User
from veille.operations import loading


class Command(BaseCommand):
    help = "Loads or refreshes the site's pages and the summit brief; never overwrites what an editor changed."

    def handle(self, **options):
        by = next(
            (user for user in User.objects.filter(is_active=True) if user.has_perm("articles.publish_article")), None
        )
        if by is None:
            raise CommandError("Aucun compte ne peut publier : créez d’abord un administrateur (manage.py prepare).")
        report = loading.Report()
        loading.load_site(report)
        loading.load_summit(loading.CONTENT / "sommet-ia-2025", by=by, report=report)
        self.stdout.write(f"Contenu : {report.made} créés, {report.refreshed} rafraîchis.")
        for name in report.kept:
            self.stdout.write(f"Laissé tel quel, modifié par la rédaction : {name}")
