"""REQUIRE_SECOND_READER: who wrote does not approve; with a reason one may, and it is kept."""

import pytest
from django.utils import timezone

from tests.articles.desk import publish
from tests.conftest import person
from veille.accounts.models import Trace
from veille.accounts.roles import EDITOR
from veille.articles import copying, drafting, second_reader, workflow
from veille.articles.models import Article
from veille.editions.models import Edition
from veille.review import asking
from veille.review.models import Answer


@pytest.fixture
def other(db):
    return person(EDITOR, "autre@example.org", "Autre éditeur")


@pytest.fixture
def required(settings):
    settings.REQUIRE_SECOND_READER = True


def save(article, *, by):
    Article.objects.filter(pk=article.pk).update(updated_by=by, updated_at=timezone.now(), version=article.version + 1)
    article.refresh_from_db()
    drafting.record(article, by=by)


def rules(article, by):
    return [one.rule for one in second_reader.verdicts(article, by=by)]


def test_rule_is_off_unless_asked_for(article, editor, other):
    save(article, by=editor)
    assert rules(article, editor) == []


def test_who_did_not_write_may_publish(required, article, editor, other):
    assert rules(article, editor) == []
    workflow.publish(article, by=editor)
    assert not Trace.objects.filter(verb="bypassed").exists()


def test_who_wrote_or_changed_may_not_though_somebody_saved_after(required, article, writer, editor, other):
    save(article, by=editor)
    assert (rules(article, editor), rules(article, other)) == (["second_reader"], [])
    save(article, by=writer)
    assert rules(article, editor) == ["second_reader"]
    with pytest.raises(workflow.Refused, match="Faites relire et approuver"):
        workflow.publish(article, by=editor)
    assert not Edition.objects.exists()


def test_alone_to_publish_one_publishes(required, article, editor):
    save(article, by=editor)
    assert rules(article, editor) == []
    closed = person(EDITOR, "parti@example.org", "Parti")
    closed.is_active = False
    closed.save()
    assert rules(article, editor) == []


def test_approval_of_this_version_by_another_who_may_publish_counts(required, article, writer, editor, other):
    save(article, by=editor)
    asking.answer(article, by=writer, answer=Answer.APPROVED, words="", version=article.version)
    assert rules(article, editor) == ["second_reader"]  # a writer's approval is no editor's
    asking.answer(article, by=other, answer=Answer.APPROVED, words="", version=article.version)
    assert rules(article, editor) == []
    asking.answer(article, by=other, answer=Answer.OBJECTED, words="Non.", version=article.version)
    assert rules(article, editor) == ["second_reader"]
    asking.answer(article, by=other, answer=Answer.APPROVED, words="", version=article.version)
    save(article, by=editor)
    assert rules(article, editor) == ["second_reader"]  # it was of another text


def test_what_was_written_before_the_last_edition_is_read_already(required, article, writer, editor, other):
    save(article, by=editor)
    workflow.publish(article, by=other)
    save(article, by=writer)
    assert rules(article, editor) == []


def test_bypass_takes_a_reason_and_is_kept_in_the_edition_and_the_log(required, client, article, editor, other):
    save(article, by=editor)
    client.force_login(editor)
    page = client.get(publish(article))
    assert 'data-rule="second_reader"' in page.text
    data = {"verb": "publish", "version": article.version}
    refused = client.post(publish(article), data)
    assert "Dites pourquoi passer outre" in refused.text
    assert not Edition.objects.exists()
    client.post(publish(article), data | {"passed": "Les autres sont en congé."})
    kept = Edition.objects.get().passed
    assert (kept["by_name"], kept["reason"]) == ("Éditeur", "Les autres sont en congé.")
    assert [one["rule"] for one in kept["warnings"]] == ["second_reader"]
    line = Trace.objects.get(verb="bypassed")
    assert (line.who, line.note) == (editor, "Les autres sont en congé.")


def test_correction_and_list_action_ask_it_too(required, client, article, editor, other):
    workflow.publish(article, by=editor)
    save(article, by=editor)
    with pytest.raises(workflow.Refused, match="Faites relire"):
        workflow.correct(article, by=editor, note="61, et non 58.")
    client.force_login(editor)
    data = {"action": "publish_sound", "_selected_action": article.pk, f"version_{article.pk}": article.version}
    answer = client.post("/admin/articles/article/", data, follow=True)
    assert "Faites relire et approuver" in answer.text
    assert Edition.objects.count() == 1


def test_form_says_it_to_who_may_publish(required, client, article, writer, editor, other):
    save(article, by=editor)
    for who, is_told in [(editor, True), (other, False), (writer, False)]:
        client.force_login(who)
        assert (
            'data-rule="second_reader"' in client.get(f"/admin/articles/article/{article.pk}/change/").text
        ) is is_told


def test_copy_is_of_who_wrote_the_original_too_until_it_is_published(required, article, editor, other):
    third = person(EDITOR, "tiers@example.org", "Tiers")
    save(article, by=editor)
    copy = copying.duplicate(article, by=other)
    copy = copying.duplicate(copy, by=other)
    asked = {who.name: rules(copy, who) for who in (editor, other, third)}
    assert asked == {"Éditeur": ["second_reader"], "Autre éditeur": ["second_reader"], "Tiers": []}
    workflow.publish(copy, by=third)
    save(copy, by=other)
    assert (rules(copy, editor), rules(copy, other)) == ([], ["second_reader"])


def test_rule_costs_four_queries(required, article, editor, other, django_assert_num_queries):
    save(article, by=editor)
    for number in range(6):
        drafting.record(article, by=editor, name=str(number))
    with django_assert_num_queries(4):
        assert rules(article, editor) == ["second_reader"]
