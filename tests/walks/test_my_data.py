"""A reader reports an error and later asks for their data, by keyboard alone and without JavaScript."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from tests.walks.conftest import sideways, violations
from veille.contact.models import Inquiry


@pytest.fixture
def page(browser):
    """Without JavaScript; axe runs all the same, in the world of the tool."""
    context = browser.new_context(locale="fr-FR", java_script_enabled=False, accept_downloads=True)
    yield context.new_page()
    context.close()


def press(page, name, role="button"):
    """Goes to it by Tab alone and presses Enter."""
    target = page.get_by_role(role, name=name, exact=True).first
    for _ in range(60):
        page.keyboard.press("Tab")
        if target.evaluate("one => one === document.activeElement"):
            page.keyboard.press("Enter")
            return
    pytest.fail(f"Tab does not reach « {name} »")


def test_error_reported_then_one_s_data_asked_for_by_keyboard_without_javascript(page, site, worker):
    page.goto(f"{site}/articles/sommet-ia-paris-2025/")
    report = page.get_by_role("link", name="Signaler une erreur")
    report.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Signaler une erreur")
    page.get_by_role("textbox", name="Votre message").focus()
    page.keyboard.type("Le chiffre de la troisième ligne est faux.")
    press(page, "Envoyer le signalement")

    # What lacks is said, announced, focused, and nothing typed is lost.
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("heading", level=1)).to_have_text("Signaler une erreur")
    expect(page.get_by_role("textbox", name="Votre message")).to_have_value(re.compile("troisième"))
    press(page, "Indiquez votre adresse de courriel, pour que nous puissions vous répondre.", role="link")
    field = page.get_by_role("textbox", name="Votre adresse de courriel")
    expect(field).to_be_focused()
    expect(field).to_have_accessible_description(re.compile("Indiquez votre adresse"))
    page.keyboard.type("claire@example.org")
    page.wait_for_timeout(3100)  # quicker than a person reads would be set aside as suspect
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Merci, nous vous lisons")
    assert Inquiry.objects.get().motive == "erreur"

    page.goto(f"{site}/contact/")
    press(page, "Mes données", role="link")
    press(page, "Recevoir le lien")
    expect(page.get_by_role("alert")).to_be_focused()
    press(page, "Choisissez ce que vous demandez.", role="link")
    page.keyboard.press("Space")
    expect(page.get_by_role("radio", name="Une copie")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.type("claire@example.org")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Regardez votre courrier")

    worker()
    [link] = [found for one in mail.outbox for found in re.findall(r"http\S+/mes-donnees/\S+", one.body)]
    page.goto(link)
    with page.expect_download() as told:
        press(page, "Télécharger la copie")
    assert "troisième ligne est faux" in told.value.path().read_text()
    assert page.goto(link).status == 410
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce lien ne sert plus")


# What a screen reader is told of the form, in its order.
TREE = """
- main:
  - heading "Mes données" [level=1]
  - paragraph: /Vous nous avez écrit/
  - group "Votre demande":
    - text: Votre demande
    - radio "Une copie de tout ce que vous gardez sur moi"
    - text: Une copie de tout ce que vous gardez sur moi
    - radio "L’effacement de tout ce que vous gardez sur moi"
    - text: L’effacement de tout ce que vous gardez sur moi
  - text: L’adresse de courriel avec laquelle vous nous avez écrit
  - paragraph: Un lien y est envoyé, pour que personne ne demande à votre place.
  - textbox "L’adresse de courriel avec laquelle vous nous avez écrit"
  - button "Recevoir le lien"
  - complementary "Comment nous traitons cette demande"
"""


@pytest.mark.parametrize("width", [1280, 320])
def test_pages_of_one_s_data_are_sound_for_every_eye_and_ear(browser, site, width):
    context = browser.new_context(locale="fr-FR", viewport={"width": width, "height": 800})
    page = context.new_page()
    for address in ("/contact/?article=sommet-ia-paris-2025&motif=erreur", "/confidentialite/mes-donnees/"):
        page.goto(site + address)
        assert (violations(page), sideways(page)) == ([], 0)
    expect(page.locator("body")).to_match_aria_snapshot(TREE)
    page.get_by_role("button", name="Recevoir le lien").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert (violations(page), sideways(page)) == ([], 0)
    group = page.get_by_role("group", name="Votre demande")
    expect(group).to_have_accessible_description("Choisissez ce que vous demandez.")
    page.goto(f"{site}/confidentialite/mes-donnees/?envoi=1")
    assert (violations(page), sideways(page)) == ([], 0)
    context.close()
