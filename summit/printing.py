"""Printing the state of a brief: from the desk's commitments and steps to what readers see, worked out once.

compose() writes no row, so that the preview and the printing share it; store() writes what was composed as the next
numbered state. What each dimension means is in summit/measures.py, what is added up in summit/totals.py.

Shapes (all JSON; dates as ISO text; a `call` is {"number", "id"}: the number of a source and the anchor of this use):

Entry.data      {"axis": {"slug", "name"}, "promise", "promise_calls": [call], "quotations": [{"text", "locator",
                "number"}], "announced_on", "deadlines": [date], "deadline_words", "slips", "days_late", "status_on",
                "headline", "rationale", "calls": [call], "checked_on", "verifiability_reason", "proved_on",
                "independent", "is_to_verify", "replaced_by": mention or None, "steps": [step], "amounts": [amount],
                "whole": mention or None, "parts": [mention]}
mention         {"commitment", "number", "title", "slug"}
step            {"id", "status", "on", "recorded_on", "headline", "rationale", "horizon", "calls", "is_self_declared",
                "corrects", "corrected_by", "replaced_by"}, the latest first
amount          {"kind", "minimum", "maximum", "currency", "is_ceiling", "as_of", "words", "scope", "is_to_verify",
                "is_latest", "calls"}, amounts as decimal text in units of the currency
BriefState.data {"total", "parts", "late", "unverifiable", "self_declared", "statuses": {status: count},
                "bar": [[status, is_late, count]], "axes": [{"slug", "name", "summary", "total", "statuses"}],
                "totals": [{"kind", "currency", "minimum", "maximum", "words", "counted", "within", "silent"}],
                "figures": as Edition.figures, "milestones": [{"on", "title", "summary", "is_major", "calls"}],
                "previous": {"number", "as_of"} or None, "changes": [change]}
change          mention + {"what": [new, status, deadline, amount, gone], "before", "after", "headline"}
"""

import datetime
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Max, Prefetch, QuerySet
from django.utils import timezone

from summit import measures, totals
from summit.measures import Lateness, Proof, Status, Verifiability
from summit.models import (
    Amount,
    BriefState,
    Commitment,
    CommitmentCitation,
    Entry,
    EntryCitation,
    EntryOrganisation,
    Event,
    Role,
    StateCitation,
    StepEvidence,
)
from veille.editions.press import Note, Notes, frozen_figures, typeset
from veille.lib.text import folded, typography
from veille.sources.figures import money

# From the fullest to the emptiest: the order of the bar, of its words and of the filter.
ORDER = [
    Status.KEPT,
    Status.PARTLY_KEPT,
    Status.UNDER_WAY,
    Status.CONFIRMED,
    Status.ANNOUNCED,
    Status.ON_HOLD,
    Status.REPLACED,
    Status.ABANDONED,
    Status.NOT_KEPT,
]


@dataclass
class Printed:
    """One commitment as its page shows it; templates take it, never an Entry's own relations."""

    entry: Entry
    roles: list[EntryOrganisation]
    notes: list[Note]

    @classmethod
    def of(cls, entry: Entry) -> "Printed":
        """A stored one: two queries."""
        roles = list(entry.roles.select_related("organisation"))
        return cls(entry, roles, _stored_notes(entry.citations))


@dataclass
class Brief:
    state: BriefState
    notes: list[Note]
    printed: list[Printed] = field(default_factory=list)  # of a stored one: those put forward only
    stepless: list[Commitment] = field(default_factory=list)  # left out: nothing yet says what became of them

    @classmethod
    def of(cls, state: BriefState) -> "Brief":
        """A stored one, with the commitments it puts forward: three queries."""
        featured = state.entries.exclude(featured=None).order_by("featured", "position")
        roles = EntryOrganisation.objects.select_related("organisation")
        rows = featured.prefetch_related(Prefetch("roles", roles))
        return cls(state, _stored_notes(state.citations), [Printed(row, list(row.roles.all()), []) for row in rows])

    @property
    def cited(self) -> list[Note]:
        """The sources that a figure or a date of the page calls."""
        return [note for note in self.notes if note.uses]

    @property
    def general(self) -> list[Note]:
        """Those the brief rests on as a whole: nothing on the page leads to them."""
        return [note for note in self.notes if not note.uses]

    @property
    def featured(self) -> list[Printed]:
        chosen = [one for one in self.printed if one.entry.featured is not None]
        return sorted(chosen, key=lambda one: (one.entry.featured, one.entry.position))


