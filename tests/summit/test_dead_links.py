"""A commitment that rests on a dead link waits; a state that would show one is warned of."""

import datetime

import pytest
from django.utils import timezone

from summit import checklist, printing, queues
from summit.models import Commitment
from tests import factories
from veille.lib.dates import PartialDate
from veille.sources.models import Source

COMMITMENTS = "/admin/summit/commitment/"
DAY = datetime.date(2026, 11, 22)


@pytest.fixture
def event(administrator):
    return factories.event("Sommet de Paris")


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def dead(**fields):
    return factories.source(link_found="gone", link_dead_since=timezone.now(), **fields)


def sound(event, number, **fields):
    """Checked today, not past its deadline, sourced: nothing of it waits."""
    return factories.commitment(event, number=number, **{"checked_on": timezone.localdate()} | fields)


@pytest.fixture
def some(event):
    """On a dead link by its promise, an amount, a step; on one with a copy; on a corrected step; on none."""
    sound(event, "1", cited=dead())
    factories.amount(sound(event, "2"), 5, source=dead())
    factories.step(sound(event, "3"), "kept", "2025-05", proofs=[dead()])
    sound(event, "4", cited=dead(archived_address="https://archive.example/1"))
    corrected = sound(event, "5")
    wrong = factories.step(corrected, "under_way", "2025-05", proofs=[dead()])
    factories.step(corrected, "under_way", "2025-05", corrects=wrong)
    sound(event, "6")


def numbers(rows):
    return sorted(row.number for row in rows)


def test_commitment_rests_on_the_dead_links_of_what_counts(some):
    assert numbers(queues.on_dead_link()) == ["1", "2", "3"]
    assert numbers(queues.waiting()) == ["1", "2", "3"]
    Source.objects.update(link_dead_since=None)
    assert numbers(queues.on_dead_link()) == numbers(queues.waiting()) == []


@pytest.mark.parametrize("queue", ["lien-mort", "a-reprendre"])
def test_list_is_filtered_by_dead_links(desk, some, queue):
    page = desk.get(f"{COMMITMENTS}?attend={queue}")
    assert numbers(page.context["cl"].result_list) == ["1", "2", "3"]
    assert "repose sur un lien mort" in page.text


def test_commitments_on_a_dead_link_stand_on_the_first_page(desk, some):
    panel = {one.title: one for one in desk.get("/admin/").context["panels"]}["Engagements à reprendre"]
    assert (panel.count, {str(detail) for _t, _a, detail in panel.lines}) == (3, {"repose sur un lien mort"})


def test_deadline_gone_by_is_told_before_a_dead_link(event):
    sound(event, "1", cited=dead(), horizon=PartialDate("2025"))
    panel = queues.commitments_that_wait(factories.User.objects.get(is_superuser=True))
    assert [str(line[2]) for line in panel.lines] == ["échéance passée"]


def test_deadline_that_something_closed_in_time_is_no_age_of_a_dead_link(event):
    kept = sound(event, "1", horizon=PartialDate("2025"))
    factories.step(kept, "kept", "2025-05", proofs=[dead()])
    sound(event, "2", horizon=PartialDate("2026-10"))
    panel = queues.commitments_that_wait(factories.User.objects.get(is_superuser=True))
    assert [(line[0][0], str(line[2])) for line in panel.lines] == [
        ("2", "échéance passée"), ("1", "repose sur un lien mort"),
    ]  # fmt: skip
    kept.event.commitments.filter(number="2").update(due_on=None)
    panel = queues.commitments_that_wait(factories.User.objects.get(is_superuser=True))
    assert (panel.count, panel.age) == (1, "")


@pytest.mark.parametrize("number", [1, 12])
def test_dead_links_cost_one_query(event, number, django_assert_num_queries):
    for n in range(number):
        sound(event, str(n + 1), cited=dead())
    with django_assert_num_queries(1):
        assert len(queues.on_dead_link()) == number
    with django_assert_num_queries(1):
        assert len(queues.waiting().select_related("event")) == number


def test_state_that_would_show_a_dead_link_is_warned_of(event, some):
    verdicts = {one.rule: one for one in checklist.check(printing.compose(event, as_of=DAY))}
    said = verdicts["dead_link"]
    assert not said.is_blocking
    named = [str(one) for one in Commitment.objects.order_by("number") if f"«\u202f{one}\u202f»" in said.sentence]
    assert [one.split(" ")[0] for one in named] == ["1", "2", "3"]
    assert said.sentence.startswith("Donnez une copie archivée aux liens morts")
    Source.objects.filter(link_dead_since__isnull=False).update(archived_address="https://archive.example/2")
    assert "dead_link" not in {one.rule for one in checklist.check(printing.compose(event, as_of=DAY))}
