"""Job 2: a writer writes an article with everything in it and submits it; an editor publishes it; readers read it."""

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.walks.conftest import editor_of, look_for, sideways, violations
from veille.articles.models import Article
from veille.editions.models import Edition


@pytest.fixture
def choose(page):
    """Chooses by typing in one of the form's searched lists."""

    def pick(name, words):
        page.locator(f".field-{name} .select2-selection").click()
        look_for(page, words)
        page.locator(".select2-results__option", has_text=words).first.click()
        expect(page.locator(".select2-container--open")).to_have_count(0)

    return pick


@pytest.fixture
def button(page):
    return lambda name: page.get_by_role("toolbar", name="Mise en forme").get_by_role("button", name=name).first.click()


def press(page, *keys):
    """One after the other, faster than any person."""
    for key in keys:
        page.keyboard.press(key)


def cite(page, words, locator=""):
    page.keyboard.press("Control+Alt+c")
    dialog = page.get_by_role("dialog", name="Citer une source")
    # Enter chooses nothing that was not seen: a person waits for what they searched for.
    with page.expect_response(lambda answer: f"term={quote(words)}" in answer.url):
        dialog.get_by_label("Chercher dans les sources").fill(words)
    expect(dialog.get_by_role("radio").first).to_be_checked()
    expect(dialog.locator(".dialog__results label").first).to_contain_text(words)
    dialog.get_by_label("Page, partie").fill(locator)
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)


def write_words(page, button):
    editor_of(page).click()
    button("Titre 2")
    page.keyboard.type("Les annonces")
    press(page, "Enter")
    page.keyboard.type("Les annonces sont au nombre de dix")
    cite(page, "Notre-Dame", "p. 4")
    page.keyboard.type(".")
    press(page, "Enter")
    button("Liste à puces")
    page.keyboard.type("une promesse tenue")
    press(page, "Enter")
    page.keyboard.type("une autre qui attend")
    cite(page, "Choose France")
    press(page, "Enter", "Enter")
    page.keyboard.type("Voir le programme")
    press(page, "Control+Shift+ArrowLeft")
    press(page, "Control+k")
    dialog = page.get_by_role("dialog", name="Lien")
    dialog.get_by_label("Chercher une page du site").fill("https://exemple.fr/programme")
    assert violations(page) == []
    press(page, "Enter")
    expect(dialog).to_have_count(0)
    page.keyboard.type(" complet.")
    press(page, "Enter")
    button("Citation longue")
    page.keyboard.type("L’action plutôt que le discours.")
    press(page, "Enter", "Enter")


def write_table(page, button, photograph):
    button("Tableau")
    dialog = page.get_by_role("dialog", name="Tableau")
    dialog.get_by_label("Légende").fill("Le décompte")
    dialog.get_by_label("Lignes, en-tête compris").fill("2")
    dialog.get_by_label("Colonnes").fill("2")
    photograph("table")
    press(page, "Enter")
    expect(dialog).to_have_count(0)
    for cell in ["Pays", "Montant", "France", "109"]:
        page.keyboard.type(cell)
        if cell != "109":
            press(page, "Tab")
    press(page, "ArrowDown")


def show_picture(page, button, photograph):
    button("Image de la bibliothèque")
    dialog = page.get_by_role("dialog", name="Image de la bibliothèque")
    expect(dialog.get_by_role("radio").first).to_be_checked()
    dialog.get_by_label("Légende").fill("La verrière")
    assert violations(page) == []
    photograph("picture")
    press(page, "Enter")
    expect(dialog).to_have_count(0)


