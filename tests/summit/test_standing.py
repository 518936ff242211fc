"""What the desk's lists filter by is what the steps say, and what readers would be told, whatever was recorded when."""

import datetime
from types import SimpleNamespace

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from summit import measures, printing, workflow
from summit.measures import Proof, Status
from summit.models import Commitment
from tests import factories
from tests.articles.desk import typed
from veille.lib.dates import PartialDate

STATUSES = [status for status in Status if status != Status.REPLACED]
days = st.dates(datetime.date(2025, 3, 1), datetime.date(2026, 10, 31)).map(lambda d: PartialDate(d.isoformat()))
moments = st.one_of(days, days.map(lambda d: PartialDate(d[:7])))
horizons = st.one_of(st.just(""), moments, st.sampled_from([PartialDate("2025-Q4"), PartialDate("2027")]))
# Who publishes it (the promiser itself, its office, somebody else) and when.
proofs = st.lists(st.tuples(st.sampled_from(["own", "office", "other"]), st.one_of(st.just(""), moments)), max_size=2)


@st.composite
def recordings(draw):
    """Steps in the order of their recording: any of them may lie before the others, or correct one of them."""
    steps, free = [], []
    for n in range(draw(st.integers(1, 4))):
        corrects = draw(st.sampled_from([None, *free]))
        free = [one for one in free if one != corrects] + [n]
        evidence = draw(proofs)
        status = draw(st.sampled_from(STATUSES)) if evidence else Status.ANNOUNCED
        steps.append((status, draw(moments), draw(horizons), corrects, evidence))
    return steps


def expected(first, steps, promise):
    """By summit/measures.py alone; `steps` are plain values, `promise` the proof that the promise itself gives."""
    held = measures.standing(steps)
    deadlines = measures.horizons(first, steps)
    every = [proof for step in held for proof in step.proofs] or [promise]
    dated = [proof.published_on.start for proof in every if proof.published_on]
    return {
        "last_status": held[-1].status,
        "first_due_on": deadlines[0].end if deadlines else None,
        "due_on": deadlines[-1].end if deadlines else None,
        "proved_on": max(dated, default=None),
        "is_self_declared": measures.trust(held[-1].proofs or [promise], promisers={1}).is_self_declared,
    }


@pytest.fixture
def event(administrator):
    return factories.event("Paris", axes=["Climat"])


@given(horizons, recordings(), st.sampled_from(["own", "other"]))
@example("", [("kept", PartialDate("2026-05"), "", None, [("other", "")]), ("under_way", PartialDate("2025-05"), "2027", None, [("own", "")])], "own")  # fmt: skip
@example("2025", [("kept", PartialDate("2026-05"), "", None, [("own", "")]), ("announced", PartialDate("2026-05"), "", 0, [])], "own")  # fmt: skip
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_columns_of_a_commitment_equal_the_measures_after_every_step(editor, first, recorded, promised_by):
    event = factories.event(axes=["Climat"])
    first = PartialDate(first) if first else ""
    bearer = factories.organisation()
    publishers = {"own": bearer, "office": factories.organisation(belongs_to=bearer), "other": factories.organisation()}
    houses = {"own": 1, "office": 1, "other": 2}
    cited = factories.source(organisation=publishers[promised_by])
    made = factories.commitment(event, bearer=bearer, cited=cited, horizon=first, steps=[])
    done, plain = [], []
    for n, (status, on, due, corrects, evidence) in enumerate(recorded):
        horizon = PartialDate(due) if due else ""
        sources = [factories.source(organisation=publishers[who], published_on=when) for who, when in evidence]
        corrected = None if corrects is None else done[corrects]
        step = factories.step(made, status, on, by=editor, proofs=sources, horizon=horizon, corrects=corrected)
        done.append(step)
        found = [Proof(houses[who], "F", 2, when) for who, when in evidence]
        known = {"status": status, "effective_on": on, "horizon": horizon, "recorded_at": step.recorded_at}
        correction = None if corrects is None else corrects + 1
        plain.append(SimpleNamespace(**known, pk=n + 1, corrects_id=correction, proofs=found))
        kept = Commitment.objects.get(pk=made.pk)
        told = expected(first, plain, Proof(houses[promised_by], "F", 2))
        assert {name: getattr(kept, name) for name in told} == told
    # Readers would be told the same.
    (printed,) = printing.compose(event, as_of=datetime.date(2026, 11, 22)).printed
    entry = printed.entry
    said = (entry.status, entry.deadline, entry.is_self_declared)
    assert said == (told["last_status"], told["due_on"], told["is_self_declared"])
    assert bool(entry.data["proved_on"]) == bool(told["proved_on"])


