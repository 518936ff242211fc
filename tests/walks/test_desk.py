"""Every kind of page at the desk: read by axe on a desk by day and on a phone by night, silent, nothing sideways."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests import factories
from tests.articles.test_script import TOGETHER, VECTORS
from tests.walks.conftest import editor_of, session_of, sideways, stands, violations
from veille.articles.models import Article
from veille.lib.policies import TIPTAP_STYLE

LOOKS = {"by-day": ({"width": 1280, "height": 900}, "light"), "by-night": ({"width": 390, "height": 800}, "dark")}


def running(vector):
    return vector.replace("x()", "window.ran=1")


def pages():
    now = timezone.now()
    dead = factories.source(link_found="gone", link_checked_at=now, link_fails_since=now, link_dead_since=now)
    factories.figure(sources=[dead])
    article = Article.objects.order_by("pk").first().pk
    return [
        "/admin/",
        "/admin/articles/article/",
        "/admin/articles/article/add/",
        f"/admin/articles/article/{article}/change/",
        f"/admin/articles/article/{article}/publish/",
        f"/admin/articles/article/{article}/send-back/",
        *(f"/admin/articles/article/{article}/history/{end}" for end in ["", "v1..now/", "v1/", "seen/2026-01-01/"]),
        *(f"/admin/sources/source/{end}" for end in ["", "add/", f"{dead.pk}/change/"]),
        *(f"/admin/sources/keyfigure/{end}" for end in ["", "add/"]),
        "/admin/sources/organisation/add/",
        "/admin/summit/event/add/",
        "/admin/website/identity/1/change/",
        "/admin/editions/edition/",
        "/admin/images/image/",
        "/admin/accounts/trace/",
    ]


@pytest.mark.parametrize("look", LOOKS)
def test_desk_is_open_to_all_who_work_at_it(page, site, console, enter, administrator, look):
    size, scheme = LOOKS[look]
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{site}/admin/login/")
    assert violations(page) == []
    enter(administrator)
    found = {}
    for address in pages():
        page.goto(site + address)
        if problems := violations(page) + ["sideways"] * sideways(page):
            found[address] = problems
    assert found == {}
    assert console == []


def test_editor_is_named_in_french_and_walked_by_keyboard(page, site, console, enter, writer):
    enter(writer)
    page.goto(f"{site}/admin/articles/article/add/")
    bar = page.get_by_role("toolbar", name="Mise en forme")
    expect(bar.get_by_role("button", name="Titre 2")).to_be_visible()
    names = [button.get_attribute("aria-label") for button in bar.get_by_role("button").all()]
    assert names == [
        *("Titre 2", "Titre 3", "Titre 4", "Gras (Ctrl+B)", "Italique (Ctrl+I)", "Indice"),
        *("Liste à puces", "Liste numérotée", "Lien (Ctrl+K)"),
        *("Citer une source (Ctrl+Alt+C, ou taper [[ )", "Image de la bibliothèque (Ctrl+Alt+I)"),
        "Ce que devient un engagement, en marge (Ctrl+Alt+G)",
        *("Encadré (Ctrl+Alt+E)", "Marquer « à compléter » (Ctrl+Alt+T) : bloque la publication"),
        *("Caractères spéciaux", "Citation longue", "Tableau", "Annuler (Ctrl+Z)", "Rétablir (Ctrl+Y)"),
    ]
    page.get_by_label("À retenir").focus()
    page.keyboard.press("Tab")
    expect(bar.get_by_role("button", name="Titre 2")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(bar.get_by_role("button", name="Titre 3")).to_be_focused()
    page.keyboard.press("Tab")
    expect(editor_of(page)).to_be_focused()
    page.keyboard.type("Un mot ")
    bar.get_by_role("button", name="Caractères spéciaux").click()
    page.get_by_role("dialog", name="Caractères spéciaux").get_by_role("button", name="Environ").click()
    expect(editor_of(page)).to_have_text("Un mot ≈")
    page.keyboard.type("[[")
    dialog = page.get_by_role("dialog", name="Citer une source")
    expect(dialog.get_by_label("Chercher dans les sources")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert page.input_value("#id_body") == "<p>Un mot ≈</p>"
    assert console == []


def test_text_is_never_shown_as_html_before_its_editor_stands(page, site, console, enter, writer):
    enter(writer)
    held = []

    def hold(route):
        held.append(route)

    page.route("**/django_prose_editor/editor*.js", hold)
    article = Article.objects.order_by("pk").first().pk
    page.goto(f"{site}/admin/articles/article/{article}/change/", wait_until="commit")
    expect(page.get_by_label("Chapô")).to_be_visible()
    expect(page.locator("#id_body")).to_be_attached()
    expect(page.locator("#id_body")).to_be_hidden()
    held[0].continue_()
    expect(editor_of(page)).to_be_visible()
    assert console == []


def test_enter_chooses_nothing_that_was_found_for_other_words(page, site, console, enter, writer):
    enter(writer)
    page.goto(f"{site}/admin/articles/article/add/")
    stands(page)
    page.locator(".field-tags .select2-search__field").click()
    options, chosen = page.locator(".select2-results__option"), page.locator(".field-tags .select2-selection__choice")
    found = options.filter(has_text="Énergie")
    expect(found).to_have_count(1)
    expect(options.first).not_to_contain_text("Énergie")
    page.keyboard.type("energie")
    page.keyboard.press("Enter")
    expect(options).to_have_count(1)
    expect(chosen).to_have_count(0)
    page.keyboard.press("Enter")
    expect(chosen).to_have_count(1)
    expect(chosen).to_contain_text("Énergie")
    assert console == []


def test_caret_moved_as_soon_as_one_is_in_the_text_stays_there(page, site, console, enter, writer):
    """A busy browser says late that it moved; the editor sees to its caret twenty milliseconds after the focus came."""
    enter(writer)
    article = Article.objects.order_by("pk").first().pk
    page.goto(f"{site}/admin/articles/article/{article}/change/")
    stands(page)
    page.evaluate(
        """async () => {
            const text = document.querySelector(".ProseMirror[contenteditable]")
            const late = (event) => { if (event.isTrusted) event.stopImmediatePropagation() }
            addEventListener("selectionchange", late, true)
            text.focus()
            getSelection().collapse(text.querySelector("h2").firstChild, 3)
            await new Promise((done) => setTimeout(done, 40))
            removeEventListener("selectionchange", late, true)
        }"""
    )
    page.keyboard.type("Ici.")
    expect(editor_of(page).locator("h2").first).to_have_text(re.compile("^...Ici[.]"))
    assert console == []


def test_page_has_the_editor_without_citation_and_picture(page, site, console, enter, editor):
    enter(editor)
    page.goto(f"{site}/admin/website/page/")
    page.get_by_role("link", name=re.compile("propos")).click()
    bar = page.get_by_role("toolbar", name="Mise en forme")
    expect(bar.get_by_role("button", name="Tableau")).to_be_visible()
    expect(bar.get_by_role("button", name=re.compile("Citer|Image"))).to_have_count(0)
    assert console == []


def test_hash_of_the_editor_s_own_style_is_the_one_the_policy_allows(page, site, console, enter, writer):
    """Red when a new Tiptap writes another style: take the hash from the console's message."""
    enter(writer)
    page.goto(f"{site}/admin/articles/article/add/")
    editor_of(page).wait_for()
    digest = page.evaluate(
        """async () => {
            const style = [...document.querySelectorAll("style")].find((one) => one.textContent.includes("ProseMirror"))
            const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(style.textContent))
            return btoa(String.fromCharCode(...new Uint8Array(hash)))
        }"""
    )
    assert f"'sha256-{digest}'" == TIPTAP_STYLE
    assert console == []


