"""The tracker's filter: what it leaves, what it counts, how it sorts."""

import datetime

import pytest

from summit import filters
from summit.filters import TrackerFilter
from summit.models import Entry, EntryOrganisation
from tests import factories
from veille.lib.dates import PartialDate


@pytest.fixture
def state(administrator):
    event = factories.event("Paris", axes=["Climat", "Droit"])
    climate, law = event.axes.all()
    edf, state = factories.organisation("EDF"), factories.organisation("État")
    late = factories.commitment(
        event, "Des terrains", number="7", axis=climate, bearer=edf, horizon=PartialDate("2025"), steps=["announced"]
    )
    kept = factories.commitment(event, "Un traité", number="2", axis=law, bearer=state, steps=["announced", "kept"])
    vague = factories.commitment(
        event,
        "Une œuvre élevée",
        number="10",
        axis=law,
        bearer=state,
        horizon=PartialDate("2027-Q2"),
        verifiability="no",
    )
    factories.amount(late, 2_000_000)
    factories.amount(kept, 5_000_000, kind="engaged")
    assert [str(one) for one in (late, kept, vague)]
    return factories.printed(event, as_of=datetime.date(2026, 11, 22))


def numbers(state, **asked):
    found = TrackerFilter(asked).find(state)
    return [Entry.objects.get(pk=key).number for key in found.keys]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, ["2", "7", "10"]),
        ({"axe": "droit"}, ["2", "10"]),
        ({"statut": "tenu"}, ["2"]),
        ({"statut": "en-retard"}, ["7"]),
        ({"statut": "inverifiable"}, ["10"]),
        ({"organisation": "edf"}, ["7"]),
        ({"echeance": "passee"}, ["7"]),
        ({"echeance": "2027"}, ["10"]),
        ({"echeance": "sans-date"}, ["2"]),
        ({"nature": "annonce"}, ["7"]),
        ({"nature": "sans-montant"}, ["10"]),
        ({"q": "OEUVRE elevee"}, ["10"]),
        ({"q": "edf terrains"}, ["7"]),
        ({"q": "terrains traité"}, []),
        ({"axe": "droit", "statut": "annonce"}, ["10"]),
        ({"axe": "nulle-part"}, []),
        ({"statut": "<script>"}, []),
        ({"q": "x" * 101}, ["2", "7", "10"]),
        ({"tri": "echeance"}, ["7", "10", "2"]),
        ({"tri": "recent"}, ["2", "7", "10"]),
        ({"tri": "montant"}, ["7", "2", "10"]),
        ({"tri": "etat"}, ["2", "7", "10"]),
        ({"tri": "n'importe"}, ["2", "7", "10"]),
    ],
)
def test_filter_leaves_what_is_asked(state, asked, expected):
    assert numbers(state, **asked) == expected


def test_each_choice_counts_what_it_would_leave_under_the_other_filters(state):
    found = TrackerFilter({"axe": "droit", "statut": "tenu"}).find(state)
    assert found.choices["axe"] == [("climat", "Climat", 0), ("droit", "Droit", 1)]
    assert [(value, count) for value, _words, count in found.choices["statut"]] == [
        ("tenu", 1), ("annonce", 1), ("en-retard", 0), ("inverifiable", 1),
    ]  # fmt: skip
    assert found.choices["organisation"] == [("edf", "EDF", 0), ("etat", "État", 1)]
    for name, choices in found.choices.items():
        for value, _words, count in choices:
            asked = {"axe": "droit", "statut": "tenu"} | {name: value}
            assert len(TrackerFilter(asked).find(state).keys) == count


def test_filter_that_leaves_nothing_says_which_and_how_to_undo_it(state):
    form = TrackerFilter({"axe": "climat", "statut": "tenu"})
    found = form.find(state)
    assert found.keys == []
    assert form.undone(found) == [("Axe", "Climat", "statut=tenu"), ("État", "Tenu", "axe=climat")]


def test_filter_costs_the_same_for_one_and_for_many(state, django_assert_num_queries):
    for n in (0, 5):
        for more in range(n):
            factories.commitment(state.event, number=str(20 + more))
        state = factories.printed(state.event)
        with django_assert_num_queries(2):
            TrackerFilter({"axe": "droit"}).find(state)
        with django_assert_num_queries(1):
            TrackerFilter({"axe": "droit", "tri": "echeance"}).find(state)
        with django_assert_num_queries(2):
            TrackerFilter({"axe": "droit", "q": "engagement"}).find(state)


def test_words_are_counted_with_the_other_filters(state):
    found = TrackerFilter({"q": "traite"}).find(state)
    assert found.choices["axe"] == [("climat", "Climat", 0), ("droit", "Droit", 1)]
    assert [(value, count) for value, _words, count in found.choices["nature"] if count] == [("engage", 1)]


def test_state_printed_since_and_organisation_renamed_since_are_seen_at_once(state):
    assert len(TrackerFilter({}).find(state).keys) == 3
    factories.organisation("Un État")  # a name that nothing leads to
    state.entries.get(number="7").organisations.update(name="EDF Renouvelables", slug="edf-r")
    found = TrackerFilter({"organisation": "edf-r"}).find(state)
    assert [words for value, words, _count in found.choices["organisation"] if value == "edf-r"] == [
        "EDF Renouvelables"
    ]
    assert len(found.keys) == 1
    factories.commitment(state.event, number="30")
    assert len(TrackerFilter({}).find(factories.printed(state.event)).keys) == 4
    assert len(TrackerFilter({}).find(state).keys) == 3


def test_what_is_kept_of_states_is_bounded(state):
    for _n in range(filters.STATES_KEPT + 2):
        TrackerFilter({}).find(factories.printed(state.event))
    kept = filters._indexed.cache_info()
    assert kept.currsize <= kept.maxsize == filters.STATES_KEPT == 4


def test_state_of_the_same_key_printed_at_another_time_is_another_one(state):
    """As after a restoration, in a process that goes on."""
    assert len(TrackerFilter({}).find(state).keys) == 3
    EntryOrganisation.objects.filter(entry__state=state, entry__number="7").delete()
    state.entries.get(number="7").delete()
    state.printed_at += datetime.timedelta(seconds=1)
    assert len(TrackerFilter({}).find(state).keys) == 2
