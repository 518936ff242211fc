"""A draft changes hands: from the form to the colleague's mail, from the mail to the text, from the first page to the list."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from tests.articles.desk import change
from tests.conftest import person
from tests.walks.conftest import sideways, stands, violations
from veille.accounts.roles import WRITER
from veille.articles.models import Article
from veille.review import daily


@pytest.fixture
def colleague(content):
    return person(WRITER, "anne@example.org", "Anne Martin")


@pytest.fixture
def article(site, writer):
    article = Article.objects.get(slug="edf-terrains-centres-de-donnees")
    Article.objects.filter(pk=article.pk).update(owner=writer, title="Les terrains d’EDF, relus")
    article.refresh_from_db()
    return article


@pytest.fixture
def letter(worker):
    """Has the mails sent and finds the one of somebody with these words in its subject."""

    def find(user, words):
        worker()
        [found] = [one for one in mail.outbox if one.to == [user.email] and words in one.subject]
        return found

    return find


def link_in(found):
    (link,) = re.findall(r"^http\S+$", found.body, re.MULTILINE)
    return link


def log_in_there(page, user):
    """At the page that the desk asks everybody first."""
    page.get_by_label("Adresse électronique").fill(user.email)
    page.get_by_label("Mot de passe", exact=False).first.fill("un-mot-de-passe-long")
    page.get_by_role("button", name="Connexion").click()


def test_writer_hands_her_draft_to_a_colleague_who_finds_it(
    page, enter, site, writer, colleague, article, letter, console, photograph
):
    enter(writer)
    page.goto(site + change(article))
    page.get_by_role("link", name="Demander, partager, confier").click()
    page.get_by_label("À qui").select_option(label="Anne Martin")
    page.locator("#hand_over_words").fill("Je pars en congé, il reste le total à sourcer.")
    page.get_by_role("button", name="Confier", exact=True).click()
    expect(page.get_by_text("Anne Martin en est chargé")).to_be_visible()
    expect(page.get_by_text("Vous suivez cet article")).to_be_visible()
    page.get_by_label("Anne Martin", exact=True).check()
    page.locator("#ask_words").fill("Surtout le chapô.")
    page.get_by_role("button", name="Demander", exact=True).click()
    expect(page.get_by_text("Relecture demandée à Anne Martin")).to_be_visible()
    photograph("confie")
    page.get_by_role("button", name="Se déconnecter").click()
    page.wait_for_load_state()

    # The mail's link asks who is there, then opens what it promised.
    handed = letter(colleague, "confié")
    assert "Je pars en congé, il reste le total à sourcer." in handed.body
    assert article.lead not in handed.body
    page.goto(link_in(handed))
    log_in_there(page, colleague)
    expect(page).to_have_url(site + change(article))
    stands(page)
    expect(page.get_by_label("Titre", exact=True)).to_have_value(article.title)
    expect(page.locator("#panel-standing").locator("..")).to_contain_text("Anne Martin")

    # The first page says that she is asked, and leads to the text and to the list.
    page.get_by_role("link", name="Aujourd’hui").first.click()
    panel = page.get_by_role("region", name="On vous le demande")
    expect(panel).to_contain_text("à relire, demandé par Rédactrice")
    assert violations(page) == []
    photograph("aujourdhui")
    panel.get_by_role("link", name="toute la liste").click()
    expect(page.locator("#result_list tbody tr")).to_have_count(1)
    expect(page.locator("#result_list")).to_contain_text("Les terrains d’EDF")
    assert violations(page) == []
    page.go_back()
    panel.get_by_role("link", name="Les terrains d’EDF").click()
    expect(page).to_have_url(f"{site}/admin/articles/article/{article.pk}/review/read/")
    assert page.url == link_in(letter(colleague, "À relire"))
    page.get_by_label("J’approuve ce texte").check()
    page.get_by_role("button", name="Donner mon avis").click()
    expect(page.get_by_text("Vous approuvez")).to_be_visible()
    page.goto(f"{site}/admin/")
    expect(page.get_by_role("heading", name="Aujourd’hui")).to_be_visible()
    expect(panel).to_have_count(0)
    assert letter(writer, "Anne Martin approuve").to == [writer.email]
    assert console == []


def test_everybody_turns_their_morning_mail_off_by_the_link_in_it(
    page, enter, site, writer, article, worker, monkeypatch, console, photograph
):
    monkeypatch.setattr(daily.working_days, "is_worked", lambda day: True)
    monkeypatch.setattr(daily, "FROM_HOUR", 0)
    daily.write_due()
    worker()
    [morning] = [one for one in mail.outbox if one.to == [writer.email]]
    address = re.findall(r"^http\S+$", morning.body, re.MULTILINE)[-1]
    page.goto(address)
    log_in_there(page, writer)
    expect(page.get_by_role("heading", name="Mes réglages")).to_be_visible()
    page.get_by_label("Nom", exact=True).fill("Zoé, rédactrice")
    page.get_by_label("Courriel du matin").uncheck()
    assert (violations(page), sideways(page)) == ([], 0)
    photograph("reglages")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator(".messagelist")).to_contain_text("Vos réglages sont enregistrés.")
    expect(page.locator("#user-tools")).to_contain_text("Zoé, rédactrice")
    expect(page.get_by_label("Courriel du matin")).not_to_be_checked()
    page.set_viewport_size({"width": 390, "height": 800})
    assert (violations(page), sideways(page)) == ([], 0)
    photograph("reglages-telephone")
    assert console == []
