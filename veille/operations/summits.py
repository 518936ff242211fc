"""Putting a summit in: its event, dates and commitments, what became of them, and the first state that readers see.

As everywhere in loading.py, an editor's words are never written over. Steps are only ever added, through the verb an
editor uses: the key each has in its file is remembered, and one that stands is not recorded again.
"""

from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from summit import workflow
from summit.models import (
    Amount,
    Axis,
    Commitment,
    CommitmentCitation,
    Event,
    EventCitation,
    EventFigure,
    Milestone,
    Role,
)
from veille.lib.dates import PartialDate
from veille.operations import ledger
from veille.operations.ledger import Report
from veille.operations.models import Loaded


class Summit:
    """One folder's summit; `rows` holds the organisations, sources and figures that were put in before it."""

    def __init__(self, folder: Path, *, by, report: Report, rows: dict[str, dict]):
        self.by, self.report, self.rows = by, report, rows
        self.data = ledger.read(folder / "event.toml")
        self.first_state, self.milestones = self.data.pop("state"), self.data.pop("milestone")
        self.tracker = ledger.read(folder / "commitments.toml")
        self.slug = self.data["slug"]

    def load(self) -> Event | None:
        is_new = not Loaded.objects.filter(kind="event", key=self.slug).exists()
        find = {"slug": self.slug}
        self.event = ledger.put(
            self.report, "event", self.slug, self.data,
            model=Event, find=find, write=self.write_event, state=event_state,
        )  # fmt: skip
        if self.event is None or not self.event.is_ours:
            return self.event
        self.axes = {axis.slug: axis for axis in self.event.axes.all()}
        for data in self.milestones:
            self.put("milestone", data["key"], data, model=Milestone, find={"pk": None}, write=self.write_milestone)
        if self.load_commitments() and not self.event.states.exists():
            self.print_first_state()
        if is_new:  # afterwards, whether readers see it is an editor's to say
            workflow.publish(self.event, by=self.by)
        return self.event

    def put(self, kind, key, data, **how):
        return ledger.put(self.report, kind, f"{self.slug}/{key}", data, **how)

    # --- the event ---

    def write_event(self, row, data):
        for name in ("name", "slug", "starts_on", "ends_on", "place", "summary"):
            setattr(row, name, data[name])
        row.full_clean()
        row.save()
        row.hosts.set(self.rows["organisation"][slug] for slug in data["hosts"])
        for n, axis in enumerate(data["axis"], 1):
            Axis.objects.update_or_create(
                event=row, slug=axis["slug"], defaults={"name": axis["name"], "summary": axis["summary"], "position": n}
            )
        row.citations.all().delete()
        EventCitation.objects.bulk_create(
            EventCitation(event=row, source=self.rows["source"][key], position=n)
            for n, key in enumerate(data["sources"])
        )
        row.event_figures.all().delete()
        EventFigure.objects.bulk_create(
            EventFigure(event=row, figure=self.rows["figure"][key], position=n) for n, key in enumerate(data["figures"])
        )

    def write_milestone(self, row, data):
        row.event, row.source = self.event, self.rows["source"][data["source"]]
        row.happened_on, row.title, row.summary = data["happened_on"], data["title"], data.get("summary", "")
        row.is_major = data.get("is_major", False)
        row.full_clean()
        row.save()

    # --- commitments and their steps ---

    def load_commitments(self) -> bool:
        """Says whether this run wrote any."""
        written = self.rows["commitment"] = {}
        recorded = set(Loaded.objects.filter(kind="step").values_list("key", flat=True))
        for data in self.tracker["commitment"]:
            slug = data["slug"]
            written[slug] = row = self.load_commitment(slug, {"checked_on": self.tracker["checked_on"]} | data)
            if row is not None and row.is_ours:
                for step in data["step"]:
                    key = f"{self.slug}/{slug}/{step['key']}"
                    if key not in recorded:
                        self.record(row, key, step)
        return any(row is not None and row.is_fresh for row in written.values())

    def load_commitment(self, slug, data) -> Commitment | None:
        given = {name: value for name, value in data.items() if name != "step"}
        find = {"event": self.event, "slug": slug}
        try:
            return self.put(
                "commitment", slug, given,
                model=Commitment, find=find, write=self.write_commitment, state=commitment_state,
            )  # fmt: skip
        except ValidationError as faults:  # an editor's own has its number, or its axis is gone
            self.report.kept.append(f"{data['number']} · {data['title']} ({' '.join(faults.messages)})")
            return None

    def write_commitment(self, row, data):
        for name in ("number", "slug", "title", "promise", "verifiability", "verifiability_reason", "announced_on"):
            setattr(row, name, data[name])
        row.horizon, row.horizon_words = data.get("horizon", ""), data.get("horizon_words", "")
        row.featured, row.is_to_verify = data.get("featured"), data.get("is_to_verify", False)
        row.checked_on = data["checked_on"]
        row.event, row.axis = self.event, self.axes.get(data["axis"])
        row.part_of = self.rows["commitment"].get(data.get("part_of"))
        is_new = row.pk is None
        row.version += 0 if is_new else 1
        row.full_clean()
        row.save()
        self.write_lists(row, data)
        if not is_new:
            workflow.refresh(row)

    def write_lists(self, row, data):
        for listed in (row.roles, row.citations, row.amounts):
            listed.all().delete()
        roles = [(kind, slug) for kind, slugs in data["roles"].items() for slug in slugs]
        Role.objects.bulk_create(
            Role(commitment=row, organisation=self.rows["organisation"][slug], kind=kind, position=n)
            for n, (kind, slug) in enumerate(roles)
        )
        CommitmentCitation.objects.bulk_create(
            CommitmentCitation(
                commitment=row,
                source=self.rows["source"][given["source"]],
                quotation=given.get("quotation", ""),
                position=n,
            )
            for n, given in enumerate(data["sources"])
        )
        Amount.objects.bulk_create(
            Amount(**given | {"commitment": row, "source": self.rows["source"][given["source"]]})
            for given in data.get("amount", [])
        )

    def record(self, commitment, key, data):
        evidence = [
            workflow.Evidence(**given | {"source": self.rows["source"][given["source"]]}) for given in data["evidence"]
        ]
        try:
            step = workflow.record(
                commitment,
                by=self.by,
                status=data["status"],
                effective_on=PartialDate(data["effective_on"]),
                headline=data["headline"],
                rationale=data["rationale"],
                horizon=PartialDate(data["horizon"]) if "horizon" in data else "",
                evidence=evidence,
            )
        except workflow.Refused as reason:
            self.report.kept.append(f"{commitment} ({reason})")
            return
        Loaded.objects.create(kind="step", key=key, pk_text=str(step.pk), source_digest=ledger.digest(data))
        self.report.made += 1

    def print_first_state(self):
        try:
            workflow.print_state(
                self.event,
                by=self.by,
                verdict=self.first_state["verdict"],
                as_of=self.first_state["as_of"],
                passed=gettext("Content delivered with the software"),
            )
        except workflow.Refused as reason:
            self.report.kept.append(f"{self.event} ({reason})")


# --- what of a row an editor may have changed ---


def event_state(event: Event) -> dict:
    return ledger.plain_state(event) | {
        "hosts": sorted(event.hosts.values_list("pk", flat=True)),
        "axes": list(event.axes.values("name", "slug", "summary", "position")),
        "citations": list(event.citations.values("source", "locator", "quotation")),
        "figures": list(event.event_figures.values_list("figure", flat=True)),
    }


def commitment_state(commitment: Commitment) -> dict:
    amount = [field.name for field in Amount._meta.fields if field.name not in {"id", "commitment"}]
    return ledger.plain_state(commitment) | {
        "roles": list(commitment.roles.values("organisation", "kind")),
        "citations": list(commitment.citations.values("source", "locator", "quotation")),
        "amounts": list(commitment.amounts.values(*amount)),
    }
