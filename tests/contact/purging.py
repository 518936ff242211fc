"""Run by test_purge_leaves_no_byte in a process and a data folder of its own: `fill` writes messages as the product
does, `purge DAYS` is the real command so many days later.
"""

import json
import random
import sys
from datetime import timedelta

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.admin.models import CHANGE, LogEntry  # noqa: E402
from django.contrib.contenttypes.models import ContentType  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from veille.accounts.models import Trace, User  # noqa: E402
from veille.contact import consent, intake, personal  # noqa: E402
from veille.contact.models import Entry, Inquiry, Label  # noqa: E402
from veille.contact.subjects import Subject  # noqa: E402
from veille.lib import tracing  # noqa: E402

# Rows of all sizes, so that they share pages and move between them.
LENGTHS = random.Random(5)  # noqa: S311


def write(number, by, *, suspicion=""):
    """One message, each of its fields with a word of its own; those words."""
    w = {name: f"xq{number}{name}zz" for name in ("name", "org", "text", "about", "note", "answer", "why", "firm")}
    inquiry = intake.receive(
        nonce=f"xq{number}noncezz",
        email=f"xq{number}MAIL@example.com",
        name=w["name"],
        organisation=w["org"],
        message=f"{w['text']} " * LENGTHS.randint(1, 120),
        subject=Subject(w["about"], f"/articles/{w['about']}/"),
        consent=consent.notice(consent.Controller(name=w["firm"]), {"message": 9, "report": 9, "suspect": 9}),
        suspicion=suspicion and w["why"],
    )
    if not suspicion:
        w.pop("why")
    for kind in (Entry.Kind.NOTE, Entry.Kind.ANSWER):
        Entry.objects.create(inquiry=inquiry, kind=kind, author=by, text=f"{w[kind]} " * LENGTHS.randint(1, 40))
    inquiry.labels.add(Label.objects.get_or_create(name="devis")[0])
    tracing.tell(by, "changed", inquiry, "nouveau")
    kind = ContentType.objects.get_for_model(Inquiry)
    LogEntry.objects.create(
        user=by, content_type=kind, object_id=inquiry.pk, object_repr=str(inquiry), action_flag=CHANGE
    )
    return [*w.values(), inquiry.reference, f"xq{number}mail@", f"xq{number}noncezz"], inquiry


def fill():
    call_command("migrate", verbosity=0)
    by = User.objects.create_user("e@example.org", "un-mot-de-passe-long", name="E")
    gone, stays = [], []
    write(1000, by)
    personal.ask(kind="export", email="xq1000mail@example.com", network="192.0.2.77")
    with transaction.atomic():  # each on its own would wait for the disk
        for number in range(150):
            words, inquiry = write(number, by, suspicion="x" * (number % 5 == 0))
            if number % 3 == 0:
                # Somebody wrote with this one again, long after.
                Inquiry.objects.filter(pk=inquiry.pk).update(last_contact_at=timezone.now() + timedelta(days=3 * 365))
                stays += words[:3]
            else:
                gone += words
    call_command("db_worker", batch=True, max_tasks=12, interval=0, startup_delay=False, verbosity=0)
    spool = settings.DATA_DIR / "spool"
    spool.mkdir(exist_ok=True)
    (spool / "1.json").write_text(json.dumps({"message": "xqspoolzz"}))
    sys.stdout.write(json.dumps({"gone": [*gone, "xqspoolzz", "192.0.2.77"], "stays": stays}))


def purge(days):
    now = timezone.now()
    timezone.now = lambda: now + timedelta(days=days)
    call_command("purge")
    with connection.cursor() as cursor:
        # Whole pages set free are still in the file until it is written anew, and bits of moved rows in those in use.
        cursor.execute("PRAGMA freelist_count")
        assert cursor.fetchone() == (0,)
    assert Trace.objects.filter(kind="contact.inquiry").count() == 151  # the log of the desk only grows


if __name__ == "__main__":
    fill() if sys.argv[1] == "fill" else purge(int(sys.argv[2]))
