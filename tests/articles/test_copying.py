"""Whole articles at once: a copy of one, a theme for several, from the verb and from the desk."""

import pytest

from tests import factories
from tests.articles.desk import change, typed
from veille.accounts.models import Trace
from veille.articles import copying, drafting, workflow
from veille.articles.models import Article
from veille.editions.models import Edition

LIST = "/admin/articles/article/"


@pytest.fixture
def article(article):
    article.tags.clear()
    return article


@pytest.fixture
def full(article):
    """The article with something in each of its lists, public and sent back."""
    article.tags.add(factories.tag("Énergie"))
    drafting.write_lists(article, figures=[factories.figure()], events=[factories.event()])
    Article.objects.filter(pk=article.pk).update(stage="in_review", stage_note="Un mot", takeaways="Une idée")
    article.refresh_from_db()
    return article


def test_copy_says_the_same_and_is_a_draft_of_who_asks(full, editor):
    factories.edition(key=full.key, slug=full.slug)
    copy = copying.duplicate(full, by=editor)
    copy.refresh_from_db()
    mine, theirs = drafting.state_of(copy), drafting.state_of(full)
    assert mine == theirs | {"title": "Qui a signé ? (copie)", "slug": "qui-a-signe-copie"}
    assert (copy.owner, copy.updated_by, copy.stage, copy.stage_note, copy.version) == (editor, editor, "draft", "", 1)
    assert copy.key != full.key
    assert not copy.editions.exists()
    assert list(copy.citations.values_list("source")) == list(full.citations.values_list("source"))
    assert copy.revisions.get().data == mine
    line = Trace.objects.get()
    assert (line.verb, line.words, line.note) == ("duplicated", str(copy), "D’après «\u202fQui a signé ?\u202f».")


def test_copy_takes_an_address_nobody_ever_had(article, editor):
    factories.edition(slug="qui-a-signe-copie")
    assert copying.duplicate(article, by=editor).slug == "qui-a-signe-copie-2"
    assert copying.duplicate(article, by=editor).slug == "qui-a-signe-copie-3"
    Article.objects.filter(pk=article.pk).update(slug="a" * 120, title="é" * 200)
    article.refresh_from_db()
    copy = copying.duplicate(article, by=editor)
    copy.full_clean()
    assert copy.slug == "a" * 114 + "-copie"


def test_copy_is_refused_to_who_may_not_write(article, django_user_model):
    nobody = django_user_model.objects.create_user("nouveau@example.org", "x", name="Nouveau")
    with pytest.raises(workflow.Refused, match="ne permet pas d’écrire"):
        copying.duplicate(article, by=nobody)
    assert Article.objects.count() == 1


def test_button_of_the_form_saves_and_leads_to_the_copy(client, writer, article):
    client.force_login(writer)
    assert 'name="_duplicate" value="Dupliquer"' in client.get(change(article)).text
    data = typed(client, change(article)) | {"lead": "Saisi.", "_duplicate": "1"}
    response = client.post(change(article), data, follow=True)
    copy = Article.objects.exclude(pk=article.pk).get()
    assert response.redirect_chain == [(change(copy), 302)]
    assert "Voici la copie" in response.text
    article.refresh_from_db()
    assert (article.lead, copy.lead) == ("Saisi.", "Saisi.")


def test_form_that_is_refused_makes_no_copy(client, writer, article):
    client.force_login(writer)
    data = typed(client, change(article)) | {"_duplicate": "1"}
    assert client.post(change(article), data | {"title": ""}).status_code == 200
    assert client.post(change(article), data | {"version": "7"}).status_code == 409
    assert Article.objects.count() == 1


# --- a theme for several ----------------------------------------------------------------------------


def test_theme_is_added_as_a_new_version(article, editor):
    tag = factories.tag("Énergie")
    assert copying.add_theme(article, tag, by=editor, version=1) is True
    article.refresh_from_db()
    assert (list(article.tags.all()), article.version, article.updated_by) == ([tag], 2, editor)
    assert article.revisions.first().data == drafting.state_of(article)
    assert [(one.verb, one.note) for one in Trace.objects.all()] == [("changed", "Thème «\u202fÉnergie\u202f» ajouté.")]


def test_theme_already_there_changes_nothing(article, editor):
    tag = factories.tag()
    article.tags.add(tag)
    assert copying.add_theme(article, tag, by=editor, version=1) is False
    article.refresh_from_db()
    assert (article.version, Trace.objects.count()) == (1, 0)


def test_theme_is_refused_where_somebody_saved_meanwhile(article, editor):
    Article.objects.filter(pk=article.pk).update(version=2)
    with pytest.raises(workflow.Refused, match="entre-temps"):
        copying.add_theme(article, factories.tag(), by=editor, version=1)
    assert not article.tags.exists()


def posted(articles, **more):
    return {"action": "add_theme", "_selected_action": [one.pk for one in articles]} | more


def test_several_articles_get_a_theme_but_not_the_one_in_conflict(client, writer, article):
    other = Article.objects.create(title="Autre", slug="autre", owner=writer)
    tag = factories.tag("Énergie")
    client.force_login(writer)
    page = client.post(LIST, posted([article, other]))
    assert "Qui a signé\u202f?" in page.text
    assert f'name="version_{other.pk}" value="1"' in page.text
    Article.objects.filter(pk=other.pk).update(version=2)
    read = {f"version_{article.pk}": "1", f"version_{other.pk}": "1"}
    response = client.post(LIST, posted([article, other], theme=tag.pk, apply="1", **read), follow=True)
    assert "«\u202fAutre\u202f»\u00a0: Quelqu’un a enregistré cet article entre-temps." in response.text
    assert "1 article porte maintenant ce thème." in response.text
    assert (list(article.tags.all()), list(other.tags.all())) == ([tag], [])
    assert not Edition.objects.exists()


@pytest.mark.parametrize("theme", ["", "999", "x"])
def test_theme_that_is_none_is_refused_beside_its_field(client, writer, article, theme):
    client.force_login(writer)
    response = client.post(LIST, posted([article], theme=theme, apply="1"))
    assert list(response.context["form"].errors) == ["theme"]
    assert not article.tags.exists()


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30])
def test_version_that_is_none_is_a_conflict(client, writer, article, version):
    client.force_login(writer)
    data = posted([article], theme=factories.tag().pk, apply="1") | {f"version_{article.pk}": version}
    client.post(LIST, data)
    assert not article.tags.exists()
