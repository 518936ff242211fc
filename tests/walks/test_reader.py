"""Jobs 1 and 3: find the brief, check a source, reach the form; on desk and phone, light and dark, without a script."""

import re

import pytest
from playwright.sync_api import expect

from tests.walks.conftest import sideways, violations

PAGES = [
    "/", "/articles/", "/articles/sommet-ia-paris-2025/", "/themes/", "/themes/gouvernance-mondiale/", "/auteurs/",
    "/auteurs/cellule-veille-et-prospective/", "/sources/", "/organisations/", "/organisations/elysee/", "/archives/",
    "/sommets/", "/sommets/paris-2025/", "/sommets/paris-2025/engagements/",
    "/sommets/paris-2025/engagements/?statut=tenu&nature=decaisse", "/sommets/paris-2025/engagements/alice-recoque/",
    "/organisations/france/", "/a-propos/", "/methode/", "/mentions-legales/", "/confidentialite/",
    "/accessibilite/", "/flux/", "/contact/", "/jamais/",
]  # fmt: skip


def test_reader_goes_from_the_brief_to_its_source_and_to_the_form(page, site, console, photograph):
    page.goto(site)
    page.get_by_role("link", name=re.compile("^Sommet de Paris sur l’IA")).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sommet de Paris sur l’IA")
    photograph("article")
    call = page.locator(".prose button.citation").first
    call.focus()
    page.keyboard.press("Enter")
    card = page.locator(".citation-card:popover-open")
    expect(card).to_be_visible()
    photograph("citation")
    card.get_by_role("link", name=re.compile("Voir la source")).click()
    expect(page).to_have_url(re.compile(r"#source-1$"))
    expect(page.locator("#source-1").get_by_role("link").first).to_have_attribute("href", re.compile("^https://"))
    page.locator("#source-1 a[href^='#appel-1-']").first.click()
    expect(page).to_have_url(re.compile(r"#appel-1-1$"))
    page.get_by_role("link", name="Écrire à la cellule").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Parlons-en")
    expect(page.locator("main")).to_contain_text("Sommet de Paris sur l’IA")
    assert console == []


# Which pages make a test only shares them out; the last is not there.
PARTS = [PAGES[start::4] for start in range(4)]


@pytest.mark.parametrize("part", PARTS, ids=range(len(PARTS)))
def test_every_page_is_accessible_by_day_and_by_night_and_as_narrow_as_phones_are(page, site, console, part):
    """As readers' pages run no script that asks for width or colour, one visit does for every look."""
    found = {}
    for path in part:
        page.goto(site + path)
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                found[path, width, scheme] = (violations(page), sideways(page))
        page.set_viewport_size({"width": 320, "height": 700})
        found[path, 320] = ([], sideways(page))
    assert {look: what for look, what in found.items() if what != ([], 0)} == {}
    # A page that is not there is reported by the browser as a failed load: that line alone is exempt.
    assert [line for line in console if "404" not in line] == []


def test_the_brief_reads_without_scripts(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/articles/sommet-ia-paris-2025/")
    page.locator(".prose button.citation").first.click()
    expect(page.locator("#bulle-1")).to_be_visible()
    context.close()


def test_readers_get_no_cookie_outside_the_form(page, site):
    for path in PAGES:
        if path != "/contact/":
            page.goto(site + path)
    assert page.context.cookies() == []
    page.goto(f"{site}/contact/")
    assert [cookie["name"] for cookie in page.context.cookies()] == ["csrftoken"]


def test_the_brief_prints_without_its_navigation(page, site):
    page.goto(f"{site}/articles/sommet-ia-paris-2025/")
    page.emulate_media(media="print")
    expect(page.locator(".site-nav")).to_be_hidden()
    expect(page.locator("#source-1")).to_be_visible()
    assert page.locator(".prose button.citation").first.inner_text() == "1"
