import os

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from veille.operations import processes as family
from veille.operations import serving


class Command(BaseCommand):
    requires_system_checks = []  # `prepare` made them
    help = "Runs the web server and the background worker until Ctrl-C; when one of them dies, both end."

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=settings.PORT)
        parser.add_argument("--processes", type=int, default=settings.WEB_PROCESSES)
        alone = parser.add_mutually_exclusive_group()
        alone.add_argument("--web-only", action="store_true")
        alone.add_argument("--worker-only", action="store_true")

    def handle(self, *, host, port, processes, web_only, worker_only, **options):
        lines = serving.commands(host=host, port=port, processes=processes)
        if web_only or worker_only:
            del lines["worker" if web_only else "web server"]
        try:
            if not worker_only:
                serving.ensure_free(host, port)
            family.supervise(
                lines,
                serving.environment(port),
                ready=lambda: worker_only or serving.answers(host, port),
                announce=lambda: self.announce(os.environ.get("SITE_URL") or f"http://127.0.0.1:{port}"),
            )
        except (serving.PortTaken, family.ChildEnded) as failure:
            raise CommandError(failure) from None

    def announce(self, site):
        self.stdout.write(f"Site:     {site}/\nAdmin:    {site}/admin/\nCtrl-C stops everything.")
