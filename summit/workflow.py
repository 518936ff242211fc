"""What happens to a summit: steps recorded, a state printed, the whole shown to readers or taken from them.

Each verb is atomic, locks the event's row, checks the right of who asks, and raises Refused without having done
anything. Nothing here changes or deletes a step: a mistake is corrected by a further one.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from summit import checklist, printing
from summit.measures import Credibility, Status
from summit.models import BriefState, Commitment, Event, StatusChange, StepEvidence
from veille.accounts import trace
from veille.accounts.models import Trace
from veille.lib.checklist import Verdict, passed_over, told
from veille.lib.dates import PartialDate
from veille.sources.models import Organisation, Source


class Refused(Exception):
    """The verb did nothing; the message says why, in words for the editor. `verdicts` are the checklist's, if any."""

    def __init__(self, words: str, verdicts: list[Verdict] = ()):
        super().__init__(words)
        self.verdicts = list(verdicts)


@dataclass(frozen=True)
class Evidence:
    """A proof to be recorded with a step."""

    source: Source
    locator: str = ""
    quotation: str = ""
    credibility: int = Credibility.PROBABLE


# --- steps ------------------------------------------------------------------------------------------


@transaction.atomic
def record(
    commitment: Commitment,
    *,
    by,
    status: str,
    effective_on: PartialDate,
    headline: str,
    rationale: str,
    evidence: Sequence[Evidence] = (),
    horizon: PartialDate | str = "",
    replaced_by: Commitment | None = None,
    corrects: StatusChange | None = None,
    reviewer=None,
) -> StatusChange:
    """Adds a step to the commitment, with its proofs. Readers learn of it with the next printed state."""
    if not by.has_perm("summit.add_statuschange"):
        raise Refused(_("Your role does not let you record steps."))
    Event.objects.select_for_update().get(pk=commitment.event_id)
    step = StatusChange(
        commitment=commitment,
        status=status,
        effective_on=effective_on,
        effective_from=effective_on.start,
        headline=headline.strip(),
        rationale=rationale.strip(),
        horizon=horizon,
        replaced_by=replaced_by,
        corrects=corrects,
        author=by,
        reviewer=reviewer,
        proofs=len(evidence),
    )
    _refuse_unsound(step, evidence)
    step.save(force_insert=True)
    for n, proof in enumerate(evidence):
        StepEvidence.objects.create(
            step=step,
            source=proof.source,
            locator=proof.locator,
            quotation=proof.quotation,
            credibility=proof.credibility,
            position=n,
        )
    refresh(commitment)
    trace.record(by, Trace.Verb.ADDED, step, str(commitment))
    return step


def refresh(commitment: Commitment) -> None:
    """Works out anew what the desk's lists filter by: after a step, and after a first deadline or a role changed."""
    told = printing.standing_of(commitment)
    Commitment.objects.filter(pk=commitment.pk).update(**told)
    for name, value in told.items():
        setattr(commitment, name, value)


def refresh_resting_on(*, source: Source | None = None, organisation: Organisation | None = None) -> None:
    """Works out anew what rests on a source that was dated, or given to somebody else, or on an organisation that came
    under another.
    """
    if source:
        reached = Q(steps__evidence__source=source) | Q(citations__source=source)
    else:
        cited = Q(steps__evidence__source__organisation=organisation) | Q(citations__source__organisation=organisation)
        reached = cited | Q(roles__organisation=organisation)
    for commitment in Commitment.objects.filter(pk__in=Commitment.objects.filter(reached).values("pk")):
        refresh(commitment)


