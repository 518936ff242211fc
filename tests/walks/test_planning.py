"""Job 3: an editor plans a change and an end, reads what will happen when, and takes both back; with and without scripts."""

import re

import pytest
from playwright.sync_api import expect

from tests.walks.conftest import sideways, violations
from veille.articles.models import Article
from veille.editions.models import Edition

START, END = "2099-12-03T08:00", "2099-12-31T18:00"
CHANGE = "Jeudi 3 décembre 2099 à 8 h 00 (heure de Paris) : l’édition n° 2 remplace l’édition n° 1."
LEAVES = "Jeudi 31 décembre 2099 à 18 h 00 (heure de Paris) : l’article quitte le site."


def steps(panel):
    """The lines of a panel as one reads them, with ordinary spaces."""
    lines = panel.locator(".steps li > span:last-of-type").all_inner_texts()
    return [re.sub(r"\s+", " ", line) for line in lines]


@pytest.fixture
def planning(page, site, enter, editor):
    """The page of an article that is online, an end to fill in."""
    enter(editor)
    article = Article.objects.get(slug="edf-terrains-centres-de-donnees")
    page.goto(f"{site}/admin/articles/article/{article.pk}/publish/")
    passed = page.get_by_label("Raison de passer outre")
    if passed.count():
        passed.fill("Vu avec la cellule.")
    page.get_by_label("À partir du").fill(START)
    page.get_by_label("Jusqu’au").fill(END)
    return article


def test_editor_plans_in_one_go_what_the_page_tells_and_takes_it_back(page, site, console, photograph, planning):
    told = page.locator(".expected").first
    expect(told.locator(".steps li")).to_have_count(3)
    lines = steps(told)
    assert lines[0] == "Maintenant : l’édition n° 1 est en ligne."
    assert lines[1] == CHANGE
    assert lines[2].startswith(LEAVES + " Son adresse montre l’avis :")
    assert violations(page) == []
    photograph("told")
    page.get_by_role("button", name="Publier", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("est prévue")
    assert steps(page.locator(".desk__side"))[1].startswith(CHANGE)
    page.goto(f"{site}/admin/articles/article/")
    row = page.locator("#result_list tr", has_text="EDF")
    expect(row).to_contain_text("l’article quitte le site.")
    photograph("list")
    row.get_by_role("link", name="Reprendre…").click()
    page.set_viewport_size({"width": 390, "height": 800})
    page.emulate_media(color_scheme="dark")
    assert violations(page) == []
    assert sideways(page) == 0
    photograph("take-back")
    page.get_by_role("button", name=re.compile("Reprendre : .*remplace")).click()
    expect(page.locator(".messagelist")).to_contain_text("l’article quitte le site.")
    page.goto(f"{site}/admin/articles/article/{planning.pk}/publish/")
    page.get_by_role("button", name=re.compile("Reprendre : .*quitte")).click()
    expect(page.locator(".messagelist")).to_contain_text("l’article reste en ligne.")
    assert list(Edition.objects.of(planning.key).values_list("number", "live_until")) == [(1, None)]
    assert console == []


@pytest.fixture
def browser_context_args(browser_context_args, request):
    return browser_context_args | {"java_script_enabled": "without_scripts" not in request.node.name}


def test_without_scripts_the_page_tells_before_it_does_anything(page, console, photograph, planning):
    page.get_by_role("button", name="Publier", exact=True).click()
    assert Edition.objects.of(planning.key).count() == 1
    told = page.locator(".expected").first
    expect(told).to_be_focused()
    assert steps(told)[1] == CHANGE
    photograph("asked")
    page.get_by_role("button", name="Confirmer").click()
    assert Edition.objects.of(planning.key).count() == 2
    assert console == []
