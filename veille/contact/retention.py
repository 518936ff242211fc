"""Keeps the promise of /confidentialite/: what has outlived its time is erased each day, from the tables, the task
table, Django's own log of the desk, the files of mails, and the bytes of SQLite's files.

Erased with a message: its notes, answers and mails. Kept: that somebody did something to « message 12 » (the log of
the desk), and that a request was carried out.
"""

from itertools import batched

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from veille.contact import leftovers, sightings, spool
from veille.contact.models import Inquiry, Mail, Motive, PrivacyRequest, Retention, Sighting
from veille.lib import tasks
from veille.lib.tasks import retried

# Far below what one statement may name.
BATCH = 500
DAY = 86_400  # seconds


class StillRead(Exception):
    """A reader held SQLite's log for so long that it could not be emptied."""


def purge(*, dry_run: bool = False) -> dict[str, int]:
    """Erases what has outlived its time and says how many, by kind."""
    now, today = timezone.now(), timezone.localdate()
    with transaction.atomic():
        inquiries, expired, files = Inquiry.objects.outlived(now), PrivacyRequest.objects.expired(now), []
        others = {
            "requests": expired,
            "sightings": Sighting.objects.filter(day__lt=today),
            "tasks": tasks.finished(),
        }
        counts = outlived(inquiries) | {name: rows.count() for name, rows in others.items()}
        files = {*leftovers.outlived(now), *leftovers.about(references=_references(inquiries))}
        counts["files"] = len(files)
        if not dry_run:
            erase(inquiries)
            expired.delete()
            sightings.forget(before=today)
            tasks.prune_finished()
            _lines_about_nothing().delete()
            leftovers.remove(files)
    if not dry_run:
        spool.purge(older_than=Retention.LONGEST[Retention.Kind.SUSPECT] * DAY)
        overwrite()
    return counts


def set_out() -> None:
    """Gives each kind its row, where it has none, so that the desk can change it."""
    rows = [Retention(kind=kind, days=days) for kind, days in Retention.LONGEST.items()]
    Retention.objects.bulk_create(rows, ignore_conflicts=True)


def outlived(inquiries) -> dict[str, int]:
    """How many of them there are, by the kind of their rule."""
    suspects, heard = inquiries.suspects().count(), inquiries.heard()
    messages = heard.filter(motive=Motive.MESSAGE).count()
    return {"messages": messages, "reports": heard.count() - messages, "suspects": suspects}


def shortened(retention: Retention, days: int) -> int:
    """How many more messages the next purge would erase if this kind were kept for so many days only."""
    table = Retention.table()
    now = timezone.now()
    shorter = Inquiry.objects.outlived(now, table | {retention.kind: days}).count()
    return shorter - Inquiry.objects.outlived(now, table).count()


def erase(inquiries, *, email: str = "") -> int:
    """Erases these messages with all that hangs on them, and the files that name them or `email`: how many messages.

    In the caller's transaction: whatever fails, the messages are still there whole.
    """
    references = dict(inquiries.values_list("pk", "reference"))
    for keys in batched(references, BATCH):
        mails = list(Mail.objects.filter(inquiry__in=keys).values_list("pk", flat=True))
        # The first argument of every task of this room is the key of a mail.
        ours = DBTaskResult.objects.filter(task_path__startswith="veille.contact.")
        ours.filter(args_kwargs__args__0__in=mails).delete()
        _lines_about(keys).delete()
        Inquiry.objects.filter(pk__in=keys).delete()
    leftovers.remove(leftovers.about(references=set(references.values()), email=email))
    return len(references)


def _references(inquiries) -> set[str]:
    return set(inquiries.values_list("reference", flat=True))


def _lines_about(keys):
    kind = ContentType.objects.get_for_model(Inquiry)
    return LogEntry.objects.filter(content_type=kind, object_id__in=[str(key) for key in keys])


def _lines_about_nothing():
    """Lines of Django's log about messages deleted by hand: they bear the reference."""
    kind = ContentType.objects.get_for_model(Inquiry)
    there = Inquiry.objects.annotate(text=Cast("pk", CharField())).filter(text=OuterRef("object_id"))
    return LogEntry.objects.filter(~Exists(there), content_type=kind)


def overwrite() -> None:
    """Leaves no byte of what was erased in SQLite's files.

    PRAGMA secure_delete overwrites deleted rows, but not the copies that moving rows between pages left behind, nor
    the write-ahead log: the file is written anew, and the log emptied. Writers wait meanwhile (0.1 s for 10 MB).
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        if cursor.fetchone()[0]:
            raise StillRead


@retried
def overwrite_soon() -> None:
    """For what is erased within a request: the worker does it, again later where somebody still reads."""
    overwrite()
