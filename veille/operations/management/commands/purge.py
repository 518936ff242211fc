from django.core.management.base import BaseCommand
from django.utils.translation import gettext, ngettext

from veille.contact import retention as messages
from veille.review import retention as reviews


class Command(BaseCommand):
    help = "Erases what the privacy page promises to erase, and says how many of each kind."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="Say what would be erased, and erase nothing.")

    def handle(self, *, dry_run, **options):
        # The reviews first: the other one ends by writing SQLite's file anew.
        counts = reviews.purge(dry_run=dry_run) | messages.purge(dry_run=dry_run)
        self.stdout.write(gettext("To be erased:") if dry_run else gettext("Erased:"))
        for line in (
            ngettext("%d message", "%d messages", counts["messages"]) % counts["messages"],
            ngettext("%d report", "%d reports", counts["reports"]) % counts["reports"],
            ngettext("%d suspect message", "%d suspect messages", counts["suspects"]) % counts["suspects"],
            ngettext("%d request never confirmed", "%d requests never confirmed", counts["requests"])
            % counts["requests"],
            ngettext("%d digest of a past day", "%d digests of past days", counts["sightings"]) % counts["sightings"],
            ngettext("%d file", "%d files", counts["files"]) % counts["files"],
            ngettext("%d finished task", "%d finished tasks", counts["tasks"]) % counts["tasks"],
            ngettext("%d address of a review link", "%d addresses of review links", counts["link_addresses"])
            % counts["link_addresses"],
            ngettext("%d use of a review link", "%d uses of review links", counts["link_uses"]) % counts["link_uses"],
            ngettext("%d note of a daily mail", "%d notes of daily mails", counts["daily_mails"])
            % counts["daily_mails"],
        ):
            self.stdout.write(f"- {line}")
