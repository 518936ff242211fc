"""A writer leads her readers to other pages of the site: by their title, by their address, and elsewhere."""

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.walks.conftest import editor_of, go_to, sideways, violations
from veille.articles.models import Article
from veille.editions.models import Edition


@pytest.fixture
def write(page, site, enter, writer, context):
    """Opens an article of hers at the end of its text."""
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    enter(writer)
    article = Article.objects.get(slug="edf-terrains-centres-de-donnees")
    page.goto(f"{site}/admin/articles/article/{article.pk}/change/")
    go_to(page, "Control+End")
    return article


def ask(page):
    page.keyboard.press("Control+k")
    dialog = page.get_by_role("dialog", name="Lien")
    expect(dialog.get_by_role("radio").first).to_be_checked()
    return dialog


def paste(page, text):
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+v")


def copy(page):
    """The whole text, once more at its end."""
    for key in ("a", "c", "End", "v"):
        page.keyboard.press(f"Control+{key}")


def remove_on_a_phone(page, text, photograph):
    found = page.locator(".dialog__results label")
    page.set_viewport_size({"width": 390, "height": 800})
    page.emulate_media(color_scheme="dark")
    text.locator("a", has_text="suite").click()
    dialog = ask(page)
    expect(found).to_have_count(1)
    expect(found).to_contain_text("Thème, en ligne")
    dialog.get_by_label("Chercher une page du site").fill("a")
    expect(found.nth(3)).to_be_visible()
    photograph("phone")
    assert violations(page, within="dialog[open]") == []
    assert sideways(page) == 0
    dialog.get_by_role("button", name="Retirer le lien").click()
    expect(text.locator('a[href="/themes/calcul-et-recherche/"]')).to_have_count(0)
    page.set_viewport_size({"width": 1280, "height": 900})


def test_link_is_searched_placed_changed_and_removed(page, site, write, console, photograph):
    text = editor_of(page)
    target = Edition.objects.get(slug="gigafabriques-reglement-sans-appel")
    draft = Article.objects.create(title="Les gigafabriques, suite", slug="gigafabriques-suite")

    dialog = ask(page)
    dialog.get_by_label("Chercher une page du site").fill("gigafabriques")
    found = dialog.locator(".dialog__results label")
    expect(found.filter(has_text="suite")).to_contain_text("Article, brouillon")
    expect(found.first).to_contain_text(target.title)
    expect(found.first).to_contain_text("Article, en ligne")
    photograph("found")
    assert violations(page, within="dialog[open]") == []
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    made = text.locator(f'a[data-to="article:{target.key}"]')
    expect(made).to_have_text(target.title)
    page.keyboard.type(" et suite")
    expect(made).to_have_text(target.title)

    page.keyboard.press("Control+Shift+ArrowLeft")
    dialog = ask(page)
    dialog.get_by_label("Chercher une page du site").fill("calcul")
    expect(found.first).to_contain_text("Thème")
    page.keyboard.press("Enter")
    expect(text.locator('a[href="/themes/calcul-et-recherche/"]')).to_have_text("suite")

    remove_on_a_phone(page, text, photograph)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator(".messagelist")).to_contain_text("Enregistré")
    write.refresh_from_db()
    link = f'<a href="/articles/{target.slug}/" data-to="article:{target.key}">{target.title}</a>'
    assert f"{link} et suite" in write.body.replace("&nbsp;", "\u00a0")
    assert str(draft.key) not in write.body

    made.click()
    dialog = ask(page)
    expect(found).to_have_count(1)
    expect(found).to_contain_text(f"{target.title}Article, en ligne")
    expect(dialog.get_by_role("button", name="Changer le lien")).to_be_visible()
    dialog.get_by_role("button", name="Annuler").click()
    copy(page)
    expect(made).to_have_count(2)  # what is copied leads where it led
    assert console == []


def test_pasted_address_is_a_page_of_ours_or_a_link_elsewhere(page, site, write, console):
    text = editor_of(page)
    event = factories.event("Sommet de Delhi", published=False)
    for address, href, words in [
        (f"{site}/sommets/sommet-de-delhi/", f'a[data-to="event:{event.pk}"]', "Sommet de Delhi"),
        ("www.exemple.fr/x", 'a[href="https://www.exemple.fr/x"]:not([data-to])', "https://www.exemple.fr/x"),
        (f"{site}/contact/", 'a[href="/contact/"]:not([data-to])', "/contact/"),
    ]:
        page.keyboard.type(" ")
        dialog = ask(page)
        paste(page, address)
        page.keyboard.press("Enter")
        expect(dialog).to_have_count(0)
        expect(text.locator(href).last).to_have_text(words)

    dialog = ask(page)
    dialog.get_by_label("Chercher une page du site").fill("/articles/nulle-part/")
    expect(dialog.get_by_role("status")).to_have_text("Rien ne correspond.")
    page.keyboard.press("Enter")
    dialog.get_by_role("button", name="Annuler").click()
    expect(text.locator('a[href="/articles/nulle-part/"]')).to_have_count(0)
    assert console == []
