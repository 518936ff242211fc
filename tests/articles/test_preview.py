"""The preview of what is typed: readers' page, nothing kept, for those who may see the article."""

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories
from tests.articles import heavy
from tests.articles.desk import change, typed
from veille.accounts.models import User
from veille.articles.models import Article


def preview(article, pane="") -> str:
    return reverse("admin:articles_article_preview", args=[article.pk]) + (f"?volet={pane}" if pane else "")


@pytest.fixture
def at_desk(client, writer):
    client.force_login(writer)
    return client


def test_preview_shows_what_is_typed_and_keeps_nothing(at_desk, article, source):
    before = Article.objects.values().get()
    second, tag, event = factories.author("Deux"), factories.tag("Énergie"), factories.event("Sommet de Paris")
    figure, picture = factories.figure("pays signataires"), factories.image(alt="La verrière")
    data = typed(at_desk, change(article)) | {
        "title": "Qui a vraiment signé ?",
        "lead": "Un autre chapeau.",
        "takeaways": "Une idée",
        "body": f'<p>Ils étaient 60<sup data-citation="{source.pk}"></sup>.</p>',
        "authors": [second.pk],
        "tags": [tag.pk],
        "figures": [figure.pk],
        "events": [event.pk],
        "hero": picture.pk,
    }
    with CaptureQueriesContext(connection) as queries:
        response = at_desk.post(preview(article), data)
    page = response.content.decode()
    assert response.status_code == 200
    assert "Qui a vraiment signé\N{NARROW NO-BREAK SPACE}?</h1>" in page
    for words in ["Un autre chapeau.", "Une idée", "Ils étaient", "Deux", "Énergie", "Sommet de Paris", "La verrière"]:
        assert words in page
    assert "La cellule" not in page
    assert "pays signataires" in page
    assert "Programme" in page  # the source, in the list
    assert "de ce qui est écrit, pas encore enregistré" in page
    assert Article.objects.values().get() == before
    assert article.revisions.count() == 1
    assert [query["sql"] for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))] == []
    assert [query["sql"] for query in queries if "FOR UPDATE" in query["sql"]] == []


def test_preview_keeps_what_is_saved_where_what_is_typed_is_not_valid(at_desk, article):
    data = typed(at_desk, change(article)) | {"title": "x" * 300, "lead": "Un autre chapeau.", "version": "99"}
    page = at_desk.post(preview(article), data).content.decode()
    assert "Qui a signé\N{NARROW NO-BREAK SPACE}?</h1>" in page
    assert "Un autre chapeau." in page


def test_preview_of_a_public_article_keeps_its_first_day(at_desk, article):
    factories.edition(key=article.key, slug=article.slug, live_from=-24 * 40)
    page = at_desk.post(preview(article), typed(at_desk, change(article))).content.decode()
    assert "mis à jour le" in page


def test_preview_in_the_pane_has_no_line_of_the_desk(at_desk, article):
    for page in [at_desk.get(preview(article, "page")), at_desk.post(preview(article, "page"))]:
        assert "seul le bureau" not in page.content.decode()


def test_preview_of_a_search_result_and_a_share_card(at_desk, article, settings):
    settings.SITE_URL = "https://veille.example"
    data = typed(at_desk, change(article)) | {"lead": "Un mot. " * 30, "hero": factories.image(alt="La verrière").pk}
    page = at_desk.post(preview(article, "partage"), data).content.decode()
    assert "https://veille.example/articles/qui-a-signe/" in page
    said = ("Un mot. " * 30)[:159] + "…"
    assert page.count(said) == 2
    assert 'alt="La verrière"' in page
    assert "<html" not in page


def test_preview_is_framed_by_the_desk_only_and_neither_kept_nor_indexed(at_desk, article):
    for response in [at_desk.get(preview(article)), at_desk.post(preview(article))]:
        assert response["X-Robots-Tag"] == "noindex"
        assert response["X-Frame-Options"] == "SAMEORIGIN"
        assert "no-store" in response["Cache-Control"]
        policy = response["Content-Security-Policy"]
        assert "frame-ancestors 'self'" in policy
        assert "script-src" not in policy
        assert "default-src 'none'" in policy


def test_preview_is_for_those_who_may_see_the_article(client, article):
    assert client.post(preview(article)).url.startswith("/admin/login/")
    stranger = User.objects.create_user("personne@example.org", "un-mot-de-passe-long", name="Personne")
    client.force_login(stranger)
    assert client.post(preview(article)).status_code == 403
    stranger.user_permissions.add(Permission.objects.get(codename="view_article"))
    assert client.get(preview(article)).status_code == 200
    assert client.post(preview(article)).status_code == 403  # who may not change it has typed nothing


