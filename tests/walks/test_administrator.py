"""Job 5: an administrator invites a colleague, who sets a password; and says who publishes the site."""

import re

from django.core import mail
from playwright.sync_api import expect

from tests.walks.conftest import violations
from veille.accounts.models import User


def test_administrator_invites_a_colleague_who_comes_in(page, site, console, photograph, worker, log_in, administrator):
    log_in(administrator)
    page.goto(f"{site}/admin/accounts/user/add/")
    page.get_by_label("Adresse électronique").fill("nouvelle@example.org")
    page.get_by_label("Nom", exact=False).first.fill("Nouvelle Rédactrice")
    page.get_by_label("Rédacteur").check()
    assert violations(page) == []
    photograph("invitation")
    page.locator("input[name=_save]").click()
    expect(page.locator("#result_list, #content").first).to_contain_text("nouvelle@example.org")
    page.context.clear_cookies()

    worker()
    assert mail.outbox[0].to == ["nouvelle@example.org"]
    page.goto(re.search(r"http\S+/admin/password/\S+", mail.outbox[0].body)[0])
    for field in page.locator("input[type=password]").all():
        field.fill("une phrase assez longue")
    photograph("password")
    page.get_by_role("button", name="Choisir ce mot de passe").click()
    log_in(User.objects.get(email="nouvelle@example.org"), "une phrase assez longue")
    expect(page).to_have_url(f"{site}/admin/")
    expect(page.locator("#header")).to_contain_text("Nouvelle Rédactrice")
    photograph("desk")
    page.goto(f"{site}/admin/accounts/user/")
    expect(page.locator("main")).to_contain_text("Cette page ne vous est pas ouverte")
    assert [line for line in console if "403" not in line] == []


def test_administrator_gives_the_legal_facts(page, site, photograph, log_in, administrator):
    page.goto(f"{site}/mentions-legales/")
    expect(page.locator("main")).not_to_contain_text("Cabinet Exemple")
    log_in(administrator)
    expect(page.locator("#content")).to_contain_text("À renseigner", ignore_case=True)
    photograph("missing")
    page.goto(f"{site}/admin/website/identity/")
    page.get_by_label("Cabinet", exact=False).first.fill("Cabinet Exemple")
    page.locator("input[name=_save], input[name=_continue]").first.click()
    page.goto(f"{site}/mentions-legales/")
    expect(page.locator("main")).to_contain_text("Cabinet Exemple")
    photograph("legal")
