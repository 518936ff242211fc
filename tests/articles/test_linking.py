"""At the desk: what a text may lead to, what is told of it before publishing, and a slug that changes afterwards."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import factories
from tests.articles.desk import change, publish, typed
from veille.articles import checklist, copying, drafting, linking, workflow
from veille.articles.models import Article
from veille.articles.reading import read
from veille.editions.links import State
from veille.editions.models import Edition
from veille.lib.checklist import Level

SEARCH = "/admin/articles/article/links/"


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


@pytest.fixture
def other(article, editor):
    """A sound draft beside the article."""
    copy = copying.duplicate(article, by=editor)
    Article.objects.filter(pk=copy.pk).update(title="La suite", slug="la-suite")
    return Article.objects.get(pk=copy.pk)


def link(article, words="la suite"):
    return f'<a href="/articles/{article.slug}/" data-to="article:{article.key}">{words}</a>'


def leading(article, *links):
    """The article with a paragraph that holds these links."""
    article.body += f"<p>Voir {' '.join(links)}.</p>"
    article.save()
    return article


def told(article):
    return [(verdict.rule, verdict.level) for verdict in checklist.check(article)]


def plain(verdict):
    return str(verdict).replace("\u00a0", " ").replace("\u202f", " ")


def found(client, term):
    return [(row["text"], row["note"]) for row in client.get(SEARCH, {"term": term}).json()["results"]]


# --- a slug that changes, from end to end -----------------------------------------------------------


def test_printed_link_follows_its_article_to_a_new_address(desk, article, other, editor):
    factories.identity()
    workflow.publish(other, by=editor, passed="x")
    desk.post(
        change(article),
        typed(desk, change(article)) | {"body": article.body + '<p><a href="/articles/la-suite/">s</a></p>'},
    )
    article.refresh_from_db()
    assert link(other, "s") in article.body
    workflow.publish(article, by=editor, passed="x")

    Article.objects.filter(pk=other.pk).update(slug="la-suite-et-fin")
    workflow.publish(Article.objects.get(pk=other.pk), by=editor, passed="x")
    page = desk.get("/articles/qui-a-signe/")
    assert 'href="/articles/la-suite/"' in page.text
    hop = desk.get("/articles/la-suite/")
    assert (hop.status_code, hop.url) == (301, "/articles/la-suite-et-fin/")

    assert told(article) == []
    again = workflow.publish(article, by=editor, passed="x")
    assert 'href="/articles/la-suite-et-fin/"' in again.body

    workflow.withdraw(other, by=editor, notice="Nous nous étions trompés.")
    gone = desk.get("/articles/la-suite-et-fin/")
    assert (gone.status_code, "Nous nous étions trompés." in gone.text) == (410, True)
    assert told(article) == [("link_to_unseen", Level.BLOCKING)]


# --- before publishing ------------------------------------------------------------------------------


def test_draft_blocks_and_is_named(desk, article, other, editor):
    leading(article, link(other), link(other, "encore"))
    [verdict] = checklist.check(article)
    assert plain(verdict) == "Publiez d’abord ces pages, ou retirez le lien : les lecteurs ne voient pas « La suite »."
    assert (verdict.rule, verdict.link) == ("link_to_unseen", "#id_body")
    assert verdict.sentence in desk.get(publish(article)).text
    with pytest.raises(workflow.Refused):
        workflow.publish(article, by=editor, passed="x")


def test_planned_article_warns_until_it_is_there_and_is_led_to_from_then_on(article, other, editor):
    leading(article, link(other))
    later = timezone.now() + timedelta(days=2)
    workflow.publish(other, by=editor, live_from=later, passed="x")
    assert told(article) == [("link_to_planned", Level.WARNING)]
    before = workflow.compose(article)
    after = workflow.compose(article, at=later)
    assert ["/articles/la-suite/" in page.edition.body for page in (before, after)] == [False, True]
    edition = workflow.publish(article, by=editor, live_from=later + timedelta(hours=1), passed="x")
    assert 'href="/articles/la-suite/"' in edition.body


def test_deleted_draft_is_named_by_the_words_of_its_link(article, other):
    leading(article, link(other, "la suite"))
    other.delete()
    assert [plain(verdict) for verdict in checklist.check(article)] == [
        "Corrigez ou retirez ces liens, qui ne mènent à aucune page du site : « la suite »."
    ]
    page = workflow.compose(article)
    assert "<p>Voir la suite.</p>" in page.edition.body


def test_pages_readers_do_not_see_block_unless_the_article_brings_them(article, source):
    author, tag = article.authors.get(), article.tags.get()
    brought = [f'<a href="{row.get_absolute_url()}">x</a>' for row in (author, tag, source, source.organisation)]
    leading(article, *brought)
    assert told(article) == []
    assert workflow.compose(article).edition.body.count("<a ") == 4
    hidden = factories.event("Sommet caché", published=False)
    leading(article, f'<a href="{hidden.get_absolute_url()}">x</a>')
    assert [plain(verdict) for verdict in checklist.check(article)] == [
        "Publiez d’abord ces pages, ou retirez le lien : les lecteurs ne voient pas « Sommet caché »."
    ]


def test_editable_page_is_there_once_it_exists(article):
    leading(article, '<a href="/methode/">x</a>')
    assert told(article) == [("link_to_nothing", Level.BLOCKING)]
    factories.page("methode")
    assert told(article) == []


def test_preview_shows_what_readers_would_get(desk, article, other):
    leading(article, link(other))
    assert "Voir la suite." in desk.get(f"/admin/articles/article/{article.pk}/preview/").text


# --- kept -------------------------------------------------------------------------------------------


def test_draft_keeps_its_identity_whatever_becomes_of_its_slug(article, other, editor):
    body = linking.settled('<p><a href="/articles/la-suite/">x</a></p>')
    assert body == f"<p>{link(other, 'x')}</p>"
    Article.objects.filter(pk=other.pk).update(slug="autrement")
    assert linking.settled(body) == f"<p>{link(Article.objects.get(pk=other.pk), 'x')}</p>"


def test_present_slug_of_a_printed_article_is_known_before_it_is_printed(article, other, editor):
    workflow.publish(other, by=editor, passed="x")
    Article.objects.filter(pk=other.pk).update(slug="autrement")
    [target] = linking.search("/articles/autrement/")
    assert (target.address, target.state) == ("/articles/la-suite/", State.ONLINE)


def test_copy_and_revision_keep_identities(article, other, editor):
    leading(article, link(other))
    copy = copying.duplicate(article, by=editor)
    revision = drafting.record(article, by=editor)
    assert [link(other) in body for body in (copy.body, revision.data["body"])] == [True, True]


def test_words_are_counted_alike(article, other):
    plain, kept = '<p>Voir <a href="/articles/la-suite/">la suite</a>.</p>', f"<p>Voir {link(other)}.</p>"
    assert (read(plain).length, read(plain).passages) == (read(kept).length, read(kept).passages)


# --- the search -------------------------------------------------------------------------------------


def test_search_says_of_each_page_what_it_is_and_who_sees_it(desk, article, other, editor):
    workflow.publish(article, by=editor, passed="x")
    Article.objects.filter(pk=article.pk).update(title="Qui a signé, repris")
    workflow.publish(other, by=editor, live_from=timezone.now() + timedelta(days=1), passed="x")
    Article.objects.create(title="Qui signera ?", slug="qui-signera")
    factories.tag("Signatures")
    factories.page("methode", "Comment on signe")
    assert found(desk, "sign") == [
        ("Qui a signé\u202f?", "Article, en ligne"),
        ("Qui signera ?", "Article, brouillon"),
        ("Signatures", "Thème, pas encore sur le site"),
        ("Comment on signe", "Page, en ligne"),
    ]
    assert found(desk, "suite") == [("La suite", "Article, prévu")]
    assert found(desk, "SÏGNERA qui") == [("Qui signera ?", "Article, brouillon")]
    assert [row[0] for row in found(desk, "")] == ["Qui a signé\u202f?", "Qui signera ?", "La suite"]
    assert found(desk, "introuvable") == found(desk, "%") == []


def test_search_finds_each_kind(desk, article, source):
    factories.event("Programme de Delhi")
    factories.author("Programme, l’équipe")
    factories.organisation("Programme mondial")
    assert [note.split(",")[0] for _title, note in found(desk, "programme")] == [
        "Auteur",
        "Sommet",
        "Organisation",
        "Source",
    ]


def test_search_of_an_address_finds_its_page_alone(desk, settings, other):
    settings.SITE_URL = "https://site.example"
    factories.tag("La suite des thèmes")
    for address in [
        "/articles/la-suite/",
        "https://site.example/articles/la-suite/",
        "http://testserver/articles/la-suite/",
    ]:
        [row] = desk.get(SEARCH, {"term": f"{address}#partie"}).json()["results"]
        assert row == {
            "id": f"article:{other.key}",
            "text": "La suite",
            "note": "Article, brouillon",
            "address": "/articles/la-suite/#partie",
        }
    assert found(desk, "/contact/") == [("/contact/", "Page, en ligne")]
    assert found(desk, "/articles/nulle-part/") == found(desk, "/nulle-part/") == found(desk, "/admin/") == []


@pytest.mark.parametrize("number", [1, 5])
def test_search_asks_a_fixed_number_of_times(desk, article, django_assert_num_queries, number):
    for n in range(number):
        Article.objects.create(title=f"Note {n}", slug=f"note-{n}")
        factories.tag(f"Note {n}")
    desk.get(SEARCH)
    with django_assert_num_queries(12):
        desk.get(SEARCH, {"term": "note"})


def test_titles_of_drafts_are_for_the_desk_alone(client, other, article, editor, writer):
    factories.identity()
    factories.edition("En ligne", body=f"<p>{link(other, 'ici')}</p>")
    factories.page("methode", body=f"<p>{link(other, 'ici')}</p>")
    assert client.get(SEARCH, {"term": "suite"}).status_code == 302
    for address in ["/articles/en-ligne/", "/methode/"]:
        text = client.get(address).text
        assert ["La suite" in text, "la-suite" in text, str(other.key) in text] == [False] * 3
    client.force_login(writer)
    assert found(client, "suite") == [("La suite", "Article, brouillon")]


# --- the form ---------------------------------------------------------------------------------------


def test_form_takes_a_query_for_each_kind_of_page_however_many_links(desk, article):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            page = desk.get(change(article))
        return len(page.context["editor"]["links"]), len(queries)

    desk.get(change(article))
    _none, without = asked()
    kinds = [factories.edition, factories.tag, factories.author, factories.event, factories.source]
    rows = [kind() for kind in kinds for _ in range(5)] + [factories.organisation(), factories.page("methode")]
    leading(article, *(f'<a href="{row.get_absolute_url()}">x</a>' for row in rows))
    assert asked() == (27, without + 7)
    assert without + 7 <= 25


def test_form_names_the_pages_its_text_leads_to(desk, article, other):
    leading(article, link(other))
    words = desk.get(change(article)).context["editor"]
    assert words["links"] == {
        f"article:{other.key}": {
            "id": f"article:{other.key}",
            "text": "La suite",
            "note": "Article, brouillon",
            "address": "/articles/la-suite/",
        }
    }
    assert words["link_search"] == SEARCH


def test_editable_page_keeps_links_by_what_they_lead_to(desk):
    page = factories.page("methode")
    theme = factories.tag("Calcul")
    factories.edition(tags=[theme])
    address = f"/admin/website/page/{page.pk}/change/"
    data = typed(desk, address) | {"body": '<p><a href="/themes/calcul/">x</a></p>'}
    desk.post(address, data)
    page.refresh_from_db()
    assert page.body == f'<p><a href="/themes/calcul/" data-to="theme:{theme.pk}">x</a></p>'
    words = desk.get(address).context["editor"]
    assert (words["link_search"], list(words["links"])) == (SEARCH, [f"theme:{theme.pk}"])
    assert "editor-words" in desk.get(address).text
    assert Edition.objects.count() == 1
