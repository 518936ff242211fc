"""A text comes from elsewhere: its structure is kept, its notes look for their sources, and nothing else comes along.

tests/walks/clipboards holds what programs put on the clipboard, written by hand in their manner: NAME.html or NAME.txt,
what a text of ours keeps of it in NAME.kept.html, and what Google Docs says of its notes in NAME.json.
"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.walks.conftest import session_of, violations
from veille.articles.models import Article
from veille.editions.rendering import cleaned
from veille.website.models import Page

CLIPBOARDS = Path(__file__).parent / "clipboards"
DOCS = "application/x-vnd.google-docs-document-slice-clip+wrapped"
LEFT_OUT = "Les images ne viennent pas avec le texte : enregistrez chacune, puis déposez le fichier à sa place."
TO_DO = "à compléter : placez-y le curseur, puis Ctrl+Alt+C."
WORD = """<p class=MsoNormal style='margin-bottom:0cm;text-align:justify'><span lang=FR style='font-size:11.0pt;font-family:
"Calibri",sans-serif;mso-fareast-language:FR'>Du&nbsp;texte de <b style='mso-bidi-font-weight:normal'>Word</b> qui <i>coûte</i>
45&nbsp;%, <span style='mso-spacerun:yes'>  </span>voir <a href="https://exemple.fr/a"><span style='color:#0563C1'>ici</span></a>.
<o:p></o:p></span></p><p class=MsoListParagraph style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp; </span>
</span></span><![endif]>un point<o:p></o:p></p><table class=MsoTableGrid style='border-collapse:collapse'><tr style='mso-yfti-irow:0'>
<td style='border:solid windowtext 1.0pt'><p class=MsoNormal><b>Pays<o:p></o:p></b></p></td><td><p class=MsoNormal>1<o:p></o:p></p></td>
</tr></table>"""


@pytest.fixture
def paste(page):
    """Pastes what a clipboard holds by kind into the text that is open; answers the body as it will be posted."""

    def put(html="", text="x", docs=""):
        page.evaluate(
            """(kinds) => {
                const clip = new DataTransfer()
                for (const [kind, data] of Object.entries(kinds)) if (data) clip.setData(kind, data)
                const target = document.querySelector(".ProseMirror[contenteditable]")
                target.dispatchEvent(new ClipboardEvent("paste", { clipboardData: clip, bubbles: true, cancelable: true }))
            }""",
            {"text/html": html, "text/plain": text, DOCS: docs},
        )
        return body(page)

    return put


@pytest.fixture
def enter_empty(page, transactional_db, live_server, settings):
    """Somebody has logged in; answers the desk's address. The site is without its content."""
    settings.SITE_URL = live_server.url

    def answer(user):
        page.context.add_cookies([session_of(user, live_server.url)])
        return f"{live_server.url}/admin"

    return answer


@pytest.fixture
def write(page, enter_empty, writer):
    """Opens a new article, its text focused and empty."""
    desk = enter_empty(writer)

    def open_new():
        page.goto(f"{desk}/articles/article/add/")
        text_of(page).click()

    open_new()
    return open_new


def text_of(page):
    return page.locator(".ProseMirror[contenteditable]")


def body(page):
    return page.input_value("#id_body").removesuffix("<p></p>")


def clear(page):
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")


def undo(page):
    page.keyboard.press("Control+z")


def test_clipboard_of_each_program_keeps_its_structure_and_nothing_else(page, write, paste, console):
    found, wanted = {}, {}
    for file in sorted(CLIPBOARDS.glob("*.kept.html")):
        name = file.name.removesuffix(".kept.html")
        held = {
            kind: CLIPBOARDS / f"{name}.{end}" for kind, end in [("html", "html"), ("text", "txt"), ("docs", "json")]
        }
        clear(page)
        found[name] = paste(**{kind: path.read_text() for kind, path in held.items() if path.exists()})
        assert cleaned(found[name]) == found[name]
        wanted[name] = "".join(line.strip() for line in file.read_text().splitlines())
    assert found == wanted
    assert len(found) == 21
    assert page.evaluate("window.ran") is None
    assert console == []