def compose(event: Event, *, as_of: datetime.date, verdict: str = "", change_note: str = "") -> Brief:
    """What readers would be shown of the event on that day. A dozen queries, whatever the number of commitments."""
    commitments = _read(event)
    known = {one.pk: one for one in commitments}
    told = [one for one in commitments if measures.standing(one.steps.all())]
    parts: dict[int, list[Commitment]] = {}
    for one in commitments:
        parts.setdefault(one.part_of_id, []).append(one)
    printed = [_printed(one, known, parts.get(one.pk, []), as_of) for one in told]
    state = BriefState(
        event=event,
        as_of=as_of,
        verdict=typography(verdict),
        change_note=typeset(BriefState, "change_note", change_note),
        is_current=True,
    )
    notes = Notes()
    before = event.pk and BriefState.objects.filter(event=event, is_current=True).first()
    state.data = {
        **_counts(printed),
        "axes": [_axis(axis, printed) for axis in event.axes.all()],
        "totals": _totals(told),
        "figures": frozen_figures([row.figure for row in event.event_figures.select_related("figure")], notes),
        "milestones": [_milestone(one, notes) for one in event.milestones.select_related("source__organisation")],
        "previous": {"number": before.number, "as_of": str(before.as_of)} if before else None,
        "changes": changes(before, printed) if before else [],
    }
    for citation in event.citations.select_related("source__organisation"):
        notes.add(citation.source)
    left_out = [one for one in commitments if one not in told]
    return Brief(state, notes.listed(), printed, left_out)


def store(brief: Brief, *, by, passed: dict | None = None) -> BriefState:
    """Writes the brief as the next state of its event; the caller holds the event's lock."""
    state = brief.state
    same = BriefState.objects.filter(event=state.event)
    state.number = (same.aggregate(last=Max("number"))["last"] or 0) + 1
    state.printed_at, state.printed_by, state.passed = timezone.now(), by, passed or {}
    same.filter(is_current=True).update(is_current=False)
    state.save(force_insert=True)
    for one in brief.printed:
        one.entry.state = state
    Entry.objects.bulk_create([one.entry for one in brief.printed], batch_size=500)
    for one in brief.printed:
        for role in one.roles:
            role.entry = one.entry
    EntryOrganisation.objects.bulk_create([role for one in brief.printed for role in one.roles], batch_size=500)
    EntryCitation.objects.bulk_create(
        [EntryCitation(entry=one.entry, **_row(note)) for one in brief.printed for note in one.notes], batch_size=500
    )
    StateCitation.objects.bulk_create(StateCitation(state=state, **_row(note)) for note in brief.notes)
    return state


def with_states(events: QuerySet[Event]) -> QuerySet[Event]:
    """Each with the state that readers see, if there is one, in the list `current`: one query more."""
    return events.prefetch_related(Prefetch("states", BriefState.objects.filter(is_current=True), to_attr="current"))


def page_of(event: Event, brief: Brief | None) -> dict:
    """What the summit's page shows, printed or about to be: the desk's preview shows the same page."""
    others = [one for one in (event.previous, getattr(event, "following", None)) if one and one.published_at]
    return {
        "event": event,
        "brief": brief,
        "hosts": event.hosts.all(),
        "axes": event.axes.all(),
        "others": others,
        "sources": [] if brief else [row.source for row in event.citations.select_related("source__organisation")],
    }


