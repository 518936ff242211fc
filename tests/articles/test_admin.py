import re
import time
from datetime import timedelta

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests import factories
from tests.articles import heavy
from tests.articles.desk import change, plain, publish, typed
from veille.articles import drafting, workflow
from veille.articles.models import Article, Revision
from veille.articles.queues import OnlineFilter, WorkFilter
from veille.editions.models import Edition

LIST = "/admin/articles/article/"
ADD = "/admin/articles/article/add/"


@pytest.fixture
def at_desk(client, writer):
    client.force_login(writer)
    return client


@pytest.fixture
def as_editor(client, editor):
    client.force_login(editor)
    return client


# --- writing ----------------------------------------------------------------------------------------


def test_form_says_how_the_text_stands_beside_its_editions(as_editor, article, editor):
    def chips():
        panel = as_editor.get(change(article)).text.partition('id="panel-standing"')[2].partition("<ol")[0]
        return [plain(word).strip() for word in re.findall(r'<span class="chip[^>]*>(.*?)</span>', panel)]

    assert chips() == ["✎ Brouillon"]
    workflow.publish(article, by=editor, passed="essai")
    assert chips() == ["= Inchangé depuis l’édition n°&nbsp;1"]
    Article.objects.update(updated_at=timezone.now())
    assert chips() == ["✎ Modifié depuis l’édition n°&nbsp;1"]
    workflow.submit(article, by=editor)
    assert chips() == ["◷ En relecture"]


def test_new_article_offers_the_usual_signature(at_desk):
    author = factories.author("Une autrice")
    assert at_desk.get(ADD).context["adminform"].form["authors"].value() == [author.pk]
    assert at_desk.get(f"{ADD}?authors=").context["adminform"].form["authors"].value() == ""


def test_article_is_written_by_a_plain_post(at_desk, writer, source):
    first, second = factories.author("Une"), factories.author("Deux")
    tag, figure, picture, event = factories.tag(), factories.figure(), factories.image(), factories.event()
    body = (
        f"<h2>Partie</h2><p>Un texte{factories.cite(source, locator='p. 4')}.</p>"
        f"{factories.show(picture, caption='La verrière')}"
        '<table data-caption="Le décompte"><tbody><tr><th><p>Pays</p></th></tr><tr><td><p>61</p></td></tr></tbody></table>'
    )
    data = {
        "title": "Qui a signé ?",
        "slug": "qui-a-signe",
        "lead": "Le décompte.",
        "takeaways": "Une idée\nUne autre",
        "body": body,
        "hero": picture.pk,
        "hero_caption": "Le Grand Palais",
        "authors": [second.pk, first.pk],
        "tags": [tag.pk],
        "figures": [figure.pk],
        "events": [event.pk],
    }
    response = at_desk.post(ADD, data | {"_continue": "1"})
    article = Article.objects.get()
    assert response.url == change(article)
    assert [a.name for a in article.authors] == ["Deux", "Une"]
    assert list(article.tags.all()) == [tag]
    assert list(article.figures) == [figure]
    assert list(article.events) == [event]
    assert article.body == body
    assert list(article.citations.values_list("source", "locator")) == [(source.pk, "p. 4")]
    assert list(article.articlepicture_set.values_list("image", flat=True)) == [picture.pk]
    assert (article.owner, article.updated_by, article.version) == (writer, writer, 1)
    assert Revision.objects.get().data == drafting.state_of(article)


def test_article_saved_again_is_a_new_version_by_who_saved(article, editor):
    client = Client()
    client.force_login(editor)
    client.post(change(article), typed(client, change(article)) | {"lead": "Le bon décompte."})
    article.refresh_from_db()
    assert (article.lead, article.version, article.updated_by) == ("Le bon décompte.", 2, editor)
    assert article.owner != editor
    assert list(article.revisions.values_list("version", "by__name")) == [(2, "Éditeur"), (1, "Rédactrice")]


