from datetime import date

import pytest

from tests import factories as make
from tests.website.reading import canonical, links, main, meta, text, titles


@pytest.fixture(autouse=True)
def identity(db):
    return make.identity()


def test_summits_are_listed_newest_first(client):
    make.event("Séoul", starts_on=date(2024, 5, 21), ends_on=date(2024, 5, 22), place="Séoul")
    make.event("Paris", starts_on=date(2025, 2, 10), ends_on=date(2025, 2, 11), place="Paris")
    make.event("Caché", published=False)
    response = client.get("/sommets/")
    assert titles(response) == ["Paris", "Séoul"]
    assert "février 2025 Paris Paris, 10 et 11 février 2025" in text(response)


def test_no_summit_yet_says_so(client):
    assert "Aucun sommet pour l’instant" in text(client.get("/sommets/"))


def test_summit_shows_what_it_was(client):
    make.event(
        "Sommet de Paris",
        summary="Un sommet pour l'action.",
        hosts=[make.organisation("France"), make.organisation("Inde")],
        axes=["Une IA durable", "Une gouvernance"],
        sources=[make.source("Le programme")],
    )
    response = client.get("/sommets/sommet-de-paris/")
    words = text(response)
    assert "Sommet Grand Palais, Paris 10 et 11 février 2025" in words
    assert "Sommet de Paris Un sommet pour l’action. Hôtes\u00a0: France et Inde" in words
    assert "Axes Une IA durable Une gouvernance" in words
    assert "Le programme" in words
    assert {"/organisations/france/", "/organisations/inde/"} <= set(links(main(response)))
    assert "engagement" not in words


def test_summit_lists_the_current_articles_that_cover_it(client):
    covering = make.edition("Le dossier", live_from=-2)
    ahead = make.edition("Demain", live_from=+1)
    gone = make.withdrawn("Retirée")
    make.edition("Ailleurs")
    make.event("Paris", editions=[covering, ahead, gone])
    response = client.get("/sommets/paris/")
    assert "Le dossier" in text(response)
    assert [word in text(response) for word in ("Demain", "Retirée", "Ailleurs")] == [False, False, False]


def test_summit_without_articles_says_so(client):
    make.event("Paris")
    assert "Aucune note publiée ne porte encore sur ce sommet." in text(client.get("/sommets/paris/"))


def test_unpublished_summit_is_not_found(client):
    make.event("Paris", published=False)
    assert client.get("/sommets/paris/").status_code == 404


def test_summit_head_and_invitation_name_it(client, settings):
    settings.SITE_URL = "https://veille.example"
    make.event("Paris", summary="Un sommet.")
    response = client.get("/sommets/paris/")
    assert canonical(response) == "https://veille.example/sommets/paris/"
    assert meta(response, "og:description") == "Un sommet."
    assert "/contact/?sommet=paris" in links(response.content.decode())


@pytest.mark.parametrize("number", [1, 3])
def test_summit_pages_ask_a_fixed_number_of_times(client, django_assert_num_queries, number):
    sources = [make.source() for _ in range(number)]
    make.event(
        "Paris",
        sources=sources,
        hosts=[source.organisation for source in sources],
        axes=[f"Axe {n}" for n in range(number)],
        editions=[make.edition(tags=[make.tag()]) for _ in range(number)],
    )
    with django_assert_num_queries(10):
        client.get("/sommets/paris/")
    with django_assert_num_queries(3):
        client.get("/sommets/")


def test_summit_page_shows_twenty_notes_at_a_time(client):
    make.event("Paris", editions=[make.edition(title=f"Note {n}") for n in range(21)])
    first, second = client.get("/sommets/paris/").text, client.get("/sommets/paris/?page=2").text
    assert ("21 notes" in first, first.count('<h3><a href="/articles/note-')) == (True, 20)
    assert second.count('<h3><a href="/articles/note-') == 1
    assert client.get("/sommets/paris/?page=3").status_code == 404
