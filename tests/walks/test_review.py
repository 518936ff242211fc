"""A second pair of eyes: a colleague remarks in the text, an outsider answers by a link, the article's form shows it all."""

import re

import pytest
from playwright.sync_api import expect

from tests.articles.desk import change
from tests.walks.conftest import editor_of, go_to, sideways, stands, violations
from veille.articles.models import Article
from veille.review.models import Remark, ReviewLink, ReviewRequest

PASSAGE = "terrains"


@pytest.fixture
def article(site):
    return Article.objects.get(slug="edf-terrains-centres-de-donnees")


def select(page, within, words):
    """Chooses the first place of these words, as a pointer would."""
    page.evaluate(
        """([within, words]) => {
          const walker = document.createTreeWalker(document.querySelector(within), NodeFilter.SHOW_TEXT)
          while (walker.nextNode()) {
            const at = walker.currentNode.data.indexOf(words)
            if (at < 0) continue
            walker.currentNode.parentElement.scrollIntoView({ block: "center" })
            getSelection().setBaseAndExtent(walker.currentNode, at, walker.currentNode, at + words.length)
            return
          }
          throw new Error(`nothing says ${words}`)
        }""",
        [within, words],
    )


def painted(page, name="remark"):
    return page.evaluate("(name) => [...(CSS.highlights.get(name) ?? [])].map((range) => range.toString())", name)


def test_colleague_is_asked_remarks_on_a_passage_and_approves(
    page, enter, site, writer, editor, article, console, photograph
):
    enter(writer)
    page.goto(site + change(article))
    page.get_by_role("link", name="Demander, partager, confier").click()
    assert violations(page) == []
    photograph("relecture")
    page.get_by_label("Éditeur").check()
    page.locator("#ask_words").fill("Surtout les chiffres.")
    page.get_by_role("button", name="Demander", exact=True).click()
    expect(page.get_by_text("Relecture demandée à Éditeur")).to_be_visible()
    assert ReviewRequest.objects.get().person == editor

    page.get_by_role("button", name="Se déconnecter").click()
    enter(editor)
    page.goto(f"{site}/admin/articles/article/{article.pk}/review/read/")
    expect(page.get_by_text("Surtout les chiffres.")).to_be_visible()
    select(page, ".prose", PASSAGE)
    page.get_by_role("button", name="Commenter ce passage").click()
    expect(page.locator("[data-passage] blockquote")).to_have_text(PASSAGE)
    page.get_by_label("Votre remarque").fill("Lesquels ? @Rédactrice")
    photograph("remarque")
    page.get_by_role("button", name="Ajouter", exact=True).click()
    expect(page.get_by_role("article", name="Remarque de Éditeur")).to_be_visible()
    assert painted(page) == [PASSAGE]
    assert violations(page) == []
    page.get_by_label("J’approuve ce texte").check()
    page.get_by_role("button", name="Donner mon avis").click()
    expect(page.get_by_text("Vous approuvez")).to_be_visible()
    photograph("avis")
    assert [one.name for one in Remark.objects.get().mentioned.all()] == ["Rédactrice"]
    page.set_viewport_size({"width": 390, "height": 800})
    assert (sideways(page), violations(page)) == (0, [])
    photograph("telephone")
    assert console == []


def test_remarks_stand_beside_the_text_that_is_written(page, enter, site, writer, editor, article, console, photograph):
    text = {"exact": PASSAGE, "prefix": "", "suffix": "", "place": "body"}
    Remark.objects.create(article=article, by=editor, words="Lesquels ?", version=article.version, **text)
    Remark.objects.create(article=article, by=editor, words="Trop long.", version=article.version, place="lead")
    enter(writer)
    page.goto(site + change(article))
    stands(page)
    expect(page.get_by_role("button", name="Remarques 2")).to_be_visible()
    page.get_by_role("button", name="Remarques 2").click()
    expect(page.get_by_text("Lesquels ?")).to_be_visible()
    assert painted(page) == [PASSAGE]
    photograph("volet")
    assert violations(page) == []
    first = page.get_by_role("article", name="Remarque de Éditeur").first
    first.get_by_text("Répondre").first.click()
    first.get_by_label("Votre réponse").fill("Ceux de Montereau.")
    first.get_by_role("button", name="Répondre").click()
    expect(page.get_by_text("Ceux de Montereau.")).to_be_visible()
    expect(page.locator("#remarques")).to_be_focused()
    # What is begun elsewhere in the pane outlives what is sent.
    select(page, ".ProseMirror", "machines")
    page.get_by_role("button", name="Commenter ce passage").click()
    page.get_by_label("Votre remarque").fill("Lesquelles ?")
    first.get_by_role("button", name="Régler").click()
    expect(page.get_by_text("1 remarque réglée")).to_be_visible()
    expect(page.get_by_label("Votre remarque")).to_have_value("Lesquelles ?")
    expect(page.locator("[data-passage] blockquote")).to_have_text("machines")
    page.get_by_role("button", name="Pas ce passage").click()
    assert painted(page) == []
    # Remarking on what one writes, without leaving it, and what was typed stays unsaved and unharmed.
    go_to(page, "Control+Home")
    page.keyboard.type("Neuf. ")
    select(page, ".ProseMirror", "Neuf")
    page.get_by_role("button", name="Commenter ce passage").click()
    page.get_by_label("Votre remarque").fill("À vérifier.")
    page.get_by_role("button", name="Ajouter", exact=True).click()
    expect(page.get_by_text("À vérifier.")).to_be_visible()
    expect(editor_of(page)).to_contain_text("Neuf. ")
    made = Remark.objects.get(words="À vérifier.")
    assert (made.exact, made.place, made.by) == ("Neuf", "body", writer)
    photograph("ecrire")
    page.set_viewport_size({"width": 390, "height": 800})
    page.get_by_role("button", name="Remarques").click()
    expect(page.get_by_text("À vérifier.")).to_be_visible()
    assert (sideways(page), violations(page)) == (0, [])
    photograph("telephone")
    page.get_by_role("button", name="Voir dans le texte").click()
    expect(editor_of(page)).to_be_in_viewport()
    assert painted(page, "remark-shown") == ["Neuf"]
    assert console == []