def test_text_is_cleaned_whatever_is_posted(at_desk, article, source):
    evil = (
        f'<p onclick="x()">a<sup data-citation="{source.pk}" class="z">9</sup></p><svg onload="x()"></svg>'
        '<iframe srcdoc="x"></iframe><a href="javascript:x()">l</a><style>p{}</style>'
    )
    at_desk.post(change(article), typed(at_desk, change(article)) | {"body": evil})
    article.refresh_from_db()
    assert article.body == f'<p>a<sup data-citation="{source.pk}">9</sup></p><a>l</a>'


@pytest.mark.parametrize("name", ["authors", "tags", "figures", "events", "hero"])
@pytest.mark.parametrize("value", ["abc", "999999", "9" * 30, "-1", "1.5", "²"])
def test_choice_that_does_not_exist_is_refused_beside_its_field(at_desk, article, name, value):
    data = typed(at_desk, change(article)) | {name: value, "title": "Titre gardé"}
    response = at_desk.post(change(article), data)
    assert response.status_code == 200
    assert list(response.context["adminform"].form.errors) == [name]
    assert "Titre gardé" in response.text


def test_address_of_another_article_is_refused_with_a_link_to_it(at_desk, article, editor, writer):
    workflow.publish(article, by=editor)
    Article.objects.filter(pk=article.pk).update(slug="nouvelle-adresse")
    response = at_desk.post(ADD, {"title": "Autre", "slug": "qui-a-signe", "lead": "Gardé."})
    assert response.context["adminform"].form.errors["slug"] == [
        f'Cette adresse est celle d’un autre article\u00a0: <a href="{change(article)}">Qui a signé\u202f?</a>'
    ]
    assert "Gardé." in response.text
    response = at_desk.post(ADD, {"title": "Autre", "slug": "nouvelle-adresse"})
    assert f'<a href="{change(article)}">Qui a signé\u202f?</a>' in response.text


def test_words_that_typography_makes_too_long_are_refused_beside_the_field(at_desk, article):
    response = at_desk.post(change(article), typed(at_desk, change(article)) | {"title": "a; " * 66})
    assert response.context["adminform"].form.errors == {"title": ["C’est trop long\u00a0: 200 caractères au plus."]}


def test_slug_is_proposed_from_the_title_on_a_new_article_only(at_desk, article):
    assert at_desk.get(ADD).context["adminform"].prepopulated_fields[0]["field"].name == "slug"
    assert at_desk.get(change(article)).context["adminform"].prepopulated_fields == []


# --- beside the form --------------------------------------------------------------------------------


def test_form_says_where_the_article_stands(as_editor, article, editor):
    assert "Pas en ligne" in as_editor.get(change(article)).text
    workflow.publish(article, by=editor)
    workflow.publish(article, by=editor, live_from=timezone.now() + timedelta(days=2), change_note="Complété")
    page = as_editor.get(change(article)).text
    assert "l’édition n° 1 est en ligne." in plain(page)
    assert "(heure de Paris)</strong> : l’édition n° 2 remplace l’édition n° 1" in plain(page)
    assert "Les lecteurs voient la note : « Complété »" in plain(page)
    assert 'href="/articles/qui-a-signe/">Voir sur le site' in page
    assert "Complété" in page
    workflow.withdraw(article, by=editor, notice="Une erreur.")
    page = as_editor.get(change(article)).text
    assert "Retiré</span>" in page
    assert "son adresse montre l’avis : « Une erreur. »" in plain(page)
    assert "Voir sur le site" not in page


def test_preview_is_the_readers_page_of_what_is_saved(at_desk, article):
    response = at_desk.get(reverse("admin:articles_article_preview", args=[article.pk]))
    assert "website/edition.html" in [template.name for template in response.templates]
    assert "Aperçu" in response.text
    assert 'Ils sont <span class="cited">61<button' in response.text
    assert response["X-Robots-Tag"] == "noindex"
    assert "no-store" in response["Cache-Control"]
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "script-src" not in response["Content-Security-Policy"]
    assert not Edition.objects.exists()


