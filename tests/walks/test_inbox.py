"""A message is answered by keyboard alone, from the first page to its end; each page is clean on a desk and a phone."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from tests.walks.conftest import sideways, stands, violations
from tests.walks.test_keyboard import reach
from veille.contact import answering, intake
from veille.contact.models import Inquiry, Label, SavedAnswer
from veille.contact.subjects import Subject


@pytest.fixture
def message(site):
    subject = Subject("Sommet de Paris", "/articles/sommet-ia-paris-2025/")
    return intake.receive(
        nonce="n", email="claire@example.org", name="Claire", message="D’où vient ce chiffre\u202f?", subject=subject
    )


def press(page, target):
    reach(page, target)
    page.keyboard.press("Enter")
    page.wait_for_load_state()


def done(page, words):
    expect(page.locator(".messagelist")).to_contain_text(words)
    stands(page)


def test_editor_answers_a_message_by_keys_alone(page, site, console, photograph, worker, log_in, editor, message):
    SavedAnswer.objects.create(title="Merci", text="Merci de votre question, nous y travaillons.")
    log_in(editor)
    panel = page.get_by_role("region", name="Messages sans réponse")
    press(page, panel.get_by_role("link", name="Sommet de Paris"))
    expect(page.get_by_role("heading", name=f"Message {message.reference}")).to_be_visible()
    press(page, page.get_by_role("button", name="Prendre", exact=True))
    done(page, "Vous suivez maintenant ce message.")

    reach(page, page.get_by_label("Note pour l’équipe"))
    page.keyboard.type("Voir la source 4.")
    press(page, page.get_by_role("button", name="Ajouter la note"))
    done(page, "La note est dans le fil.")
    expect(page.locator(".thread")).to_contain_text("Voir la source 4.")

    press(page, page.get_by_role("link", name="Répondre d’ici"))
    reach(page, page.get_by_label("Réponse enregistrée"))
    page.keyboard.press("ArrowDown")
    press(page, page.get_by_role("button", name="Insérer dans la réponse"))
    text = page.get_by_label("Votre réponse")
    expect(text).to_have_value("Bonjour Claire,\n\nMerci de votre question, nous y travaillons.")
    reach(page, text)
    page.keyboard.press("Control+End")
    page.keyboard.type(" Bien à vous.")
    press(page, page.get_by_role("button", name="Voir le courriel"))
    expect(page.locator(".letter")).to_contain_text("nous y travaillons. Bien à vous.")
    expect(page.locator(".expected")).to_be_focused()
    photograph("preview")
    press(page, page.get_by_role("button", name="Envoyer la réponse"))
    done(page, "en route vers claire@example.org")
    expect(page.locator(".thread")).to_contain_text("En attente d’envoi.")

    worker()
    [sent] = [one for one in mail.outbox if one.to == ["claire@example.org"] and "Bien à vous." in one.body]
    assert message.reference in sent.subject
    page.reload()
    expect(page.locator(".thread")).to_contain_text("Envoyé le ")
    photograph("answered")
    press(page, page.get_by_role("button", name="Clore"))
    done(page, "Le message est clos.")
    assert Inquiry.objects.get(pk=message.pk).status == "closed"
    expect(page.locator(".thread")).to_contain_text("État\u00a0: clos.")
    page.goto(f"{site}/admin/")
    expect(panel).to_have_count(0)
    assert console == []


@pytest.fixture
def inbox(site, editor, message):
    """Messages of every kind, with a long thread; the addresses of the inbox's pages."""
    label = Label.objects.create(name="Mission à étudier")
    SavedAnswer.objects.create(title="Merci", text="Merci.")
    for n in range(3):
        other = intake.receive(nonce=f"o{n}", email="claire@example.org", message="mot " * 200)
        other.labels.add(label)
    Inquiry.objects.filter(pk=other.pk).update(
        received_at=message.received_at.replace(year=message.received_at.year - 1)
    )
    answering.take(message, by=editor)
    answering.note(message, text="Une note " * 30, by=editor)
    answering.answer(message, text="Une réponse.\n" * 5, by=editor)
    suspect = intake.receive(nonce="s", email=f"{'x' * 60}@example.org", message="y" * 400, suspicion="Trop vite.")
    at = "/admin/contact/inquiry/"
    return ["/admin/", at, f"{at}?etat=tous", f"{at}{message.pk}/change/", f"{at}{suspect.pk}/change/", f"{at}{message.pk}/answer/",
            f"{at}figures/?semaines=4", "/admin/contact/savedanswer/add/"]  # fmt: skip


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_pages_of_the_inbox_are_clean(page, site, console, photograph, enter, editor, inbox, width, scheme):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    enter(editor)
    found = {}
    for address in inbox:
        page.goto(site + address)
        if wrong := [*violations(page), *(["sideways"] * (sideways(page) > 0))]:
            found[address] = wrong
        photograph(re.sub(r"\W+", "-", address)[6:].strip("-") or "today")
    assert found == {}
    assert console == []


def test_answer_with_nothing_in_it_is_told_beside_its_field(page, site, console, enter, editor, message):
    enter(editor)
    page.goto(f"{site}/admin/contact/inquiry/{message.pk}/answer/")
    page.get_by_label("Votre réponse").fill("")
    page.get_by_role("button", name="Envoyer la réponse").click()
    expect(page.locator(".errorlist")).to_contain_text("Écrivez d’abord quelque chose.")
    assert page.title().startswith("Erreur")
    assert violations(page) == []
    assert console == []
