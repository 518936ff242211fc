"""An editor follows a promise: from « Aujourd'hui » to what readers see of it, and in the margin of an article."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from summit.models import BriefState, Commitment, StatusChange
from tests.walks.conftest import editor_of, look_for, sideways, stands, violations
from veille.articles.models import Article
from veille.editions.models import Edition

PHONE = {"width": 390, "height": 800}
DESK = {"width": 1280, "height": 900}
HEADLINE = "Le rapport d’étape est publié"


@pytest.fixture
def night(page):
    """On a phone, in the dark."""

    def look():
        page.set_viewport_size(PHONE)
        page.emulate_media(color_scheme="dark")
        assert violations(page) == []
        assert sideways(page) == 0
        page.set_viewport_size(DESK)
        page.emulate_media(color_scheme="light")

    return look


# --- a step, from the desk to readers ---------------------------------------------------------------


def test_step_goes_from_today_to_what_readers_see(page, site, console, photograph, log_in, editor, night):
    Commitment.objects.filter(number="9").update(checked_on=None)
    log_in(editor)
    waiting = page.get_by_role("region", name="Engagements à reprendre")
    waiting.get_by_role("list").get_by_role("link").first.click()
    stands(page)
    made = Commitment.objects.get(pk=re.search(r"/commitment/(\d+)/", page.url)[1])
    past = page.get_by_role("region", name="Étapes")
    before = past.get_by_role("list").get_by_role("listitem").count()
    assert before == made.steps.count() > 0
    assert past.locator("input, select, textarea, button").count() == 0
    expect(past).to_contain_text("Une étape ne se change ni ne s’efface")
    assert violations(page) == []
    photograph("past")
    past.get_by_role("link", name="Inscrire une étape").click()
    stands(page)

    record(page, photograph, night)
    expect(page.locator(".messagelist")).to_contain_text("L’étape est inscrite")
    expect(past.get_by_role("list").get_by_role("listitem")).to_have_count(before + 1)
    expect(past).to_contain_text(HEADLINE)
    step = StatusChange.objects.order_by("-pk").first()
    assert (step.commitment, step.status, step.horizon, step.author) == (made, "under_way", "2099-Q4", editor)
    assert [proof.locator for proof in step.evidence.all()] == ["p. 4"]

    tracker = f"{site}{made.event.get_absolute_url()}engagements/"
    page.goto(f"{tracker}{made.slug}/")
    expect(page.locator("main")).not_to_contain_text(HEADLINE)

    print_next(page, site, made, photograph, night)
    follow(page, site, made, tracker, photograph)
    assert console == []


def record(page, photograph, night):
    """Refused first, with what is wrong beside its row and nothing lost; then taken."""
    page.get_by_label("Statut").select_option("under_way")
    page.get_by_label("Effectif depuis").fill(timezone.localdate().strftime("%m/%Y"))
    page.get_by_label("En une ligne").fill(HEADLINE)
    page.get_by_label("Ce sur quoi nous nous appuyons").fill("Le document le dit en toutes lettres.")
    deadline = page.get_by_role("group", name="Nouvelle échéance")
    deadline.get_by_label("Jour").fill("3")
    deadline.get_by_label("Mois ou trimestre").select_option("T4")
    deadline.get_by_label("Année").fill("2099")
    proof = page.get_by_role("group", name="Preuve 1")
    proof.locator(".select2-selection").click()
    look_for(page, "Notre-Dame")
    found = page.locator(".select2-results__option")
    expect(found).to_have_count(1)
    expect(found).to_contain_text("Notre-Dame")
    page.keyboard.press("Enter")
    expect(proof.locator(".select2-selection")).to_contain_text("Notre-Dame")
    proof.get_by_label("Page, partie").fill("p. 4")
    page.get_by_role("button", name="Inscrire l’étape").click()

    stands(page)
    expect(deadline).to_contain_text("Un trimestre n’a pas de jour")
    expect(deadline.get_by_label("Jour")).to_have_attribute("aria-invalid", "true")
    expect(deadline.get_by_label("Année")).to_have_value("2099")
    expect(proof.locator(".select2-selection")).to_contain_text("Notre-Dame")
    assert violations(page) == []
    photograph("refused")
    night()
    deadline.get_by_label("Jour").fill("")
    page.get_by_role("button", name="Inscrire l’étape").click()
    stands(page)


def print_next(page, site, made, photograph, night):
    page.goto(f"{site}/admin/summit/event/{made.event_id}/change/")
    page.get_by_role("link", name="Publier l’état des engagements").click()
    expect(page.get_by_role("region", name="Ce que voient les lecteurs")).to_contain_text("1 engagement a bougé")
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Voir l’état tel qu’il serait publié").click()
    preview = opened.value
    expect(preview.locator("main")).to_contain_text(HEADLINE)
    assert violations(preview) == []
    preview.close()
    photograph("print")
    assert violations(page) == []
    night()
    passed = page.get_by_label("Raison de passer outre")
    if passed.count():
        passed.fill("Vu avec la cellule.")
    page.get_by_role("button", name="Publier l’état").click()
    expect(page.locator(".messagelist")).to_contain_text("celui que voient les lecteurs")
    assert BriefState.objects.get(is_current=True).number == 2


def follow(page, site, made, tracker, photograph):
    """As a reader: the tracker, the page of the promise, the feed."""
    page.goto(f"{tracker}?statut=en-cours")
    row = page.get_by_role("row", name=re.compile(re.escape(made.title.split(",")[0])))
    expect(row).to_contain_text("4e trimestre 2099")
    row.get_by_role("rowheader").get_by_role("link").first.click()
    expect(page.locator(".head-state")).to_contain_text("En cours")
    expect(page.locator(".lead").first).to_have_text(HEADLINE)
    last = page.get_by_role("region", name="Historique").get_by_role("listitem").first
    expect(last).to_contain_text(HEADLINE)
    last.get_by_role("button").first.click()
    expect(page.locator("[popover]:popover-open")).to_contain_text("Notre-Dame")
    page.keyboard.press("Escape")
    assert violations(page) == []
    photograph("reader")
    feed = page.get_by_role("link", name="Suivre les changements par flux").first.get_attribute("href")
    assert HEADLINE in page.request.get(site + feed).text()


# --- the margin -------------------------------------------------------------------------------------


def test_promise_is_named_in_an_article_by_keyboard_alone(page, site, console, photograph, enter, editor, night):
    enter(editor)
    article = Article.objects.get(slug="edf-terrains-centres-de-donnees")
    page.goto(f"{site}/admin/articles/article/{article.pk}/change/")
    stands(page)
    text, bar = editor_of(page), page.get_by_role("toolbar", name="Mise en forme")
    notes = text.locator(".desk-note")
    there = notes.count()
    page.get_by_label("À retenir").focus()
    page.keyboard.press("Tab")
    expect(bar.get_by_role("button").first).to_be_focused()
    page.keyboard.press("Tab")
    expect(text).to_be_focused()
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    page.keyboard.type("Une première promesse.")
    page.keyboard.press("Control+Alt+g")
    choose(page, "Current AI", photograph, night)
    expect(notes).to_have_count(there + 1)
    expect(notes.last).to_contain_text("Current AI")
    expect(text).to_be_focused()
    page.keyboard.type("Une seconde promesse.")

    page.keyboard.press("Shift+Tab")
    expect(bar.locator(":focus")).to_have_count(1)
    named = bar.get_by_role("button", name="Ce que devient un engagement, en marge")
    for _button in range(bar.get_by_role("button").count()):
        if named.evaluate("button => button === document.activeElement"):
            break
        page.keyboard.press("ArrowRight")
    expect(named).to_be_focused()
    page.keyboard.press("Enter")
    choose(page, "Alice Recoque", photograph)
    expect(notes).to_have_count(there + 2)
    expect(notes.last).to_contain_text("Alice Recoque")
    photograph("placed")

    page.get_by_role("group", name="Volets").get_by_role("button", name="Aperçu").focus()
    page.keyboard.press("Enter")
    shown = page.frame_locator("iframe[title='Aperçu de la page']")
    expect(shown.locator("aside.note")).to_have_count(there + 2)
    expect(shown.locator("aside.note").last).to_contain_text("État au")
    photograph("preview")
    publish(page, site, article)
    read(page, site, article, photograph)
    assert console == []


def choose(page, words, photograph, look=None):
    dialog = page.get_by_role("dialog", name="Ce que devient un engagement")
    expect(dialog.get_by_label("Chercher dans les engagements")).to_be_focused()
    page.keyboard.type(words)
    found = dialog.get_by_role("radio")
    expect(found).to_have_count(1)
    expect(found).to_be_checked()
    assert violations(page, within="dialog[open]") == []
    photograph("chosen")
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)


def publish(page, site, article):
    page.get_by_role("button", name="Enregistrer", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("Enregistré")
    page.goto(f"{site}/admin/articles/article/{article.pk}/publish/")
    for field, words in (
        ("Note aux lecteurs", "Deux promesses suivies."),
        ("Raison de passer outre", "Vu avec la cellule."),
    ):
        box = page.get_by_label(field)
        if box.count():
            box.focus()
            page.keyboard.type(words)
    page.get_by_role("button", name="Publier", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("est en ligne")
    assert Edition.objects.current().get(key=article.key).mentions.count() >= 2


def read(page, site, article, photograph):
    """Beside its paragraph on a desk, after it on a phone; a link leads to the promise."""
    page.goto(f"{site}/articles/{article.slug}/")
    paragraph = page.get_by_text("Une première promesse.")
    note = page.get_by_role("complementary", name=re.compile("Suivi de l’engagement n°.1$"))
    expect(note).to_contain_text("État au")
    expect(note.get_by_role("link", name=re.compile("Engagement n°.1"))).to_have_attribute(
        "href", re.compile("current-ai")
    )
    beside, told = paragraph.bounding_box(), note.bounding_box()
    assert told["x"] >= beside["x"] + beside["width"]
    assert violations(page) == []
    photograph("desk")
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme="dark")
    above, told = paragraph.bounding_box(), note.bounding_box()
    assert told["y"] >= above["y"] + above["height"]
    assert told["x"] + told["width"] <= PHONE["width"]
    assert sideways(page) == 0
    assert violations(page) == []
    photograph("phone")
