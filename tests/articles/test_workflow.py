from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from tests import factories
from veille.accounts.models import Trace
from veille.articles import drafting, workflow
from veille.articles.models import Article
from veille.editions.models import Edition, Withdrawal
from veille.images.models import Image

HOUR = timedelta(hours=1)


def refusal(verb, *args, **kwargs):
    """What the verb answers when it refuses, having changed nothing."""
    before = everything()
    with pytest.raises(workflow.Refused) as refused:
        verb(*args, **kwargs)
    assert everything() == before
    return str(refused.value)


def everything():
    return [list(model.objects.values()) for model in (Edition, Article, Withdrawal, Trace)]


def ends(article):
    """The end of each edition in hours from now, oldest first, and the notices that lie ahead."""
    now = timezone.now()
    until = [one.live_until for one in article.editions.order_by("number")]
    notices = list(Withdrawal.objects.ahead(now).values_list("notice", flat=True))
    return [one and round((one - now) / HOUR) for one in until], notices


def stage(article):
    return Article.objects.get(pk=article.pk).stage


# --- submit, send back ---


def test_submit_asks_for_a_reading(article, writer):
    workflow.submit(article, by=writer, note="Pour jeudi")
    article.refresh_from_db()
    assert (article.stage, article.stage_note) == ("in_review", "Pour jeudi")


def test_submit_refuses_what_is_not_complete(article, writer):
    Article.objects.update(lead="", body="")
    assert refusal(workflow.submit, article, by=writer) == (
        "Avant la relecture\u00a0: Écrivez le chapô\u00a0: en deux phrases, ce que le lecteur va apprendre."
        " Écrivez le texte\u00a0: il est vide."
    )


def test_submit_refuses_a_second_time(article, writer):
    workflow.submit(article, by=writer)
    assert refusal(workflow.submit, article, by=writer) == "Cet article attend déjà sa relecture."


def test_submit_refuses_who_may_not_change(article, django_user_model):
    stranger = django_user_model.objects.create_user("x@example.org", name="X")
    assert refusal(workflow.submit, article, by=stranger) == "Votre rôle ne permet pas de modifier les articles."


def test_send_back_gives_the_reason(article, writer, editor):
    workflow.submit(article, by=writer)
    workflow.send_back(article, by=editor, note="Une source manque.")
    article.refresh_from_db()
    assert (article.stage, article.stage_note) == ("draft", "Une source manque.")


def test_send_back_refuses_without_reason_or_review_or_role(article, writer, editor):
    assert refusal(workflow.send_back, article, by=editor, note="x") == "Cet article n’attend pas de relecture."
    workflow.submit(article, by=writer)
    assert refusal(workflow.send_back, article, by=editor, note=" ") == "Dites ce qui est à reprendre."
    assert refusal(workflow.send_back, article, by=writer, note="x") == "Publier demande le rôle «\u202fÉditeur\u202f»."


# --- publish ---


def test_publish_prints_what_the_article_says(article, writer, editor):
    workflow.submit(article, by=writer)
    edition = workflow.publish(article, by=editor)
    assert (edition.number, edition.nature, edition.title, edition.slug) == (
        1,
        "first",
        "Qui a signé\u202f?",
        "qui-a-signe",
    )
    assert [author.name for author in edition.authors.all()] == ["La cellule"]
    assert [(row.number, row.uses, row.source.title) for row in edition.citations.all()] == [(1, 1, "Programme")]
    assert list(Edition.objects.current()) == [edition]
    assert stage(article) == "draft"


def test_publish_leaves_the_public_text_alone_when_the_draft_goes_on(article, editor):
    edition = workflow.publish(article, by=editor)
    Article.objects.update(title="Tout autre chose", body="<p>Un brouillon</p>")
    assert "61" in Edition.objects.get(pk=edition.pk).body


