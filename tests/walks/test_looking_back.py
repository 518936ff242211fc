"""An editor compares two states of an article, puts one back, and sees it; by mouse on a desk, by keyboard on a phone."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.walks.conftest import editor_of, sideways, stands, violations
from veille.articles import drafting, workflow
from veille.articles.models import Article


@pytest.fixture
def article(site, editor, writer):
    """Of the shipped content: saved twice more, then corrected."""
    article = Article.objects.get(slug="edf-terrains-centres-de-donnees")
    for lead, word in [
        ("Un premier autre chapô.", "Électricité de France"),
        ("Un second autre chapô.", "L’électricien"),
    ]:
        article.refresh_from_db()
        article.lead, article.body = lead, article.body.replace("EDF", word, 1)
        article.version += 1
        article.save()
        drafting.write_evidence(article)
        drafting.record(article, by=writer)
    workflow.correct(article, by=editor, note="Le nom était faux.", passed="essai")
    return article


def looks_right(page, console):
    assert violations(page) == []
    assert sideways(page) == 0
    assert console == []


def test_editor_compares_two_states_and_puts_one_back(page, site, article, enter, editor, console, photograph):
    enter(editor)
    page.goto(f"{site}/admin/articles/article/{article.pk}/change/")
    stands(page)
    page.get_by_role("link", name="Tout l’historique").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Historique")
    looks_right(page, console)
    photograph("historique")

    page.get_by_role("radio", name="Comparer depuis : version 1", exact=True).check()
    page.get_by_role("radio", name="Comparer avec : version 2", exact=True).check()
    page.get_by_role("button", name="Comparer les deux états choisis").click()
    page.wait_for_url("**/history/v1..v2/")
    expect(page.locator("ins", has_text="Électricité de France").first).to_be_visible()
    expect(page.get_by_role("region", name="Chapô")).to_contain_text("Un premier autre chapô.")
    expect(page.get_by_role("region", name="Texte").get_by_role("deletion")).to_contain_text("retiré")
    looks_right(page, console)
    photograph("differences")

    page.get_by_role("link", name="Remettre ou nommer la version 2…").click()
    expect(page.get_by_role("region", name="Chapô").get_by_role("deletion")).to_contain_text("second")
    expect(page.get_by_role("region", name="Chapô").get_by_role("insertion")).to_contain_text("premier")
    looks_right(page, console)
    photograph("avant-de-remettre")
    page.get_by_role("button", name="Remettre cet état").click()
    page.wait_for_url("**/change/")
    stands(page)
    expect(page.get_by_text("L’article est de nouveau tel que la version 2")).to_be_visible()
    expect(page.get_by_label("Chapô")).to_have_value("Un premier autre chapô.")
    expect(editor_of(page)).to_contain_text("Électricité de France")
    assert drafting.state_of(Article.objects.get(pk=article.pk)) == article.revisions.get(version=2).data
    page.get_by_role("link", name="Tout l’historique").click()
    expect(page.get_by_role("listitem").filter(has_text="remise en place par Éditeur")).to_be_visible()
    assert console == []


def test_history_is_walked_by_keyboard_on_a_phone_at_night(page, site, article, enter, editor, console, photograph):
    page.set_viewport_size({"width": 390, "height": 800})
    page.emulate_media(color_scheme="dark")
    enter(editor)
    page.goto(f"{site}/admin/articles/article/{article.pk}/history/")
    looks_right(page, console)
    photograph("historique")
    page.get_by_role("radio", name="Comparer depuis : version 3", exact=True).focus()
    page.keyboard.press("Space")
    page.get_by_role("radio", name="Comparer avec : maintenant").focus()
    page.keyboard.press("ArrowDown")  # the next one down: what was done last
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/history/v3\.\.e\d+/$"))
    looks_right(page, console)

    page.goto(f"{site}/admin/articles/article/{article.pk}/history/v2/")
    looks_right(page, console)
    photograph("etat")
    page.get_by_label("Nom de cet état").fill("Avant la relecture")
    page.keyboard.press("Enter")
    page.wait_for_url("**/history/")
    expect(page.get_by_role("listitem").filter(has_text="Avant la relecture")).to_contain_text("Version 2")

    page.get_by_label("Jour").fill(f"{timezone.localtime():%Y-%m-%d}")
    page.get_by_label("Jour").press("Enter")
    page.wait_for_url("**/history/seen/*/")
    expect(page.get_by_text("Ce que les lecteurs voyaient")).to_be_visible()
    expect(page.get_by_role("article")).to_contain_text("Un second autre chapô.")
    looks_right(page, console)
    photograph("ce-jour-la")
