"""The feed of a summit: each state and what moved in it, in words that read well, at addresses that stay."""

from xml.etree import ElementTree

import pytest

from tests import factories as make
from veille.lib.dates import PartialDate

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def identity(db, administrator):
    return make.identity()


def entries(client, name="paris"):
    response = client.get(f"/sommets/{name}/flux.xml")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = ElementTree.fromstring(response.content)
    assert [root.findtext(f"{ATOM}{tag}") for tag in ("id", "updated")] != ["", ""]
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "127.0.0.1"
    return root.findall(f"{ATOM}entry")


def test_feed_tells_each_state_and_what_moved(client, django_assert_num_queries):
    event = make.event("Paris", axes=["Climat"])
    moved = make.commitment(event, "Une machine : ABI", number="9", horizon=PartialDate("2026"))
    make.printed(event, verdict="Tout est à faire.")
    make.step(moved, "under_way", "2025-10", headline="Le chantier ouvre", horizon=PartialDate("2027"))
    make.commitment(event, "Une autre", number="10")
    make.printed(event, verdict="Un chantier est ouvert.")
    with django_assert_num_queries(2):
        client.get("/sommets/paris/flux.xml")
    found = entries(client)
    assert [one.findtext(f"{ATOM}title") for one in found] == [
        "État au 22 novembre 2026",
        "n°\u00a09, Une machine\u00a0: ABI\u00a0: Annoncé, puis en cours, autre échéance",
        "n°\u00a010, Une autre\u00a0: Désormais suivi",
        "État au 22 novembre 2026",
    ]
    assert [one.findtext(f"{ATOM}content") for one in found] == [
        "Un chantier est ouvert.",
        "Le chantier ouvre",
        "Étape announced",
        "Tout est à faire.",
    ]
    links = [one.find(f"{ATOM}link").get("href").removeprefix("http://127.0.0.1:8000") for one in found]
    assert links == [
        "/sommets/paris/",
        "/sommets/paris/engagements/une-machine-abi/",
        "/sommets/paris/engagements/une-autre/",
        "/sommets/paris/",
    ]
    assert len({one.findtext(f"{ATOM}id") for one in found}) == 4


def test_feed_of_a_renamed_summit_is_found_in_one_hop(client):
    event = make.event("Paris", slug="paris-2025")
    event.slug = "paris"
    event.save()
    response = client.get("/sommets/paris-2025/flux.xml")
    assert (response.status_code, response["Location"]) == (301, "/sommets/paris/flux.xml")
    assert entries(client) == []
    assert client.get("/sommets/jamais/flux.xml").status_code == 404