@pytest.mark.parametrize("name", ["preview", "publish", "send_back", "change", "history", "delete"])
def test_nothing_of_an_article_is_shown_to_strangers(client, article, name):
    address = reverse(f"admin:articles_article_{name}", args=[article.pk])
    response = client.get(address)
    assert (response.status_code, response.url) == (302, f"/admin/login/?next={address}")


def test_person_without_a_role_sees_no_article(client, article, django_user_model):
    client.force_login(django_user_model.objects.create_user("nouveau@example.org", "x", name="Nouveau"))
    for name in ["preview", "publish", "send_back", "change"]:
        assert client.get(reverse(f"admin:articles_article_{name}", args=[article.pk])).status_code == 403
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("name", ["preview", "publish", "send_back"])
def test_article_that_does_not_exist_is_not_found(as_editor, name, db):
    for key in ["999", "x", "9" * 30]:
        assert as_editor.get(reverse(f"admin:articles_article_{name}", args=[key])).status_code == 404


# --- who may ----------------------------------------------------------------------------------------


def test_writer_has_no_button_to_publish(at_desk, article):
    page = at_desk.get(change(article)).text
    assert 'name="_submit"' in page
    assert 'name="_publish"' not in page
    assert 'name="_send_back"' not in page


def test_writer_cannot_publish_by_any_post(at_desk, article):
    data = typed(at_desk, change(article))
    assert at_desk.post(change(article), data | {"title": "Volé", "_publish": "1"}).status_code == 403
    assert at_desk.post(change(article), data | {"title": "Volé", "_send_back": "1"}).status_code == 403
    for verb in ["publish", "withdraw", "take_back", "correct", ""]:
        assert at_desk.post(publish(article), {"verb": verb, "notice": "x"}).status_code == 403
    article.refresh_from_db()
    assert article.title == "Qui a signé ?"
    assert not Edition.objects.exists()


def test_fields_the_form_does_not_offer_are_ignored(at_desk, article, editor, writer):
    extra = {
        "stage": "in_review",
        "owner": editor.pk,
        "updated_by": editor.pk,
        "key": "0" * 32,
        "live_from": "2020-01-01",
        "id": "77",
        "pk": "77",
        "stage_note": "x",
        "is_superuser": "on",
    }
    key = article.key
    assert at_desk.post(change(article), typed(at_desk, change(article)) | extra).status_code == 302
    article.refresh_from_db()
    assert (article.stage, article.owner, article.updated_by, article.key) == ("draft", writer, writer, key)
    assert (Article.objects.count(), Edition.objects.count()) == (1, 0)


def test_writer_submits_and_an_editor_sends_back_with_a_word(article, writer, editor):
    client = Client()
    client.force_login(writer)
    response = client.post(change(article), typed(client, change(article)) | {"_submit": "1"}, follow=True)
    assert "Enregistré\u202f; l’article attend sa relecture." in response.text
    client.force_login(editor)
    assert "Qui a signé\u202f?" in client.get("/admin/").context["panels"][0].lines[0][0]
    response = client.post(change(article), typed(client, change(article)) | {"_send_back": "1"})
    assert response.url == reverse("admin:articles_article_send_back", args=[article.pk])
    refused = client.post(response.url, {"verb": "send_back", "note": ""})
    assert refused.context["bound"].errors == {"note": ["Dites ce qui est à reprendre."]}
    client.post(response.url, {"verb": "send_back", "note": "Sourcer le total"})
    article.refresh_from_db()
    assert (article.stage, article.stage_note) == ("draft", "Sourcer le total")
    client.force_login(writer)
    assert "Sourcer le total" in client.get(change(article)).text


def test_article_that_lacks_something_is_saved_and_says_what_the_review_needs(at_desk, article):
    data = typed(at_desk, change(article)) | {"authors": [], "lead": "", "title": "Neuf", "_submit": "1"}
    response = at_desk.post(change(article), data, follow=True)
    assert (
        "Enregistré. Avant la relecture\u00a0: Écrivez le chapô\u00a0: en deux phrases, ce que le lecteur va apprendre."
        " Choisissez qui signe l’article." in response.text
    )
    article.refresh_from_db()
    assert (article.title, article.stage) == ("Neuf", "draft")


