"""While an article is written: the page beside the text, how long it is, and a word before anything gets lost."""

import re

import pytest
from playwright.sync_api import expect

from tests.articles.unsourced import EXAMPLES
from tests.walks.conftest import editor_of, go_to, session_of, sideways, stands, violations
from veille.articles import workflow
from veille.articles.models import Article

PHONE = {"width": 390, "height": 800}


@pytest.fixture
def at_article(page, site, enter, writer):
    enter(writer)
    article = Article.objects.get(slug="edf-terrains-centres-de-donnees")
    page.goto(f"{site}/admin/articles/article/{article.pk}/change/")
    stands(page)
    return article


@pytest.fixture
def view(page):
    def choose(name, group="Volets"):
        page.get_by_role("group", name=group).get_by_role("button", name=name).click()
        expect(page.get_by_role("group", name=group).get_by_role("button", name=name)).to_have_attribute(
            "aria-pressed", "true"
        )

    return choose


@pytest.fixture
def shown(page):
    return page.frame_locator("iframe[title='Aperçu de la page']")


def test_what_is_typed_shows_beside_within_a_second(page, at_article, view, shown, console, photograph):
    view("Aperçu")
    expect(shown.get_by_role("heading", level=1)).to_contain_text("Terrains d’EDF")
    frame = page.locator("iframe[title='Aperçu de la page']").element_handle().content_frame()
    frame.evaluate("document.scrollingElement.scrollTop = 300")
    before = page.evaluate("history.length")
    go_to(page, "Control+Home")
    page.keyboard.type("Une phrase toute neuve. ")
    expect(shown.get_by_text("Une phrase toute neuve.")).to_be_attached(timeout=1000)
    page.get_by_label("Titre", exact=True).fill("Un autre titre")
    expect(shown.get_by_role("heading", level=1)).to_have_text("Un autre titre", timeout=1000)
    assert frame.evaluate("document.scrollingElement.scrollTop") == 300
    assert page.evaluate("history.length") == before
    photograph("apercu")
    assert Article.objects.get(pk=at_article.pk).title == at_article.title
    assert violations(page) == []
    assert sideways(page) == 0
    assert console == []


def test_author_chosen_in_a_list_shows_too(page, at_article, view, shown, console):
    page.evaluate("django.jQuery('#id_authors').val([]).trigger('change')")
    view("Aperçu")
    expect(shown.get_by_role("heading", level=1)).to_be_visible()
    expect(shown.locator(".byline")).not_to_contain_text("Par ")
    page.evaluate("django.jQuery('#id_authors').val(django.jQuery('#id_authors option').val()).trigger('change')")
    expect(shown.locator(".byline")).to_contain_text("Par ")
    assert console == []


def test_views_are_as_wide_as_what_they_stand_for(page, at_article, view, shown, console, photograph):
    view("Aperçu")
    shown.get_by_role("heading", level=1).wait_for()
    frame = page.locator("iframe[title='Aperçu de la page']").element_handle().content_frame()
    assert frame.evaluate("innerWidth") == 1024
    view("Téléphone", "Support")
    assert frame.evaluate("innerWidth") == 390
    expect(shown.locator(".site-nav")).to_be_visible()
    view("Papier", "Support")
    expect(shown.locator(".site-nav")).to_be_hidden()  # the print sheet holds
    assert frame.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    photograph("papier")
    view("Bureau", "Support")
    expect(shown.locator(".site-nav")).to_be_visible()
    view("Recherche, partage", "Support")
    expect(page.get_by_role("heading", name="Carte de partage")).to_be_visible()
    expect(page.locator(".search-result")).to_contain_text("Terrains d’EDF")
    photograph("partage")
    assert violations(page) == []
    assert console == []


