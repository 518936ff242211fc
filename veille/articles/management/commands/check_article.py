from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from veille.articles import checklist
from veille.articles.models import Article


class Command(BaseCommand):
    help = "Says what the checklist finds in an article. Exit code 1 when something blocks its publication."

    def add_arguments(self, parser):
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("slug", nargs="?", help="the article's address name")
        which.add_argument("--all", action="store_true", help="every article")

    def handle(self, *, slug, **options):
        articles = Article.objects.filter(slug=slug) if slug else Article.objects.order_by("slug")
        if slug and not articles:
            raise CommandError(_("No article is called « %(slug)s ».") % {"slug": slug})
        found = [(article, checklist.check(article)) for article in articles]
        for article, verdicts in found:
            self.stdout.write(article.slug)
            if not verdicts:
                self.stdout.write("- " + _("sound"))
            for verdict in verdicts:
                mark = _("blocks") if verdict.is_blocking else _("to be reviewed")
                self.stdout.write(f"- {mark} [{verdict.rule}, {verdict.link}] {verdict.sentence}")
        if any(verdict.is_blocking for _article, verdicts in found for verdict in verdicts):
            raise SystemExit(1)