def test_publish_again_takes_the_place_of_the_edition_before(article, editor):
    first = workflow.publish(article, by=editor)
    second = workflow.publish(article, by=editor, change_note="Deux pays de plus")
    first.refresh_from_db()
    assert (second.number, second.nature, second.change_note) == (2, "update", "Deux pays de plus")
    assert first.live_until == second.live_from
    assert second.first_live_from == first.live_from
    assert list(Edition.objects.current()) == [second]


def test_publish_at_a_time_changes_nothing_until_then(article, editor):
    first = workflow.publish(article, by=editor)
    later = timezone.now() + HOUR
    planned = workflow.publish(article, by=editor, live_from=later)
    assert list(Edition.objects.current()) == [first]
    assert list(Edition.objects.current(later)) == [planned]
    assert list(Edition.objects.current(later - timedelta(microseconds=1))) == [first]


def test_publish_refuses_a_role_a_past_time_and_a_second_plan(article, writer, editor):
    assert refusal(workflow.publish, article, by=writer) == "Publier demande le rôle «\u202fÉditeur\u202f»."
    past = timezone.now() - HOUR
    assert refusal(workflow.publish, article, by=editor, live_from=past) == "Cette heure est déjà passée."
    workflow.publish(article, by=editor, live_from=timezone.now() + HOUR)
    assert refusal(workflow.publish, article, by=editor).startswith("Une édition est déjà prévue le ")


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("title", "Donnez un titre à l’article."),
        ("lead", "Écrivez le chapô\u00a0: en deux phrases, ce que le lecteur va apprendre."),
        ("body", "Écrivez le texte\u00a0: il est vide."),
    ],
)
def test_publish_refuses_what_is_not_complete(article, editor, field, words):
    Article.objects.update(**{field: ""})
    assert refusal(workflow.publish, article, by=editor) == f"Avant de publier\u00a0: {words}"


def test_publish_refuses_without_an_author(article, editor):
    article.articleauthor_set.all().delete()
    assert refusal(workflow.publish, article, by=editor) == "Avant de publier\u00a0: Choisissez qui signe l’article."


def test_publish_refuses_a_citation_to_nothing(article, editor):
    Article.objects.update(body='<p>Un chiffre<sup data-citation="999"></sup></p>')
    answer = refusal(workflow.publish, article, by=editor)
    assert answer == (
        "Avant de publier\u00a0: Retirez ou remplacez les citations dont la source n’est plus au registre\u00a0: «\u202f999\u202f»."
    )


def test_publish_refuses_an_address_that_served_another_article(article, editor):
    workflow.publish(article, by=editor)
    Article.objects.filter(pk=article.pk).update(slug="autre")
    article.refresh_from_db()
    workflow.publish(article, by=editor)
    other = Article.objects.create(title="Autre", slug="qui-a-signe", lead="x", body="<p>x</p>")
    other.articleauthor_set.create(author=article.authors[0])
    answer = refusal(workflow.publish, other, by=editor)
    assert answer == (
        "Avant de publier\u00a0: Choisissez un autre nom d’adresse\u00a0: celui-ci a déjà servi à «\u202fQui a signé ?\u202f»."
    )


def test_publish_refuses_pictures_that_are_not_ready(article, editor):
    Article.objects.update(hero=factories.image(), hero_caption="La verrière")
    Image.objects.update(renditions=[])
    answer = refusal(workflow.publish, article, by=editor)
    assert (
        answer == "Avant de publier\u00a0: Patientez un instant\u00a0: l’image d’ouverture est encore en préparation."
    )


def test_publish_refuses_what_blocks_whatever_the_reason(article, editor):
    Article.objects.update(title="")
    assert refusal(workflow.publish, article, by=editor, passed="Pressé").startswith("Avant de publier\u00a0: ")


def test_publish_asks_a_reason_for_passing_over_warnings(article, editor):
    article.tags.clear()
    Article.objects.update(lead="a" * 176)
    for reason in ["", "  "]:
        assert refusal(workflow.publish, article, by=editor, passed=reason) == (
            "À revoir avant de publier, ou à passer outre en donnant une raison\u00a0:"
            " Ramenez le chapô à 175 caractères\u00a0: au-delà, les moteurs et les cartes de partage le coupent."
            " Choisissez un thème\u00a0: sans lui, aucune page de thème ne mène à l’article."
        )