INTO_WORDS = [
    ("un mot", "<p>Avant un motaprès</p>"),
    ("<h1>Titre</h1>", "<p>Avant Titreaprès</p>"),
    ("<p>un</p><p>deux</p>", "<p>Avant un</p><p>deuxaprès</p>"),
    ("<h1>Titre</h1><p>mots</p>", "<p>Avant </p><h2>Titre</h2><p>motsaprès</p>"),
    ("<ul><li>a<li>b</ul>", "<p>Avant </p><ul><li><p>a</p></li><li><p>b</p></li></ul><p>après</p>"),
    ("<p>mots</p><h1>Titre</h1>", "<p>Avant mots</p><h2>Titre</h2><p>après</p>"),
]


def test_paste_into_words_keeps_both_and_is_undone_in_one_step(page, write, paste, console):
    for html, wanted in INTO_WORDS:
        clear(page)
        page.keyboard.type("Avant après")
        for _ in "après":
            page.keyboard.press("ArrowLeft")
        assert paste(html) == wanted
        undo(page)
        assert body(page) == "<p>Avant après</p>"
    clear(page)
    assert paste(text="1. un\n2. deux").count("<li>") == 2
    undo(page)
    assert body(page) == ""
    assert paste("<table><tr><td>a<td>b</table>").startswith("<table>")
    assert page.input_value("#id_body").endswith("</table><p></p>")
    assert console == []