def _refuse_unsound(step: StatusChange, evidence: Sequence[Evidence]) -> None:
    commitment = step.commitment
    if not step.headline:
        raise Refused(_("Say in one line what happened."))
    if not step.rationale:
        raise Refused(_("Say what this step rests on."))
    if step.status != Status.ANNOUNCED and not evidence:
        raise Refused(_("Every step but « announced » needs a proof."))
    if len({proof.source.pk for proof in evidence}) < len(evidence):
        raise Refused(_("The same source stands twice among the proofs."))
    if step.effective_from > timezone.localdate():
        raise Refused(_("A step cannot lie in the future."))
    if step.effective_on.end < commitment.announced_on.start:
        raise Refused(_("A step cannot come before the announcement."))
    other = step.replaced_by
    if (step.status == Status.REPLACED) != (other is not None):
        raise Refused(_("Name the commitment that replaces it, for « replaced » and for nothing else."))
    if other and (other.pk == commitment.pk or _is_replaced_by(other, commitment)):
        raise Refused(_("A commitment cannot replace itself, not even by way of others."))
    if step.corrects and step.corrects.commitment_id != commitment.pk:
        raise Refused(_("The corrected step is of another commitment."))
    if step.corrects and StatusChange.objects.filter(corrects=step.corrects).exists():
        raise Refused(_("This step is already corrected by another one."))
    if step.reviewer and step.reviewer == step.author:
        raise Refused(_("Who records a step is not who reviews it."))


def _is_replaced_by(one: Commitment, other: Commitment) -> bool:
    """Whether `other` stands anywhere behind what replaced `one`."""
    seen = set()
    while one and one.pk not in seen:
        seen.add(one.pk)
        last = one.steps.standing().select_related("replaced_by").first()
        one = last.replaced_by if last else None
        if one == other:
            return True
    return False


# --- states -----------------------------------------------------------------------------------------


@transaction.atomic
def print_state(
    event: Event,
    *,
    by,
    verdict: str,
    as_of: datetime.date | None = None,
    change_note: str = "",
    passed: str = "",
    seen: int | None = None,
) -> BriefState:
    """Prints the next state of the brief: from now on readers see the commitments as they stand at the desk.

    `passed`: the reason for printing in spite of warnings, kept with them. `seen`: the number of the state the person
    had before their eyes (0: none); a second click, or a colleague's print, is refused.
    """
    event = _locked(event, by)
    last = event.states.first()
    if seen is not None and seen != (last.number if last else 0):
        raise Refused(_("Another state was printed while this page was open. Look again, then decide."))
    as_of = as_of or timezone.localdate()
    if as_of > timezone.localdate():
        raise Refused(_("The day of a state cannot lie in the future."))
    if last and as_of < last.as_of:
        raise Refused(_("The state before is of a later day."))
    if not verdict.strip():
        raise Refused(_("Sum up where things stand in one sentence: readers begin with it."))
    brief = printing.compose(event, as_of=as_of, verdict=verdict, change_note=change_note)
    over = _passed_over(brief, reason=passed.strip(), by=by)
    state = printing.store(brief, by=by, passed=over)
    words = _("State %(number)d, on %(day)s.") % {"number": state.number, "day": state.as_of}
    trace.record(by, Trace.Verb.PUBLISHED, event, words)
    return state


def _passed_over(brief, *, reason, by) -> dict:
    """Refuses what the checklist does not let through; else what is passed over, for the state."""
    verdicts = checklist.check(brief)
    if faults := [verdict for verdict in verdicts if verdict.is_blocking]:
        raise Refused(_("Before printing: %(sentences)s") % {"sentences": told(faults)}, verdicts)
    if verdicts and not reason:
        words = _("To be reviewed before printing, or passed over with a reason: %(sentences)s")
        raise Refused(words % {"sentences": told(verdicts)}, verdicts)
    return passed_over(verdicts, reason=reason, by=by, at=timezone.now())


# --- in front of readers ----------------------------------------------------------------------------


@transaction.atomic
def publish(event: Event, *, by) -> None:
    event = _locked(event, by)
    if event.published_at:
        raise Refused(_("This summit is already online."))
    event.published_at = timezone.now()
    event.save(update_fields=["published_at"])
    trace.record(by, Trace.Verb.PUBLISHED, event)


@transaction.atomic
def unpublish(event: Event, *, by) -> None:
    event = _locked(event, by)
    if not event.published_at:
        raise Refused(_("This summit is not online."))
    event.published_at = None
    event.save(update_fields=["published_at"])
    trace.record(by, Trace.Verb.UNPUBLISHED, event)


def _locked(event, by) -> Event:
    if not by.has_perm("summit.publish_event"):
        raise Refused(_("Publishing takes the role « Éditeur »."))
    return Event.objects.select_for_update().get(pk=event.pk)