def test_checklist_follows_what_is_typed(page, at_article, site, console, photograph):
    told = page.get_by_role("region", name="Avant de publier")
    count, before = told.get_by_role("status"), told.get_by_role("status").inner_text()
    lead, saved = page.get_by_label("Chapô"), page.get_by_label("Chapô").input_value()
    lead.fill("")
    blocked = told.locator("[data-rule=no_lead]")
    expect(blocked).to_contain_text("Écrivez le chapô")
    expect(count).to_contain_text("1 bloque")
    photograph("avant")
    assert violations(page) == []
    page.locator("#id_slug").focus()
    blocked.get_by_role("link").click()
    expect(lead).to_be_focused()
    page.route("**/preview/**", lambda route: route.abort())
    lead.fill(saved)
    expect(count).to_contain_text("Cette liste n’a pas pu suivre")
    expect(blocked).to_be_visible()  # as it was
    page.unroute("**/preview/**")
    lead.press("End")
    lead.press("Space")
    expect(count).to_have_text(before)
    expect(blocked).to_have_count(0)
    assert Article.objects.get(pk=at_article.pk).lead == saved
    assert [said for said in console if "ERR_FAILED" not in said] == []


def test_new_article_is_previewed_and_judged_from_its_first_words(
    page, site, enter, writer, view, shown, console, photograph
):
    enter(writer)
    page.goto(f"{site}/admin/articles/article/add/")
    told = page.get_by_role("region", name="Avant de publier")
    expect(told.get_by_role("status")).to_have_text("4 bloquent, 1 à revoir")
    number = Article.objects.count()
    page.get_by_label("Titre", exact=True).press_sequentially("Une note toute neuve")
    expect(told.locator("[data-rule=no_title], [data-rule=no_address]")).to_have_count(0)
    photograph("nouvel-article")
    view("Aperçu")
    expect(shown.get_by_role("heading", level=1)).to_have_text("Une note toute neuve")
    editor_of(page).click()
    page.keyboard.type("Son premier paragraphe.")
    expect(shown.get_by_text("Son premier paragraphe.")).to_be_attached(timeout=1000)
    photograph("apercu")
    view("Recherche, partage", "Support")
    expect(page.locator(".search-result__address")).to_contain_text("/articles/une-note-toute-neuve/")
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(PHONE)
    view("Bureau", "Support")
    photograph("telephone-apercu")
    view("Préparer")
    expect(told.get_by_role("status")).to_have_text("1 bloque, 2 à revoir")
    photograph("telephone-avant")
    assert violations(page) == []
    assert sideways(page) == 0
    assert Article.objects.count() == number
    assert console == []


def test_panes_by_night_on_a_phone(page, at_article, view, shown, console, photograph):
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(PHONE)
    for pane, seen in [("Écrire", ".desk__write"), ("Préparer", ".desk__side"), ("Aperçu", ".desk__preview")]:
        view(pane)
        panes = page.locator(".desk__write, .desk__side, .desk__preview").filter(visible=True)
        assert panes.count() == 1
        expect(page.locator(seen)).to_be_visible()
        assert violations(page) == []
        assert sideways(page) == 0
        photograph(pane)
    view("Téléphone", "Support")
    expect(shown.get_by_role("heading", level=1)).to_be_visible()
    photograph("telephone")
    assert console == []


def test_panes_by_keyboard(page, at_article, console):
    tab = page.get_by_role("group", name="Volets").get_by_role("button", name="Aperçu")
    tab.focus()
    page.keyboard.press("Enter")
    expect(tab).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Bureau", exact=True)).to_be_focused()
    assert console == []


def test_link_to_a_field_opens_its_pane(page, at_article, view, console):
    view("Aperçu")
    page.evaluate(
        """() => {
            const link = Object.assign(document.createElement("a"), { href: "#id_slug", textContent: "Son adresse" })
            document.querySelector(".counts").append(link)
        }"""
    )
    page.get_by_role("link", name="Son adresse").click()
    expect(page.locator("#id_slug")).to_be_focused()
    assert console == []


def test_counts_follow_the_text_and_the_lead(page, at_article, site, console):
    counts = page.locator(".counts")
    page.get_by_label("Chapô").fill("é" * 180)
    editor_of(page).click()
    page.keyboard.press("Control+a")
    page.keyboard.type("Un deux trois")
    expect(counts).to_have_text("3 mots · 1 min de lecture · chapô 180/175")
    expect(counts.locator(".is-over")).to_have_text("chapô 180/175")
    expect(counts).to_have_attribute("aria-live", "off")
    assert console == []


def test_counts_say_what_readers_are_told(page, at_article, view, shown):
    view("Aperçu")
    minutes = re.search(r"\d+ min de lecture", page.locator(".counts").inner_text())[0]
    expect(shown.locator(".byline")).to_contain_text(minutes)


