"""Job 4: a prospect writes from under an article; the team is told, and finds the message with where it came from."""

import re

from django.core import mail
from playwright.sync_api import expect

from tests.walks.conftest import violations
from veille.contact.models import Inquiry


def test_prospect_writes_and_the_team_finds_the_message(page, site, console, photograph, worker, log_in, editor):
    page.goto(f"{site}/articles/sommet-ia-paris-2025/")
    page.get_by_role("link", name="Écrire à la cellule").click()
    page.get_by_role("textbox", name="Votre message").fill("Pourriez-vous nous présenter ce suivi ?")
    page.get_by_role("button", name="Envoyer le message").click()

    # A forgotten address: said beside its field, with what was typed still there.
    expect(page.get_by_role("alert")).to_be_focused()
    assert page.title().startswith("Erreur")
    assert violations(page) == []
    expect(page.get_by_role("textbox", name="Votre message")).to_have_value("Pourriez-vous nous présenter ce suivi ?")
    photograph("mistake")
    page.get_by_role("alert").get_by_role("link").first.click()
    page.keyboard.type("claire.martin@example.org")
    page.wait_for_timeout(3100)  # quicker than a person reads would be set aside as suspect
    page.get_by_role("button", name="Envoyer le message").click()

    inquiry = Inquiry.objects.get()
    expect(page.locator("main")).to_contain_text(inquiry.reference)
    assert violations(page) == []
    photograph("thanks")
    assert (inquiry.status, inquiry.about_path) == ("new", "/articles/sommet-ia-paris-2025/")

    worker()
    notice = mail.outbox[0]
    assert "editeur@example.org" in notice.to + notice.bcc
    assert inquiry.reference in notice.body
    assert "présenter" not in notice.subject + notice.body

    log_in(editor)
    page.goto(re.search(r"http\S+/admin/\S+", notice.body)[0])
    expect(page.locator("#content")).to_contain_text("Pourriez-vous nous présenter ce suivi ?")
    expect(page.get_by_role("link", name=re.compile("Sommet de Paris")).first).to_have_attribute(
        "href", re.compile(r"/articles/sommet-ia-paris-2025/$")
    )
    photograph("message")
    assert [line for line in console if "422" not in line] == []
