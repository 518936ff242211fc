"""A writer cites what she has just read: she pastes its address, checks what the page says of itself, and writes on."""

import re

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.pages import NAME, serving
from tests.walks.conftest import editor_of, go_to, sideways, violations
from veille.articles.models import Article
from veille.sources.models import Source

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>The summit opens - The Paper</title>
<meta property="og:site_name" content="The Paper"><meta property="article:published_time" content="2025-02-10T08:00Z">"""


@pytest.fixture
def pages(settings):
    with serving() as site:
        settings.FETCH_ALLOW = {NAME: site.place}
        site["/summit"] = PAGE
        site["/bare"] = "<title>Une page nue</title>"
        yield site


@pytest.fixture
def write(page, site, enter, writer, context):
    """Opens an article of hers at the end of its text."""
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    enter(writer)
    article = Article.objects.get(slug="edf-terrains-centres-de-donnees")
    page.goto(f"{site}/admin/articles/article/{article.pk}/change/")
    go_to(page, "Control+End")
    return article


def paste(page, text):
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+v")


def picker(page):
    page.keyboard.press("Control+Alt+c")
    dialog = page.get_by_role("dialog", name="Citer une source")
    expect(dialog.get_by_role("radio").first).to_be_checked()
    return dialog


def test_pasted_address_becomes_a_source_and_is_cited(page, write, pages, console, photograph):
    text = editor_of(page)
    before = text.locator("sup[data-citation]").count()
    dialog = picker(page)
    paste(page, f"http://{NAME}/summit?utm_source=lettre")
    expect(dialog.get_by_label("Titre")).to_be_focused()
    expect(dialog.get_by_label("Titre")).to_have_value("The summit opens")
    expect(dialog.get_by_label("Organisation")).to_have_value("The Paper")
    expect(dialog.get_by_label("Publiée le")).to_have_value("10/02/2025")
    expect(dialog.get_by_label("Langue")).to_have_value("en")
    expect(dialog.get_by_label("Nature")).to_have_value("press")
    expect(dialog.get_by_label("Fiabilité")).to_have_value("F")
    expect(dialog.get_by_role("status")).to_have_text("Vérifiez ce qui a été lu dans la page.")
    expect(dialog.get_by_text(f"http://{NAME}/summit", exact=True)).to_be_visible()
    expect(dialog.get_by_role("button", name="Ajouter et citer")).to_be_visible()
    photograph("read")
    assert violations(page, within="dialog[open]") == []
    assert sideways(page) == 0

    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("hier")
    page.keyboard.press("Enter")
    date = dialog.get_by_label("Publiée le")
    expect(date).to_have_attribute("aria-invalid", "true")
    expect(date).to_be_focused()
    wrong = "2025, 02/2025 ou 11/02/2025 Indiquez une année, un mois ou un jour\u00a0: 2025, 02/2025 ou 11/02/2025."
    expect(date).to_have_accessible_description(wrong)
    photograph("refused")
    assert violations(page, within="dialog[open]") == []
    page.keyboard.press("Control+a")
    page.keyboard.type("11/02/2025")
    dialog.get_by_label("Fiabilité").focus()
    page.keyboard.press("B")
    dialog.get_by_label("Page, partie").fill("§ 2")
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)

    source = Source.objects.get(address=f"http://{NAME}/summit")
    assert (source.organisation.name, source.published_on, source.reliability) == ("The Paper", "2025-02-11", "B")
    made = text.locator(f'sup[data-citation="{source.pk}"]')
    expect(made).to_have_attribute("data-locator", "§ 2")
    expect(made).to_have_attribute("title", "The Paper, The summit opens")
    expect(text).to_be_focused()
    assert text.locator("sup[data-citation]").count() == before + 1
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator(".messagelist")).to_contain_text("Enregistré")
    assert write.citations.get(source=source).locator == "§ 2"
    assert [line for line in console if not re.search("422", line)] == []


def test_address_of_a_known_source_is_not_made_again(page, write, pages, console):
    there = factories.source("The summit opens", address=f"http://{NAME}/summit")
    made = page.locator(f'sup[data-citation="{there.pk}"]')
    for use in (1, 2):
        dialog = picker(page)
        paste(page, f"https://www.{NAME}/summit/?utm_source=lettre")
        expect(dialog.get_by_role("status")).to_have_text("Cette adresse est déjà dans les sources.")
        expect(dialog.get_by_role("radio", name=str(there))).to_be_checked()
        expect(dialog.get_by_role("group", name="Nouvelle source")).to_have_count(0)
        assert violations(page, within="dialog[open]") == []
        page.keyboard.press("Enter")
        expect(made).to_have_count(use)
    assert made.first.get_attribute("data-number") == made.last.get_attribute("data-number")
    assert pages.asked == []
    assert console == []


def test_source_of_a_silent_page_is_filled_in_by_hand_on_a_phone(page, write, pages, console, photograph):
    page.set_viewport_size({"width": 390, "height": 800})
    page.emulate_media(color_scheme="dark")
    page.get_by_role("group", name="Volets").get_by_role("button", name="Écrire").click()
    go_to(page, "Control+End")
    dialog = picker(page)
    page.keyboard.type(f"{NAME}/absente")
    page.keyboard.press("Enter")
    expect(dialog.get_by_label("Titre")).to_be_focused()
    silent = "Le site ne répond pas, ou pas comme un site. Remplissez les champs à la main."
    expect(dialog.get_by_role("status")).to_have_text(silent)
    page.keyboard.press("Enter")
    expect(dialog.get_by_label("Titre")).to_have_accessible_description("Ce champ est obligatoire.")
    photograph("silent")
    assert violations(page, within="dialog[open]") == []
    assert sideways(page) == 0
    page.keyboard.type("Le rapport")
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    source = Source.objects.get(address=f"https://{NAME}/absente")
    assert (source.title, source.organisation.name, source.consulted_on) == ("Le rapport", NAME, None)
    expect(page.locator(f'sup[data-citation="{source.pk}"]')).to_have_count(1)
    assert [line for line in console if not re.search("422", line)] == []


def test_words_after_an_address_are_searched_for_again(page, write, pages, console):
    dialog = picker(page)
    search = dialog.get_by_label("Chercher dans les sources")
    search.fill(f"http://{NAME}/bare")
    expect(dialog.get_by_label("Titre")).to_have_value("Une page nue")
    expect(search).to_be_focused()
    expect(dialog.get_by_role("status")).to_have_text("La page ne dit pas\u00a0: qui la publie, sa date, sa langue.")
    search.fill("Choose France")
    expect(dialog.get_by_role("radio").first).to_be_checked()
    expect(dialog.get_by_label("Titre")).to_have_count(0)
    expect(dialog.get_by_role("button", name="Citer", exact=True)).to_be_visible()
    dialog.get_by_role("button", name="Annuler").click()
    expect(dialog).to_have_count(0)
    assert not Source.objects.filter(address__contains=NAME).exists()
    assert console == []