def test_leaving_with_unsaved_work_warns(page, at_article, site, console):
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_role("link", name="Historique", exact=True).click()
    page.go_back()
    assert asked == []  # nothing was typed
    page.get_by_label("Chapô").press_sequentially("Mot. ")
    page.get_by_role("link", name="Historique", exact=True).click()
    page.wait_for_url("**/history/")
    assert asked == ["beforeunload"]


def test_leaving_after_saving_or_taking_back_asks_nothing(page, at_article, site, console):
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    lead = page.get_by_label("Chapô")
    saved = lead.input_value()
    lead.press_sequentially("Mot. ")
    lead.fill(saved)
    page.get_by_role("link", name="Historique", exact=True).click()
    page.go_back()
    lead.fill("Un autre chapeau.")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    page.get_by_role("link", name="Historique", exact=True).click()
    page.wait_for_url("**/history/")
    assert asked == []


def test_form_refused_is_not_left_without_a_word(page, at_article):
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.locator("#id_slug").fill("pas une adresse")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator(".errornote")).to_be_visible()
    page.get_by_role("heading", level=1).first.click()
    page.get_by_role("link", name="Historique", exact=True).click()
    page.wait_for_url("**/history/")
    assert asked == ["beforeunload"]


def test_preview_without_scripts_opens_in_a_tab_of_its_own(browser, site, writer):
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies([session_of(writer, site)])
    page = context.new_page()
    article = Article.objects.get(slug="edf-terrains-centres-de-donnees")
    page.goto(f"{site}/admin/articles/article/{article.pk}/change/")
    page.get_by_label("Titre", exact=True).fill("Sans script")
    with context.expect_page() as opened:
        page.get_by_role("button", name="Aperçu").click()
    expect(opened.value.get_by_role("heading", level=1)).to_have_text("Sans script")
    expect(page.get_by_label("Titre", exact=True)).to_have_value("Sans script")
    context.close()


def test_what_wants_a_source_is_marked_in_the_margin(page, at_article, site, console, photograph):
    expected = [words for _body, found in EXAMPLES for words in found]
    at_article.body = "".join(body for body, _found in EXAMPLES)
    at_article.save()
    page.goto(f"{site}/admin/articles/article/{at_article.pk}/change/")
    marked = page.locator(".ProseMirror[contenteditable] .is-unsourced")
    expect(marked).to_have_count(len(expected))
    assert ["".join(words.split()) for words in marked.all_text_contents()] == ["".join(w.split()) for w in expected]
    photograph("marge")
    go_to(page, "Control+Home")
    page.keyboard.type("Les 99 : ")
    expect(marked).to_have_count(len(expected) + 1)
    assert console == []


def test_call_out_and_words_to_be_done(page, at_article, editor, view, shown, console, photograph):
    text = editor_of(page)
    bar = page.get_by_role("toolbar", name="Mise en forme")
    text.click()
    page.keyboard.press("Control+a")
    page.keyboard.type("Un encadré")
    page.keyboard.press("Control+Alt+e")
    expect(bar.get_by_role("button", name="Encadré")).to_have_attribute("aria-pressed", "true")
    page.keyboard.type(" et ")
    page.keyboard.press("Control+Alt+t")
    page.keyboard.type("le montant")
    page.keyboard.press("Control+Alt+t")
    page.keyboard.type(" attendu")
    expect(page.locator("#id_body")).to_have_value(
        '<aside class="call-out"><p>Un encadré et <mark data-todo="1">le montant</mark> attendu</p></aside>'
    )
    view("Aperçu")
    expect(shown.locator("aside.call-out")).to_have_text("Un encadré et le montant attendu")
    expect(shown.locator("mark")).to_have_count(0)
    photograph("encadre")
    assert violations(page) == []
    page.get_by_role("button", name="Enregistrer").click()
    view("Préparer")
    blocked = page.locator("[data-rule=left_over]")
    expect(blocked).to_contain_text("le montant")
    with pytest.raises(workflow.Refused, match="le montant"):
        workflow.publish(Article.objects.get(pk=at_article.pk), by=editor, passed="essai")
    blocked.get_by_role("link").click()
    expect(text).to_be_focused()
    assert console == []
