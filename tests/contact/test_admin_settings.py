"""Labels, saved answers and charges: who sets them up, and what a form refuses."""

import pytest

from tests import factories
from veille.contact.models import Charge, Label, SavedAnswer


@pytest.fixture
def desk(client, administrator):
    client.force_login(administrator)
    return client


def test_editor_keeps_labels_and_answers(client, editor):
    client.force_login(editor)
    client.post("/admin/contact/label/add/", {"name": "Presse"})
    client.post("/admin/contact/savedanswer/add/", {"title": "Merci", "text": "Merci."})
    assert (Label.objects.get().name, SavedAnswer.objects.get().text) == ("Presse", "Merci.")
    page = client.post("/admin/contact/label/add/", {"name": "Presse"})
    assert page.context["adminform"].form.errors["name"]
    assert client.get("/admin/contact/charge/").status_code == 403


def test_charge_concerns_a_motive_a_theme_and_an_article(desk, editor):
    tag, edition = factories.tag("Climat"), factories.edition("Une note")
    given = {"people": [editor.pk], "motive": "erreur", "tag": tag.pk, "article": edition.pk}
    assert desk.post("/admin/contact/charge/add/", given).status_code == 302
    charge = Charge.objects.get()
    assert (charge.motive, charge.tag, charge.article_key, [*charge.people.all()]) == (
        "erreur",
        tag,
        edition.key,
        [editor],
    )
    text = desk.get("/admin/contact/charge/").text
    assert "erreur signalée, Climat, un article" in text
    assert "Éditeur" in text
    page = f"/admin/contact/charge/{charge.pk}/change/"
    assert "Une note" in desk.get(page).text
    desk.post(page, given | {"article": ""})
    assert Charge.objects.get().article_key is None


def test_charge_keeps_an_article_that_left_the_site(desk, editor):
    gone = factories.withdrawn("Partie")
    charge = Charge.objects.create(article_key=gone.key)
    desk.post(
        f"/admin/contact/charge/{charge.pk}/change/", {"people": [editor.pk], "motive": "", "tag": "", "article": ""}
    )
    assert Charge.objects.get().article_key == gone.key


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("people", ""),
        ("people", "999"),
        ("people", "9" * 400),
        ("tag", "9" * 400),
        ("article", "9" * 400),
        ("motive", "x"),
        ("tag", "999"),
        ("article", "999"),
        ("article", "x"),
    ],
)
def test_charge_that_concerns_what_is_not_there_is_refused_beside_its_field(desk, editor, field, value):
    page = desk.post("/admin/contact/charge/add/", {"people": [editor.pk], "motive": ""} | {field: value})
    assert page.status_code == 200
    assert page.context["adminform"].form.errors[field]


def test_people_in_charge_are_those_who_may_answer(desk, editor, writer):
    text = desk.get("/admin/contact/charge/add/").text
    assert ("Éditeur" in text, "Rédactrice" in text) == (True, False)
