"""The figures of the inbox against messages one can count on one's fingers."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from tests import factories
from veille.contact import counts
from veille.contact.models import Inquiry
from veille.contact.subjects import Subject

PARIS = ZoneInfo("Europe/Paris")
PAGE = "/admin/contact/inquiry/figures/"


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


@pytest.fixture
def came(inquiry, monkeypatch):
    """On Wednesday 25 November 2026: `came("2026-11-23 10:00", after=3)`, answered so many hours later."""
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 25, 12, tzinfo=PARIS))

    def make(text, *, after=None, **fields):
        message = inquiry(subject=fields.pop("subject", None))
        at = datetime.fromisoformat(text).replace(tzinfo=PARIS)
        answered = None if after is None else at + timedelta(hours=after)
        Inquiry.objects.filter(pk=message.pk).update(received_at=at, answered_at=answered, **fields)
        return message

    return make


def test_messages_are_counted_by_the_week_of_their_receipt(came):
    came("2026-11-23 00:00", after=2)
    came("2026-11-22 23:59", after=10)
    came("2026-11-16 00:00", after=4)
    came("2026-11-16 09:00")
    came("2026-11-24 09:00", status="suspect")
    came("2026-11-15 23:59")
    weeks = counts.by_week(counts.since(2))
    assert [(w.start.isoformat(), w.received, w.set_aside, w.answered, w.median) for w in weeks] == [
        ("2026-11-16", 3, 0, 2, 7.0), ("2026-11-23", 1, 1, 1, 2.0),
    ]  # fmt: skip
    assert counts.median_hours(weeks) == 4.0


def test_weeks_begin_on_our_clock_across_its_change(came):
    """On 25 October 2026 at 3:00 it is 2:00 again."""
    came("2026-10-25 23:30")
    came("2026-10-26 00:30")
    weeks = {week.start.isoformat(): week.received for week in counts.by_week(counts.since(6))}
    assert (weeks["2026-10-19"], weeks["2026-10-26"]) == (1, 1)


def test_nothing_received_has_no_median(db):
    weeks = counts.by_week(counts.since(4))
    assert (len(weeks), counts.median_hours(weeks), counts.by_page(counts.since(4))) == (4, None, [])


def test_pages_and_themes_are_counted_from_the_most_to_the_fewest(came):
    climate, money = factories.tag("Climat"), factories.tag("Argent")
    first, second = factories.edition("Une", tags=[climate, money]), factories.edition("Deux", tags=[climate])
    gone = factories.withdrawn("Partie", tags=[money])
    for edition, times in ((first, 1), (second, 2), (gone, 1)):
        for _ in range(times):
            came("2026-11-24 09:00", subject=Subject(edition.title, edition.get_absolute_url(), edition.key))
    came("2026-11-24 09:00", subject=Subject("Sommet", "/sommets/x/"))
    came("2026-11-24 09:00")
    came("2026-11-24 09:00", status="suspect", subject=Subject("Deux", second.get_absolute_url(), second.key))
    came("2026-09-24 09:00", subject=Subject("Deux", second.get_absolute_url(), second.key))
    start = counts.since(4)
    assert [(title, count) for title, _path, count in counts.by_page(start)] == [
        ("Deux", 2), ("", 1), ("Partie", 1), ("Sommet", 1), ("Une", 1),
    ]  # fmt: skip
    assert counts.by_theme(start) == [("Climat", 3), ("Argent", 1)]


def test_picture_has_a_bar_a_week_the_fullest_in_full():
    bars = counts.sparkline([0, 5, 10, 0], width=400, height=60)
    assert [(bar.x, bar.y, bar.height) for bar in bars] == [(0, 60, 0), (100, 30, 30), (200, 0, 60), (300, 60, 0)]
    assert [bar.height for bar in counts.sparkline([0, 0])] == [0, 0]


def test_page_tells_the_figures_and_how_they_are_meant(desk, came):
    came("2026-11-23 10:00", after=7.5)
    page = desk.get(PAGE, {"semaines": "4"})
    text = " ".join(page.text.split())
    assert "<strong>7,5 h</strong>" in text
    assert "heures écoulées" in text
    assert text.count("<rect") == 4
    assert (len(page.context["weeks"]), page.context["total"]) == (4, 1)


@pytest.mark.parametrize("asked", ["", "x", "-1", "5", "9" * 400, "²"])
def test_period_that_is_none_is_the_usual_one(desk, asked):
    assert desk.get(PAGE, {"semaines": asked}).context["period"] == 13


def test_tables_are_files_without_formula_cells(desk, came):
    came("2026-11-23 10:00", after=1, subject=Subject("=1+1", "/articles/x/"))

    def lines(table):
        response = desk.get(f"{PAGE}export/", {"tableau": table, "semaines": "4"})
        return b"".join(response).decode("utf-8-sig").split("\r\n")

    assert lines("pages")[:2] == ["Page;Adresse;Messages", "'=1+1;/articles/x/;1"]
    assert lines("semaines")[-2] == "2026-11-23;1;0;1;1,0"
    assert lines("themes") == ["Thème;Messages", ""]
    assert len(lines("autre")) == 6
