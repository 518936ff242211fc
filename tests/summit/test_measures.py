import datetime
import itertools
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summit import measures
from summit.measures import CLOSED, Confidence, Credibility, Freshness, Lateness, Proof, Status
from veille.lib.dates import PartialDate

TODAY = datetime.date(2026, 11, 22)
years = st.integers(2020, 2030)
partial_dates = st.one_of(
    years.map(lambda y: PartialDate(str(y))),
    st.builds(lambda y, q: PartialDate(f"{y}-Q{q}"), years, st.integers(1, 4)),
    st.builds(lambda y, m: PartialDate(f"{y}-{m:02}"), years, st.integers(1, 12)),
    st.dates(datetime.date(2020, 1, 1), datetime.date(2030, 12, 31)).map(lambda d: PartialDate(d.isoformat())),
)


@st.composite
def histories(draw):
    """Steps as they were recorded: each may correct an earlier one that none corrects yet."""
    steps, free = [], []
    for pk in range(1, draw(st.integers(1, 8)) + 1):
        corrects = draw(st.sampled_from([None, *free]))
        free = [one for one in free if one != corrects] + [pk]
        steps.append(
            SimpleNamespace(
                pk=pk,
                effective_on=draw(partial_dates.filter(lambda d: not d.is_quarter)),
                recorded_at=datetime.datetime(2026, 1, 1) + datetime.timedelta(minutes=draw(st.integers(0, 3))),
                status=draw(st.sampled_from(Status.values)),
                horizon=draw(st.one_of(st.just(""), partial_dates)),
                corrects_id=corrects,
            )
        )
    return steps


def step(pk, on, status="under_way", *, horizon="", corrects=None):
    moment = datetime.datetime(2026, 1, 1) + datetime.timedelta(minutes=pk)
    on, horizon = PartialDate(on), PartialDate(horizon) if horizon else ""
    return SimpleNamespace(
        pk=pk, effective_on=on, recorded_at=moment, status=status, horizon=horizon, corrects_id=corrects
    )


def proof(publisher=1, reliability="B", credibility=Credibility.PROBABLE, published_on="2026-10-01"):
    return Proof(publisher, reliability, credibility, PartialDate(published_on) if published_on else "")


# --- progress ---


def test_status_holds_since_the_first_of_its_last_steps():
    steps = [step(1, "2025-02"), step(2, "2025-04", "kept"), step(3, "2026-01", "kept")]
    assert measures.reached(steps) == "2025-04"
    assert measures.reached([*steps, step(4, "2026-02")]) == "2026-02"
    assert measures.reached([]) is None


@given(histories(), st.randoms())
def test_progress_is_the_last_in_the_world_then_the_last_recorded(steps, random):
    shuffled = list(steps)
    random.shuffle(shuffled)
    held = measures.standing(shuffled)
    assert held == measures.standing(steps)
    corrected = {one.corrects_id for one in steps}
    assert {one.pk for one in held} == {one.pk for one in steps} - corrected
    assert held, "a correction takes the place of what it corrects, so something always holds"
    assert all(
        (a.effective_on.start, a.recorded_at) <= (b.effective_on.start, b.recorded_at)
        for a, b in itertools.pairwise(held)
    )


def test_late_record_of_an_early_fact_does_not_move_progress():
    assert [one.pk for one in measures.standing([step(1, "2026-05"), step(2, "2025-01")])] == [2, 1]


def test_corrected_step_no_longer_counts():
    steps = [step(1, "2025-02"), step(2, "2026-05", "abandoned"), step(3, "2026-05", corrects=2)]
    assert [one.pk for one in measures.standing(steps)] == [1, 3]


# --- deadlines ---


@given(st.one_of(st.just(""), partial_dates), histories())
def test_deadlines_begin_with_the_first_one_given_and_never_repeat_in_a_row(first, steps):
    found = measures.horizons(first, steps)
    assert all(a != b for a, b in itertools.pairwise(found))
    assert not first or found[0] == first
    given = [one.horizon for one in measures.standing(steps) if one.horizon]
    assert (found[-1] if found else "") == (given[-1] if given else first)


@given(partial_dates)
def test_partial_date_covers_from_its_start_to_its_end(date):
    assert date.start <= date.end
    assert PartialDate.parse(date) == date
    nights = (date.end - date.start).days
    assert nights == 0 if len(date) == 10 else nights >= 27


