"""Two themes become one: nothing is doubled, nothing is lost, and every address leads to what was kept."""

import pytest

from tests import factories
from tests.articles.desk import change, typed
from veille.accounts.models import Trace
from veille.articles import drafting, themes, workflow
from veille.editions.models import EditionTag, Tag, TagRedirect

LIST = "/admin/editions/tag/"


@pytest.fixture
def article(article):
    article.tags.clear()
    return article


@pytest.fixture
def old(db):
    return factories.tag("Énergies")


@pytest.fixture
def kept(db):
    return factories.tag("Énergie")


def test_what_carried_the_one_carries_the_other_once(old, kept, article, editor):
    article.tags.add(old)
    one, both = factories.edition(tags=[old]), factories.edition(tags=[old, kept])
    themes.merge(old, into=kept, by=editor)
    assert list(article.tags.all()) == [kept]
    assert [list(edition.tags.all()) for edition in (one, both)] == [[kept], [kept]]
    assert EditionTag.objects.count() == 2
    assert not Tag.objects.filter(name="Énergies").exists()
    line = Trace.objects.get()
    assert (line.verb, line.words, line.note) == ("merged", "Énergie", "Avec «\u202fÉnergies\u202f», qui n’est plus.")


def test_draft_that_carries_both_carries_one(old, kept, article, editor):
    article.tags.add(old, kept)
    themes.merge(old, into=kept, by=editor)
    assert list(article.tags.all()) == [kept]


def test_addresses_lead_to_what_was_kept_in_one_hop(client, old, kept, editor):
    last = factories.tag("Climat")
    factories.edition(tags=[old])
    themes.merge(old, into=kept, by=editor)
    themes.merge(kept, into=last, by=editor)
    for slug in ["energies", "energie"]:
        for end in ["", "flux.xml"]:
            response = client.get(f"/themes/{slug}/{end}")
            assert (response.status_code, response.url) == (301, f"/themes/climat/{end}")
    assert client.get("/themes/climat/").status_code == 200
    assert TagRedirect.objects.filter(tag=last).count() == 2


def test_address_of_a_theme_readers_do_not_see_leads_nowhere(client, old, kept, editor):
    themes.merge(old, into=kept, by=editor)
    assert [client.get(f"/themes/energies/{end}").status_code for end in ["", "flux.xml"]] == [404, 404]


def test_theme_of_that_name_today_goes_before_the_former_one(client, old, kept, editor):
    factories.edition(tags=[old])
    themes.merge(old, into=kept, by=editor)
    again = factories.tag("Énergies")
    assert client.get("/themes/energies/").status_code == 404
    factories.edition(tags=[again])
    assert client.get("/themes/energies/").status_code == 200
    themes.merge(again, into=kept, by=editor)
    assert client.get("/themes/energies/").url == "/themes/energie/"


def test_merging_is_refused_to_a_writer_and_with_itself(old, kept, writer, editor):
    with pytest.raises(workflow.Refused, match="rôle «\u202fÉditeur\u202f»"):
        themes.merge(old, into=kept, by=writer)
    with pytest.raises(workflow.Refused, match="lui-même"):
        themes.merge(old, into=old, by=editor)
    assert (Tag.objects.count(), TagRedirect.objects.count()) == (2, 0)


# --- at the desk ------------------------------------------------------------------------------------


def posted(*tags, **more):
    return {"action": "merge_with", "_selected_action": [tag.pk for tag in tags]} | more


def test_page_says_what_will_happen_and_merges(client, old, kept, article, editor):
    article.tags.add(old)
    factories.edition(tags=[old])
    client.force_login(editor)
    page = client.post(LIST, posted(old)).text
    assert "Articles du bureau qui le portent\u00a0: <strong>1</strong>" in page
    assert "éditions en ligne\u00a0: <strong>1</strong>" in page
    assert f'<option value="{old.pk}">' not in page
    response = client.post(LIST, posted(old, theme=kept.pk, apply="1"), follow=True)
    assert "«\u202fÉnergies\u202f» fait maintenant partie de «\u202fÉnergie\u202f»." in response.text
    assert list(article.tags.all()) == [kept]


def test_page_asks_for_one_theme_and_another(client, old, kept, editor):
    client.force_login(editor)
    assert "Choisissez le seul thème" in client.post(LIST, posted(old, kept), follow=True).text
    for theme in ["", "x", old.pk]:
        response = client.post(LIST, posted(old, theme=theme, apply="1"))
        assert list(response.context["form"].errors) == ["theme"]
    assert Tag.objects.count() == 2


def test_writer_merges_nothing_by_any_post(client, old, kept, writer):
    client.force_login(writer)
    client.post(LIST, posted(old, theme=kept.pk, apply="1"))
    assert Tag.objects.count() == 2


def test_form_that_was_open_with_the_old_theme_keeps_the_new_one(client, old, kept, article, editor, writer):
    article.tags.add(old)
    drafting.record(article, by=writer)
    client.force_login(writer)
    read = typed(client, change(article))
    seen_at = article.updated_at
    themes.merge(old, into=kept, by=editor)
    article.refresh_from_db()
    assert (article.version, article.updated_at, article.revisions.first().by) == (2, seen_at, editor)
    assert client.post(change(article), read | {"lead": "Repris."}).status_code == 302
    article.refresh_from_db()
    assert (article.lead, list(article.tags.all())) == ("Repris.", [kept])
