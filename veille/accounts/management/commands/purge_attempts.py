from django.core.management.base import BaseCommand

from veille.accounts import retention


class Command(BaseCommand):
    help = "Erases refused log-ins a day after the last of them; none that still locks somebody out."

    def handle(self, **options):
        retention.purge_attempts()