SIZE = 1_000_000
HOSTILE = [
    ("<table><tr><td>a" * 200 + "fond", "fond</p>"),
    ("<table><tr><td>a<td>b" * 200 + "fond", "fond</p>"),
    ("<blockquote>" * 600 + "fond", "<blockquote>" * 3 + "<p>fond</p>" + "</blockquote>" * 3),
    ("<ul><li>a" * 600 + "fond", "fond</p>"),
    ("<p>Avant</p><!--[if gte mso 9]><xml><w:Word>x</w:Word></xml><p>Après", "<p>Avant</p><p>Après</p>"),
    ("<p>Avant</p><![if !supportLists]><p>Après<style>p { color: red } <p>Fin", "<p>Avant</p><p>Après</p><p>Fin</p>"),
    (
        "<table><tr><td colspan=100000 rowspan=65534>a<td>b<tr><td>c</table>",
        '<td colspan="50" rowspan="2"><p>a</p></td>',
    ),
    *((vector * (SIZE // len(vector)) + "<p>fin", "") for vector in ['<a "', "<a ", "<style>", "&nbsp; ", "<p>\u200d"]),
    ("<!--" * (SIZE // 4) + "<p>fin", "<p>fin</p>"),
    ("<style>" + "@list l0:level1 " * (SIZE // 16) + "</style><p>fin", "<p>fin</p>"),
]


def test_hostile_and_huge_clipboards_come_to_an_end(page, write, paste, console):
    for html, wanted in HOSTILE:
        clear(page)
        found = paste(html)
        assert cleaned(found) == found
        assert wanted in found
    clear(page)
    huge = WORD * (SIZE // len(WORD))
    assert paste(huge).count("<strong>Word</strong>") == SIZE // len(WORD)
    chrome = page.context.new_cdp_session(page)
    chrome.send("Performance.enable", {"timeDomain": "threadTicks"})  # what it costs, however busy the machine is

    def spent():
        metrics = {one["name"]: one["value"] for one in chrome.send("Performance.getMetrics")["metrics"]}
        return metrics["TaskDuration"]

    before = spent()
    page.evaluate("async (html) => { (await import('veille/clipboard')).fromHTML(html) }", huge)
    assert spent() - before < 1
    assert console == []


def test_notes_cite_the_sources_there_are_and_the_others_wait(page, write, paste, console, photograph):
    known = factories.source("Le sommet", address="http://www.journal.example/sommet/")
    text, status = text_of(page), page.get_by_role("status").filter(has_text="note")
    page.keyboard.type("Avant. ")
    with page.expect_response("**/lookup/") as asked:
        paste((CLIPBOARDS / "word.html").read_text())
    assert asked.value.request.post_data == (
        "addresses=https%3A%2F%2Fjournal.example%2Fsommet%0Ahttps%3A%2F%2Fexemple.fr%2Fentretien"
    )
    cited = text.locator(f'sup[data-citation="{known.pk}"]')
    expect(cited).to_have_attribute("data-locator", "p. 4")
    expect(cited).to_have_attribute("title", str(known))
    expect(status).to_have_text(f"{LEFT_OUT} Une note cite sa source. 2 notes restent {TO_DO}")
    notes = ["[note i : Discours de clôture.]",
             "[note 2 : Entretien avec l’auteur (10 février). Voir aussi sa page, https://exemple.fr/entretien.]"]  # fmt: skip
    expect(text.locator("mark[data-todo]")).to_have_text(notes)
    photograph("pasted")
    assert violations(page) == []

    undo(page)
    assert body(page) == "<p>Avant. </p>"
    page.keyboard.press("Control+y")
    expect(cited).to_have_count(1)

    there = factories.source("L’entretien", address="https://exemple.fr/entretien")
    text.locator("mark[data-todo]").last.click()
    page.keyboard.press("Control+Alt+c")
    dialog = page.get_by_role("dialog", name="Citer une source")
    expect(dialog.get_by_label("Chercher dans les sources")).to_have_value("https://exemple.fr/entretien")
    expect(dialog.get_by_role("radio", name=str(there))).to_be_checked()
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    expect(text.locator("mark[data-todo]")).to_have_text(notes[:1])
    assert f'mes notes<sup data-citation="{there.pk}"></sup>, ' in body(page)
    page.get_by_label("Titre", exact=True).fill("Venu de Word")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator(".verdicts").first).to_contain_text("[note i")
    assert [row.source for row in Article.objects.get(title="Venu de Word").citations.all()] == [known, there]
    assert console == []


def test_note_of_several_addresses_is_cited_one_after_the_other(page, write, paste, console):
    sources = [factories.source(address=f"https://journal.example/{name}") for name in ("un", "deux")]
    with page.expect_response("**/lookup/"):
        paste(
            '<p>Mot<a href="#fn1">1</a>.</p><p id="fn1">Voir https://journal.example/un, p. 2 ; https://autre.example/x.</p>'
        )
    mark = page.locator("mark[data-todo]")
    expect(mark).to_have_text("[note 1 : Voir https://journal.example/un, p. 2 ; https://autre.example/x.]")
    sources[1].address = "https://autre.example/x"
    sources[1].save()
    mark.click()
    for source in sources:
        page.keyboard.press("Control+Alt+c")
        dialog = page.get_by_role("dialog", name="Citer une source")
        expect(dialog.get_by_role("radio", name=str(source))).to_be_checked()
        page.keyboard.press("Enter")
        expect(dialog).to_have_count(0)
    first, second = (f'data-citation="{source.pk}"' for source in sources)
    assert re.sub(r"<sup ([^>]*)></sup>", r"(\1)", body(page)) == (
        f'<p>Mot({first} data-locator="p. 2")({second}).</p>'
    )
    assert console == []


def test_what_is_copied_from_our_own_pages_keeps_citations_pictures_and_links(page, site, write, console):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    article = Article.objects.get(slug="edf-terrains-centres-de-donnees")
    page.goto(f"{site}/articles/{article.slug}/")
    page.locator("h1").click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+c")
    write()
    text = text_of(page)
    with page.expect_response("**/lookup/"):
        page.keyboard.press("Control+v")
    cited = {row.source_id for row in article.citations.all() if row.source.address}
    expect(text.locator("sup[data-citation]").first).to_be_visible()
    assert cited <= {int(key) for key in re.findall(r'data-citation="(\d+)"', body(page))}
    assert '<a href="/articles/109-milliards-ce-qui-se-compte/">109 milliards promis à la France</a>' in body(page)

    page.goto(f"{site}/admin/articles/article/{article.pk}/change/")
    text.click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+c")
    copied = body(page).replace("\n", "")
    write()
    page.keyboard.press("Control+v")
    expect(text.locator("sup[data-citation]").first).to_be_visible()
    assert body(page) == copied
    assert console == []


def test_text_of_a_page_keeps_the_notes_as_words(page, enter_empty, paste, console, editor):
    row = Page.objects.get(slug="methode")
    Page.objects.filter(pk=row.pk).update(body="")
    page.goto(f"{enter_empty(editor)}/website/page/{row.pk}/change/")
    text_of(page).click()
    found = paste((CLIPBOARDS / "word.html").read_text())
    assert cleaned(found, vocabulary="PAGE") == found
    assert "présidé[note 1&nbsp;: Le Monde" in found
    expect(page.locator(".prose-note p")).to_have_text("Les images ne viennent pas avec le texte.")
    assert console == []
