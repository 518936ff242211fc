"""What readers see of a summit is printed; recording at the desk changes nothing outside."""

import datetime

import pytest

from summit import printing, workflow
from summit.models import BriefState, Entry
from tests import factories
from veille.lib.dates import PartialDate

DAY = datetime.date(2026, 11, 22)


@pytest.fixture
def event(administrator):
    return factories.event("Sommet de Paris", axes=["Climat", "Droit"])


def shown(brief):
    return [(one.entry.number, one.entry.status, one.entry.lateness) for one in brief.printed]


@pytest.mark.parametrize("count", [1, 3])
def test_compose_writes_nothing_and_costs_the_same_for_many(event, django_assert_num_queries, count):
    for n in range(count):
        made = factories.commitment(event, number=str(n + 1), steps=["announced", "under_way"])
        factories.amount(made, 1_000_000)
    with django_assert_num_queries(11):
        brief = printing.compose(event, as_of=DAY)
    assert shown(brief) == [(str(n + 1), "under_way", "") for n in range(count)]
    assert not BriefState.objects.exists()


def test_state_shows_what_was_printed_until_the_next_one(event, editor):
    commitment = factories.commitment(event, number="5", horizon=PartialDate("2026"))
    factories.printed(event, by=editor)
    factories.step(commitment, "kept", "2026-10-01", by=editor)
    assert [entry.status for entry in Entry.objects.current()] == ["announced"]
    state = factories.printed(event, by=editor)
    assert [entry.status for entry in Entry.objects.current()] == ["kept"]
    assert state.number == 2
    assert [(c["number"], c["what"], c["before"], c["after"]) for c in state.data["changes"]] == [
        ("5", ["status"], "announced", "kept")
    ]


def test_stored_brief_equals_the_composed_one(event, editor):
    whole = factories.commitment(event, number="2", featured=1, steps=["announced", "partly_kept"])
    factories.commitment(event, number="3", part_of=whole)
    factories.amount(whole, 200_000_000_000)
    composed = printing.compose(event, as_of=DAY, verdict="Où en est-on.")
    state = factories.printed(event, by=editor)
    stored = printing.Brief.of(BriefState.objects.get())
    assert stored.state.data == composed.state.data == state.data
    assert [one.entry.data for one in stored.featured] == [one.entry.data for one in composed.featured]
    assert [role.organisation for role in stored.featured[0].roles] == [
        r.organisation for r in composed.featured[0].roles
    ]
    notes = printing.Printed.of(Entry.objects.get(number="2")).notes
    assert [(n.number, n.source, n.uses) for n in notes] == [
        (n.number, n.source, n.uses) for n in composed.printed[0].notes
    ]


def test_every_call_of_a_page_has_its_source_and_every_use_its_call(event):
    commitment = factories.commitment(event, steps=["announced", "under_way", "kept"])
    factories.amount(commitment, 10)
    (one,) = printing.compose(event, as_of=DAY).printed
    data = one.entry.data
    calls = [*data["promise_calls"], *data["calls"]]
    calls += [call for part in (*data["steps"], *data["amounts"]) for call in part["calls"]]
    named = [(call["number"], call["id"]) for call in calls]
    assert len(set(named)) == len(named)
    assert sorted(named) == sorted((note.number, anchor) for note in one.notes for anchor, _letter in note.calls)


def test_totals_of_the_state_do_not_count_twice(event):
    whole = factories.commitment(event, number="2")
    part = factories.commitment(event, number="4", part_of=whole)
    factories.commitment(event, number="6")
    factories.amount(whole, 200_000_000_000)
    factories.amount(part, 150_000_000_000)
    (total,) = printing.compose(event, as_of=DAY).state.data["totals"]
    assert (total["words"], total["counted"], total["within"], total["silent"]) == ("200\u00a0Md€", 1, 1, 1)


def test_commitment_without_a_step_is_left_out_and_blocks_the_printing(event, editor):
    factories.commitment(event, number="1")
    factories.commitment(event, "Sans étape", number="2", steps=[])
    brief = printing.compose(event, as_of=DAY)
    assert shown(brief) == [("1", "announced", "")]
    with pytest.raises(workflow.Refused, match="2 · Sans étape"):
        factories.printed(event, by=editor)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"verdict": " "}, "phrase"),
        ({"as_of": datetime.date(2999, 1, 1)}, "avenir"),
        ({"as_of": datetime.date(2026, 1, 1)}, "plus tard|postérieur"),
        ({"seen": 7}, "autre état"),
        ({"passed": ""}, "passer outre"),
    ],
)
def test_print_state_refuses_and_does_nothing(event, editor, given, words):
    factories.commitment(event, number="1", checked_on=None)
    factories.printed(event, by=editor)
    with pytest.raises(workflow.Refused, match=words):
        factories.printed(event, by=editor, **given)
    assert BriefState.objects.count() == 1


def test_print_state_is_for_who_may_publish(event, writer):
    factories.commitment(event)
    with pytest.raises(workflow.Refused, match="Éditeur"):
        factories.printed(event, by=writer)


def test_warnings_passed_over_are_kept_with_who_and_why(event, editor):
    factories.commitment(event, number="1", checked_on=None)
    state = factories.printed(event, by=editor, passed="Vu en réunion.")
    assert (state.passed["reason"], state.passed["by"]) == ("Vu en réunion.", editor.pk)
    assert "unchecked" in [warning["rule"] for warning in state.passed["warnings"]]


def test_changes_tell_what_is_new_gone_or_moved(event, editor):
    moved = factories.commitment(event, number="1", horizon=PartialDate("2026"))
    gone = factories.commitment(event, number="2", steps=[])
    factories.step(gone, "announced", "2025-02-11")
    before = factories.printed(event, by=editor)
    factories.step(moved, "announced", "2025-03", horizon=PartialDate("2027"))
    factories.amount(moved, 5_000_000)
    factories.commitment(event, number="3")
    found = printing.changes(
        before, [one for one in printing.compose(event, as_of=DAY).printed if one.entry.number != "2"]
    )
    assert [(one["number"], one["what"]) for one in found] == [
        ("1", ["deadline", "amount"]),
        ("3", ["new"]),
        ("2", ["gone"]),
    ]


def test_what_its_column_has_no_room_for_is_printed_as_it_was_written(event, editor):
    title, note = ("mot! " * 32).strip(), ("mot! " * 80).strip()
    factories.commitment(event, number="1", title=title, slug="long")
    state = factories.printed(event, by=editor, change_note=note)
    assert (Entry.objects.get().title, state.change_note) == (title, note)