def test_outsider_reads_remarks_and_objects_by_a_link(browser, page, enter, site, writer, article, photograph, console):
    enter(writer)
    page.goto(f"{site}/admin/articles/article/{article.pk}/review/")
    page.get_by_label("Pour qui").fill("Mme Berger")
    page.get_by_role("button", name="Faire le lien").click()
    address = page.get_by_label("Adresse pour Mme Berger").input_value()
    assert re.fullmatch(rf"{re.escape(site)}/relecture/[0-9a-f]{{32}}\.[\w-]+/", address)

    guest = browser.new_context(locale="fr-FR", timezone_id="Europe/Paris", viewport={"width": 390, "height": 800})
    reading = guest.new_page()
    said, wanted = [], []
    reading.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    reading.on("request", lambda request: wanted.append(request.headers.get("referer", "")))
    reading.goto(address)
    expect(reading.get_by_role("heading", name="Épreuve confiée à Mme Berger")).to_be_visible()
    assert (sideways(reading), violations(reading)) == (0, [])
    reading.get_by_label("Votre remarque").fill("Le titre promet trop.")
    reading.get_by_label("Au sujet de").select_option("title")
    reading.get_by_role("button", name="Ajouter", exact=True).click()
    expect(reading.get_by_text("Le titre promet trop.")).to_be_visible()
    reading.get_by_label("Des changements sont nécessaires").check()
    reading.get_by_role("button", name="Donner mon avis").click()
    expect(reading.get_by_text("Dites ce qu’il faut changer.")).to_be_visible()
    reading.get_by_label("En un mot").fill("Le titre.")
    reading.get_by_role("button", name="Donner mon avis").click()
    expect(reading.get_by_text("Vous demandez des changements")).to_be_visible()
    photograph("guest", reading)
    assert [line for line in said if "422" not in line] == []
    assert {referer for referer in wanted if "relecture" in referer} == set()
    assert guest.cookies() == []

    page.reload()
    page.get_by_text("usages").click()
    assert violations(page) == []
    page.set_viewport_size({"width": 390, "height": 800})
    assert (sideways(page), violations(page)) == (0, [])
    photograph("usages")
    page.get_by_role("button", name="Révoquer").click()
    reading.reload()
    expect(reading.get_by_role("heading", name="Cette adresse ne mène à aucune page")).to_be_visible()
    assert ReviewLink.objects.get().answer == "objected"
    guest.close()
    assert console == []


def choose(page, start, end):
    """Chooses from the beginning of one element to the end of another."""
    page.evaluate(
        """([start, end]) => {
          const range = document.createRange()
          range.setStart(document.querySelector(start), 0)
          const last = document.querySelector(end)
          range.setEnd(last, last.childNodes.length)
          last.scrollIntoView({ block: "center" })
          getSelection().removeAllRanges()
          getSelection().addRange(range)
        }""",
        [start, end],
    )


@pytest.mark.parametrize(
    ("body", "start", "end"),
    [
        ("<p>Un texte.</p>", ".article-head .lead", ".prose p"),
        ("<p>" + "a" * 399 + "\U0001f600 et la suite.</p>", ".prose p", ".prose p"),
        ("<h2>Une partie</h2><p>Fin \U0001f600.</p><ul><li>Un</li></ul>", ".prose h2", ".prose li"),
    ],
)
def test_passage_is_found_again_whatever_it_crosses(page, enter, site, editor, article, body, start, end):
    Article.objects.filter(pk=article.pk).update(body=body)
    enter(editor)
    page.goto(f"{site}/admin/articles/article/{article.pk}/review/read/")
    choose(page, start, end)
    page.get_by_role("button", name="Commenter ce passage").click()
    page.get_by_label("Votre remarque").fill("Long.")
    page.get_by_role("button", name="Ajouter", exact=True).click()
    expect(page.get_by_role("button", name="Voir dans le texte")).to_be_visible()
    assert len(painted(page)) == 1
    assert "\ufffd" not in Remark.objects.get().exact


def test_long_text_with_many_remarks_does_not_keep_one_waiting(page, enter, site, editor, article):
    words = " ".join(f"électricité{n % 60}" for n in range(40))
    Article.objects.filter(pk=article.pk).update(body=f"<p>{words}</p>" * 300)
    given = {"article": article, "by": editor, "version": article.version, "place": "body", "words": "Mot."}
    about = {"prefix": "e" * 60, "suffix": "e" * 60}
    Remark.objects.bulk_create(Remark(**given, **about, exact="é" if n % 2 else "lect") for n in range(200))
    enter(editor)
    page.goto(f"{site}/admin/articles/article/{article.pk}/review/read/")
    stands(page)
    assert len(painted(page)) == 200
    painting = page.evaluate(
        """() => {
          const [page] = performance.getEntriesByType("navigation")
          return page.domContentLoadedEventEnd - page.domInteractive
        }"""
    )
    choose(page, ".prose p:nth-of-type(150)", ".prose p:nth-of-type(150)")
    page.get_by_role("button", name="Commenter ce passage").wait_for()
    choosing = page.evaluate(
        """() => {
          const start = performance.now()
          document.querySelector(".remark-offer").click()
          return performance.now() - start
        }"""
    )
    assert (painting < 1500, choosing < 1000) == (True, True), (painting, choosing)