def changes(before: BriefState, printed: list[Printed]) -> list[dict]:
    """What a reader of `before` does not know yet, in the order of the list; what is gone stands last."""
    old = {entry.commitment_id: entry for entry in before.entries.defer("words")}
    found = []
    for one in printed:
        entry, then = one.entry, old.pop(one.entry.commitment_id, None)
        if what := _changed(then, entry):
            told = {"what": what, "before": then.status if then else "", "after": entry.status}
            found.append(_mention(entry) | told | {"headline": entry.data["headline"]})
    gone = [
        _mention(entry) | {"what": ["gone"], "before": entry.status, "after": "", "headline": ""}
        for entry in old.values()
    ]
    return found + gone


def _changed(then: Entry | None, now: Entry) -> list[str]:
    if then is None:
        return ["new"]
    pairs = {
        "status": (then.status, now.status),
        "deadline": (then.data["deadlines"], now.data["deadlines"]),
        "amount": ([a["words"] for a in then.data["amounts"]], [a["words"] for a in now.data["amounts"]]),
    }
    return [name for name, (old, new) in pairs.items() if old != new]


def standing_of(commitment: Commitment) -> dict:
    """The columns of a commitment that its steps decide, as readers would be told them. Five queries."""
    steps = list(commitment.steps.prefetch_related(Prefetch("evidence", _sourced(StepEvidence))))
    held = measures.standing(steps)
    deadlines = measures.horizons(commitment.horizon, steps)
    roles = commitment.roles.select_related("organisation")
    promisers = {role.organisation.house for role in roles if role.kind in Role.PROMISERS}
    last, every = _evidence(held, _sourced(CommitmentCitation).filter(commitment=commitment))
    dated = [proof.published_on.start for proof in every if proof.published_on]
    return {
        "last_status": held[-1].status if held else "",
        "first_due_on": deadlines[0].end if deadlines else None,
        "due_on": deadlines[-1].end if deadlines else None,
        "proved_on": max(dated, default=None),
        "is_self_declared": measures.trust(last, promisers=promisers).is_self_declared,
    }


# --- one commitment ---------------------------------------------------------------------------------


def _read(event) -> list[Commitment]:
    return list(
        event.commitments.select_related("axis")
        .order_by("position", "pk")
        .prefetch_related(
            Prefetch("roles", Role.objects.select_related("organisation")),
            Prefetch("citations", _sourced(CommitmentCitation)),
            Prefetch("amounts", _sourced(Amount)),
            "steps",
            Prefetch("steps__evidence", _sourced(StepEvidence)),
        )
    )


def _sourced(model):
    return model.objects.select_related("source__organisation")


