"""Remarks: who may say what, what is answered and settled, who is called."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.conftest import person
from tests.review.conftest import at_once
from veille.accounts.models import User
from veille.accounts.roles import WRITER
from veille.articles.workflow import Refused
from veille.lib.text import folded
from veille.review import remarks
from veille.review.models import Place, Remark, ReviewLink, ReviewLinkUse
from veille.review.remarks import Passage


@pytest.fixture
def link(article, writer):
    ends = timezone.now() + timedelta(days=1)
    return ReviewLink.objects.create(article=article, by=writer, name="Mme Berger", expires_at=ends)


def test_remark_names_its_passage_and_the_version_that_was_read(article, writer):
    passage = Passage("soixante et un", "Ils sont ", ".")
    made = remarks.remark(article, words=" Lesquels ? ", version=3, by=writer, passage=passage)
    kept = Remark.objects.get()
    assert (kept.words, kept.exact, kept.prefix, kept.suffix) == ("Lesquels ?", "soixante et un", "Ils sont ", ".")
    assert (kept.place, kept.version, kept.who, kept.pk) == (Place.BODY, 3, "Rédactrice", made.pk)


def test_long_passage_is_cut_and_keeps_the_words_next_to_it(article, writer):
    passage = Passage("x" * 999, "avant " * 20 + "juste", "puis " * 30)
    made = remarks.remark(article, words="Long.", version=1, by=writer, passage=passage)
    assert (len(made.exact), made.prefix[-5:], made.suffix[:5]) == (400, "juste", "puis ")


@pytest.mark.parametrize("words", ["", "  \n "])
def test_empty_remark_is_refused(article, writer, words):
    with pytest.raises(Refused, match="Écrivez votre remarque"):
        remarks.remark(article, words=words, version=1, by=writer)
    assert not Remark.objects.exists()


def test_account_without_a_role_says_nothing(article, db):
    nobody = User.objects.create_user("n@example.org", name="Sans rôle")
    with pytest.raises(Refused, match="ne permet pas de lire"):
        remarks.remark(article, words="Bien.", version=1, by=nobody)


def test_second_click_makes_no_second_remark(article, writer, colleague):
    one, two = (remarks.remark(article, words="Bien.", version=1, by=writer) for _ in range(2))
    assert one == two
    remarks.remark(article, words="Bien.", version=1, by=colleague)
    assert Remark.objects.count() == 2


def test_answer_follows_its_head_and_opens_a_settled_thread_again(article, writer, colleague):
    head = remarks.remark(article, words="Lesquels ?", version=1, by=writer)
    remarks.resolve(head, by=colleague)
    remarks.remark(article, words="Ceux de mai.", version=2, by=colleague, thread=Remark.objects.get(pk=head.pk))
    (thread,) = remarks.threads(article)
    assert [one.words for one in thread.said] == ["Lesquels ?", "Ceux de mai."]
    assert (thread.resolved_at, thread.resolved_by) == (None, None)


def test_answer_to_an_answer_or_to_another_article_is_refused(article, draft, writer):
    head = remarks.remark(article, words="Un.", version=1, by=writer)
    answer = remarks.remark(article, words="Deux.", version=1, by=writer, thread=head)
    for thread, subject in [(answer, article), (head, draft("Autre"))]:
        with pytest.raises(Refused, match="n’existe plus"):
            remarks.remark(subject, words="Trois.", version=1, by=writer, thread=thread)


def test_settling_twice_is_once_and_keeps_who_was_first(article, writer, colleague):
    head = remarks.remark(article, words="Un.", version=1, by=writer)
    remarks.resolve(head, by=writer)
    remarks.resolve(head, by=colleague)
    assert Remark.objects.get().resolved_by == writer
    remarks.resolve(head, by=colleague, is_resolved=False)
    assert Remark.objects.get().resolved_at is None


def test_ones_own_last_words_can_be_taken_away_until_somebody_answers(article, writer, colleague):
    head = remarks.remark(article, words="Un.", version=1, by=writer)
    with pytest.raises(Refused, match="ses propres remarques"):
        remarks.take_away(head, by=colleague)
    answer = remarks.remark(article, words="Deux.", version=1, by=colleague, thread=head)
    with pytest.raises(Refused, match="On a répondu"):
        remarks.take_away(head, by=writer)
    remarks.take_away(answer, by=colleague)
    remarks.take_away(head, by=writer)
    assert not Remark.objects.exists()


def test_colleagues_are_called_by_their_names_whatever_accents_and_capitals(article, writer):
    anne = person("Rédacteur", "am@example.org", "Anne Martin")
    short = person("Rédacteur", "a@example.org", "Anne")
    made = remarks.remark(article, words="@anne martin, @REDACTRICE : voyez. Et @Anne.", version=1, by=writer)
    assert set(made.mentioned.all()) == {anne, short, writer}


@pytest.mark.parametrize("words", ["Écrire à a@redactrice.fr", "@ 3 %", "l’@", "@@2", "cellule@Rédactrice"])
def test_signs_that_call_nobody(article, writer, words):
    assert list(remarks.remark(article, words=words, version=1, by=writer).mentioned.all()) == []


def test_name_of_nobody_is_refused_and_nothing_is_written(article, writer):
    User.objects.create_user("p@example.org", name="Parti", is_active=False)
    for name in ["Personne", "Parti", "Rédactrices"]:
        with pytest.raises(Refused, match=f"Personne ici ne s’appelle «\u202f{name}\u202f»"):
            remarks.remark(article, words=f"Et @{name} ?", version=1, by=writer)
    assert not Remark.objects.exists()


def test_two_of_one_name_are_both_called(article, writer):
    one, other = (person(WRITER, f"{n}@example.org", name) for n, name in enumerate(["Paul Roux", "paul roux"]))
    made = remarks.remark(article, words="@Paul Roux : d’accord ?", version=1, by=writer)
    assert {*made.mentioned.all()} == {one, other}


def test_account_that_cannot_read_articles_is_not_called(article, writer):
    User.objects.create_user("sans@example.org", name="Sans Rôle")
    with pytest.raises(Refused, match="Personne ici ne s’appelle"):
        remarks.remark(article, words="@Sans Rôle, venez voir.", version=1, by=writer)
    assert not Remark.objects.exists()


def test_many_calls_fold_no_more_than_a_name_each(writer, monkeypatch):
    read = []
    monkeypatch.setattr(remarks, "folded", lambda text: read.append(len(text)) or folded(text))
    for number in range(20):
        person(WRITER, f"{number}@example.org", f"Anne {number}")
    words = "@Anne 7 " * 250
    assert len(remarks.mentioned(words)) == 1
    assert sum(read) < 50 * len(words)


def test_call_waits_until_the_person_answers_or_the_thread_is_settled(article, writer, colleague):
    head = remarks.remark(article, words="@Anne Martin : lesquels ?", version=1, by=writer)
    answer = remarks.remark(article, words="Ou @Anne Martin ?", version=1, by=writer, thread=head)
    assert list(Remark.objects.calling(colleague)) == [head, answer]
    assert list(Remark.objects.calling(writer)) == []
    remarks.resolve(head, by=writer)
    assert list(Remark.objects.calling(colleague)) == []
    remarks.resolve(head, by=writer, is_resolved=False)
    remarks.remark(article, words="Ceux de mai.", version=1, by=colleague, thread=head)
    assert list(Remark.objects.calling(colleague)) == []
    again = remarks.remark(article, words="@Anne Martin : et juin ?", version=1, by=writer, thread=head)
    assert list(Remark.objects.calling(colleague)) == [again]


def test_outsider_sees_and_answers_no_thread_but_their_own(article, writer, link):
    inside = remarks.remark(article, words="Entre nous.", version=1, by=writer)
    theirs = remarks.remark(article, words="Le titre promet trop.", version=1, link=link)
    remarks.remark(article, words="Vous avez raison.", version=1, by=writer, thread=theirs)
    (thread,) = remarks.threads(article, link=link)
    assert [one.words for one in thread.said] == ["Le titre promet trop.", "Vous avez raison."]
    assert len(remarks.threads(article)) == 2
    with pytest.raises(Refused, match="n’existe plus"):
        remarks.remark(article, words="Quoi ?", version=1, link=link, thread=inside)


def test_outsider_calls_nobody_and_tells_nobodys_name(article, link):
    made = remarks.remark(article, words="@Rédactrice et @Personne : bien.", version=1, link=link)
    assert list(made.mentioned.all()) == []
    assert [use.what for use in link.uses.all()] == ["remarked"]


def test_link_that_works_no_more_says_nothing_more(article, link):
    ReviewLink.objects.update(revoked_at=timezone.now())
    with pytest.raises(Refused, match="ne fonctionne plus"):
        remarks.remark(article, words="Bien.", version=1, link=link)
    assert (Remark.objects.exists(), link.uses.exists()) == (False, False)


def test_link_says_so_much_and_no_more(article, link):
    ReviewLinkUse.objects.bulk_create(ReviewLinkUse(link=link, what="remarked", version=1) for _ in range(199))
    remarks.remark(article, words="Deux cents.", version=1, link=link)
    with pytest.raises(Refused, match="Ce lien a tout dit"):
        remarks.remark(article, words="Deux cent un.", version=1, link=link)
    assert Remark.objects.count() == 1


def test_what_a_link_took_away_was_said_all_the_same(article, link, monkeypatch):
    monkeypatch.setattr("veille.review.models.MOST_BY_LINK", 3)
    for number in range(3):
        link.used("read", 1)
        made = remarks.remark(article, words=f"{number}", version=1, link=link)
        remarks.take_away(made, link=link)
    with pytest.raises(Refused, match="Ce lien a tout dit"):
        remarks.remark(article, words="Encore.", version=1, link=link)


def test_of_too_many_threads_the_newest_that_are_open_are_shown(article, writer, monkeypatch):
    monkeypatch.setattr(remarks, "MOST", 3)
    made = [remarks.remark(article, words=f"{number}", version=1, by=writer) for number in range(5)]
    for settled in made[3:]:
        remarks.resolve(settled, by=writer)
    assert remarks.threads(article) == made[:3]
    remarks.resolve(made[1], by=writer)
    assert remarks.threads(article) == [made[0], made[1], made[2]]
    remarks.resolve(made[4], by=writer, is_resolved=False)
    assert remarks.threads(article) == [made[0], made[2], made[4]]


def test_threads_cost_two_queries_however_many(article, writer, django_assert_num_queries):
    for number in range(12):
        head = remarks.remark(article, words=f"{number}", version=1, by=writer)
        remarks.remark(article, words="oui", version=1, by=writer, thread=head)
        if number in {0, 11}:
            with django_assert_num_queries(2):
                assert [len(one.said) for one in remarks.threads(article)] == [2] * (number + 1)


@pytest.mark.django_db(transaction=True)
def test_two_who_answer_and_settle_at_once_lose_nothing(article, writer, editor):
    head = remarks.remark(article, words="Un.", version=1, by=writer)
    results = at_once(
        lambda: remarks.remark(article, words="Deux.", version=1, by=writer, thread=head),
        lambda: remarks.remark(article, words="Trois.", version=1, by=editor, thread=head),
        lambda: remarks.resolve(head, by=editor),
    )
    assert [one for one in results if isinstance(one, Exception)] == []
    assert {one.words for one in remarks.threads(article)[0].said} == {"Un.", "Deux.", "Trois."}


def test_answer_to_what_was_just_taken_away_is_refused(article, writer, colleague):
    head = remarks.remark(article, words="Un.", version=1, by=writer)
    Remark.objects.filter(pk=head.pk).delete()  # between the page's look and the verb's
    with pytest.raises(Refused, match="n’existe plus"):
        remarks.remark(article, words="Deux.", version=1, by=colleague, thread=head)


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_make_one_remark(article, writer):
    made = at_once(*[lambda: remarks.remark(article, words="Trop long.", version=1, by=writer)] * 4)
    assert ({type(one) for one in made}, Remark.objects.count()) == ({Remark}, 1)
