"""The commitments that wait for somebody, as « Aujourd'hui » counts them and the list filters them: the same rows."""

from datetime import datetime, time, timedelta

from django.contrib.admin import SimpleListFilter
from django.db.models import BooleanField, Case, Exists, ExpressionWrapper, F, OuterRef, Q, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from summit.measures import CLOSED, UNCHECKED
from summit.models import Amount, Commitment, CommitmentCitation, StepEvidence
from veille.lib import today
from veille.sources.models import Source

STALE = timedelta(days=365)
IS_OPEN = ~Q(last_status__in=CLOSED)
SOURCES = CommitmentCitation.objects.filter(commitment=OuterRef("pk"))

# The promise, an amount or a step that still counts: one of its sources leads nowhere and has no archived copy. Begun
# at the dead ones, which are few.
LOST = {"source__in": Source.objects.lost()}
RESTS_ON_DEAD_LINK = (
    Q(pk__in=CommitmentCitation.objects.filter(**LOST).values("commitment"))
    | Q(pk__in=Amount.objects.filter(**LOST).values("commitment"))
    | Q(pk__in=StepEvidence.objects.filter(step__correction=None, **LOST).values("step__commitment"))
)


def overdue(rows=None):
    """Past their deadline, and nothing closes them."""
    return _of(rows).filter(IS_OPEN, due_on__lt=timezone.localdate())


def late(rows=None):
    """Past the deadline first given, whatever was said since."""
    return _of(rows).filter(IS_OPEN, first_due_on__lt=timezone.localdate())


def unsourced(rows=None):
    """Without a source for the promise."""
    return _of(rows).exclude(Exists(SOURCES))


def unchecked(rows=None):
    """Open, and not looked at for three months."""
    long_ago = timezone.localdate() - timedelta(days=UNCHECKED)
    return _of(rows).filter(IS_OPEN, Q(checked_on=None) | Q(checked_on__lt=long_ago))


def on_dead_link(rows=None):
    return _of(rows).filter(RESTS_ON_DEAD_LINK)


def waiting(rows=None):
    """What « Aujourd'hui » shows: past their deadline, without a source, resting on a dead link or unchecked."""
    today = timezone.localdate()
    long_ago = today - timedelta(days=UNCHECKED)
    old = Q(due_on__lt=today) | Q(checked_on=None) | Q(checked_on__lt=long_ago)
    return _of(rows).filter((IS_OPEN & old) | ~Exists(SOURCES) | RESTS_ON_DEAD_LINK)


def stale(rows=None):
    """Open, and without a proof of less than a year."""
    return _of(rows).filter(IS_OPEN, Q(proved_on=None) | Q(proved_on__lt=timezone.localdate() - STALE))


def self_declared(rows=None):
    return _of(rows).filter(is_self_declared=True)


def stepless(rows=None):
    return _of(rows).filter(last_status="")


def _of(rows):
    return Commitment.objects.all() if rows is None else rows


class WaitFilter(SimpleListFilter):
    title = _("what waits")
    parameter_name = "attend"
    QUEUES = {
        "a-reprendre": (_("to take up again"), waiting),
        "echeance-passee": (_("past their deadline"), overdue),
        "en-retard": (_("late on their first deadline"), late),
        "sans-source": (_("without a source"), unsourced),
        "lien-mort": (_("resting on a dead link"), on_dead_link),
        "a-verifier": (_("not checked for three months"), unchecked),
        "perime": (_("without a recent proof"), stale),
        "auto-declare": (_("self-declared"), self_declared),
        "sans-etape": (_("without a step"), stepless),
    }

    def lookups(self, request, model_admin):
        return [(value, words) for value, (words, _rows) in self.QUEUES.items()]

    def queryset(self, request, queryset):
        return self.QUEUES[self.value()][1](queryset) if self.value() in self.QUEUES else queryset


@today.panel(order=32)
def commitments_that_wait(user):
    """Past their deadline, without a source, resting on a dead link or unchecked: one panel, since one commitment is
    often several of these.
    """
    if not user.has_perm("summit.change_commitment"):
        return None
    is_lost = ExpressionWrapper(RESTS_ON_DEAD_LINK, BooleanField())
    late_since = Case(When(IS_OPEN & Q(due_on__lt=timezone.localdate()), then=F("due_on")))
    rows = waiting().select_related("event")
    rows = rows.annotate(is_sourced=Exists(SOURCES), is_lost=is_lost, late_since=late_since)
    return today.Panel.of(
        _("Commitments to take up again"),
        rows.order_by(F("late_since").asc(nulls_last=True), "due_on", "pk"),
        line=lambda one: (str(one), reverse("admin:summit_commitment_change", args=[one.pk]), _why(one)),
        moment=lambda one: one.late_since and _midnight(one.late_since),
        more=f"{reverse('admin:summit_commitment_changelist')}?attend=a-reprendre",
    )


def _why(commitment):
    if not commitment.is_sourced:
        return _("without a source")
    if commitment.late_since:
        return _("past their deadline")
    if commitment.is_lost:
        return _("resting on a dead link")
    return _("not checked for three months")


def _midnight(day):
    return timezone.make_aware(datetime.combine(day, time.min))
