"""A reader is told of a dead link where its address stands, and finds the archived copy first."""

from datetime import UTC, datetime

import pytest

from tests import factories as make
from tests.website.reading import main, text
from veille.sources.models import Source

SINCE = datetime(2026, 11, 3, 9, tzinfo=UTC)
DEAD = {"link_found": "gone", "link_fails_since": SINCE, "link_dead_since": SINCE}
COPY = "https://archive.example/1"


def source(**fields):
    return make.source(
        "Programme", organisation=make.organisation("Élysée"), address="https://elysee.example/p", **fields
    )


def pages(client, one):
    """The list of an edition, of the register, of its organisation: all by one component."""
    make.edition("Note", slug="note", sources=[one])
    addresses = ["/articles/note/", "/sources/", f"/organisations/{one.organisation.slug}/"]
    return [client.get(address) for address in addresses]


def test_dead_link_is_told_beside_its_address(client):
    for page in pages(client, source(**DEAD)):
        assert "presse · lien mort depuis le 3 nov. 2026 · elysee.example/p" in text(page)
        assert '<a href="https://elysee.example/p">Programme</a>' in main(page)


def test_archived_copy_of_a_dead_link_comes_first(client):
    for page in pages(client, source(archived_address=COPY, **DEAD)):
        assert "presse · copie archivée · lien mort depuis le 3 nov. 2026 · elysee.example/p" in text(page)
        assert f'<a href="{COPY}">Programme</a>' in main(page)
        assert "https://elysee.example/p" not in main(page)


@pytest.mark.parametrize("link", [{}, {"link_found": "refuses"}, {"link_found": "silent", "link_fails_since": SINCE}])
def test_link_that_is_not_dead_is_not_told_of(client, link):
    one = source(archived_address=COPY, **link)
    for page in [*pages(client, one), client.get(f"/sources/{one.pk}/")]:
        assert "lien mort" not in text(page)
        assert '<a href="https://elysee.example/p">' in main(page)


def test_page_of_a_source_tells_of_its_dead_link_after_the_copy(client):
    one = source(archived_address=COPY, **DEAD)
    make.edition(sources=[one])
    words = text(client.get(f"/sources/{one.pk}/"))
    assert f"Copie archivée {COPY} Adresse elysee.example/p lien mort depuis le 3 novembre 2026" in words
    Source.objects.update(archived_address="")
    words = text(client.get(f"/sources/{one.pk}/"))
    assert "Adresse elysee.example/p lien mort depuis le 3 novembre 2026" in words
    assert "Copie archivée" not in words


def test_register_counts_dead_links(client):
    make.edition(sources=[source(**DEAD), make.source(**DEAD), make.source(address=""), make.source()])
    assert "4 sources 1 à vérifier, faute d’adresse · 2 liens morts" in text(client.get("/sources/"))
    Source.objects.filter(address="").update(link_dead_since=None, address="https://a.example/")
    assert "4 sources 2 liens morts" in text(client.get("/sources/"))


def test_edition_printed_before_tells_of_a_link_that_dies_and_of_one_that_heals(client):
    one = source()
    make.edition("Note", slug="note", sources=[one])
    Source.objects.update(**DEAD)
    assert "lien mort depuis" in text(client.get("/articles/note/"))
    Source.objects.update(link_dead_since=None)
    assert "lien mort depuis" not in text(client.get("/articles/note/"))


def test_commitment_and_brief_tell_of_a_dead_link(client, administrator):
    event = make.event("Sommet de Paris", sources=[make.source("Générale", **DEAD)])
    make.commitment(event, "Un traité", number="5", cited=source(archived_address=COPY, **DEAD))
    make.printed(event)
    page = client.get("/sommets/sommet-de-paris/engagements/un-traite/")
    assert "copie archivée · lien mort depuis le 3 nov. 2026 · elysee.example/p" in text(page)
    assert f'<a href="{COPY}">Programme</a>' in main(page)
    assert "Générale lien mort" in text(client.get("/sommets/sommet-de-paris/"))
