"""By keyboard alone: every stop of the Tab key is seen, in sight and left again, and the work gets done without a mouse."""

import re

import pytest
from playwright.sync_api import expect

from tests.walks.conftest import editor_of, stands
from veille.articles.models import Article
from veille.contact import intake, tokens
from veille.contact.models import Inquiry
from veille.editions.models import Edition

# What changes on an element or around it when it has the focus; and whether anything lies over it.
LOOK = """() => {
  const look = (element) => {
    const looks = []
    for (let one = element, n = 0; one && n < 4; one = one.parentElement, n++) {
      const { outlineStyle, outlineWidth, boxShadow, borderColor, backgroundColor } = getComputedStyle(one)
      looks.push(outlineStyle === "none" || outlineWidth === "0px" ? "" : outlineStyle + outlineWidth, boxShadow, borderColor, backgroundColor)
    }
    return looks.join()
  }
  const named = (element) => [element.tagName.toLowerCase(), element.id && "#" + element.id, element.name && `[${element.name}]`,
    " ", (element.getAttribute("aria-label") || element.textContent || element.value || "").trim().slice(0, 30)].join("")
  const isCovered = (element) => {
    const box = element.getBoundingClientRect(), top = Math.max(0, box.top), bottom = Math.min(innerHeight, box.bottom)
    const at = (from, to) => [.02, .25, .5, .75, .98].map((part) => from + (to - from) * part)
    return !at(box.left, box.right).some((x) => at(top, bottom).some((y) => {
      const there = document.elementFromPoint(x, y)
      return there && (element.contains(there) || there.contains(element) || there.closest("label")?.control === element)
    }))
  }
  const wrong = [], left = window.keyboardStop, now = document.activeElement
  if (left && left.element !== now && left.element.isConnected && look(left.element) === left.look) wrong.push("unseen: " + left.name)
  if (now === document.body) { window.keyboardStop = null; return { name: null, wrong } }
  window.keyboardStops ??= new Set()
  const isSame = left?.element === now, isNew = !window.keyboardStops.has(now)
  window.keyboardStops.add(now)
  window.keyboardStop = isSame ? left : { element: now, look: look(now), name: named(now) }
  if (isCovered(now)) wrong.push("covered: " + named(now))
  return { name: named(now), isSame, isNew, wrong }
}"""


def tab_through(page) -> tuple[list[str], list[str]]:
    """The stops of the Tab key, from the top of the page until they are left, and what is wrong with them."""
    stops, wrong, same = [], [], 0
    while same < 12:  # a date has stops of its own
        page.keyboard.press("Tab")
        stop = page.evaluate(LOOK)
        wrong += stop["wrong"]
        same = same + 1 if stop.get("isSame") else 0
        if stop["name"] is None or not (stop["isSame"] or stop["isNew"]):
            return stops, wrong
        stops += [stop["name"]] * stop["isNew"]
    return stops, [*wrong, f"trapped: {stops[-1]}"]


@pytest.fixture
def message(site):
    return intake.receive(nonce=tokens.read(tokens.issue()).nonce, email="claire@example.org", message="Un mot.")


@pytest.fixture
def pages(site, message):
    article = Article.objects.get(slug="edf-terrains-centres-de-donnees").pk
    return {
        "/admin/": 12,
        "/admin/articles/article/": 30,
        f"/admin/articles/article/{article}/change/": 30,
        f"/admin/articles/article/{article}/publish/": 15,
        "/admin/contact/inquiry/": 15,
        f"/admin/contact/inquiry/{message.pk}/change/": 15,
        f"/admin/contact/inquiry/{message.pk}/answer/": 12,
        "/admin/contact/inquiry/figures/": 8,
    }


def test_every_stop_of_the_tab_key_is_seen_and_left(page, site, console, enter, editor, pages):
    enter(editor)
    found = {}
    for address, fewest in pages.items():
        page.goto(site + address)
        stands(page)
        page.evaluate("document.activeElement.blur()")
        stops, wrong = tab_through(page)
        assert "au contenu" in stops[0]
        if wrong or len(stops) < fewest:
            found[address] = (len(stops), wrong)
    assert found == {}
    assert console == []


def reach(page, target, key="Tab"):
    """Presses the key until the target has the focus."""
    for _ in range(120):
        page.keyboard.press(key)
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"out of reach: {target}")


def goes_round_in(page, dialog):
    """Shut in while it is open: the Tab key comes back to where it was, and leaves the dialog for nothing on the page."""
    first = page.evaluate_handle("document.activeElement")
    for _ in range(20):
        page.keyboard.press("Tab")
        assert dialog.evaluate(
            "element => element.contains(document.activeElement) || document.activeElement === document.body"
        )
        if first.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError("the dialog has no end")


def test_editor_writes_cites_publishes_and_answers_by_keys_alone(page, site, console, log_in, editor, message):
    log_in(editor)
    open_article(page)
    write_and_cite(page)
    publish(page)
    answer(page, message)
    assert console == []


def open_article(page):
    reach(page, page.get_by_role("link", name="au contenu"))
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Nouvel article")).to_be_focused()
    reach(page, page.get_by_role("link", name="Articles", exact=True), "Shift+Tab")
    page.keyboard.press("Enter")
    reach(page, page.get_by_role("searchbox", name="Chercher"))
    page.keyboard.type("terrains")
    page.keyboard.press("Enter")
    page.wait_for_url("**?q=terrains*")
    reach(page, page.get_by_role("link", name=re.compile("Terrains d’EDF")))
    page.keyboard.press("Enter")


def write_and_cite(page):
    stands(page)
    bar, text = page.get_by_role("toolbar", name="Mise en forme"), editor_of(page)
    reach(page, bar.get_by_role("button", name="Titre 2"))
    reach(page, bar.get_by_role("button", name="Citer une source"), "ArrowRight")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Citer une source")
    expect(dialog.get_by_label("Chercher dans les sources")).to_be_focused()
    expect(dialog.get_by_role("radio").first).to_be_checked()
    goes_round_in(page, dialog)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(text).to_be_focused()

    cited = text.locator("sup[data-citation]").count()
    page.keyboard.press("Control+Home")
    page.keyboard.press("End")
    page.keyboard.type(" Un mot[[")
    page.keyboard.type("Choose France")
    expect(dialog.locator(".dialog__results label").first).to_contain_text("Choose France")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    page.keyboard.type(".")
    expect(text.locator("sup[data-citation]")).to_have_count(cited + 1)
    expect(text.locator("p, h2").first).to_contain_text("Un mot.")


def publish(page):
    reach(page, page.get_by_role("button", name="Publier…"))
    page.keyboard.press("Enter")

    reach(page, page.get_by_label("Raison de passer outre"))
    page.keyboard.type("Relu avec la cellule.")
    reach(page, page.get_by_role("button", name="Publier", exact=True))
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("L’édition n° 2 est en ligne.")
    assert (
        Edition.objects.get(slug="edf-terrains-centres-de-donnees", number=2).passed["reason"]
        == "Relu avec la cellule."
    )


def answer(page, message):
    reach(page, page.get_by_role("link", name="Messages", exact=True))
    page.keyboard.press("Enter")
    reach(page, page.get_by_role("link", name=message.reference))
    page.keyboard.press("Enter")
    reach(page, page.get_by_text("Répondu par ma messagerie ou par téléphone"))
    page.keyboard.press("Enter")
    reach(page, page.get_by_role("button", name="Marquer répondu"))
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("marqué répondu")
    assert Inquiry.objects.get(pk=message.pk).status == Inquiry.Status.ANSWERED