def test_refusal_carries_every_verdict_of_the_checklist(article, editor):
    article.tags.clear()
    Article.objects.update(title="")
    with pytest.raises(workflow.Refused) as refused:
        workflow.publish(article, by=editor)
    assert [verdict.rule for verdict in refused.value.verdicts] == ["no_title", "no_theme"]


def test_edition_keeps_what_was_passed_over_why_by_whom_and_when(article, editor):
    article.tags.clear()
    edition = workflow.publish(article, by=editor, passed=" Sujet sans thème encore ")
    assert Edition.objects.get().passed == edition.passed
    at = datetime.fromisoformat(edition.passed.pop("at"))
    assert abs(timezone.now() - at) < timedelta(minutes=1)
    assert edition.passed == {
        "reason": "Sujet sans thème encore",
        "by": editor.pk,
        "by_name": "Éditeur",
        "warnings": [
            {
                "rule": "no_theme",
                "sentence": "Choisissez un thème\u00a0: sans lui, aucune page de thème ne mène à l’article.",
            }
        ],
    }


def test_edition_of_a_sound_article_keeps_no_reason(article, editor):
    assert workflow.publish(article, by=editor, passed="Rien à passer").passed == {}


def test_correction_is_judged_too_and_keeps_its_reason(article, editor):
    workflow.publish(article, by=editor)
    article.tags.clear()
    assert refusal(workflow.correct, article, by=editor, note="61.").startswith("À revoir avant de publier")
    assert workflow.correct(article, by=editor, note="61.", passed="Urgent").passed["reason"] == "Urgent"


def test_readers_never_see_what_was_passed_over(article, editor, client):
    article.tags.clear()
    workflow.publish(article, by=editor, passed="Motif-confidentiel")
    for address in ["/", "/articles/", "/articles/qui-a-signe/", "/flux/rss.xml", "/flux/atom.xml", "/archives/"]:
        page = client.get(address).text
        assert "Motif-confidentiel" not in page
        assert "aucune page de thème" not in page


# --- correct ---


def test_correct_tells_readers(article, editor):
    workflow.publish(article, by=editor)
    edition = workflow.correct(article, by=editor, note="Nous écrivions 58 : c'est 61.")
    assert (edition.number, edition.nature, edition.change_note) == (
        2,
        "correction",
        "Nous écrivions 58\u00a0: c’est 61.",
    )


def test_correct_refuses_without_note_or_before_publication(article, editor):
    assert refusal(workflow.correct, article, by=editor, note="x") == "Seul un article en ligne peut être corrigé."
    workflow.publish(article, by=editor)
    answer = refusal(workflow.correct, article, by=editor, note=" ")
    assert answer == "Dites aux lecteurs ce qui était faux et ce qui est juste."


# --- withdraw ---


def test_withdraw_ends_everything_with_a_notice(article, editor):
    workflow.publish(article, by=editor)
    workflow.publish(article, by=editor, live_from=timezone.now() + HOUR)
    withdrawal = workflow.withdraw(article, by=editor, notice="Une erreur de périmètre.")
    assert (withdrawal.key, withdrawal.notice) == (article.key, "Une erreur de périmètre.")
    assert not Edition.objects.current(timezone.now() + 2 * HOUR).exists()
    assert Edition.objects.count() == 1


def test_withdraw_refuses_without_notice_public_text_role_or_with_itself(article, writer, editor):
    assert refusal(workflow.withdraw, article, by=editor, notice="x") == "Cet article n’est pas en ligne."
    workflow.publish(article, by=editor)
    assert (
        refusal(workflow.withdraw, article, by=editor, notice="") == "Dites aux lecteurs pourquoi l’article est retiré."
    )
    assert (
        refusal(workflow.withdraw, article, by=writer, notice="x") == "Publier demande le rôle «\u202fÉditeur\u202f»."
    )
    answer = refusal(workflow.withdraw, article, by=editor, notice="x", replacement=article.key)
    assert answer == "Un article ne peut pas se remplacer lui-même."


