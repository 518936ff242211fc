"""When a link is dead: the rule by a table, and against a second reading of it that sees the whole history."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from veille.sources.liveness import Findings, Found, meaning

START = datetime(2026, 11, 2, 8, tzinfo=UTC)
G, S, A, R, U = Found.GONE, Found.SILENT, Found.ANSWERS, Found.REFUSES, Found.UNOPENED


def after(*checks):
    """What is known after checks, each (day, what it finds)."""
    findings = Findings()
    for day, found in checks:
        findings = findings.then(found, START + timedelta(days=day))
    return findings


@pytest.mark.parametrize(
    ("status", "found"),
    [(200, A), (204, A), (304, A), (404, G), (410, G), (401, R), (403, R), (429, R), (451, R), (400, R), (405, R),
     (999, R), (500, S), (503, S), (599, S)],
)  # fmt: skip
def test_answer_of_a_site_means(status, found):
    assert meaning(status) == found


@pytest.mark.parametrize(
    ("checks", "is_dead"),
    [
        # Silence: three days at least, a week at least.
        ([(0, S)], False),
        ([(0, S), (7, S)], False),
        ([(0, S), (3, S), (6, S)], False),
        ([(0, S), (3, S), (6.9, S)], False),
        ([(0, S), (3, S), (7, S)], True),
        ([(0, S), (7, S), (14, S)], True),
        ([(0, S), (0.1, S), (0.2, S), (7, S)], False),  # a bad day, however often it is looked at, is one day
        ([(0, S), (0.1, S), (7, S), (8, S)], True),
        # Gone: twice, a day apart, nothing else in between; also as a failure among others.
        ([(0, G)], False),
        ([(0, G), (0.9, G)], False),
        ([(0, G), (1, G)], True),
        ([(0, G), (0.5, S), (1, G)], False),
        ([(0, G), (3, S), (7, G)], True),
        # What is no failure ends the count.
        ([(0, S), (3, S), (5, A), (7, S)], False),
        ([(0, S), (3, S), (5, R), (7, S)], False),
        ([(0, G), (0.5, A), (1, G)], False),
        ([(0, G), (0.5, R), (1, G)], False),
        ([(0, R), (7, R), (14, R), (90, R)], False),
        ([(0, U), (7, U), (14, U), (90, U)], False),
        # Dead stays dead while it fails, and heals at once.
        ([(0, G), (1, G), (2, S)], True),
        ([(0, G), (1, G), (2, A)], False),
        ([(0, G), (1, G), (2, R)], False),
        ([(0, G), (1, G), (2, A), (3, G)], False),
    ],
)
def test_link_is_dead_after(checks, is_dead):
    assert (after(*checks).dead_since is not None) == is_dead


def test_dead_link_is_dead_since_it_first_failed():
    assert after((0, A), (7, S), (10, G), (14, S)).dead_since == START + timedelta(days=7)


def test_answer_leaves_nothing_of_what_was_before():
    assert after((0, G), (1, G), (8, A)) == Findings(found=A, checked_at=START + timedelta(days=8))


@given(st.lists(st.tuples(st.integers(1, 24 * 9), st.sampled_from(Found)), max_size=14))
def test_rule_says_what_the_whole_history_says(steps):
    history, at, findings, was_dead = [], START, Findings(), False
    for hours, found in steps:
        at += timedelta(hours=hours)
        findings = findings.then(found, at)
        history.append((found, at))
        was_dead = is_dead(history, was_dead)
        assert (findings.dead_since is not None) == was_dead
        assert (findings.found, findings.checked_at) == (found, at)


def is_dead(history, was_dead):
    """The rule read off the history, the last check last."""
    failed = ended_run(history, {G, S})
    if not failed:
        return False
    gone, last = ended_run(history, {G}), failed[-1]
    week = last - failed[0] >= timedelta(days=7) and len({timezone.localdate(at) for at in failed}) >= 3
    return was_dead or week or bool(gone and last - gone[0] >= timedelta(days=1))


def ended_run(history, kinds):
    """When each of the last checks was made, back to the last that found something else."""
    run = []
    for found, at in reversed(history):
        if found not in kinds:
            break
        run.insert(0, at)
    return run
