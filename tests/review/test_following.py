"""Following articles and handing one over: each verb once done, and each way it is refused; and what is news to whom."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import factories
from tests.articles.desk import plain
from tests.review.conftest import at_once
from veille.accounts import trace
from veille.accounts.models import Trace, User
from veille.articles.models import Article
from veille.articles.workflow import Refused
from veille.review import following, remarks
from veille.review.models import Follow, Remark, ReviewLink


@pytest.fixture
def guest(db):
    """An account without a role."""
    return User.objects.create_user("sans-role@example.org", "x", name="Sans rôle")


def refused(verb, *args, **given):
    with pytest.raises(Refused) as refusal:
        verb(*args, **given)
    return plain(str(refusal.value))


def followers(article):
    return sorted(str(one.person) for one in Follow.objects.filter(article=article).select_related("person"))


# --- following --------------------------------------------------------------------------------------


def test_following_twice_is_once_and_so_is_its_end(article, colleague, editor):
    for _ in range(2):
        following.follow(article, by=colleague)
    following.follow(article, by=editor)
    assert followers(article) == ["Anne Martin", "Éditeur"]
    for _ in range(2):
        following.unfollow(article, by=colleague)
    assert followers(article) == ["Éditeur"]


def test_who_may_not_read_articles_follows_none(article, guest):
    assert refused(following.follow, article, by=guest) == "Votre rôle ne permet pas de lire les articles."
    assert followers(article) == []


@pytest.mark.django_db(transaction=True)
def test_following_twice_at_once_is_once(article, colleague):
    at_once(*[lambda: following.follow(article, by=colleague)] * 3)
    assert followers(article) == ["Anne Martin"]


# --- handing over -----------------------------------------------------------------------------------


def test_handing_over_puts_a_colleague_in_charge_and_changes_nothing_written(article, writer, colleague):
    before = Article.objects.values("version", "updated_at", "updated_by", "stage", "body").get(pk=article.pk)
    following.hand_over(article, to=colleague, by=writer, words=" Je pars. ")
    article.refresh_from_db()
    assert article.owner == colleague
    assert Article.objects.values("version", "updated_at", "updated_by", "stage", "body").get(pk=article.pk) == before
    assert followers(article) == ["Rédactrice"]
    line = Trace.objects.get()
    assert (line.who, line.verb, plain(line.note)) == (writer, "handed_over", "Anne Martin : Je pars.")


def test_whoever_was_in_charge_follows_on_unless_their_account_is_closed(article, writer, editor, colleague):
    User.objects.filter(pk=writer.pk).update(is_active=False)
    following.hand_over(article, to=colleague, by=editor)
    assert followers(article) == []


def test_article_nobody_has_in_charge_is_taken(article, editor):
    Article.objects.update(owner=None)
    following.hand_over(article, to=editor, by=editor)
    article.refresh_from_db()
    assert (article.owner, followers(article), Trace.objects.get().note) == (editor, [], "Éditeur")


def test_handing_over_is_refused_with_the_reason_and_changes_nothing(article, writer, colleague, guest):
    def hand_over(to, by):
        return refused(following.hand_over, article, to=to, by=by)

    assert hand_over(colleague, guest) == "Votre rôle ne permet pas de modifier les articles."
    assert hand_over(guest, writer) == "Ce collègue ne peut pas écrire d’articles."
    assert hand_over(writer, writer) == "Ce collègue est déjà chargé de l’article."
    User.objects.filter(pk=colleague.pk).update(is_active=False)
    assert hand_over(User.objects.get(pk=colleague.pk), writer) == "Ce collègue ne peut pas écrire d’articles."
    article.refresh_from_db()
    assert (article.owner, followers(article), Trace.objects.count()) == (writer, [], 0)
    Article.objects.filter(pk=article.pk).delete()
    assert hand_over(colleague, writer) == "Cet article n’existe plus."


@pytest.mark.django_db(transaction=True)
def test_two_who_hand_it_over_at_once_do_so_one_after_the_other(article, writer, editor, colleague):
    results = at_once(
        lambda: following.hand_over(article, to=colleague, by=writer),
        lambda: following.hand_over(article, to=editor, by=writer),
    )
    assert results == [None, None]
    article.refresh_from_db()
    other = {"Anne Martin": "Éditeur", "Éditeur": "Anne Martin"}[str(article.owner)]
    assert followers(article) == sorted(["Rédactrice", other])
    assert Trace.objects.order_by("pk").last().note == str(article.owner)


# --- news -------------------------------------------------------------------------------------------


def news(person, *, hours=1, until=0):
    now = timezone.now()
    found = following.news_of(person, since=now - timedelta(hours=hours), until=now + timedelta(hours=until, seconds=1))
    return [(str(one.article), one.lines) for one in found]


def test_news_are_what_others_did_with_what_one_follows_or_has_in_charge(draft, writer, editor, colleague):
    mine, followed, other = draft("À moi"), draft("Suivi", owner=editor), draft("Autre", owner=editor)
    following.follow(followed, by=writer)
    for article in (followed, mine, other):
        trace.record(editor, Trace.Verb.CHANGED, article)
        trace.record(writer, Trace.Verb.PUBLISHED, article)
    trace.record(colleague, Trace.Verb.SENT_BACK, mine)
    trace.record(editor, Trace.Verb.CHANGED, mine)
    assert news(writer) == [
        ("Suivi", ["Éditeur a modifié cet article"]),
        ("À moi", ["Éditeur a modifié cet article", "Anne Martin a renvoyé cet article"]),
    ]
    assert news(colleague) == []


def test_remarks_of_others_are_news_without_their_words(article, writer, colleague):
    link = ReviewLink.objects.create(
        article=article, name="Claire", by=writer, expires_at=timezone.now() + timedelta(days=1)
    )
    remarks.remark(article, words="Secret.", version=1, by=colleague)
    remarks.remark(article, words="Secret.", version=1, link=link)
    remarks.remark(article, words="Merci.", version=1, by=writer)
    assert news(writer) == [
        (
            "Qui a signé",
            ["Anne Martin a fait une remarque sur cet article", "Claire a fait une remarque sur cet article"],
        )
    ]


def test_news_are_of_the_time_asked_for(article, writer, editor):
    trace.record(editor, Trace.Verb.CHANGED, article)
    remarks.remark(article, words="Bien.", version=1, by=editor)
    Remark.objects.update(at=timezone.now() - timedelta(hours=3))
    assert news(writer) == [("Qui a signé", ["Éditeur a modifié cet article"])]
    assert news(writer, until=-0.5) == []
    assert news(writer, hours=4, until=-2) == [("Qui a signé", ["Éditeur a fait une remarque sur cet article"])]


def test_lines_about_other_objects_with_the_same_key_are_no_news(article, writer, editor):
    tag = factories.tag(pk=article.pk)
    trace.record(editor, Trace.Verb.CHANGED, tag)
    assert news(writer) == []


def test_very_much_news_is_cut_from_its_beginning(article, writer, editor, monkeypatch):
    monkeypatch.setattr(following, "MOST", 2)
    for verb in (Trace.Verb.CHANGED, Trace.Verb.SUBMITTED, Trace.Verb.SENT_BACK):
        trace.record(editor, verb, article)
    assert news(writer) == [("Qui a signé", ["Éditeur a fait relire cet article", "Éditeur a renvoyé cet article"])]


@pytest.mark.parametrize("number", [1, 12])
def test_news_take_three_queries_for_one_article_as_for_twelve(
    draft, writer, editor, colleague, number, django_assert_num_queries
):
    for n in range(number):
        article = draft(f"Note {n}", owner=editor if n % 2 else writer)
        following.follow(article, by=writer)
        trace.record(editor, Trace.Verb.CHANGED, article)
        remarks.remark(article, words=str(n), version=1, by=colleague)
    with django_assert_num_queries(3):
        assert len(news(writer)) == number
    with django_assert_num_queries(2):
        assert news(colleague) == []


@pytest.mark.parametrize("number", [1, 12])
def test_handing_over_takes_as_many_queries_for_one_follower_as_for_twelve(
    article, writer, colleague, number, django_assert_num_queries, django_user_model
):
    for n in range(number):
        Follow.objects.create(article=article, person=django_user_model.objects.create_user(f"{n}@example.org", name=n))
    with django_assert_num_queries(15):
        following.hand_over(article, to=colleague, by=writer)
