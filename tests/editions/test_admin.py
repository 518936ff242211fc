import pytest

from tests import factories
from veille.editions.models import Author, Tag

AUTHORS, TAGS, EDITIONS = "/admin/editions/author/", "/admin/editions/tag/", "/admin/editions/edition/"


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def test_register_of_editions_is_only_read(desk, administrator):
    edition = factories.edition("Une note")
    address = f"{EDITIONS}{edition.pk}/change/"
    page = desk.get(address).text
    assert '<a href="/articles/une-note/" class="viewsitelink">Voir sur le site</a>' in page
    assert 'type="submit" value=' not in page
    for person in [None, administrator]:
        if person:
            desk.force_login(person)
        assert desk.get(f"{EDITIONS}add/").status_code == 403
        assert desk.post(address, {"title": "Autre"}).status_code == 403
        assert desk.post(f"{EDITIONS}{edition.pk}/delete/", {"post": "yes"}).status_code == 403
    edition.refresh_from_db()
    assert edition.title == "Une note"


def test_past_and_planned_editions_lead_nowhere(desk):
    for edition in [factories.edition(live_from=2), factories.withdrawn()]:
        assert "Voir sur le site" not in desk.get(f"{EDITIONS}{edition.pk}/change/").text


def test_editions_are_filtered_by_state(desk):
    factories.edition("En ligne")
    factories.edition("Prévue", live_from=2)
    factories.withdrawn("Passée")

    def titles(query):
        return [row.title for row in desk.get(EDITIONS + query).context["cl"].result_list]

    assert titles("?etat=en-ligne") == ["En ligne"]
    assert titles("?etat=prevue") == ["Prévue"]
    assert titles("?etat=passee") == ["Passée"]
    assert titles("?q=ligne") == ["En ligne"]


def test_theme_list_counts_what_is_online(desk):
    busy, idle = factories.tag("Énergie"), factories.tag("Climat")
    factories.edition(tags=[busy])
    factories.edition(tags=[busy, idle], live_from=2)
    rows = desk.get(TAGS).context["cl"].result_list
    assert [(row.name, row.shown) for row in rows] == [("Climat", 0), ("Énergie", 1)]


def test_writer_adds_a_theme_and_changes_none(desk, writer):
    tag = factories.tag("Énergie")
    desk.force_login(writer)
    assert desk.post(TAGS + "add/", {"name": "Climat", "slug": "climat", "description": ""}).status_code == 302
    assert desk.post(f"{TAGS}{tag.pk}/change/", {"name": "X", "slug": "x"}).status_code == 403
    assert desk.get(AUTHORS + "add/").status_code == 403
    assert set(Tag.objects.values_list("name", flat=True)) == {"Énergie", "Climat"}


def test_author_is_registered_and_kept_while_an_edition_carries_the_name(desk):
    desk.post(AUTHORS + "add/", {"name": "La cellule", "slug": "la-cellule", "kind": "team", "description": ""})
    author = Author.objects.get()
    address = f"{AUTHORS}{author.pk}/change/"
    assert "Voir sur le site" not in desk.get(address).text
    edition = factories.edition("Une note", authors=[author])
    assert '<a href="/auteurs/la-cellule/" class="viewsitelink">' in desk.get(address).text
    answer = desk.get(f"{AUTHORS}{author.pk}/delete/")
    assert answer.context["protected"] == [
        f'<a href="{EDITIONS}{edition.pk}/change/">Édition «\u202fUne note (édition 1)\u202f»</a>'
    ]


@pytest.mark.parametrize("number", [1, 12])
def test_lists_take_as_many_queries_for_one_as_for_twelve(desk, number, django_assert_num_queries):
    for _ in range(number):
        factories.edition(tags=[factories.tag()])
    for address, queries in [(AUTHORS, 7), (TAGS, 7), (EDITIONS, 10)]:
        desk.get(address)
        with django_assert_num_queries(queries):
            desk.get(address)


def test_tags_of_the_library_are_not_shown(client, django_user_model):
    client.force_login(django_user_model.objects.create_superuser("tout@example.org", "x", name="Tout"))
    assert client.get("/admin/taggit/tag/").status_code == 404
    assert "/admin/taggit/" not in client.get("/admin/").text
