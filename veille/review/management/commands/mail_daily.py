from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from veille.review import daily


class Command(BaseCommand):
    help = "On working days from 7:00 on, mails everybody once what waits for them; does nothing at any other time."

    def handle(self, **options):
        written = daily.write_due()
        self.stdout.write(ngettext("%d daily mail on its way", "%d daily mails on their way", written) % written)