@given(st.sampled_from(Status.values), st.lists(partial_dates, max_size=4), partial_dates)
def test_lateness_is_never_said_of_what_is_closed_or_undated(status, deadlines, since):
    found = measures.lateness(status, deadlines, since=since, today=TODAY)
    if not deadlines or (status in CLOSED and status != Status.KEPT):
        assert found == Lateness.NONE
    elif status == Status.KEPT:
        assert (found == Lateness.KEPT_LATE) == (since.start > deadlines[0].end)
    else:
        assert (found == Lateness.OVERDUE) == (deadlines[-1].end < TODAY)


@pytest.mark.parametrize(
    ("status", "deadlines", "since", "expected"),
    [
        ("under_way", ["2026"], "2025", Lateness.NONE),  # a year is past after its last day
        ("under_way", ["2025"], "2025", Lateness.OVERDUE),
        ("under_way", ["2025", "2027"], "2025", Lateness.SLIPPED),
        ("announced", ["2026-Q3"], "2025", Lateness.OVERDUE),
        ("announced", ["2026-Q4"], "2025", Lateness.NONE),
        ("kept", ["2025-04-10"], "2025-06-17", Lateness.KEPT_LATE),
        ("kept", ["2025-04"], "2025-04-30", Lateness.NONE),
        ("kept", ["2025", "2027"], "2026-02", Lateness.KEPT_LATE),  # against the first word given
        ("abandoned", ["2025"], "2026", Lateness.NONE),
    ],
)
def test_lateness_follows_from_the_deadlines(status, deadlines, since, expected):
    deadlines = [PartialDate(one) for one in deadlines]
    assert measures.lateness(status, deadlines, since=PartialDate(since), today=TODAY) == expected


def test_slips_count_what_was_put_off_and_not_what_was_brought_forward():
    assert measures.slips([PartialDate(one) for one in ("2025", "2026", "2027")]) == 2
    assert measures.slips([PartialDate(one) for one in ("2027", "2026-Q1")]) == 0


# --- evidence ---


@pytest.mark.parametrize(
    ("published_on", "expected"),
    [
        ("2026-05-23", Freshness.RECENT),
        ("2026-05-22", Freshness.AGEING),
        ("2025-11-23", Freshness.AGEING),
        ("2025-11-22", Freshness.STALE),
        ("2026", Freshness.AGEING),  # what is not known does not make it younger
        ("", Freshness.UNDATED),
    ],
)
def test_freshness_is_the_age_of_the_last_dated_proof(published_on, expected):
    proofs = [proof(published_on="2024-01-01")] * bool(published_on) + [proof(published_on=published_on)]
    assert measures.freshness(proofs, today=TODAY) == expected


@pytest.mark.parametrize(
    ("proofs", "expected"),
    [
        ([proof(1), proof(2)], (Confidence.HIGH, 2, False)),
        ([proof(1, "A")], (Confidence.HIGH, 1, False)),
        ([proof(1), proof(1)], (Confidence.MEDIUM, 1, False)),
        ([proof(9), proof(9)], (Confidence.MEDIUM, 0, True)),
        ([proof(9, "A")], (Confidence.MEDIUM, 0, True)),  # official, but only the promiser's word
        ([proof(1, "D"), proof(2, "E")], (Confidence.LOW, 2, False)),
        ([proof(1, "B", Credibility.DOUBTFUL)], (Confidence.LOW, 1, False)),
        ([], (Confidence.LOW, 0, False)),
    ],
)
def test_trust_weighs_who_says_it_and_how_sure_it_is(proofs, expected):
    found = measures.trust(proofs, promisers={9})
    assert (found.level, found.independent, found.is_self_declared) == expected


proofs = st.lists(
    st.builds(Proof, st.integers(1, 4), st.sampled_from("ABCDEF"), st.integers(1, 6), st.just("")), max_size=5
)


@given(proofs, st.sets(st.integers(1, 4)))
def test_self_declared_is_never_of_high_confidence(found, promisers):
    trust = measures.trust(found, promisers=promisers)
    assert trust.is_self_declared == (bool(found) and {one.publisher for one in found} <= promisers)
    assert not (trust.is_self_declared and trust.level == Confidence.HIGH)
    assert measures.trust(found[::-1], promisers=promisers) == trust