def test_a_withdrawn_article_can_be_published_again(article, editor):
    workflow.publish(article, by=editor)
    workflow.withdraw(article, by=editor, notice="x")
    edition = workflow.publish(article, by=editor)
    assert list(Edition.objects.current()) == [edition]


# --- take back ---


def test_take_back_restores_what_was(article, editor):
    first = workflow.publish(article, by=editor)
    workflow.publish(article, by=editor, live_from=timezone.now() + HOUR)
    workflow.take_back(article, by=editor)
    first.refresh_from_db()
    assert first.live_until is None
    assert list(Edition.objects.all()) == [first]


def test_take_back_after_a_withdrawal_does_not_bring_the_old_text_back(article, editor):
    workflow.publish(article, by=editor)
    workflow.withdraw(article, by=editor, notice="x")
    workflow.publish(article, by=editor, live_from=timezone.now() + HOUR)
    workflow.take_back(article, by=editor)
    assert not Edition.objects.current(timezone.now() + 2 * HOUR).exists()


def test_take_back_refuses_when_nothing_lies_ahead(article, writer, editor):
    workflow.publish(article, by=editor)
    assert refusal(workflow.take_back, article, by=editor) == "Rien n’est prévu, ou c’est déjà en ligne."
    assert refusal(workflow.take_back, article, by=writer) == "Publier demande le rôle «\u202fÉditeur\u202f»."


# --- a planned end ---


def test_publish_until_a_time_needs_nobody_then(article, editor):
    end = timezone.now() + 3 * HOUR
    edition = workflow.publish(article, by=editor, live_until=end)
    assert list(Edition.objects.current(end - timedelta(microseconds=1))) == [edition]
    assert not Edition.objects.current(end).exists()
    said = Withdrawal.objects.get()
    assert (said.key, said.withdrawn_at, said.replacement) == (article.key, end, None)
    assert said.notice == "Cet article était publié pour une durée limitée. Il n’est plus en ligne."
    assert Trace.objects.get(verb="published").note.startswith("Édition n°\u00a01, publique du ")


def test_publish_from_a_time_until_another(article, editor):
    instead = factories.edition("La suite")
    now = timezone.now()
    given = {"live_from": now + HOUR, "live_until": now + 2 * HOUR, "notice": "Fini.", "replacement": instead.key}
    edition = workflow.publish(article, by=editor, **given)
    assert (edition.live_from, edition.live_until) == (now + HOUR, now + 2 * HOUR)
    assert Withdrawal.objects.values_list("notice", "replacement").get() == ("Fini.", instead.key)


def test_publish_refuses_an_end_that_is_past_or_not_after_the_start(article, editor):
    now = timezone.now()
    answer = refusal(workflow.publish, article, by=editor, live_until=now - HOUR)
    assert answer == "Cette heure est déjà passée."
    for end in (now + HOUR, now + 2 * HOUR):
        answer = refusal(workflow.publish, article, by=editor, live_from=now + 2 * HOUR, live_until=end)
        assert answer.startswith("La fin est prévue le ")
    answer = refusal(workflow.publish, article, by=editor, live_until=now + HOUR, replacement=article.key)
    assert answer == "Un article ne peut pas se remplacer lui-même."


def test_next_edition_keeps_the_planned_end_unless_told(article, editor):
    until = timezone.now() + 5 * HOUR
    workflow.publish(article, by=editor, live_until=until, notice="Fini.")
    workflow.publish(article, by=editor)
    workflow.correct(article, by=editor, note="61.")
    assert ends(article) == ([0, 0, 5], ["Fini."])
    workflow.publish(article, by=editor, live_until=until + HOUR, notice="Plus tard.")
    assert ends(article) == ([0, 0, 0, 6], ["Plus tard."])
    workflow.correct(article, by=editor, note="62.", live_until=None)
    assert ends(article) == ([0, 0, 0, 0, None], [])


