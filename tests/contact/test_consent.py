import re

import pytest

from veille.contact import consent
from veille.contact.consent import Controller, lasting, notice
from veille.contact.models import Inquiry, Retention
from veille.lib.text import typography
from veille.operations import loading
from veille.website.models import Identity

DAYS = Retention.LONGEST


def test_notice_says_what_the_law_asks():
    told = notice(Controller(), DAYS).text.lower()
    points = {
        "controller": "responsable",
        "purpose": "vous répondre et suivre notre échange",
        "basis": "intérêt légitime",
        "required or not": "facultatif",
        "recipients": "équipe de rédaction",
        "processors": "hébergeurs",
        "retention": "3\u00a0ans après notre dernier échange",
        "retention of suspects": "30\u00a0jours",
        "access": "accès",
        "rectification": "rectification",
        "erasure": "effacement",
        "limitation": "limitation",
        "objection": "opposition",
        "after death": "directives après la mort",
        "contact": "par ce formulaire",
        "complaint": "cnil",
    }
    assert {name: words for name, words in points.items() if words not in told} == {}


def test_notice_names_the_controller_as_far_as_the_identity_does():
    assert "L’éditeur du site, nommé dans les mentions légales." in notice(Controller(), DAYS).text
    known = notice(Controller("Cabinet SAS", "12 rue X,\n75004 Paris", "dpo@example.org"), DAYS)
    assert dict(known.lines)["Responsable"] == "Cabinet SAS, 12 rue X, 75004 Paris."
    assert "dpo@example.org ou par ce formulaire" in known.text


@pytest.mark.parametrize(
    ("days", "words"), [(1095, "3 ans"), (365, "1 an"), (30, "30 jours"), (1, "1 jour"), (400, "400 jours")]
)
def test_time_is_said_in_words(days, words):
    assert lasting(days) == words.replace(" ", "\u00a0")


def test_notice_says_the_time_of_reports_where_it_is_another():
    assert "(1\u00a0an pour une erreur ou une évolution signalée)" in notice(Controller(), DAYS | {"report": 365}).text


def test_version_changes_with_the_words_and_with_nothing_else():
    before = notice(Controller(), DAYS)
    assert before.version == notice(Controller(), dict(DAYS)).version
    others = {notice(Controller("Cabinet"), DAYS).version, notice(Controller(), DAYS | {"suspect": 15}).version}
    assert len(others | {before.version}) == 3


def test_sealed_notice_comes_back_word_for_word_and_no_other_does():
    shown = notice(Controller("Cabinet « A & B »"), DAYS)
    assert consent.unsealed(shown.sealed()) == shown
    assert consent.unsealed(shown.sealed()).text == shown.text
    forged = shown.sealed()[:-2] + "AA"
    assert [consent.unsealed(field) for field in ("", "x", ":" * 1000, "é:é", "\x00", forged)] == [None] * 6
    assert len(shown.sealed()) < 1200


def test_message_keeps_the_words_its_form_was_shown_with(client, form):
    Identity.objects.create(pk=1, firm="Cabinet Avant")
    page = client.get("/contact/").text
    assert "Cabinet Avant" in page
    shown = re.search(r'name="mention" value="([^"]+)"', page)[1]
    Identity.objects.update(firm="Cabinet Après")
    Retention.objects.create(kind="message", days=365)
    client.post("/contact/", form(mention=shown))
    kept = Inquiry.objects.get()
    assert "Cabinet Avant" in kept.consent
    assert "3\u00a0ans" in kept.consent
    assert kept.consent_version == consent.unsealed(shown).version
    now = client.get("/contact/").text
    assert "Cabinet Après" in now
    assert "1\u00a0an après notre dernier échange" in now


def test_message_without_a_notice_of_ours_keeps_that_of_today(client, form):
    client.post("/contact/", form(mention="forged"))
    assert Inquiry.objects.get().consent == notice(Controller(), DAYS).text


def test_showing_the_form_writes_nothing(client, db, django_assert_num_queries):
    with django_assert_num_queries(4) as asked:
        client.get("/contact/")
    assert [one["sql"] for one in asked if not one["sql"].startswith("SELECT")] == []


def test_short_notice_and_long_page_give_one_ground_in_the_same_words():
    page = typography((loading.CONTENT / "pages" / "confidentialite.html").read_text())
    for words in ["suivre notre échange", "puisque vous nous écrivez", "intérêt légitime", "notre dernier échange"]:
        assert words in page
        assert words in notice(Controller(), DAYS).text
    others = r"contrat|contractuel|obligation légale|mission d’intérêt public|fond\w+ sur votre consentement"
    assert re.findall(others, page) == []


def test_long_page_says_what_happens_to_copies_and_how_to_ask():
    page = typography((loading.CONTENT / "pages" / "confidentialite.html").read_text())
    assert "aucune n’est gardée plus de trente jours" in page
    assert 'href="/confidentialite/mes-donnees/"' in page
