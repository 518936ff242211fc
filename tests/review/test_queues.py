"""What colleagues ask of one person: on the first page in one query, and as a filter of the list of articles."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from tests import factories
from tests.articles.desk import plain
from veille.articles.models import Article
from veille.review import asking, following, queues, remarks
from veille.review.models import Remark, ReviewRequest

INDEX = "/admin/"
LIST = "/admin/articles/article/"
TITLE = "On vous le demande"


def panel(client, user):
    client.force_login(user)
    return {one.title: one for one in client.get(INDEX).context["panels"]}.get(TITLE)


def lines(found):
    return [(text, plain(str(detail))) for text, _address, detail in found.lines]


def day(ahead):
    return timezone.localdate() + timedelta(days=ahead)


@pytest.fixture
def asked(draft, writer, colleague):
    """An article that `colleague` is asked to read since some days: `asked("Titre", since=2, due=-1)`."""

    def make(title, *, since=0, due=None):
        article = draft(title, stage="in_review")
        at = timezone.now() - timedelta(days=since)
        ReviewRequest.objects.create(
            article=article, person=colleague, by=writer, asked_at=at, due_on=None if due is None else day(due)
        )
        return article

    return make


@pytest.fixture
def called(draft, writer, colleague):
    """A remark that calls `colleague` since some days."""

    def make(title, *, since=0, words="@Anne Martin, une source ?"):
        made = remarks.remark(draft(title), words=words, version=1, by=writer)
        Remark.objects.filter(pk=made.pk).update(at=timezone.now() - timedelta(days=since))
        return made

    return make


def test_most_overdue_stands_first_then_what_waits_longest(client, colleague, asked, called, monkeypatch):
    monkeypatch.setattr(queues.today, "SHOWN", 9)
    reads = {
        title: asked(title, since=since, due=due)
        for title, since, due in [("Sans jour", 3, None), ("Demain", 1, 1), ("Hier", 2, -1), ("Il y a un mois", 2, -30)]
    }
    remark = called("Source", since=5)
    found = panel(client, colleague)
    assert [line[0] for line in found.lines] == ["Il y a un mois", "Hier", "Source", "Sans jour", "Demain"]
    assert (found.count, found.age) == (5, "depuis 5 jours")
    assert lines(found)[1:] == [
        ("Hier", f"en retard : à relire pour le {date_format(day(-1), 'j F')}, demandé par Rédactrice"),
        ("Source", "Rédactrice attend votre réponse"),
        ("Sans jour", "à relire, demandé par Rédactrice"),
        ("Demain", f"à relire pour le {date_format(day(1), 'j F')}, demandé par Rédactrice"),
    ]
    assert found.lines[2][1] == f"{LIST}{remark.article_id}/review/read/#remarque-{remark.pk}"
    assert found.lines[1][1] == f"{LIST}{reads['Hier'].pk}/review/read/"


def test_wanted_today_is_not_late(client, colleague, asked):
    asked("Aujourd’hui", due=0)
    assert "en retard" not in str(panel(client, colleague).lines)


def test_nobody_else_finds_what_is_asked_of_one(client, writer, editor, colleague, asked, called):
    asked("À lire")
    called("Appelle")
    assert panel(client, writer) is None
    assert panel(client, editor) is None
    colleague.groups.clear()
    assert panel(client, colleague) is None


def test_what_was_answered_taken_back_sent_back_or_printed_waits_no_more(client, colleague, writer, asked):
    articles = [asked(title) for title in ("Répondu", "Repris", "Renvoyé", "Imprimé")]
    asking.answer(articles[0], by=colleague, answer="approved", words="", version=1)
    asking.take_back(ReviewRequest.objects.get(article=articles[1]), by=writer)
    Article.objects.filter(pk=articles[2].pk).update(stage="draft")
    factories.edition(key=articles[3].key)
    assert panel(client, colleague) is None


def test_remark_waits_until_it_is_answered_or_settled(client, colleague, writer, called):
    first, second, third = called("Un"), called("Deux"), called("Trois")
    remarks.remark(first.article, words="La voici.", version=1, by=colleague, thread=first)
    remarks.resolve(second, by=writer)
    found = panel(client, colleague)
    assert [line[0] for line in found.lines] == ["Trois"]
    remarks.remark(third.article, words="Merci.", version=1, by=writer, thread=third)
    assert panel(client, colleague).count == 1
    again = remarks.remark(first.article, words="@Anne Martin, et la page ?", version=1, by=writer, thread=first)
    assert sorted(line[1].split("#")[1] for line in panel(client, colleague).lines) == sorted(
        [f"remarque-{third.pk}", f"remarque-{again.pk}"]
    )


def test_who_calls_oneself_is_asked_nothing(client, writer, called):
    called("Note", words="@Rédactrice, à revoir")
    assert panel(client, writer) is None


@pytest.mark.parametrize("number", [1, 12])
def test_panel_is_one_query(colleague, asked, called, number, django_assert_num_queries):
    for n in range(number):
        asked(f"À lire {n}", due=-n)
        called(f"Appelle {n}")
    with django_assert_num_queries(1):
        assert len(queues.asks_of(colleague)) == 2 * number


# --- the list of articles ---------------------------------------------------------------------------


def titles(client, address):
    return sorted(str(one) for one in client.get(address).context["cl"].result_list)


def test_one_click_leads_to_the_articles_that_wait(client, colleague, writer, asked, called, draft):
    draft("À personne")
    done = asked("Répondu")
    asking.answer(done, by=colleague, answer="approved", words="", version=1)
    asked("À lire")
    article = called("Appelle").article
    remarks.remark(article, words="@Anne Martin ?", version=1, by=writer)
    found = panel(client, colleague)
    assert (found.count, titles(client, found.more)) == (3, ["Appelle", "À lire"])


def test_list_shows_what_one_follows_and_what_all_is(client, colleague, writer, draft):
    followed = draft("Suivi")
    draft("Autre")
    following.follow(followed, by=colleague)
    client.force_login(colleague)
    assert titles(client, f"{LIST}?pour-moi=suivi") == ["Suivi"]
    assert titles(client, f"{LIST}?pour-moi=demande") == []
    assert titles(client, f"{LIST}?pour-moi=autre") == ["Autre", "Suivi"]
    page = client.get(LIST).text
    assert "on attend ma lecture ou ma réponse" in page
    assert "suivi par moi" in page
    client.force_login(writer)
    assert titles(client, f"{LIST}?pour-moi=suivi") == []


@pytest.mark.parametrize("number", [1, 12])
@pytest.mark.parametrize("value", ["demande", "suivi"])
def test_filtered_list_takes_as_many_queries_for_one_as_for_twelve(
    client, colleague, asked, value, number, django_assert_num_queries
):
    for n in range(number):
        following.follow(asked(f"À lire {n}"), by=colleague)
    client.force_login(colleague)
    address = f"{LIST}?pour-moi={value}"
    client.get(address)
    with django_assert_num_queries(9):
        assert len(titles(client, address)) == number