def test_planned_change_takes_the_end_of_the_article_with_it(article, editor):
    now = timezone.now()
    workflow.publish(article, by=editor, live_until=now + 5 * HOUR, notice="Fini.")
    workflow.publish(article, by=editor, live_from=now + 2 * HOUR)
    assert ends(article) == ([2, 5], ["Fini."])
    workflow.take_back(article, by=editor)
    assert ends(article) == ([5], ["Fini."])


def test_change_planned_after_the_end_is_refused_unless_the_end_moves_too(article, editor):
    now = timezone.now()
    workflow.publish(article, by=editor, live_until=now + 2 * HOUR)
    for start in (now + 2 * HOUR, now + 3 * HOUR):
        assert refusal(workflow.publish, article, by=editor, live_from=start).startswith("La fin est prévue le ")
    workflow.publish(article, by=editor, live_from=now + 3 * HOUR, live_until=now + 4 * HOUR)
    assert ends(article)[0] == [3, 4]
    assert Edition.objects.current(now + 2.5 * HOUR).count() == 1


def test_first_edition_taken_back_takes_its_end_with_it(article, editor):
    now = timezone.now()
    workflow.publish(article, by=editor, live_from=now + HOUR, live_until=now + 2 * HOUR)
    workflow.take_back(article, by=editor)
    assert not Edition.objects.exists()
    assert not Withdrawal.objects.exists()


def test_end_is_planned_and_moved_without_a_new_edition(article, editor):
    workflow.publish(article, by=editor)
    now = timezone.now()
    workflow.withdraw(article, by=editor, at=now + 2 * HOUR, notice="Fini.")
    assert ends(article) == ([2], ["Fini."])
    assert Edition.objects.current().exists()
    workflow.withdraw(article, by=editor, at=now + 4 * HOUR, notice="Plus tard.")
    assert ends(article) == ([4], ["Plus tard."])
    assert list(Trace.objects.filter(verb="end_planned").values_list("words", flat=True)) == ["Qui a signé\u202f?"] * 2
    assert Trace.objects.filter(verb="end_planned", note__endswith="(heure de Paris). Fini.").count() == 1


def test_end_of_a_planned_edition_is_moved_too(article, editor):
    now = timezone.now()
    workflow.publish(article, by=editor, live_from=now + HOUR)
    assert refusal(workflow.withdraw, article, by=editor, notice="x") == "Cet article n’est pas en ligne."
    answer = refusal(workflow.withdraw, article, by=editor, notice="x", at=now + HOUR)
    assert answer.startswith("Une édition est prévue après cette fin")
    workflow.withdraw(article, by=editor, notice="Fini.", at=now + 2 * HOUR)
    assert ends(article) == ([2], ["Fini."])


def test_planned_end_refuses_a_past_time_no_notice_nothing_online_or_a_role(article, writer, editor):
    now = timezone.now()
    answer = refusal(workflow.withdraw, article, by=editor, notice="x", at=now + HOUR)
    assert answer == "Cet article n’est pas en ligne."
    workflow.publish(article, by=editor)
    assert refusal(workflow.withdraw, article, by=editor, notice="x", at=now) == "Cette heure est déjà passée."
    answer = refusal(workflow.withdraw, article, by=editor, notice=" ", at=now + HOUR)
    assert answer == "Dites aux lecteurs pourquoi l’article est retiré."
    answer = refusal(workflow.withdraw, article, by=writer, notice="x", at=now + HOUR)
    assert answer == "Publier demande le rôle «\u202fÉditeur\u202f»."


def test_withdrawn_before_its_end_the_article_says_why_at_once_and_for_good(article, editor, client):
    now = timezone.now()
    workflow.publish(article, by=editor, live_until=now + 5 * HOUR, notice="Fini.")
    workflow.publish(article, by=editor, live_from=now + 2 * HOUR)
    workflow.withdraw(article, by=editor, notice="Une erreur.")
    assert Withdrawal.objects.values_list("notice", flat=True).get() == "Une erreur."
    assert ends(article) == ([0], [])