def _printed(commitment, known, parts, as_of) -> Printed:
    notes = Notes()
    all_steps = list(commitment.steps.all())
    steps = measures.standing(all_steps)
    last = steps[-1]
    promisers = {role.organisation.house for role in commitment.roles.all() if role.kind in Role.PROMISERS}
    deadlines = measures.horizons(commitment.horizon, all_steps)
    proofs, every_proof = _evidence(steps, commitment.citations.all())
    trust = measures.trust(proofs, promisers=promisers)
    promise_calls = [notes.call(citation) for citation in commitment.citations.all()]
    calls = [notes.call(proof) for proof in last.evidence.all()]
    amounts = _amounts(commitment, notes)
    corrected_by = {step.corrects_id: step.pk for step in all_steps if step.corrects_id}
    history = sorted(all_steps, key=lambda s: (s.effective_on.start, s.recorded_at, s.pk), reverse=True)
    announced = [a for a in amounts if a["kind"] == Amount.Kind.ANNOUNCED and a["is_latest"]]
    since = measures.reached(steps)
    late = measures.lateness(last.status, deadlines, since=since, today=as_of)
    organisations = [role.organisation.name for role in commitment.roles.all()]
    entry = Entry(
        commitment=commitment,
        position=commitment.position,
        number=commitment.number,
        slug=commitment.slug,
        title=typeset(Entry, "title", commitment.title),
        axis=commitment.axis.slug,
        status=last.status,
        lateness=late,
        verifiability=commitment.verifiability,
        freshness=measures.freshness(every_proof, today=as_of),
        confidence=trust.level,
        is_self_declared=trust.is_self_declared,
        since=since.start,
        deadline=deadlines[-1].end if deadlines else None,
        largest=max((Decimal(a["maximum"] or a["minimum"]) for a in announced), default=None),
        amount_kinds="".join(f",{kind}" for kind in sorted({a["kind"] for a in amounts})) + ("," if amounts else ""),
        featured=commitment.featured,
        words=folded(" ".join([commitment.title, commitment.promise, last.headline, *organisations])),
    )
    entry.data = {
        "axis": {"slug": commitment.axis.slug, "name": typography(commitment.axis.name)},
        "promise": typography(commitment.promise),
        "promise_calls": promise_calls,
        "quotations": [
            {"text": c.quotation, "locator": typography(c.locator), "number": notes.number(c.source)}
            for c in commitment.citations.all()
            if c.quotation
        ],
        "announced_on": str(commitment.announced_on),
        "deadlines": [str(one) for one in deadlines],
        "deadline_words": typography(commitment.horizon_words),
        "slips": measures.slips(deadlines),
        "days_late": _days_late(late, deadlines, since, as_of),
        "status_on": str(since),
        "headline": typography(last.headline),
        "rationale": typography(last.rationale),
        "calls": calls,
        "checked_on": str(commitment.checked_on or ""),
        "verifiability_reason": typography(commitment.verifiability_reason),
        "proved_on": max((str(p.published_on) for p in every_proof if p.published_on), default=""),
        "independent": trust.independent,
        "is_to_verify": commitment.is_to_verify,
        "replaced_by": _mentioned(known.get(last.replaced_by_id)),
        "steps": [_step(step, notes, promisers, known, corrected_by) for step in history],
        "amounts": amounts,
        "whole": _mentioned(known.get(commitment.part_of_id)),
        "parts": [_mentioned(part) for part in parts],
    }
    roles = [
        EntryOrganisation(organisation=role.organisation, kind=role.kind, position=n)
        for n, role in enumerate(commitment.roles.all())
    ]
    return Printed(entry, roles, notes.listed())


def _step(step, notes, promisers, known, corrected_by) -> dict:
    proofs = _proofs(step.evidence.all())
    return {
        "id": step.pk,
        "status": step.status,
        "on": str(step.effective_on),
        "recorded_on": str(timezone.localdate(step.recorded_at)),
        "headline": typography(step.headline),
        "rationale": typography(step.rationale),
        "horizon": str(step.horizon),
        "calls": [notes.call(proof) for proof in step.evidence.all()],
        "is_self_declared": measures.trust(proofs, promisers=promisers).is_self_declared,
        "corrects": step.corrects_id,
        "corrected_by": corrected_by.get(step.pk),
        "replaced_by": _mentioned(known.get(step.replaced_by_id)),
    }


def _amounts(commitment, notes) -> list[dict]:
    rows = sorted(commitment.amounts.all(), key=lambda a: (list(Amount.Kind).index(a.kind), str(a.as_of), a.pk))
    latest = {row.kind: row for row in rows}
    return [
        {
            "kind": row.kind,
            "minimum": str(row.minimum),
            "maximum": str(row.maximum) if row.maximum is not None else "",
            "currency": row.currency,
            "is_ceiling": row.is_ceiling,
            "as_of": str(row.as_of),
            "words": money(row.minimum, row.maximum, currency=row.currency, is_ceiling=row.is_ceiling),
            "scope": typography(row.scope),
            "is_to_verify": row.is_to_verify,
            "is_latest": latest[row.kind] is row,
            "calls": [notes.call(row)],
        }
        for row in rows
    ]