def test_columns_follow_the_form_of_the_commitment_too(event, editor, client):
    """A first deadline moved, a bearer named: what was worked out of the steps is worked out again."""
    bearer = factories.organisation()
    made = factories.commitment(event, number="7", cited=factories.source(organisation=bearer))
    assert not made.is_self_declared
    client.force_login(editor)
    address = f"/admin/summit/commitment/{made.pk}/change/"
    form = client.get(address).context["adminform"].form
    data = {name: form[name].value() or "" for name in form.fields} | {"horizon": "T4 2025"}
    role, citation = made.roles.get(), made.citations.get()
    lines = {
        "roles-TOTAL_FORMS": 1, "roles-INITIAL_FORMS": 1, "roles-0-id": role.pk, "roles-0-commitment": made.pk,
        "roles-0-organisation": bearer.pk, "roles-0-kind": "bearer", "roles-0-position": 0,
        "citations-TOTAL_FORMS": 1, "citations-INITIAL_FORMS": 1, "citations-0-id": citation.pk,
        "citations-0-commitment": made.pk, "citations-0-source": citation.source_id,
        "amounts-TOTAL_FORMS": 0, "amounts-INITIAL_FORMS": 0,
    }  # fmt: skip
    response = client.post(address, data | lines)
    assert response.status_code == 302, response.context["errors"]
    made.refresh_from_db()
    assert (made.is_self_declared, str(made.due_on), str(made.first_due_on)) == (True, "2025-12-31", "2025-12-31")
    workflow.refresh(made)
    assert (made.is_self_declared, str(made.due_on)) == (True, "2025-12-31")


def test_source_dated_and_office_attached_later_are_worked_out_anew(client, editor, event):
    promiser, office = factories.organisation("Élysée"), factories.organisation("Service de presse")
    proof = factories.source("Bilan", organisation=office)
    made = factories.commitment(event, "Une promesse", bearer=promiser, steps=[])
    factories.step(made, "under_way", "2025-03", proofs=[proof])
    made.refresh_from_db()
    assert (made.proved_on, made.is_self_declared) == (None, False)
    client.force_login(editor)
    for row, changed in [(proof, {"published_on": "2025-03-04"}), (office, {"belongs_to": promiser.pk})]:
        page = reverse(f"admin:sources_{row._meta.model_name}_change", args=[row.pk])
        assert client.post(page, typed(client, page) | changed).status_code == 302
    made.refresh_from_db()
    assert (made.proved_on, made.is_self_declared) == (datetime.date(2025, 3, 4), True)


def test_source_saved_without_another_date_works_nothing_out(client, editor, event, monkeypatch):
    proof = factories.source("Bilan")
    made = factories.commitment(event, "Une promesse", steps=[])
    factories.step(made, "under_way", "2025-03", proofs=[proof])
    monkeypatch.setattr(workflow, "refresh", lambda commitment: pytest.fail("worked out for nothing"))
    client.force_login(editor)
    page = reverse("admin:sources_source_change", args=[proof.pk])
    assert client.post(page, typed(client, page) | {"title": "Bilan d’étape"}).status_code == 302
