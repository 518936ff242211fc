import re

import pytest

from tests import factories
from veille.accounts.models import Trace
from veille.website.models import Identity, Page

IDENTITY = "/admin/website/identity/1/change/"
PAGES = "/admin/website/page/"


@pytest.fixture
def desk(client, administrator):
    client.force_login(administrator)
    return client


def identity(**fields):
    Identity.objects.update_or_create(pk=1, defaults=fields)


def posted(**more):
    given = {name.name: "" for name in Identity._meta.fields if name.name != "id"}
    words = {"site_name": "Veille", "invitation_title": "Parlons-en !", "invitation_button": "Écrire"}
    return given | words | more


def test_identity_opens_on_its_one_form(desk):
    Identity.objects.all().delete()
    assert desk.get("/admin/website/identity/").url == IDENTITY
    assert desk.get(IDENTITY).status_code == 200
    assert not Identity.objects.exists()  # reading makes no row


def test_identity_is_filled_in(desk):
    response = desk.post(IDENTITY, posted(firm="Yélé", contact_email="bonjour@exemple.fr"))
    assert response.status_code == 302
    assert Identity.objects.values_list("pk", "firm").get() == (1, "Yélé")


def test_identity_says_what_is_still_to_be_given(desk):
    identity(firm="Yélé")
    page = desk.get(IDENTITY)
    assert "À renseigner" in page.text
    assert "cabinet" not in page.context["missing"]
    assert "hébergeur" in page.context["missing"]
    [panel] = [panel for panel in desk.get("/admin/").context["panels"] if panel.title == "À renseigner"]
    assert panel.lines[0][1] == IDENTITY
    assert "hébergeur" in panel.lines[0][2]


def test_identity_complete_asks_for_nothing(desk):
    identity(**dict.fromkeys(Identity.LEGAL, "x"))
    assert "À renseigner" not in desk.get(IDENTITY).text
    assert "À renseigner" not in desk.get("/admin/").text


def test_identity_is_the_administrators_alone_and_never_added_or_deleted(desk, editor):
    identity()
    assert desk.get("/admin/website/identity/add/").status_code == 403
    assert desk.post("/admin/website/identity/1/delete/", {"post": "yes"}).status_code == 403
    desk.force_login(editor)
    assert desk.get(IDENTITY).status_code == 403
    assert "À renseigner" not in desk.get("/admin/").text


@pytest.mark.parametrize(("name", "value"), [("contact_email", "personne"), ("site_name", ""), ("logo", "x")])
def test_wrong_value_is_refused_beside_its_field(desk, name, value):
    response = desk.post(IDENTITY, posted(**{"firm": "Gardé", name: value}))
    assert list(response.context["adminform"].form.errors) == [name]
    assert "Gardé" in response.text


def test_page_is_edited_in_its_own_vocabulary(desk, editor):
    page = factories.page("a-propos", "À propos")
    desk.force_login(editor)
    address = f"{PAGES}{page.pk}/change/"
    assert '<a href="/a-propos/" class="viewsitelink">Voir sur le site</a>' in desk.get(address).text
    body = '<h2>Nous</h2><p>Un mot<sup data-citation="1">9</sup>.</p><figure data-image="1"></figure><svg></svg>'
    desk.post(address, {"title": "Nous", "lead": "", "body": body, "version": 1})
    page.refresh_from_db()
    assert (page.title, page.body) == ("Nous", "<h2>Nous</h2><p>Un mot9.</p>")


def test_pages_are_neither_added_nor_deleted(desk):
    page = factories.page("a-propos")
    assert desk.get(PAGES + "add/").status_code == 403
    assert desk.post(f"{PAGES}{page.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Page.objects.count() == 1


@pytest.mark.parametrize("number", [1, 3])
def test_list_of_pages_takes_as_many_queries_for_one_as_for_three(desk, number, django_assert_num_queries):
    for slug in ["a-propos", "methode", "confidentialite"][:number]:
        factories.page(slug)
    desk.get(PAGES)
    with django_assert_num_queries(7):
        desk.get(PAGES)


# --- what is changed at the desk and seen at once ---


@pytest.mark.parametrize("kind", ["source", "organisation", "image"])
def test_form_says_on_how_many_editions_online_readers_see_the_row(client, writer, kind):
    client.force_login(writer)
    source, picture, hero = factories.source(), factories.image(), factories.image()
    row = {"source": source, "organisation": source.organisation, "image": hero}[kind]
    address = f"/admin/{row._meta.app_label}/{kind}/{row.pk}/change/"

    def said():
        found = re.search(r'<p class="seen-online">(.*?)</p>', client.get(address).text)
        return found and found[1]

    shown = {"sources": [source, factories.source(organisation=source.organisation)], "images": [picture]}
    assert said() is None
    factories.edition(**shown, hero=hero, live_from=1)
    factories.edition(**shown, hero=hero, live_from=-2, live_until=-1)
    assert said() is None
    factories.edition(**shown, hero=hero)
    assert said() == "Visible sur 1 édition en ligne."
    factories.edition(**shown, hero=hero)
    assert said() == "Visible sur 2 éditions en ligne."


@pytest.mark.parametrize("kind", ["source", "organisation", "image"])
def test_what_a_writer_changes_before_readers_eyes_is_in_the_log(client, writer, kind):
    client.force_login(writer)
    source, picture = factories.source(), factories.image()
    row, change = {
        "source": (source, {"title": "Corrigé"}),
        "organisation": (source.organisation, {"name": "Corrigée"}),
        "image": (picture, {"title": "Corrigée"}),
    }[kind]
    address = f"/admin/{row._meta.app_label}/{kind}/{row.pk}/change/"
    form = client.get(address).context["adminform"].form
    data = {field.html_name: field.value() for field in form if field.value() not in {None, False}}
    assert client.post(address, data | change).status_code == 302
    line = Trace.objects.get()
    assert (line.who, line.verb, line.object_id) == (writer, "changed", str(row.pk))
    assert next(iter({"title": "titre", "name": "nom"}[name] for name in change)) in line.note