def test_writer_writes_and_submits_and_an_editor_publishes(
    page, site, console, photograph, log_in, choose, button, writer, editor
):
    log_in(writer)
    page.get_by_role("link", name="Nouvel article").click()
    page.get_by_label("Titre", exact=True).press_sequentially("Ce que le sommet a laissé")
    press(page, "Tab")
    expect(page.get_by_label("Nom dans l’adresse")).to_have_value("ce-que-le-sommet-a-laisse")
    page.get_by_label("Chapô").fill("Un an après, ce qui reste.")
    page.get_by_label("À retenir").fill("Une idée.\nUne autre.")

    write_words(page, button)
    write_table(page, button, photograph)
    show_picture(page, button, photograph)
    choose("tags", "Calcul")
    choose("figures", "pays")
    choose("events", "Sommet")
    choose("hero", "Verrière")
    photograph("written")
    assert violations(page) == []
    page.get_by_role("button", name="Faire relire").click()
    expect(page.locator(".messagelist")).to_have_text("Enregistré\u202f; l’article attend sa relecture.")
    photograph("submitted")

    article = Article.objects.get(slug="ce-que-le-sommet-a-laisse")
    assert article.citations.count() == 2
    assert article.articlepicture_set.count() == 1
    assert '<table data-caption="Le décompte"><tbody><tr><th><p>Pays</p></th>' in article.body
    assert '<a href="https://exemple.fr/programme">programme</a> complet.' in article.body
    assert re.search(r'</table><figure data-image="\d+" data-caption="La verrière"></figure>$', article.body)
    page.get_by_role("button", name="Se déconnecter").click()

    log_in(editor)
    page.get_by_role("link", name="Ce que le sommet a laissé").click()
    text = editor_of(page)
    expect(text.locator("sup").first).to_have_attribute("data-number", "1")
    page.get_by_role("button", name="Publier…").click()
    expect(page.locator("[data-rule=short_lead]")).to_contain_text("À revoir Étoffez le chapô")
    page.get_by_role("button", name="Publier", exact=True).click()
    expect(page.locator(".errorlist")).to_have_text(
        "Dites pourquoi passer outre ce qui est à revoir, ou reprenez-le d’abord."
    )
    photograph("publish")
    assert violations(page) == []
    page.get_by_label("Raison de passer outre").fill("Une note brève, vue avec la cellule.")
    page.get_by_role("button", name="Publier", exact=True).click()
    expect(page.locator(".messagelist")).to_have_text("L’édition n°\u00a01 est en ligne.")
    page.get_by_role("link", name="Voir sur le site").click()
    expect(page).to_have_url(f"{site}/articles/ce-que-le-sommet-a-laisse/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce que le sommet a laissé")
    expect(page.locator("caption")).to_have_text("Le décompte")
    expect(page.locator("th[scope=col]").first).to_have_text("Pays")
    expect(page.locator(".prose .citation")).to_have_count(2)
    assert sideways(page) == 0
    photograph("public")
    assert console == []
    assert Edition.objects.filter(key=article.key).count() == 1


def test_second_save_finds_both_texts_on_a_phone(page, site, console, photograph, enter, writer, editor):
    page.set_viewport_size({"width": 390, "height": 800})
    page.emulate_media(color_scheme="dark")
    enter(writer)
    article = Article.objects.get(slug="edf-terrains-centres-de-donnees")
    page.goto(f"{site}/admin/articles/article/{article.pk}/change/")
    Article.objects.filter(pk=article.pk).update(version=2, lead="Ce qu’une autre a écrit.", updated_by=editor)
    page.get_by_label("Chapô").fill("Ce que j’ai écrit.")
    page.get_by_role("button", name="Enregistrer").click()
    panel = page.locator(".conflict")
    expect(panel.locator(".conflict__said")).to_be_focused()
    expect(panel).to_contain_text("Éditeur a enregistré pendant que vous écriviez")
    expect(panel).to_contain_text("Ce qu’une autre a écrit.")
    expect(panel).to_contain_text("Ce que j’ai écrit.")
    photograph("conflict")
    assert sideways(page) == 0
    assert violations(page) == []
    page.get_by_label("Garder la vôtre").check()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator(".messagelist")).to_contain_text("Enregistré")
    expect(page.get_by_label("Chapô")).to_have_value("Ce que j’ai écrit.")
    assert [line for line in console if not re.search("409", line)] == []
