from django.core.management.base import BaseCommand

from veille.operations import worker


class Command(BaseCommand):
    requires_system_checks = []  # `prepare` made them
    help = "The background worker: queued tasks, and periodic jobs when they are due. `serve` starts it."

    def handle(self, **options):
        worker.run()