def test_preview_of_what_is_not_there_is_not_found(at_desk):
    for key in ["0", "999999", "abc"]:
        assert at_desk.post(f"/admin/articles/article/{key}/preview/").status_code == 404


def test_preview_wants_the_form_s_token(article, writer):
    client = Client(enforce_csrf_checks=True)
    client.force_login(writer)
    assert client.post(preview(article)).status_code == 403


# --- before the first save --------------------------------------------------------------------------

NEW = "/admin/articles/article/add/preview/"


def test_new_article_is_previewed_and_kept_nowhere(at_desk, source):
    author, tag, figure, event = (
        factories.author("Deux"),
        factories.tag("Énergie"),
        factories.figure(),
        factories.event(),
    )
    picture, other = factories.image(alt="La verrière"), factories.image(alt="La salle")
    data = {
        "title": "Qui a signé ?",
        "slug": "qui-a-signe",
        "lead": "Un chapeau.",
        "takeaways": "Une idée",
        "body": f"<p>Ils étaient 60{factories.cite(source)}.</p>{factories.show(other)}",
        "authors": [author.pk],
        "tags": [tag.pk],
        "figures": [figure.pk],
        "events": [event.pk],
        "hero": picture.pk,
    }
    with CaptureQueriesContext(connection) as queries:
        page = at_desk.post(NEW + "?volet=page", data).text
    for words in [
        "Qui a signé\N{NARROW NO-BREAK SPACE}?</h1>",
        "Un chapeau.",
        "Une idée",
        "Ils étaient",
        "Deux",
        "Énergie",
    ]:
        assert words in page
    for words in [figure.label, event.name, "La verrière", "La salle", "Programme"]:
        assert words in page
    assert "/articles/qui-a-signe/" in at_desk.post(NEW + "?volet=partage", data).text
    assert not Article.objects.exists()
    assert [query["sql"] for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))] == []


def test_new_article_is_previewed_from_its_first_word(at_desk):
    for response in [at_desk.get(NEW + "?volet=page"), at_desk.post(NEW, {}), at_desk.post(NEW, {"slug": "É !"})]:
        assert response.status_code == 200
        assert "Sans titre</h1>" in response.text
        assert "Revenir à l’article" not in response.text
    assert "Un mot" in at_desk.post(NEW, {"body": "<p>Un mot</p>"}).text


def test_new_article_has_its_preview_on_its_form(at_desk, article):
    page = at_desk.get("/admin/articles/article/add/").text
    assert f'data-address="{NEW}"' in page
    assert f'formaction="{NEW}"' in page
    assert f'data-address="{preview(article)}"' in at_desk.get(change(article)).text


def test_new_article_is_previewed_by_those_who_may_add_one(client, db):
    assert client.post(NEW).url.startswith("/admin/login/")
    stranger = User.objects.create_user("personne@example.org", "un-mot-de-passe-long", name="Personne")
    stranger.user_permissions.add(*Permission.objects.filter(codename__in=["view_article", "change_article"]))
    client.force_login(stranger)
    assert (client.get(NEW).status_code, client.post(NEW).status_code) == (403, 403)
    stranger.user_permissions.add(Permission.objects.get(codename="add_article"))
    assert client.post(NEW).status_code == 200


def test_preview_of_a_new_article_is_framed_by_the_desk_only(at_desk):
    response = at_desk.post(NEW)
    assert response["X-Robots-Tag"] == "noindex"
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "no-store" in response["Cache-Control"]
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    assert "script-src" not in response["Content-Security-Policy"]


def test_who_may_only_read_is_offered_no_preview_of_what_is_typed(client, article):
    reader = User.objects.create_user("lectrice@example.org", "un-mot-de-passe-long", name="Lectrice")
    reader.user_permissions.add(Permission.objects.get(codename="view_article"))
    client.force_login(reader)
    page = client.get(change(article)).text
    assert "desk__preview" not in page
    assert 'js/preview.js"' not in page
    assert "Avant de publier" in page


# --- what it costs ----------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [heavy.ONE, heavy.MOST], ids=["one", "most"])
def test_preview_takes_as_many_queries_for_a_short_article_as_for_a_long_one(
    at_desk, article, writer, size, django_assert_num_queries
):
    heavy.fill(article, by=writer, **size)
    data = typed(at_desk, change(article))
    for ask, number in [
        (lambda: at_desk.get(preview(article)), 23),
        (lambda: at_desk.post(preview(article, "page"), data), 42),
        (lambda: at_desk.post(preview(article, "avant"), data), 37),
    ]:
        ask()
        with django_assert_num_queries(number):
            assert ask().status_code == 200


def test_preview_takes_nothing_else(at_desk, article):
    assert at_desk.put(preview(article)).status_code == 405