def test_article_published_again_after_its_end_stays(article, editor, monkeypatch):
    end = timezone.now() + HOUR
    workflow.publish(article, by=editor, live_until=end)
    later = end + HOUR
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert refusal(workflow.correct, article, by=editor, note="x") == "Seul un article en ligne peut être corrigé."
    edition = workflow.publish(article, by=editor)
    assert (edition.number, edition.live_until) == (2, None)


def test_planned_end_is_taken_back_while_it_lies_ahead(article, writer, editor, monkeypatch):
    assert refusal(workflow.take_back_end, article, by=editor) == "Aucune fin n’est prévue, ou elle est déjà venue."
    end = timezone.now() + HOUR
    workflow.publish(article, by=editor, live_until=end)
    assert refusal(workflow.take_back_end, article, by=writer) == "Publier demande le rôle «\u202fÉditeur\u202f»."
    workflow.take_back_end(article, by=editor)
    assert ends(article) == ([None], [])
    assert Trace.objects.get(verb="taken_back").note.startswith("Fin prévue le ")
    workflow.withdraw(article, by=editor, at=end, notice="Fini.")
    monkeypatch.setattr(timezone, "now", lambda: end)
    assert refusal(workflow.take_back_end, article, by=editor) == "Aucune fin n’est prévue, ou elle est déjà venue."


def test_page_opened_before_the_end_was_moved_is_refused(article, editor):
    now = timezone.now()
    workflow.publish(article, by=editor)
    assert workflow.standing(article) == "1-online"
    stood = [workflow.standing(article)]
    for hours, notice in [(1, "Un."), (2, "Un."), (2, "Deux.")]:
        workflow.withdraw(article, by=editor, at=now + hours * HOUR, notice=notice, seen=stood[-1])
        stood.append(workflow.standing(article))
    assert len(set(stood)) == 4
    for seen in stood[:-1]:
        for verb, words in (
            (workflow.publish, {}),
            (workflow.correct, {"note": "x"}),
            (workflow.withdraw, {"notice": "x"}),
        ):
            answer = refusal(verb, article, by=editor, seen=seen, **words)
            assert answer.startswith("Ce que voient les lecteurs a changé")


# --- two at once ---


def test_publish_twice_from_one_page_prints_once(article, editor):
    seen = workflow.standing(article)
    workflow.publish(article, by=editor, seen=seen)
    answer = refusal(workflow.publish, article, by=editor, seen=seen)
    assert answer.startswith("Ce que voient les lecteurs a changé")
    assert workflow.standing(article) == "1-online"


def test_publish_from_a_page_opened_before_a_withdrawal_is_refused(article, editor):
    workflow.publish(article, by=editor)
    seen = workflow.standing(article)
    workflow.withdraw(article, by=editor, notice="x")
    for verb, words in ((workflow.publish, {}), (workflow.correct, {"note": "x"})):
        answer = refusal(verb, article, by=editor, seen=seen, **words)
        assert answer.startswith("Ce que voient les lecteurs a changé")


def test_verbs_refuse_an_article_deleted_meanwhile(article, editor):
    gone = Article.objects.get(pk=article.pk)
    article.delete()
    assert refusal(workflow.publish, gone, by=editor) == "Cet article n’existe plus."


def test_readers_learn_of_a_covered_summit_with_the_next_edition(article, editor):
    event = factories.event()
    workflow.publish(article, by=editor)
    drafting.write_lists(article, events=[event])
    assert not event.coverage.exists()
    edition = workflow.publish(article, by=editor)
    assert [row.edition for row in event.coverage.all()] == [edition]


def test_words_marked_to_do_are_not_published(article, editor):
    article.body += '<p>Et <mark data-todo="1">le reste</mark>.</p>'
    article.save()
    with pytest.raises(workflow.Refused, match="le reste"):
        workflow.publish(article, by=editor, passed="essai")
    assert not article.editions.exists()
