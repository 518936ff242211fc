import argparse

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from veille.sources import checking
from veille.sources.liveness import Found


def positive(text):
    if (number := int(text)) < 1:
        raise argparse.ArgumentTypeError(_("one at least"))
    return number


class Command(BaseCommand):
    help = "Asks the addresses of cited sources whether they still answer, the least recently checked first."

    def add_arguments(self, parser):
        parser.add_argument("--limit", type=positive, metavar="N", help="Ask so many at most.")
        parser.add_argument(
            "--daily", action="store_true", help="A day's share: a seventh of them, and those that have begun to fail."
        )

    def handle(self, *, limit, daily, **options):
        report = checking.check_all(checking.chosen(limit=limit, is_daily=daily))
        number = report.counts.total()
        self.stdout.write(ngettext("%d address checked:", "%d addresses checked:", number) % number)
        for found in Found:
            if report.counts[found]:
                self.stdout.write(f"- {found.label}\u00a0: {report.counts[found]}")
        for source in report.died:
            self.stdout.write(_("Dead link: %(source)s, %(address)s") % {"source": source, "address": source.address})
        if report.is_cut_off:
            self.stdout.write(
                _("No site answers: this machine seems to be cut off from the web. Nothing is kept of it.")
            )
