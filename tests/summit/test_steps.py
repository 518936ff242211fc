"""Steps only grow: by the verb, and by no other path."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from summit import workflow
from summit.models import StatusChange, StepEvidence
from tests import factories
from veille.accounts.models import Trace
from veille.lib.dates import PartialDate


@pytest.fixture
def commitment(administrator):
    return factories.commitment(factories.event(axes=["Climat"]), "Un engagement")


def given(**more):
    words = {"status": "under_way", "headline": "Le chantier ouvre", "rationale": "D’après le contrat."}
    return (
        words | {"effective_on": PartialDate("2025-06-01"), "evidence": [workflow.Evidence(factories.source())]} | more
    )


def test_record_keeps_the_step_its_proofs_and_who_recorded_it(commitment, writer):
    cited = factories.source()
    proof = workflow.Evidence(cited, locator="p. 4", quotation="Les travaux commencent.", credibility=1)
    step = workflow.record(commitment, by=writer, **given(evidence=[proof], horizon=PartialDate("2027-Q2")))
    step.refresh_from_db()
    assert (step.status, str(step.effective_on), str(step.horizon)) == ("under_way", "2025-06-01", "2027-Q2")
    assert (step.author, step.proofs) == (writer, 1)
    assert [(e.source, e.locator, e.credibility) for e in step.evidence.all()] == [(cited, "p. 4", 1)]
    line = Trace.objects.first()
    assert (line.verb, line.who, line.note) == (Trace.Verb.ADDED, writer, str(commitment))


def tomorrow():
    return PartialDate((timezone.localdate() + timedelta(days=1)).isoformat())


def other_step(_commitment):
    return factories.commitment(factories.event()).steps.first()


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (lambda c: {"headline": "  "}, "en une ligne"),
        (lambda c: {"rationale": ""}, "sur quoi"),
        (lambda c: {"evidence": []}, "preuve"),
        (lambda c: {"evidence": [workflow.Evidence(c.citations.get().source)] * 2}, "deux fois"),
        (lambda c: {"effective_on": tomorrow()}, "avenir"),
        (lambda c: {"effective_on": PartialDate("2025-01")}, "avant l’annonce"),
        (lambda c: {"status": "replaced"}, "remplace"),
        (lambda c: {"replaced_by": factories.commitment(c.event)}, "remplace"),
        (lambda c: {"status": "replaced", "replaced_by": c}, "elle-même|lui-même"),
        (lambda c: {"corrects": other_step(c)}, "autre engagement"),
    ],
)
def test_record_refuses_what_is_unsound_and_does_nothing(commitment, writer, fault, words):
    before = StatusChange.objects.filter(commitment=commitment).count()
    with pytest.raises(workflow.Refused, match=words):
        workflow.record(commitment, by=writer, **given(**fault(commitment)))
    assert StatusChange.objects.filter(commitment=commitment).count() == before


def test_record_refuses_its_own_reviewer_and_who_may_not(commitment, writer, django_user_model):
    with pytest.raises(workflow.Refused, match="relit"):
        workflow.record(commitment, by=writer, **given(reviewer=writer))
    nobody = django_user_model.objects.create_user("personne@exemple.fr")
    with pytest.raises(workflow.Refused, match="rôle"):
        workflow.record(commitment, by=nobody, **given())


def test_replacement_in_a_circle_is_refused(commitment, writer):
    other = factories.commitment(commitment.event)
    workflow.record(commitment, by=writer, **given(status="replaced", replaced_by=other))
    with pytest.raises(workflow.Refused, match="lui-même"):
        workflow.record(other, by=writer, **given(status="replaced", replaced_by=commitment))


def test_mistaken_step_is_corrected_once_by_a_further_one(commitment, writer):
    wrong = workflow.record(commitment, by=writer, **given(status="abandoned"))
    workflow.record(commitment, by=writer, **given(corrects=wrong))
    assert [step.status for step in commitment.steps.standing()] == ["under_way", "announced"]
    with pytest.raises(workflow.Refused, match="déjà corrigée"):
        workflow.record(commitment, by=writer, **given(corrects=wrong))


@pytest.mark.parametrize(
    "change",
    [
        lambda step: StatusChange.objects.filter(pk=step.pk).update(status="kept"),
        lambda step: StatusChange.objects.filter(pk=step.pk).delete(),
        lambda step: StatusChange.objects.filter(pk=step.pk)._raw_delete("default"),
        lambda step: StatusChange(pk=step.pk, commitment=step.commitment, status="kept").save(),
        lambda step: StepEvidence.objects.filter(step=step).update(quotation="autre"),
        lambda step: StepEvidence.objects.filter(step=step)._raw_delete("default"),
        lambda step: StepEvidence.objects.create(step=step, source=factories.source()),
        lambda step: step.commitment.delete(),
        lambda step: step.commitment.event.delete(),
        lambda step: connection.cursor().execute("DELETE FROM summit_statuschange"),
    ],
)
def test_no_path_changes_or_deletes_a_past_step(commitment, writer, change):
    step = workflow.record(commitment, by=writer, **given())
    rows = lambda: (list(StatusChange.objects.values()), list(StepEvidence.objects.values()))  # noqa: E731
    before = rows()
    with pytest.raises((DatabaseError, TypeError)), transaction.atomic():
        change(step)
    assert rows() == before


def test_database_refuses_a_closing_step_without_proof(commitment):
    with pytest.raises(DatabaseError), transaction.atomic():
        StatusChange.objects.create(
            commitment=commitment, status="kept", effective_on="2025-06", effective_from="2025-06-01",
            headline="Tenu", rationale="Sur parole.", proofs=0,
        )  # fmt: skip
