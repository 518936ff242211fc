"""The form, the publication page, the list's actions, the command and the verb: one checklist, one verdict."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from tests import factories
from tests.articles.desk import change, publish, typed
from veille.articles import checklist, drafting, workflow
from veille.articles.models import Article
from veille.editions.models import Edition

LIST = "/admin/articles/article/"


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


@pytest.fixture
def faulty(article, source):
    """With something that blocks and something that warns, in several fields."""
    article.tags.clear()
    drafting.write_lists(article, figures=[factories.figure("lieux", value=7, sources=[source])])
    draft = Article.objects.create(title="Projet", slug="projet")
    link = f'<a href="/articles/projet/" data-to="article:{draft.key}">Un projet</a>'
    body = f'{article.body}<h2></h2><p>"Sic" <em>9</em> {link}</p>'
    Article.objects.filter(pk=article.pk).update(title="", body=body)
    return Article.objects.get(pk=article.pk)


def act(client, name, *articles):
    read = {f"version_{one.pk}": one.version for one in articles}
    return client.post(LIST, {"action": name, "_selected_action": [one.pk for one in articles]} | read, follow=True)


def command(*args):
    """(exit code, lines) of check_article."""
    import io

    out, code = io.StringIO(), 0
    try:
        call_command("check_article", *args, stdout=out)
    except SystemExit as end:
        code = end.code
    return code, out.getvalue().splitlines()


def preview(article, pane=""):
    return reverse("admin:articles_article_preview", args=[article.pk]) + (f"?volet={pane}" if pane else "")


def shown(page):
    return re.findall(r'<li data-rule="(\w+)">.*?<a href="([^"]*)">(.*?)</a>', page, re.S)


def test_everybody_says_the_same_of_the_same_article(desk, faulty, editor):
    verdicts = checklist.check(faulty)
    assert [verdict.rule for verdict in verdicts] == [
        "no_title",
        "link_to_unseen",
        "empty_heading",
        "figure_without_citation",
        "figure_not_in_text",
        "no_theme",
        "straight_quotes",
    ]
    told = [(verdict.rule, verdict.link, escape(verdict.sentence)) for verdict in verdicts]
    linked = [(rule, change(faulty) + link, words) for rule, link, words in told]
    assert shown(desk.get(change(faulty)).text) == told
    assert shown(desk.get(publish(faulty)).text) == linked
    assert shown(act(desk, "check_before", faulty).text) == linked
    marks = {True: "bloque", False: "à revoir"}
    assert command(faulty.slug) == (
        1,
        [faulty.slug, *(f"- {marks[v.is_blocking]} [{v.rule}, {v.link}] {v.sentence}" for v in verdicts)],
    )
    with pytest.raises(workflow.Refused) as refused:
        workflow.publish(faulty, by=editor, passed="x")
    assert refused.value.verdicts == verdicts


def test_sound_article_is_said_to_be_sound_everywhere(desk, article):
    for page in [
        desk.get(change(article)).text,
        desk.get(publish(article)).text,
        act(desk, "check_before", article).text,
    ]:
        assert "Rien à reprendre." in page
        assert shown(page) == []
    assert command("qui-a-signe") == (0, ["qui-a-signe", "- rien à reprendre"])


# --- the publication page ---------------------------------------------------------------------------


def test_page_offers_no_button_while_something_blocks(desk, faulty):
    page = desk.get(publish(faulty)).text
    assert re.search(r'<button class="button" type="submit" disabled aria-describedby="blocked">Publier</button>', page)
    Article.objects.filter(pk=faulty.pk).update(title="Qui ?", body="<p>x</p>")
    assert "disabled" not in desk.get(publish(faulty)).text


def test_page_asks_for_a_reason_only_where_something_warns(desk, article):
    assert "Raison de passer outre" not in desk.get(publish(article)).text
    article.tags.clear()
    assert "Raison de passer outre" in desk.get(publish(article)).text


def test_warnings_are_passed_over_with_a_reason_and_not_without(desk, article, editor):
    article.tags.clear()
    refused = desk.post(
        publish(article), {"verb": "publish", "version": article.version, "passed": " ", "change_note": "Gardée"}
    )
    assert refused.context["bound"].errors == {
        "passed": ["Dites pourquoi passer outre ce qui est à revoir, ou reprenez-le d’abord."]
    }
    assert "Gardée" in refused.text
    assert not Edition.objects.exists()
    desk.post(
        publish(article),
        {"verb": "publish", "version": article.version, "passed": "Thème à créer", "change_note": "Gardée"},
    )
    passed = Edition.objects.get().passed
    assert (passed["reason"], passed["by"]) == ("Thème à créer", editor.pk)
    assert [warning["rule"] for warning in passed["warnings"]] == ["no_theme"]


def test_correction_passes_over_warnings_with_its_reason(desk, article, editor):
    workflow.publish(article, by=editor)
    article.tags.clear()
    data = {
        "verb": "publish",
        "version": article.version,
        "nature": "correction",
        "change_note": "61.",
        "passed": "Urgent",
    }
    desk.post(publish(article), data)
    assert Edition.objects.get(number=2).passed["reason"] == "Urgent"


def test_post_cannot_publish_what_blocks(desk, faulty):
    response = desk.post(
        publish(faulty), {"verb": "publish", "version": faulty.version, "passed": "Pressé", "change_note": "Gardée"}
    )
    assert response.context["bound"].non_field_errors()[0].startswith("Avant de publier\u00a0: Donnez un titre")
    assert ("Gardée" in response.text, "Pressé" in response.text) == (True, True)
    assert not Edition.objects.exists()


# --- the form ---------------------------------------------------------------------------------------


def test_new_article_is_told_what_it_takes(desk, db):
    def rules():
        return [rule for rule, _link, _words in shown(desk.get(LIST + "add/").text)]

    assert rules() == ["no_title", "no_lead", "no_text", "no_author", "no_address", "no_theme"]
    factories.author()
    assert rules() == ["no_title", "no_lead", "no_text", "no_address", "no_theme"]  # it begins with who signs it


def test_panel_leads_to_fields_that_are_on_the_form(desk, faulty):
    page = desk.get(change(faulty)).text
    for _rule, link, _words in shown(page):
        assert f'id="{link.removeprefix("#")}"' in page


def test_panel_judges_what_was_last_saved(desk, article):
    desk.post(change(article), typed(desk, change(article)) | {"lead": "a" * 176})
    assert [rule for rule, _link, _words in shown(desk.get(change(article)).text)] == ["long_lead"]


@pytest.mark.parametrize("pane", ["avant", "page", "partage"])
def test_what_is_typed_is_judged_as_what_it_becomes_once_saved(desk, article, source, pane):
    figure = factories.figure("lieux", value=7, sources=[source])
    data = typed(desk, change(article)) | {
        "title": "Neuf " * 20,
        "lead": "Court.",
        "body": article.body + '<h2></h2><p>"Sic" <em>9</em></p><script>x()</script>',
        "tags": [],
        "figures": [figure.pk],
    }
    answer = desk.post(preview(article, pane), data).text
    before = re.search(r"<template data-judged>(.*)</template>", answer, re.S)[1]
    assert [rule for rule, _link, _words in shown(before)] == [
        "empty_heading",
        "figure_without_citation",
        "figure_not_in_text",
        "long_title",
        "short_lead",
        "no_theme",
        "straight_quotes",
    ]
    assert " ".join(re.search(r'<p role="status">(.*?)</p>', before, re.S)[1].split()) == "1 bloque, 6 à revoir"
    desk.post(change(article), data)
    assert shown(before) == shown(desk.get(change(article)).text)
    assert before in desk.get(change(article)).text


def test_words_that_are_refused_are_judged_all_the_same(desk, article):
    data = typed(desk, change(article)) | {
        "title": "",
        "slug": "é",
        "lead": "a" * 401,
        "authors": ["abc"],
    }
    for page in [desk.post(preview(article, "avant"), data).text, desk.post(change(article), data).text]:
        assert [rule for rule, _link, _words in shown(page)] == ["no_title", "long_lead"]
    article.refresh_from_db()
    assert article.title == "Qui a signé ?"


def test_tab_of_its_own_and_what_is_saved_come_without_verdicts(desk, article):
    for response in [
        desk.post(preview(article), typed(desk, change(article))),
        desk.get(preview(article)),
        desk.get(preview(article, "page")),
    ]:
        assert "data-judged" not in response.text


def test_what_people_wrote_stays_words_in_the_panel(desk, article):
    article.body += '<p>"&lt;script&gt;x()&lt;/script&gt;"</p>'
    article.save()
    assert "&lt;script&gt;x()" in desk.get(change(article)).text
    assert "<script>x()" not in desk.get(change(article)).text


# --- the list ---------------------------------------------------------------------------------------


def messages(response):
    return [str(message) for message in response.context["messages"]]


def test_list_publishes_what_is_sound_and_tells_each_refusal(desk, article, editor):
    other = Article.objects.create(title="Autre", slug="autre", lead="", body="<p>x</p>")
    response = act(desk, "publish_sound", article, other)
    assert [edition.slug for edition in Edition.objects.all()] == ["qui-a-signe"]
    assert sorted(messages(response))[0].startswith(
        "«\u202fAutre\u202f»\u00a0: Avant de publier\u00a0: Écrivez le chapô"
    )
    assert sorted(messages(response))[1] == "«\u202fQui a signé\u202f?\u202f»\u00a0: L’édition n°\u00a01 est en ligne."
    assert Edition.objects.get().passed == {}


def test_list_publishes_nothing_that_warns(desk, article):
    article.tags.clear()
    assert messages(act(desk, "publish_sound", article))[0].startswith(
        "«\u202fQui a signé\u202f?\u202f»\u00a0: À revoir avant de publier"
    )
    assert not Edition.objects.exists()


def test_list_does_not_publish_the_same_again(desk, article, editor):
    workflow.publish(article, by=editor)
    assert messages(act(desk, "publish_sound", article)) == [
        "«\u202fQui a signé\u202f?\u202f»\u00a0: Rien n’y a changé depuis sa dernière édition."
    ]
    assert Edition.objects.count() == 1


def test_writer_may_check_and_not_publish(article, writer):
    client = Client()
    client.force_login(writer)
    page = client.get(LIST).text
    assert ('value="check_before"' in page, 'value="publish_sound"' in page) == (True, False)
    assert "delete_selected" not in page
    act(client, "publish_sound", article)
    assert not Edition.objects.exists()


# --- the command ------------------------------------------------------------------------------------


def test_command_fails_only_for_what_blocks(article):
    article.tags.clear()
    assert command("qui-a-signe")[0] == 0
    Article.objects.update(title="")
    assert command("qui-a-signe")[0] == 1


def test_command_reads_every_article(article):
    Article.objects.create(title="Autre", slug="autre")
    code, lines = command("--all")
    assert (code, lines[0], lines[-2:]) == (1, "autre", ["qui-a-signe", "- rien à reprendre"])


def test_command_wants_an_article_that_exists(db):
    for args in [("inconnu",), (), ("x", "--all")]:
        with pytest.raises(CommandError):
            command(*args)
