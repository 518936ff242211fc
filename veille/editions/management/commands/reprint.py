from django.core.management.base import BaseCommand

from veille.editions import press
from veille.editions.models import Edition
from veille.editions.rendering import RENDERER


class Command(BaseCommand):
    help = "Renders stored editions anew from their source text: same numbers, same dates."

    def add_arguments(self, parser):
        parser.add_argument("--all", action="store_true", help="also those the present renderer made")

    def handle(self, **options):
        editions = Edition.objects.order_by("pk")
        if not options["all"]:
            editions = editions.filter(renderer__lt=RENDERER)
        count = 0
        for edition in editions.iterator(chunk_size=100):
            press.reprint(edition)
            count += 1
        self.stdout.write(f"Éditions rendues de nouveau : {count}")
