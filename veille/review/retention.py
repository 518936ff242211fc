"""Forgets what was only needed for a time: where a review link was mailed to, each of its uses, who got a daily mail."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from veille.review.models import DailyMail, ReviewLink, ReviewLinkUse

ADDRESS_KEPT = timedelta(days=30)  # after a link ended
USE_KEPT = timedelta(days=365)
DAILY_MAIL_KEPT = timedelta(days=30)  # longer than a mail looks back


@transaction.atomic
def purge(*, dry_run: bool = False) -> dict[str, int]:
    """Forgets what has outlived its time and says how many, by kind."""
    now = timezone.now()
    ended = Q(expires_at__lte=now - ADDRESS_KEPT) | Q(revoked_at__lte=now - ADDRESS_KEPT)
    addresses = ReviewLink.objects.filter(ended).exclude(email="")
    others = {
        "link_uses": ReviewLinkUse.objects.filter(at__lte=now - USE_KEPT),
        "daily_mails": DailyMail.objects.filter(day__lte=timezone.localdate() - DAILY_MAIL_KEPT),
    }
    counts = {"link_addresses": addresses.count()} | {name: rows.count() for name, rows in others.items()}
    if not dry_run:
        addresses.update(email="")
        for rows in others.values():
            rows.delete()
    return counts