def test_only_an_editor_deletes_and_never_what_was_public(article, writer, editor):
    client, address = Client(), reverse("admin:articles_article_delete", args=[article.pk])
    drafting.write_lists(article, events=[factories.event()])
    client.force_login(writer)
    assert client.get(address).status_code == 403
    client.force_login(editor)
    workflow.publish(article, by=editor)
    assert client.get(address).status_code == 403
    assert client.post(address, {"post": "yes"}).status_code == 403
    Edition.objects.all().delete()
    assert client.post(address, {"post": "yes"}).status_code == 302
    assert not Article.objects.exists()


# --- the list and the first page --------------------------------------------------------------------


def several(number, article, editor):
    for n in range(number):
        other = Article.objects.create(title=f"Note {n}", slug=f"note-{n}", lead="l", body="<p>x</p>", owner=editor)
        drafting.write_lists(other, authors=[article.authors.first()])
        other.tags.add(factories.tag())
        workflow.publish(other, by=editor, passed="essai")
        workflow.publish(other, by=editor, live_from=timezone.now() + timedelta(hours=1), passed="essai")


@pytest.mark.parametrize("number", [0, 11])
def test_list_takes_as_many_queries_for_one_as_for_twelve(
    as_editor, article, editor, number, django_assert_num_queries
):
    several(number, article, editor)
    as_editor.get(LIST)
    asked = ["", "?q=qui", "?travail=en-cours", "?lecteurs=jamais", f"?tags__id__exact={article.tags.get().pk}"]
    for one in [*asked, f"?owner__id__exact={article.owner_id}", "?o=1", "?travail=en-cours&lecteurs=jamais&q=qui"]:
        with django_assert_num_queries(9):
            assert "Qui a signé" in as_editor.get(LIST + one).text


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL plans by what a table holds, here nothing")
@pytest.mark.parametrize("asked", [WorkFilter, OnlineFilter])
def test_list_is_filtered_and_sorted_in_indexes_alone(rf, db, asked):
    """Whoever reads a row reads its text; « bientot » reads those few that it found by their keys."""
    shelf, name = admin.site.get_model_admin(Article), asked.parameter_name
    values = [value for value, _words in asked(None, {}, Article, shelf).lookups(None, shelf) if value != "bientot"]
    for given in [{}, *({name: [value]} for value in values)]:
        rows = asked(None, given, Article, shelf).queryset(None, shelf.get_queryset(rf.get(LIST)))
        plan = rows.order_by(*Article._meta.ordering).values_list("pk")[:50].explain()
        assert [
            step for step in plan.splitlines() if " USING COVERING INDEX " not in step and "SUBQUERY" not in step
        ] == []


@pytest.mark.parametrize("number", [0, 11])
def test_first_page_and_publication_take_as_many_queries_for_one_as_for_twelve(
    as_editor, article, editor, number, django_assert_max_num_queries
):
    several(number, article, editor)
    Article.objects.update(stage="in_review", owner=editor)
    for _ in range(number):
        article.tags.add(factories.tag())
        workflow.publish(article, by=editor, passed="essai")
    drafting.write_lists(article, figures=[factories.figure() for _ in range(number)])
    for address, most in [("/admin/", 14), (publish(article), 16)]:
        as_editor.get(address)
        with django_assert_max_num_queries(most):
            as_editor.get(address)


@pytest.mark.parametrize("size", [heavy.ONE, heavy.MOST], ids=["one", "most"])
def test_form_takes_as_many_queries_for_a_short_article_as_for_a_long_one(
    as_editor, article, editor, size, django_assert_num_queries
):
    """With 60 citations, 7 pictures, 10 links to all kinds of pages, 8 key figures, 100 revisions; 25 is what we allow."""
    heavy.fill(article, by=editor, **size)
    as_editor.get(change(article))
    start = time.process_time()  # the work, not the wait for whatever else runs
    with django_assert_num_queries(25):
        assert as_editor.get(change(article)).status_code == 200
    assert time.process_time() - start < 0.5


