"""Whether the address of a source still leads anywhere: what a check may find, and when a link is called dead.

The rule, here and nowhere else. A link is dead when checks failed on three days or more, the last at least a week
after the first; or when the site said twice, at least a day apart and nothing else in between, that the page is gone
(404, 410). One bad day is no death. An answer heals. So does a refusal (401, 403, 429, 451…): the site is there and
lets no machine look; likewise where we do not go ourselves. Nobody knows then whether the page is.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

FAILED_DAYS, FAILED_FOR = 3, timedelta(days=7)
GONE_FOR = timedelta(days=1)


class Found(TextChoices):
    ANSWERS = "answers", _("answers")
    GONE = "gone", _("page gone (404, 410)")
    SILENT = "silent", _("no answer")
    REFUSES = "refuses", _("refuses to be checked")
    UNOPENED = "unopened", _("not opened by us")


FAILURES = {Found.GONE, Found.SILENT}


def meaning(status: int) -> Found:
    """Of a site's answer. What a site does not let a machine see is no failure; what it cannot serve is."""
    if status < 400:
        return Found.ANSWERS
    if status in {404, 410}:
        return Found.GONE
    return Found.SILENT if 500 <= status < 600 else Found.REFUSES


@dataclass(frozen=True)
class Findings:
    """What the checks of one address have found so far; as many columns of a source, each called link_…"""

    found: str = ""
    checked_at: datetime | None = None
    failed_days: int = 0  # days on which a check failed, since it last did not
    fails_since: datetime | None = None
    gone_since: datetime | None = None  # since when it says nothing but « gone »
    dead_since: datetime | None = None  # when a dead link first failed

    def then(self, found: Found, at: datetime) -> "Findings":
        """With what a further check finds."""
        if found not in FAILURES:
            return Findings(found=found, checked_at=at)
        is_new_day = not self.failed_days or timezone.localdate(at) > timezone.localdate(self.checked_at)
        days = self.failed_days + is_new_day
        since = self.fails_since or at
        gone = (self.gone_since or at) if found == Found.GONE else None
        is_dead = (
            self.dead_since is not None
            or (days >= FAILED_DAYS and at - since >= FAILED_FOR)
            or (gone is not None and at - gone >= GONE_FOR)
        )
        return Findings(found, at, days, since, gone, since if is_dead else None)
