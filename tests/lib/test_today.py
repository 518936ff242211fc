"""What waits for whom on the first page: how many, since when, and one click to the same rows."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests import factories
from veille.articles import workflow
from veille.articles.models import Article
from veille.lib import today
from veille.review.models import ReviewRequest

INDEX = "/admin/"


def panels(client):
    return {panel.title: panel for panel in client.get(INDEX).context["panels"]}


def at_this_hour(days_ago):
    """As the calendar counts: so many times twenty-four hours ago may be another day, when clocks were changed between."""
    return timezone.localtime() - timedelta(days=days_ago)


def written(owner, title="Note", days_ago=0, **fields):
    """An article as it was left so many days ago."""
    slug = fields.pop("slug", "") or title.lower().replace(" ", "-")
    article = Article.objects.create(title=title, slug=slug, owner=owner, **fields)
    then = at_this_hour(days_ago)
    Article.objects.filter(pk=article.pk).update(updated_at=then, stage_at=then)
    return article


@pytest.mark.parametrize(
    ("days", "words"),
    [(-1, "depuis aujourd’hui"), (0, "depuis aujourd’hui"), (1, "depuis hier"), (3, "depuis 3 jours")],
)
def test_age_is_told_in_days_of_the_calendar(days, words):
    assert today.waiting_since(at_this_hour(days)) == words


def test_nothing_waits_is_told_in_a_friendly_way(client, writer):
    client.force_login(writer)
    text = client.get(INDEX).text
    assert "Rien ne vous attend." in text
    assert "<title>Aujourd’hui · Veille</title>" in text
    assert '<a href="/admin/" aria-current="page">Aujourd’hui</a>' in text


def test_writer_finds_her_drafts_the_oldest_first(client, writer, editor):
    for days in (0, 5, 2, 1):
        written(writer, f"Il y a {days}", days)
    written(editor, "À un autre")
    client.force_login(writer)
    panel = panels(client)["Mes brouillons"]
    assert ([line[0] for line in panel.lines], panel.count, panel.age) == (
        ["Il y a 5", "Il y a 2", "Il y a 1"],
        4,
        "depuis 5 jours",
    )


def test_writer_finds_what_was_sent_back_with_the_word_and_no_longer_among_her_drafts(client, writer, editor):
    written(writer, "Renvoyé", 3, stage_note="Sourcer le total")
    client.force_login(writer)
    assert list(panels(client)) == ["Renvoyés à votre attention"]
    [panel] = panels(client).values()
    assert (panel.lines[0][0], panel.lines[0][2], panel.age) == ("Renvoyé", "« Sourcer le total »", "depuis 3 jours")
    client.force_login(editor)
    assert panels(client) == {}


def test_editor_finds_what_waits_since_it_was_submitted(client, writer, editor):
    written(writer, "Soumis", 2, stage="in_review")
    Article.objects.update(updated_at=timezone.now() - timedelta(days=40))
    client.force_login(editor)
    panel = panels(client)["À relire"]
    assert (panel.lines[0][0], panel.lines[0][2], panel.count, panel.age) == (
        "Soumis",
        "Rédactrice",
        1,
        "depuis 2 jours",
    )
    client.force_login(writer)
    assert "À relire" not in panels(client)


def test_submitting_and_sending_back_start_the_wait_anew(writer, editor):
    article = written(writer, "Note", 9, lead="l", body="<p>Un texte.</p>")
    article.articleauthor_set.create(author=factories.author())
    workflow.submit(article, by=writer)
    article.refresh_from_db()
    assert timezone.now() - article.stage_at < timedelta(minutes=1)


def test_what_goes_out_within_a_week_is_announced_the_next_first(client, writer):
    for title, hours in [("Demain", 24), ("Dans six jours", 6 * 24), ("Plus tard", 8 * 24), ("Déjà", -1)]:
        article = written(writer, title)
        factories.edition(title, key=article.key, live_from=hours)
    client.force_login(writer)
    panel = panels(client)["Paraît sous 7\u00a0jours"]
    assert ([line[0] for line in panel.lines], panel.count) == (["Demain", "Dans six jours"], 2)
    assert panel.age.startswith("le premier le ")


def test_sources_readers_see_unchecked_are_named(client, writer):
    on = timezone.localdate()
    seen = [
        factories.source("Sans adresse", address="", consulted_on=on),
        factories.source("Jamais ouverte"),
        factories.source("Vérifiée", consulted_on=on),
    ]
    factories.source("Nulle part citée", address="")
    factories.edition(sources=seen, live_from=timezone.now())  # an hour ago may be yesterday
    factories.edition(sources=[factories.source("Pas encore en ligne")], live_from=5)
    client.force_login(writer)
    panel = panels(client)["Sources à vérifier"]
    assert sorted((line[0], str(line[2])) for line in panel.lines) == [
        ("Jamais ouverte", "jamais consultée"),
        ("Sans adresse", "sans adresse"),
    ]
    assert panel.age == "depuis aujourd’hui"


@pytest.fixture
def everything(editor, request):
    def make(number):
        for n in range(number):
            asked = written(editor, f"Relire {n}", stage="in_review")
            ReviewRequest.objects.create(article=asked, person=editor, by=editor)
            written(editor, f"Renvoyé {n}", stage_note="Un mot")
            written(editor, f"Brouillon {n}")
            planned = written(editor, f"Prévu {n}", stage_note="x")
            Article.objects.filter(pk=planned.pk).update(stage_note="", updated_at=timezone.now())
            factories.edition(f"Prévu {n}", key=planned.key, live_from=2)
            factories.edition(sources=[factories.source()])
            factories.figure(sources=[dead_source()])
            message(n)

    return make


def dead_source(title=None, *, days_ago=0, **fields):
    failing_since = at_this_hour(days_ago)
    known = {"link_found": "gone", "link_dead_since": failing_since, "link_checked_at": timezone.now()}
    return factories.source(title, **known | fields)


def test_dead_links_of_cited_sources_are_named_the_oldest_first(client, writer):
    dead = [dead_source(f"Depuis {days}", days_ago=days) for days in (2, 30, 9, 1)]
    copied = dead_source("Copiée", archived_address="https://archive.example/1")
    factories.edition(sources=[*dead, copied, factories.source("Vive")])
    dead_source("Nulle part citée", days_ago=90)
    client.force_login(writer)
    panel = panels(client)["Liens morts"]
    assert ([line[0] for line in panel.lines], panel.count, panel.age) == (
        ["Depuis 30", "Depuis 9", "Depuis 2"],
        4,
        "depuis 30 jours",
    )
    assert str(panel.lines[0][2]) == "page disparue (404 ou 410)"
    rows = client.get(panel.more).context["cl"].result_list
    assert {row.title for row in rows} == {one.title for one in dead}


def message(n):
    from veille.contact.models import Inquiry

    Inquiry.objects.create(
        reference=f"V-{n}", email="a@example.org", message="m", sending=str(n), consent="c", consent_version=1
    )


@pytest.mark.parametrize("number", [1, 12])
def test_first_page_takes_as_many_queries_for_one_as_for_twelve(
    client, editor, administrator, everything, number, django_assert_num_queries
):
    everything(number)
    editor.groups.set([*administrator.groups.all()])
    client.force_login(editor)
    client.get(INDEX)
    with django_assert_num_queries(15):
        found = panels(client)
    assert {title: panel.count for title, panel in found.items() if title != "À renseigner"} == dict.fromkeys(
        ["On vous le demande", "À relire", "Renvoyés à votre attention", "Messages sans réponse", "Mes brouillons", "Paraît sous 7\u00a0jours",
         "Sources à vérifier", "Liens morts"], number
    )  # fmt: skip


def test_one_click_leads_to_the_rows_that_were_counted(client, editor, everything):
    everything(4)
    client.force_login(editor)
    found = panels(client)
    assert len(found) == 8
    assert {
        title: client.get(panel.more).context["cl"].result_count for title, panel in found.items()
    } == dict.fromkeys(found, 4)
    page = client.get(INDEX).text
    assert len(re.findall(r'class="today__count"', page)) == 8
    for panel in found.values():
        assert page.count(f'href="{panel.more.replace("&", "&amp;")}"') == 2
        assert len(panel.lines) == 3
