"""Asking colleagues to read an article, and what they answer: each verb once done, and each way it is refused."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import factories
from tests.articles.desk import plain
from tests.review.conftest import at_once
from veille.accounts.models import Trace, User
from veille.articles.models import Article
from veille.articles.workflow import Refused
from veille.review import asking
from veille.review.models import ReviewRequest

NOBODY_NEW = "Choisissez quelqu’un d’autre que vous, à qui rien n’est encore demandé."
CANNOT_ASK = "Votre rôle ne permet pas de demander une relecture."


@pytest.fixture
def guest(db):
    """An account without a role."""
    return User.objects.create_user("sans-role@example.org", "x", name="Sans rôle")


def refused(verb, *args, **given):
    with pytest.raises(Refused) as refusal:
        verb(*args, **given)
    return plain(str(refusal.value))


def states():
    rows = ReviewRequest.objects.order_by("pk")
    return [(str(one.person), one.answer, one.version, one.taken_back_at is not None) for one in rows]


def traced():
    return [(str(line.who), line.verb, line.note) for line in Trace.objects.order_by("pk")]


# --- asking -----------------------------------------------------------------------------------------


def test_asking_submits_the_article_and_keeps_the_day_and_the_word(article, writer, colleague, editor):
    due_on = timezone.localdate() + timedelta(days=7)
    made = asking.ask(article, [colleague, editor], by=writer, due_on=due_on, words=" Les chiffres. ")
    article.refresh_from_db()
    assert (article.stage, article.stage_note, article.version) == ("in_review", "Les chiffres.", 1)
    assert [(one.person, one.by, one.due_on, one.words, one.is_late) for one in made] == [
        (colleague, writer, due_on, "Les chiffres.", False),
        (editor, writer, due_on, "Les chiffres.", False),
    ]
    assert traced() == [
        ("Rédactrice", "submitted", "Les chiffres."),
        ("Rédactrice", "asked", "Anne Martin, Éditeur"),
    ]


def test_article_already_in_review_stays_as_it_is(draft, writer, colleague):
    article = draft(stage="in_review")
    asking.ask(article, [colleague], by=writer, due_on=timezone.localdate(), words="Vite.")
    article.refresh_from_db()
    assert (article.stage, article.stage_note) == ("in_review", "")
    assert [verb for _who, verb, _note in traced()] == ["asked"]


def test_whoever_is_asked_already_is_not_asked_twice(article, writer, colleague, editor):
    asking.ask(article, [colleague], by=writer)
    assert [str(one) for one in asking.ask(article, [colleague, editor, editor], by=writer)] == [
        "Qui a signé · Éditeur"
    ]
    assert refused(asking.ask, article, [colleague, editor, writer], by=writer) == NOBODY_NEW
    assert states() == [("Anne Martin", "", None, False), ("Éditeur", "", None, False)]


def test_whoever_answered_or_was_let_off_may_be_asked_again(article, writer, colleague, editor):
    [_first, second] = asking.ask(article, [colleague, editor], by=writer)
    asking.answer(article, by=colleague, answer="approved", words="", version=1)
    asking.take_back(second, by=writer)
    assert len(asking.ask(article, [colleague, editor], by=writer)) == 2


def test_what_was_asked_before_an_edition_was_printed_is_asked_no_more(article, writer, colleague):
    asking.ask(article, [colleague], by=writer)
    factories.edition(key=article.key)
    assert list(ReviewRequest.objects.open()) == []
    assert len(asking.ask(article, [colleague], by=writer)) == 1
    assert ReviewRequest.objects.open().count() == 1


def test_asking_is_refused_with_the_reason_and_changes_nothing(article, writer, colleague, guest):
    yesterday = timezone.localdate() - timedelta(days=1)
    assert refused(asking.ask, article, [colleague], by=guest) == CANNOT_ASK
    assert refused(asking.ask, article, [colleague], by=writer, due_on=yesterday) == "Ce jour est déjà passé."
    assert refused(asking.ask, article, [], by=writer) == NOBODY_NEW
    assert refused(asking.ask, article, [writer], by=writer) == NOBODY_NEW
    cannot = "Ce collègue ne peut pas lire les articles."
    assert refused(asking.ask, article, [colleague, guest], by=writer) == cannot
    User.objects.filter(pk=colleague.pk).update(is_active=False)
    assert refused(asking.ask, article, [User.objects.get(pk=colleague.pk)], by=writer) == cannot
    article.refresh_from_db()
    assert (article.stage, states(), traced()) == ("draft", [], [])


def test_article_that_cannot_be_read_yet_is_asked_for_by_nobody(article, writer, colleague):
    Article.objects.update(lead="", body="")
    assert refused(asking.ask, article, [colleague], by=writer).startswith("Avant la relecture : ")
    assert (states(), traced()) == ([], [])


def test_article_that_is_gone_is_told(article, writer, colleague):
    Article.objects.filter(pk=article.pk).delete()
    gone = "Cet article n’existe plus."
    assert refused(asking.ask, article, [colleague], by=writer) == gone
    assert refused(asking.answer, article, by=colleague, answer="approved", words="", version=1) == gone


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_the_same_colleague_at_once_ask_once(article, writer, editor, colleague):
    results = at_once(
        lambda: asking.ask(article, [colleague], by=writer), lambda: asking.ask(article, [colleague], by=editor)
    )
    assert sorted(type(one) for one in results if isinstance(one, Refused)) == [Refused]
    assert states() == [("Anne Martin", "", None, False)]


def test_request_is_late_the_day_after_until_it_is_answered(article, writer, colleague):
    [request] = asking.ask(article, [colleague], by=writer, due_on=timezone.localdate())
    assert not request.is_late
    request.due_on -= timedelta(days=1)
    assert request.is_late
    request.answered_at = timezone.now()
    assert not request.is_late


# --- answering --------------------------------------------------------------------------------------


def test_answer_fills_in_what_was_asked(article, writer, colleague):
    asking.ask(article, [colleague], by=writer)
    asking.answer(article, by=colleague, answer="objected", words=" Le total. ", version=1)
    request = ReviewRequest.objects.get()
    assert (request.by, request.answer_words, request.answered_at is not None) == (writer, "Le total.", True)
    assert states() == [("Anne Martin", "objected", 1, False)]
    assert traced()[-1] == ("Anne Martin", "objected", "Le total.")


def test_who_was_not_asked_answers_of_their_own_accord(article, colleague):
    asking.answer(article, by=colleague, answer="approved", words="", version=1)
    assert ReviewRequest.objects.get().by == colleague
    assert asking.approved_by(article) == {colleague.pk}


def test_last_answer_to_the_saved_version_counts(article, colleague, editor):
    asking.answer(article, by=colleague, answer="approved", words="", version=1)
    asking.answer(article, by=editor, answer="approved", words="", version=1)
    asking.answer(article, by=colleague, answer="objected", words="Non.", version=1)
    assert asking.approved_by(article) == {editor.pk}
    asking.answer(article, by=colleague, answer="approved", words="", version=1)
    assert asking.approved_by(article) == {editor.pk, colleague.pk}
    Article.objects.update(version=2)
    article.refresh_from_db()
    assert asking.approved_by(article) == set()


def test_second_click_answers_once(article, writer, colleague):
    asking.ask(article, [colleague], by=writer)
    for _ in range(2):
        asking.answer(article, by=colleague, answer="approved", words="", version=1)
    assert states() == [("Anne Martin", "approved", 1, False)]
    assert [verb for _who, verb, _note in traced()].count("approved") == 1


def test_answer_is_refused_with_the_reason_and_changes_nothing(article, writer, colleague, guest):
    asking.ask(article, [colleague], by=writer)
    before = (states(), traced())

    def answer(by, answer, version=1):
        return refused(asking.answer, article, by=by, answer=answer, words=" ", version=version)

    assert answer(guest, "approved") == "Votre rôle ne permet pas de lire les articles."
    assert answer(colleague, "objected") == "Dites ce qu’il faut changer."
    assert answer(colleague, "approved", version=2) == (
        "Le texte a changé depuis que vous avez ouvert cette page : relisez-le, puis répondez."
    )
    assert (states(), traced()) == before


@pytest.mark.django_db(transaction=True)
def test_same_answer_twice_at_once_is_one(article, writer, colleague):
    asking.ask(article, [colleague], by=writer)

    def answer():
        return asking.answer(article, by=colleague, answer="approved", words="", version=1).pk

    [first, second] = at_once(answer, answer)
    assert first == second
    assert states() == [("Anne Martin", "approved", 1, False)]


@pytest.mark.django_db(transaction=True)
def test_answer_and_taking_back_at_once_leave_one_of_both(article, writer, colleague):
    [request] = asking.ask(article, [colleague], by=writer)
    at_once(
        lambda: asking.answer(article, by=colleague, answer="approved", words="", version=1),
        lambda: asking.take_back(request, by=writer),
    )
    assert sorted(states()) in (
        [("Anne Martin", "approved", 1, False)],
        [("Anne Martin", "", None, True), ("Anne Martin", "approved", 1, False)],
    )
    assert asking.approved_by(article) == {colleague.pk}


# --- taking back ------------------------------------------------------------------------------------


def test_request_is_taken_back_once_and_an_answer_stays(article, writer, colleague, editor):
    [first, second] = asking.ask(article, [colleague, editor], by=writer)
    asking.take_back(first, by=writer)
    at = ReviewRequest.objects.get(pk=first.pk).taken_back_at
    asking.take_back(first, by=writer)
    assert ReviewRequest.objects.get(pk=first.pk).taken_back_at == at
    asking.answer(article, by=editor, answer="approved", words="", version=1)
    asking.take_back(second, by=writer)
    assert states() == [("Anne Martin", "", None, True), ("Éditeur", "approved", 1, False)]


def test_taking_back_is_refused_to_who_may_not_ask(article, writer, colleague, guest):
    [request] = asking.ask(article, [colleague], by=writer)
    assert refused(asking.take_back, request, by=guest) == CANNOT_ASK
    assert states() == [("Anne Martin", "", None, False)]


# --- what it costs ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("others", "queries"), [(0, 18), (4, 34)])
def test_asking_takes_four_queries_more_for_each_person(
    draft, writer, colleague, others, queries, django_assert_num_queries, django_user_model
):
    article, people = draft(), [colleague]
    for number in range(others):
        people.append(django_user_model.objects.create_user(f"{number}@example.org", "x", name=f"N{number}"))
        people[-1].groups.set(colleague.groups.all())
    people = list(User.objects.filter(pk__in=[one.pk for one in people]))
    writer.has_perm("articles.change_article")
    with django_assert_num_queries(queries):
        asking.ask(article, people, by=writer)


@pytest.mark.parametrize("others", [1, 12])
def test_answering_takes_as_many_queries_for_one_as_for_twelve(
    article, writer, colleague, others, django_assert_num_queries
):
    for number in range(others):
        asking.answer(article, by=colleague, answer="objected", words=str(number), version=1)
    asking.ask(article, [colleague], by=writer)
    with django_assert_num_queries(9):
        asking.answer(article, by=colleague, answer="approved", words="", version=1)


@pytest.mark.parametrize("others", [1, 12])
def test_who_approved_is_one_query(article, colleague, others, django_assert_num_queries):
    for number in range(others):
        asking.answer(article, by=colleague, answer="objected", words=str(number), version=1)
    with django_assert_num_queries(1):
        assert asking.approved_by(article) == set()
