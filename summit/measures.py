"""What is worked out of a commitment's steps and evidence, never typed in: progress, lateness, freshness, confidence.

Four dimensions, never one list. Plain values in, plain values out: a step is anything with `effective_on` (a
PartialDate), `recorded_at`, `pk`, `status`, `horizon` and `corrects_id`; a proof anything with `reliability` (A-F),
`credibility` (1-6), `publisher` (who answers for it) and `published_on`.
"""

import datetime
import itertools
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from veille.lib.dates import PartialDate


class Status(TextChoices):
    """How far a commitment got. « Late » is no status: it is worked out (see lateness)."""

    ANNOUNCED = "announced", _("announced")
    CONFIRMED = "confirmed", _("confirmed")
    UNDER_WAY = "under_way", _("under way")
    KEPT = "kept", _("kept")
    PARTLY_KEPT = "partly_kept", _("partly kept")
    NOT_KEPT = "not_kept", _("not kept")
    ON_HOLD = "on_hold", _("on hold")
    ABANDONED = "abandoned", _("abandoned")
    REPLACED = "replaced", _("replaced")


# Those after which nothing more is awaited.
CLOSED = {Status.KEPT, Status.NOT_KEPT, Status.ABANDONED, Status.REPLACED}

UNCHECKED = 90  # days after which an open commitment wants to be looked at again


class Verifiability(TextChoices):
    """Whether anybody could tell that the promise was kept."""

    YES = "yes", _("verifiable")
    PARTLY = "partly", _("partly verifiable")
    NO = "no", _("not verifiable")


class Lateness(TextChoices):
    """Against the horizon first given, and against the one given last."""

    NONE = "", _("in time")
    SLIPPED = "slipped", _("late: postponed")  # the first horizon is past, the new one is not
    OVERDUE = "overdue", _("late: past its deadline")
    KEPT_LATE = "kept_late", _("kept late")


class Freshness(TextChoices):
    """The age of the last dated proof."""

    RECENT = "recent", _("less than six months old")
    AGEING = "ageing", _("six to twelve months old")
    STALE = "stale", _("more than a year old")
    UNDATED = "undated", _("without a dated proof")


class Confidence(TextChoices):
    HIGH = "high", _("high confidence")
    MEDIUM = "medium", _("medium confidence")
    LOW = "low", _("low confidence")


class Credibility(IntegerChoices):
    """Of the information itself: the figures of the Admiralty scale, beside the letters of the source."""

    CONFIRMED = 1, _("1 · confirmed by others")
    PROBABLE = 2, _("2 · probably true")
    POSSIBLE = 3, _("3 · possibly true")
    DOUBTFUL = 4, _("4 · doubtful")
    IMPROBABLE = 5, _("5 · improbable")
    UNKNOWN = 6, _("6 · cannot be judged")


# --- progress ---------------------------------------------------------------------------------------


def standing(steps: Iterable) -> list:
    """The steps that hold, in the order of the world, then of recording; those that another one corrects are left out."""
    steps = list(steps)
    corrected = {step.corrects_id for step in steps if step.corrects_id}
    held = [step for step in steps if step.pk not in corrected]
    return sorted(held, key=lambda step: (step.effective_on.start, step.recorded_at, step.pk))


def reached(steps: Iterable) -> PartialDate | None:
    """Since when the status holds: a later step with the same status brings news, not another beginning."""
    held = standing(steps)
    same = list(itertools.takewhile(lambda step: step.status == held[-1].status, reversed(held)))
    return same[-1].effective_on if same else None


def horizons(first: PartialDate | str, steps: Iterable) -> list[PartialDate]:
    """The deadlines given one after the other, the one that holds last; empty where none was ever given."""
    found = [first, *(step.horizon for step in standing(steps))]
    given = [horizon for horizon in found if horizon]
    return [horizon for n, horizon in enumerate(given) if n == 0 or horizon != given[n - 1]]


def lateness(
    status: Status | str, deadlines: list[PartialDate], *, since: PartialDate | None, today: datetime.date
) -> Lateness:
    """`deadlines` as horizons() gives them; `since`: when the status was reached. A deadline is past after its last
    day: « 2026 » is not past before 2027.
    """
    if not deadlines:
        return Lateness.NONE
    first, last = deadlines[0], deadlines[-1]
    if status == Status.KEPT:
        return Lateness.KEPT_LATE if since and since.start > first.end else Lateness.NONE
    if status in CLOSED:
        return Lateness.NONE
    if last.end < today:
        return Lateness.OVERDUE
    return Lateness.SLIPPED if first.end < today else Lateness.NONE


def slips(deadlines: list[PartialDate]) -> int:
    """How many times the deadline was put off."""
    return sum(after.end > before.end for before, after in itertools.pairwise(deadlines))


# --- evidence ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Proof:
    """One source behind a step. `publisher` is who answers for it: an office counts as the body it belongs to."""

    publisher: int
    reliability: str
    credibility: int
    published_on: PartialDate | str = ""


@dataclass(frozen=True)
class Trust:
    level: Confidence
    independent: int  # publishers other than who promised
    is_self_declared: bool


def freshness(proofs: Iterable[Proof], *, today: datetime.date) -> Freshness:
    """A proof known to its month or year counts from the start of it: what is not known does not make it younger."""
    dated = [proof.published_on.start for proof in proofs if proof.published_on]
    if not dated:
        return Freshness.UNDATED
    newest = max(dated)
    if newest > _months_before(today, 6):
        return Freshness.RECENT
    return Freshness.AGEING if newest > _months_before(today, 12) else Freshness.STALE


def trust(proofs: Iterable[Proof], *, promisers: set[int]) -> Trust:
    """High: two independent publishers, or one that is official (A), where one of them is fairly reliable (A-C) and
    holds it for probable (1-2). Low: nothing independent and official, nothing better than D, or doubtful throughout.
    """
    proofs = list(proofs)
    independent = {proof.publisher for proof in proofs} - promisers
    is_self_declared = bool(proofs) and not independent
    sound = [p for p in proofs if p.reliability in "ABC" and p.credibility <= Credibility.POSSIBLE]
    strong = [p for p in sound if p.credibility <= Credibility.PROBABLE]
    is_official = any(p.reliability == "A" for p in strong)
    level = Confidence.MEDIUM
    if not sound:
        level = Confidence.LOW
    elif strong and not is_self_declared and (len(independent) >= 2 or is_official):
        level = Confidence.HIGH
    return Trust(level, len(independent), is_self_declared)


def _months_before(day: datetime.date, months: int) -> datetime.date:
    """The same day so many months ago, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = PartialDate(f"{year:04}-{month + 1:02}").end.day
    return datetime.date(year, month + 1, min(day.day, last))
