"""A new editor's first note, by the interface alone: from the log-in page to a published, sourced, illustrated note."""

import pytest
from django.utils.text import slugify
from playwright.sync_api import expect

from tests.walks.conftest import editor_of, look_for, sideways, stands, violations
from veille.editions.models import Edition

MOST = 40
TITLE = "Dix annonces, un an après"
LEAD = "Dix annonces ont clos le sommet de Paris. Un an après, ce qu’il en reste, document par document."


class Actor:
    """Does what a person does and counts it: a click, a chord of keys, what is typed into one place. A picture of each.

    `until` is what the person sees before she goes on.
    """

    def __init__(self, page, photograph):
        self.page, self.photograph, self.done = page, photograph, []

    def clicks(self, target, until=None):
        words = target.get_attribute("aria-label") or target.text_content() or target.get_attribute("value") or "champ"
        target.click()
        self._did(f"clique {words}", until)

    def presses(self, keys, until=None):
        self.page.keyboard.press(keys)
        self._did(f"touches {keys}", until)

    def types(self, words, until=None):
        """Where the focus is."""
        self.page.keyboard.type(words)
        self._did(f"tape {words}", until)

    def _did(self, what, until):
        if until:
            until()
        self.done.append(what)
        self.photograph(slugify(what)[:40])


@pytest.fixture
def actor(page, photograph):
    return Actor(page, photograph)


def test_first_note_takes_forty_actions_at_most(page, site, console, actor, editor):
    page.goto(f"{site}/admin/")  # the one address that is typed
    log_in(page, actor, editor)
    actor.clicks(page.get_by_role("link", name="Nouvel article"), until=lambda: stands(page))
    write(page, actor)
    sign_and_show(page, actor)
    publish(page, actor)
    actor.clicks(page.get_by_role("link", name="Voir sur le site"))
    read(page)
    assert console == []
    assert len(actor.done) <= MOST, actor.done


def log_in(page, actor, editor):
    expect(page.get_by_label("Adresse électronique")).to_be_focused()
    actor.types(editor.email)
    actor.presses("Tab")
    actor.types("un-mot-de-passe-long")
    actor.presses("Enter", until=lambda: expect(page.get_by_role("heading", level=1)).to_have_text("Aujourd’hui"))


def write(page, actor):
    expect(page.get_by_label("Titre", exact=True)).to_be_focused()
    actor.types(TITLE)
    actor.presses("Tab")
    actor.types(LEAD)
    actor.presses("Tab")
    actor.types("Dix annonces ont été suivies.\nLa plupart se lisent dans un document officiel.")
    actor.clicks(editor_of(page))
    actor.clicks(page.get_by_role("toolbar").get_by_role("button", name="Titre 2"))
    actor.types("Ce qui a été promis")
    actor.presses("Enter")
    actor.types("Le sommet s’est clos sur 10 annonces")
    dialog = page.get_by_role("dialog", name="Citer une source")
    actor.clicks(page.get_by_role("toolbar").get_by_role("button", name="Citer une source"), until=dialog.wait_for)
    found = dialog.locator(".dialog__results label")
    actor.types("Notre-Dame", until=lambda: expect(found).to_have_count(1))
    actor.presses("Enter", until=lambda: expect(dialog).to_have_count(0))
    actor.types(".")
    expect(editor_of(page).locator("p")).to_have_text("Le sommet s’est clos sur 10 annonces.")


def sign_and_show(page, actor):
    signed = page.get_by_role("list", name="Auteurs, dans l’ordre").get_by_role("listitem")
    expect(signed).to_contain_text("Cellule Veille et prospective")
    for name, words in [("tags", "Calcul"), ("hero", "Verrière")]:
        actor.clicks(page.locator(f".field-{name} .select2-selection"))
        look_for(page, words, actor.types)
        expect(page.locator(".select2-results__option")).to_have_count(1)
        actor.presses("Enter")
    actor.clicks(page.get_by_label("Légende de l’image d’ouverture"))
    actor.types("La verrière du Grand Palais, à la tombée du jour.")
    assert violations(page) == []
    assert sideways(page) == 0


def publish(page, actor):
    actor.clicks(page.get_by_role("button", name="Enregistrer", exact=True))
    expect(page.get_by_text("Version 1, enregistrée")).to_be_visible()
    stands(page)
    actor.clicks(page.get_by_role("button", name="Publier…"))
    assert violations(page) == []
    actor.clicks(page.get_by_label("Raison de passer outre"))
    actor.types("Source relue avec la cellule.")
    actor.clicks(page.get_by_role("button", name="Publier", exact=True))
    expect(page.locator(".messagelist")).to_contain_text("L’édition n°\u00a01 est en ligne.")


def read(page):
    edition = Edition.objects.get(title=TITLE)
    assert (edition.slug, edition.lead) == ("dix-annonces-un-an-apres", LEAD)
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(page.locator(".prose h2")).to_have_text("Ce qui a été promis")
    expect(page.locator(".prose .citation")).to_have_text("1")
    expect(page.get_by_role("img", name="La nuit, sous une grande verrière")).to_be_visible()
    expect(page.locator(".sources").get_by_role("link", name="Stratégie Notre-Dame")).to_be_visible()
