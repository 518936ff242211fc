from django.core.management import call_command
from django.core.management.base import BaseCommand

from veille.operations import preparing


class Command(BaseCommand):
    help = "Makes what serving needs: static files, tables, a first administrator, and content in an empty database."

    def handle(self, **options):
        with preparing.alone():
            if preparing.static_files():
                self.stdout.write("Static files collected.")
            call_command("migrate", interactive=False, verbosity=0)
            login, password = preparing.first_administrator()
            # At once: it is stored nowhere, and what follows may fail.
            self.stdout.write(f"Login:    {login}")
            if password:
                self.stdout.write(f"Password: {password}\n          (shown this once)")
            if preparing.content():
                self.stdout.write("Summit brief loaded.")