def test_paste_from_elsewhere_leaves_the_console_silent_and_the_citations_whole(page, site, console, enter, writer):
    enter(writer)
    page.goto(f"{site}/admin/articles/article/add/")
    editor_of(page).click()
    page.evaluate(
        """() => {
            const clip = new DataTransfer()
            clip.setData("text/html", `<p style="color:red" onclick="window.ran=1">De Word
                <b style='x'>gras</b><sup data-citation="1" data-locator="p. 2"></sup><img src="x" onerror="window.ran=1"></p>`)
            const target = document.querySelector(".ProseMirror[contenteditable]")
            target.dispatchEvent(new ClipboardEvent("paste", { clipboardData: clip, bubbles: true, cancelable: true }))
        }"""
    )
    expect(page.locator("#id_body")).to_have_value(
        '<p>De Word <strong>gras</strong><sup data-citation="1" data-locator="p. 2"></sup></p>'
    )
    assert page.evaluate("window.ran") is None
    assert console == []


def test_script_that_people_wrote_never_runs_even_without_the_policy(browser, site, editor, client):
    client.force_login(editor)
    context = browser.new_context(bypass_csp=True)
    context.add_cookies([session_of(editor, site)])
    page = context.new_page()
    for n, vector in enumerate(map(running, VECTORS)):
        client.post("/admin/editions/tag/add/", {"name": vector, "slug": f"essai-{n}", "description": vector})
    for n, vector in enumerate(map(running, TOGETHER)):
        data = {"title": vector, "slug": f"essai-{n}", "lead": vector, "takeaways": vector, "hero_caption": vector}
        hero = factories.image(vector, alt=vector, credit=vector)
        client.post("/admin/articles/article/add/", data | {"body": f"<p>{vector}</p>", "hero": hero.pk})
        article = Article.objects.get(slug=f"essai-{n}")
        for address in [
            "/admin/",
            "/admin/articles/article/",
            "/admin/editions/tag/",
            *(
                f"/admin/articles/article/{article.pk}/{end}/"
                for end in ["change", "publish", "delete", "history", "preview"]
            ),
        ]:
            page.goto(site + address)
            stands(page)
            if address.endswith("change/"):
                expect(page.locator("figure.hero")).to_be_visible()  # its words are put there by a script
            assert page.evaluate("window.ran") is None, (vector, address)
    context.close()


def test_an_address_keeps_the_words_an_apostrophe_parts(page, site, enter, writer):
    enter(writer)
    page.goto(f"{site}/admin/articles/article/add/")
    page.locator("#id_title").press_sequentially("Ce que coûte l’essai d'une machine")
    expect(page.locator("#id_slug")).to_have_value("ce-que-coute-l-essai-d-une-machine")
