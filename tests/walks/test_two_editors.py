"""Two people at one article, each at a browser: they see each other, and neither overwrites the other."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.articles.desk import change
from tests.walks.conftest import go_to, session_of, sideways, stands, violations
from veille.articles import presence
from veille.articles.models import Article

PHONE = {"width": 390, "height": 800}
BEAT = 6_000  # ms: within it each form has said that it is open, and heard who else is there


@pytest.fixture
def article(site):
    return Article.objects.get(slug="edf-terrains-centres-de-donnees")


@pytest.fixture
def sit_down(browser, site, browser_context_args):
    """Opens the article in a browser of this person's own."""
    opened = []

    def open_for(person, article):
        context = browser.new_context(**browser_context_args)
        context.add_cookies([session_of(person, site)])
        opened.append(context)
        context.clock.install()
        page = context.new_page()
        page.said = []
        page.on("console", lambda message: hear(page, message))
        page.on("pageerror", lambda error: page.said.append(f"error: {error}"))
        page.goto(site + change(article))
        stands(page)
        return page

    yield open_for
    for context in opened:
        context.close()


def hear(page, message):
    """That the preview's frame lets no script in, the walk's own clock among them, is no fault."""
    if "the document's frame is sandboxed" not in message.text:
        page.said.append(f"{message.type}: {message.text}")


def save(page):
    page.get_by_role("button", name="Enregistrer").click()
    page.wait_for_load_state()


def company(page):
    return page.locator("[data-company]")


def later(*pages):
    """A beat later, without waiting for it."""
    for page in pages:
        page.clock.fast_forward(BEAT)


def write(page, words):
    """As the text's first paragraph."""
    go_to(page, "Control+Home")
    page.keyboard.type(words)
    page.keyboard.press("Enter")


def test_each_sees_the_other_and_what_both_write_is_saved(sit_down, article, writer, editor, monkeypatch, photograph):
    hers, his = sit_down(writer, article), sit_down(editor, article)
    later(hers, his)
    expect(company(hers)).to_have_text("Éditeur a cet article ouvert.")
    expect(company(his)).to_have_text("Rédactrice a cet article ouvert.")
    expect(company(his)).to_have_attribute("aria-live", "polite")
    hers.get_by_label("Chapô").fill("Le chapeau de la rédactrice.")
    with hers.expect_response(lambda answer: answer.url.endswith("/presence/")):
        later(hers)
    later(his)
    expect(company(his)).to_have_text("Rédactrice modifie cet article.")
    photograph("company", his)
    his.get_by_label("À retenir").fill("Ce que l’éditeur retient.")
    save(hers)
    expect(hers.locator(".messagelist .success")).to_be_visible()
    later(his)
    expect(company(his)).to_contain_text("Rédactrice a enregistré cet article à")
    save(his)
    expect(his.locator(".messagelist")).to_contain_text("Rédactrice : Chapô.")
    article.refresh_from_db()
    assert (article.lead, article.takeaways) == ("Le chapeau de la rédactrice.", "Ce que l’éditeur retient.")
    his.context.close()
    monkeypatch.setattr(presence, "FRESH", timedelta(0))  # his form was heard of for the last time
    later(hers)
    saved = "^Éditeur a enregistré cet article à [0-9:]+\\s: vos textes seront comparés quand vous enregistrerez.$"
    expect(company(hers)).to_have_text(re.compile(saved))  # and no longer has it open
    assert hers.said + his.said == []


@pytest.mark.parametrize("look", ["by-day", "by-night"])
def test_same_field_is_decided_by_keyboard_with_all_three_in_sight(sit_down, article, writer, editor, look, photograph):
    hers, his = sit_down(writer, article), sit_down(editor, article)
    if look == "by-night":
        his.set_viewport_size(PHONE)
        his.emulate_media(color_scheme="dark")
        his.get_by_role("group", name="Volets").get_by_role("button", name="Écrire").click()
    hers.get_by_label("Chapô").fill("Chapeau de la rédactrice.")
    write(hers, "Un paragraphe de la rédactrice.")
    save(hers)
    expect(hers.locator(".messagelist .success")).to_be_visible()
    his.get_by_label("Chapô").fill("Chapeau de l’éditeur.")
    write(his, "Un paragraphe de l’éditeur.")
    save(his)
    expect(his.locator(".conflict__said")).to_be_focused()
    expect(his.get_by_role("heading", name="Rédactrice a enregistré pendant que vous écriviez")).to_be_visible()
    for words in ("de la rédactrice.", "de l’éditeur."):
        expect(his.get_by_text(f"Chapeau {words}")).to_be_visible()
        expect(his.get_by_text(f"Un paragraphe {words}")).to_be_visible()
    assert violations(his) == []
    assert sideways(his) == 0
    photograph("conflict", his)
    save(his)  # nothing is chosen: the browser asks for it
    expect(his.locator(".conflict__said")).to_be_visible()
    groups = his.get_by_role("group", name=re.compile("changé par tous deux"))
    groups.first.get_by_label("Garder la vôtre").focus()
    his.keyboard.press("Space")
    groups.nth(1).get_by_label("Garder la version enregistrée").focus()
    his.keyboard.press("ArrowDown")
    his.keyboard.press("ArrowDown")
    expect(groups.nth(1).get_by_label("Garder les deux, à la suite")).to_be_checked()
    his.keyboard.press("Enter")
    expect(his.locator(".messagelist .success")).to_be_visible()
    article.refresh_from_db()
    assert article.lead == "Chapeau de l’éditeur."
    assert article.body.startswith("<p>Un paragraphe de la rédactrice.</p><p>Un paragraphe de l’éditeur.</p>")
    assert [line for line in hers.said + his.said if "409" not in line] == []
