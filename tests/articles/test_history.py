"""The line of time of an article, and what its readers saw at any moment."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import factories
from veille.articles import drafting, history, restoring, workflow
from veille.articles.models import Revision
from veille.editions.models import Edition, Withdrawal

MINUTE = timedelta(minutes=1)


@pytest.fixture
def clock(monkeypatch):
    """A clock that a test moves; it stands still otherwise."""

    class Clock:
        now = timezone.now().replace(microsecond=0) - timedelta(days=30)

        def ahead(self, **time):
            self.now += timedelta(**time)
            return self.now

    clock = Clock()
    monkeypatch.setattr(timezone, "now", lambda: clock.now)
    return clock


def line(article):
    every = [name for name, _at in history.names(article)]
    return history.lines(article, every, every)


def test_revisions_and_editions_are_one_line_newest_first(article, writer, editor):
    workflow.publish(article, by=editor, passed="essai")
    article.version = 2
    article.save()
    drafting.record(article, by=writer)
    workflow.correct(article, by=editor, note="Une faute.", passed="essai")
    restoring.name(Revision.objects.get(version=1), by=writer, words="Le début")
    found = line(article)
    assert [(one.name, one.by, one.before) for one in found] == [
        ("e2", editor, "e1"),
        ("v2", writer, "v1"),
        ("e1", editor, ""),
        ("v1", writer, ""),
    ]
    assert [one.revision.name for one in found if one.revision] == ["", "Le début"]
    assert [(one.seen.is_current, one.seen.is_ahead, one.seen.end) for one in found if one.edition] == [
        (True, False, None),
        (False, False, None),
    ]


def test_who_published_is_whom_the_log_names_for_that_edition(article, writer, editor, administrator):
    workflow.publish(article, by=editor, passed="essai")
    workflow.publish(article, by=administrator, passed="essai")
    assert [one.by for one in line(article) if one.edition] == [administrator, editor]


def test_edition_the_log_does_not_know_has_nobody(article, clock):
    factories.edition(key=article.key, slug=article.slug)
    assert [one.by for one in line(article) if one.edition] == [None]
    Edition.objects.update(printed_at=None)
    assert [one.by for one in line(article) if one.edition] == [None]


def test_end_of_an_edition_is_told_with_its_notice(article, editor, clock):
    workflow.publish(article, by=editor, passed="essai")
    clock.ahead(days=1)
    workflow.withdraw(article, by=editor, notice="Nous nous étions trompés.")
    clock.ahead(days=1)
    workflow.publish(article, by=editor, passed="essai", live_from=clock.now + timedelta(days=1))
    ahead, gone = [one.seen for one in line(article) if one.edition]
    assert (ahead.is_ahead, ahead.end, gone.end.notice) == (True, None, "Nous nous étions trompés.")


@pytest.mark.parametrize("number", [1, 120])
def test_line_takes_as_many_queries_for_one_as_for_a_hundred(article, editor, number, django_assert_num_queries):
    data = article.revisions.get().data
    Revision.objects.bulk_create(
        Revision(article=article, version=version, data=data, by=editor) for version in range(2, number + 1)
    )
    for _ in range(1 + number // 40):
        workflow.publish(article, by=editor, passed="essai")
    with django_assert_num_queries(6):
        assert len(line(article)) == number + 1 + number // 40


# --- what readers saw ------------------------------------------------------------------------------------


def test_readers_saw_what_the_website_answered_at_every_moment(article, editor, client, clock):
    """Asked of the website as the clock goes on, and of the past afterwards: the same."""
    other = factories.edition("La suite", live_from=clock.now - timedelta(days=1))
    answered = {}

    def ask():
        page = client.get("/articles/qui-a-signe/")
        shown = page.context["page"].edition.number if page.status_code == 200 else None
        notice = page.context.get("notice") if page.status_code == 410 else None
        answered[clock.now] = (shown, page.status_code == 410, notice and notice.notice)
        clock.ahead(hours=1)

    ask()
    workflow.publish(article, by=editor, passed="essai")
    ask()
    workflow.correct(article, by=editor, note="Faux.", passed="essai")
    ask()
    workflow.publish(article, by=editor, passed="essai", live_from=clock.now + 90 * MINUTE)
    for _ in range(3):
        ask()
    workflow.withdraw(article, by=editor, notice="Retiré.", replacement=other.key)
    ask()
    workflow.publish(article, by=editor, passed="essai", live_until=clock.now + 90 * MINUTE, notice="Fini.")
    for _ in range(3):
        ask()
    assert [one for one, _gone, _notice in answered.values()] == [None, 1, 2, 2, 2, 3, None, 4, 4, None]
    for at, told in answered.items():
        sight = history.sight(article, at)
        shown = sight.edition and sight.edition.number
        assert (shown, bool(sight.last), sight.notice and sight.notice.notice) == told


def test_moments_at_which_something_changed_are_those_of_the_editions(article, editor, clock):
    start = clock.now
    assert history.changes(article, start, clock.ahead(days=1)) == []
    first = clock.now
    workflow.publish(article, by=editor, passed="essai")
    second = clock.ahead(hours=2)
    workflow.correct(article, by=editor, note="Faux.", passed="essai")
    third = clock.ahead(hours=2)
    workflow.withdraw(article, by=editor, notice="Retiré.")
    assert Withdrawal.objects.count() == 1
    assert history.changes(article, start, clock.now) == [first, second, third]
    assert history.changes(article, second, second + MINUTE) == [second]
