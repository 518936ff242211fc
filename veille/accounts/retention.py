"""Keeps the promise of /confidentialite/: a refused log-in, with the address it came from, is not kept for long."""

from datetime import timedelta

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.utils import timezone

DAY = timedelta(days=1)


def purge_attempts() -> int:
    """Erases those of yesterday and before, and says how many; none that still locks somebody out."""
    kept_for = max(DAY, get_cool_off() or DAY)
    erased, _ = AccessAttempt.objects.filter(attempt_time__lte=timezone.now() - kept_for).delete()
    return erased