def test_list_says_what_readers_have(as_editor, article, editor):
    several(1, article, editor)
    page = plain(as_editor.get(LIST).text)
    assert "en ligne (édition n° 1)<br><small>" in page
    assert " (heure de Paris) : l’édition n° 2 remplace l’édition n° 1.</small>" in page
    assert "jamais publié" in page


def titles(response):
    return [row.title for row in response.context["cl"].result_list]


def test_list_filters_by_state_theme_person_and_words(as_editor, article, editor, writer):
    several(1, article, editor)
    tag = Article.objects.get(title="Note 0").tags.get()
    assert titles(as_editor.get(LIST + "?lecteurs=en-ligne")) == ["Note 0"]
    assert titles(as_editor.get(LIST + "?lecteurs=prevu")) == ["Note 0"]
    assert titles(as_editor.get(LIST + "?lecteurs=jamais")) == ["Qui a signé ?"]
    assert titles(as_editor.get(LIST + "?lecteurs=retire")) == []
    assert titles(as_editor.get(LIST + "?travail=en-cours")) == ["Qui a signé ?"]
    assert titles(as_editor.get(LIST + "?travail=paru")) == ["Note 0"]
    assert titles(as_editor.get(LIST + "?travail=relecture")) == []
    assert titles(as_editor.get(LIST + f"?tags__id__exact={tag.pk}")) == ["Note 0"]
    assert titles(as_editor.get(LIST + f"?owner__id__exact={writer.pk}")) == ["Qui a signé ?"]
    assert titles(as_editor.get(LIST + "?q=signé")) == ["Qui a signé ?"]
    workflow.withdraw(Article.objects.get(title="Note 0"), by=editor, notice="x")
    assert titles(as_editor.get(LIST + "?lecteurs=retire")) == ["Note 0"]
    workflow.publish(article, by=editor, live_until=timezone.now() + timedelta(days=2))
    assert titles(as_editor.get(LIST + "?lecteurs=prevu")) == ["Qui a signé ?"]


def test_list_says_how_the_text_stands_to_its_editions(as_editor, article, editor):
    def work():
        return re.findall(r'<td class="field-work">(.*?)</td>', plain(as_editor.get(LIST).text))[0]

    assert work() == "en cours d’écriture"
    workflow.publish(article, by=editor, live_from=timezone.now() + timedelta(days=2))
    assert work() == "prévu tel quel"
    as_editor.post(change(article), typed(as_editor, change(article)) | {"lead": "Repris."})
    assert work() == "modifié depuis son édition"
    workflow.take_back(article, by=editor)
    workflow.publish(article, by=editor, passed="essai")
    assert work() == "paru tel quel"
    workflow.withdraw(article, by=editor, notice="Une erreur.")
    assert work() == "inchangé depuis son retrait"


def test_text_changed_after_it_was_planned_is_work_still_once_that_is_public(as_editor, article, editor, monkeypatch):
    start = timezone.now() + timedelta(hours=1)
    workflow.publish(article, by=editor, live_from=start)
    as_editor.post(change(article), typed(as_editor, change(article)) | {"lead": "Repris."})
    monkeypatch.setattr(timezone, "now", lambda: start + timedelta(hours=1))
    assert titles(as_editor.get(LIST + "?travail=en-cours")) == ["Qui a signé ?"]


def test_first_page_shows_a_writer_her_drafts_and_nothing_to_review(at_desk, article, editor):
    panels = at_desk.get("/admin/").context["panels"]
    assert [(panel.title, [line[0] for line in panel.lines]) for panel in panels] == [
        ("Mes brouillons", ["Qui a signé\u202f?"])
    ]
    workflow.publish(article, by=editor)
    assert "Rien ne vous attend." in at_desk.get("/admin/").text
