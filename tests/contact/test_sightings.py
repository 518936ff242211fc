from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from tests.contact.test_intake import at_once
from veille.contact import sightings
from veille.contact.models import DaySalt, Sighting

TODAY = date(2026, 11, 25)


@pytest.fixture
def today(monkeypatch):
    """Moves the day: `today(TODAY + timedelta(days=1))`."""

    def move(day):
        monkeypatch.setattr(timezone, "localdate", lambda: day)

    move(TODAY)
    return move


def seen(network="192.0.2.1", sender="claire@example.com", sentences=("unephrase",)):
    return dict(sightings.count(network=network, sender=sender, sentences=[*sentences]))


def test_counts_what_came_today_this_one_included(db):
    assert seen() == {"network": 1, "sender": 1, "words": 1}
    assert seen(sender="CLAIRE@example.com") == {"network": 2, "sender": 2, "words": 2}
    assert seen(network="192.0.2.2", sentences=[]) == {"network": 1, "sender": 3}
    assert seen(sender="x@y.example", sentences=["neuve", "unephrase", "neuve"]) == {
        "network": 3,
        "sender": 1,
        "words": 3,
    }


def test_subscriber_of_ipv6_is_its_network_and_no_address_counts_for_none(db):
    assert [seen(network=one)["network"] for one in ("2001:db8::1", "2001:db8::ffff:2", "2001:db8:0:1::1")] == [1, 2, 1]
    assert [seen(network=one)["network"] for one in ("192.0.2.1", "::ffff:192.0.2.1")] == [1, 2]
    assert ["network" in seen(network=one) for one in ("", "unknown", "x" * 5000)] == [False] * 3


def test_nothing_that_was_counted_is_kept(db):
    seen()
    kept = [*Sighting.objects.values_list("kind", "digest"), *DaySalt.objects.values_list("salt")]
    assert len(kept) == 4
    assert [row for row in kept if "192.0" in str(row) or "claire" in str(row) or "phrase" in str(row)] == []


def test_digests_of_two_days_have_nothing_in_common_and_yesterday_is_thrown_away(db, today):
    seen()
    before, salt = {*Sighting.objects.values_list("digest", flat=True)}, DaySalt.objects.get().salt
    today(TODAY + timedelta(days=1))
    assert seen() == {"network": 1, "sender": 1, "words": 1}
    after = {*Sighting.objects.values_list("digest", flat=True)}
    assert (len(after), before & after, DaySalt.objects.get().salt != salt) == (3, set(), True)


def test_clock_set_back_over_midnight_counts_on(db, today):
    seen()
    today(TODAY - timedelta(days=1))
    assert seen()["sender"] == 1
    today(TODAY)
    assert seen()["sender"] == 2


def test_forget_leaves_today(db, today):
    seen()
    sightings.forget(before=TODAY)
    assert Sighting.objects.count() == 3
    sightings.forget(before=TODAY + timedelta(days=1))
    assert (Sighting.objects.count(), DaySalt.objects.count()) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_messages_that_arrive_together_are_all_counted_under_one_salt():
    """Each with the same words in another order: none waits for another in a circle."""
    sentences = ["une", "deux", "trois"]
    results = at_once(
        8, lambda n: seen(sender=f"{n % 2}@example.com", sentences=sentences[n % 3 :] + sentences[: n % 3])
    )
    assert sorted(result["network"] for result in results) == [1, 2, 3, 4, 5, 6, 7, 8]
    assert sorted(result["sender"] for result in results) == [1, 1, 2, 2, 3, 3, 4, 4]
    assert DaySalt.objects.count() == 1


def test_address_is_in_no_statement(db, django_assert_max_num_queries):
    with django_assert_max_num_queries(10) as queries:
        seen()
    told = [query["sql"] for query in queries.captured_queries if "192.0.2" in query["sql"] or "claire" in query["sql"]]
    assert (told, connection.queries_limit > 0) == ([], True)