def _evidence(steps, promise) -> tuple[list[Proof], list[Proof]]:
    """(of the last of the steps that hold, of all of them); where they give none, the sources of the promise."""
    if not steps:
        return [], []
    promised = _proofs(promise)
    last = _proofs(steps[-1].evidence.all())
    every = _proofs(citation for step in steps for citation in step.evidence.all())
    return last or promised, every or promised


def _proofs(citations) -> list[Proof]:
    return [
        Proof(
            citation.source.organisation.house,
            citation.source.reliability,
            getattr(citation, "credibility", measures.Credibility.PROBABLE),
            citation.source.published_on,
        )
        for citation in citations
    ]


def _days_late(late, deadlines, since, as_of) -> int | None:
    """From the day first promised; None where either is not known to the day."""
    if late == Lateness.KEPT_LATE and len(since) == 10 == len(deadlines[0]):
        return (since.start - deadlines[0].end).days
    return (as_of - deadlines[-1].end).days if late == Lateness.OVERDUE else None


# --- the whole --------------------------------------------------------------------------------------


def _row(note) -> dict:
    return {"source": note.source, "number": note.number, "uses": note.uses, "passages": note.passages}


def _stored_notes(citations) -> list[Note]:
    rows = citations.select_related("source__organisation")
    return [Note(row.number, row.source, row.uses, row.passages) for row in rows]


def _counts(printed) -> dict:
    entries = [one.entry for one in printed]
    statuses = Counter(entry.status for entry in entries)
    bar = Counter((entry.status, _is_late(entry)) for entry in entries)
    return {
        "total": len(entries),
        "parts": sum(entry.data["whole"] is not None for entry in entries),
        "late": sum(map(_is_late, entries)),
        "unverifiable": sum(entry.verifiability == Verifiability.NO for entry in entries),
        "self_declared": sum(entry.is_self_declared for entry in entries),
        "statuses": {status: statuses[status] for status in ORDER if statuses[status]},
        "bar": [[status, late, bar[status, late]] for status in ORDER for late in (False, True) if bar[status, late]],
    }


def _is_late(entry) -> bool:
    return entry.lateness in {Lateness.SLIPPED, Lateness.OVERDUE}


def _axis(axis, printed) -> dict:
    statuses = Counter(one.entry.status for one in printed if one.entry.commitment.axis_id == axis.pk)
    return {
        "slug": axis.slug,
        "name": typography(axis.name),
        "summary": typography(axis.summary),
        "total": statuses.total(),
        "statuses": {status: statuses[status] for status in ORDER if statuses[status]},
    }


def _totals(commitments) -> list[dict]:
    sums = [
        totals.Sum(one.pk, a.kind, a.currency, a.minimum, a.maximum or a.minimum, str(a.as_of), a.is_ceiling)
        for one in commitments
        for a in one.amounts.all()
    ]
    found = totals.totals(sums, wholes={one.pk: one.part_of_id for one in commitments})
    return [_total(total) for total in found if total.counted]


def _total(total) -> dict:
    is_range = total.minimum != total.maximum
    return {
        "kind": total.kind,
        "currency": total.currency,
        "minimum": str(total.minimum),
        "maximum": str(total.maximum),
        "words": money(total.minimum, total.maximum if is_range else None, currency=total.currency),
        "counted": len(total.counted),
        "within": len(total.within),
        "silent": total.silent,
    }


def _milestone(row, notes) -> dict:
    return {
        "on": str(row.happened_on),
        "title": typography(row.title),
        "summary": typography(row.summary),
        "is_major": row.is_major,
        "calls": [notes.call(row)],
    }


def _mentioned(commitment: Commitment | None) -> dict | None:
    if commitment is None:
        return None
    title = typography(commitment.title)
    return {"commitment": commitment.pk, "number": commitment.number, "title": title, "slug": commitment.slug}


def _mention(entry: Entry) -> dict:
    return {
        "commitment": entry.commitment_id,
        "number": entry.number,
        "title": entry.title,
        "slug": entry.slug,
    }
