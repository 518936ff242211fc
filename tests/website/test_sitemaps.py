from xml.etree import ElementTree

import pytest

from tests import factories as make
from veille.website import sitemaps

NS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def addresses(client, path="/sitemap.xml"):
    response = client.get(path)
    assert response.status_code == 200
    return [loc.text for loc in ElementTree.fromstring(response.content).iter(f"{NS}loc")]


def test_sitemap_names_every_page_a_reader_can_meet(client, settings):
    settings.SITE_URL = "https://veille.example"
    agency = make.organisation("Agence")
    cited = make.source(organisation=agency)
    note = make.edition("Note", sources=[cited], tags=[make.tag("Calcul")], authors=[make.author("Cellule")])
    make.event("Sommet", editions=[note])
    make.page("methode")
    made = {
        "/articles/note/",
        "/auteurs/cellule/",
        "/methode/",
        "/organisations/agence/",
        "/sommets/sommet/",
        f"/sources/{cited.pk}/",
        "/themes/calcul/",
    }
    always = {"/", "/articles/", "/archives/", "/auteurs/", "/flux/", "/organisations/", "/sommets/", "/sources/", "/themes/"}  # fmt: skip
    assert sorted(addresses(client)) == sorted(f"https://veille.example{path}" for path in made | always)


def test_sitemap_names_the_commitments_that_were_printed(client):
    event = make.event("Sommet", axes=["Climat"])
    make.commitment(event, "Une machine")
    assert [address for address in addresses(client) if "engagements" in address] == []
    make.printed(event)
    make.commitment(event, "Pas encore")
    found = [address.removeprefix("http://127.0.0.1:8000") for address in addresses(client)]
    assert [path for path in found if "engagements" in path] == [
        "/sommets/sommet/engagements/",
        "/sommets/sommet/engagements/une-machine/",
    ]


def test_every_address_of_the_sitemap_answers(client):
    cited = make.source()
    make.event(editions=[make.edition(sources=[cited], tags=[make.tag()])], hosts=[cited.organisation])
    make.page("a-propos")
    paths = [address.removeprefix("http://127.0.0.1:8000") for address in addresses(client)]
    assert {path: client.get(path).status_code for path in paths} == dict.fromkeys(paths, 200)


def test_sitemap_says_when_a_page_changed(client):
    make.edition("Note")
    root = ElementTree.fromstring(client.get("/sitemap.xml").content)
    dated = [url.findtext(f"{NS}loc") for url in root if url.findtext(f"{NS}lastmod")]
    assert [address.endswith("/articles/note/") for address in dated] == [True]


def test_sitemap_too_long_for_one_file_is_an_index_of_bounded_parts(client, monkeypatch):
    notes = [make.edition(f"Note {n}", slug=f"note-{n}") for n in range(5)]
    make.edition("Brouillon retenu", slug="retenu", live_from=5)
    event = make.event("Sommet", axes=["Climat"])
    for n in range(3):
        make.commitment(event, f"Une promesse {n}", number=str(n + 1))
    make.printed(event)
    one = set(addresses(client))
    monkeypatch.setattr(sitemaps, "A_PART", 2)
    parts = [part.removeprefix("http://127.0.0.1:8000") for part in addresses(client)]
    assert [part for part in parts if "editions" in part] == [f"/sitemap-editions.xml?p={n}" for n in (1, 2, 3)]
    assert "/sitemap-themes.xml?p=1" not in parts  # nothing is in it
    found = [loc for part in parts for loc in addresses(client, part)]
    assert all(len(addresses(client, part)) <= 2 for part in parts)
    assert sorted(found) == sorted(one)
    assert len([loc for loc in found if "/articles/note-" in loc]) == len(notes)
    assert [address for address in found if "retenu" in address] == []
    assert client.get("/sitemap-editions.xml?p=4").status_code == 404
    assert client.get("/sitemap-editions.xml?p=x").status_code == 404
    assert client.get("/sitemap-rien.xml").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_sitemap_asks_a_fixed_number_of_times(client, django_assert_num_queries, monkeypatch, number):
    event = make.event("Sommet", axes=["Climat"])
    for n in range(number):
        make.edition(f"Note {n}", tags=[make.tag()], sources=[make.source()])
        make.commitment(event, f"Une promesse {n}", number=str(n + 1))
    make.printed(event)
    make.page("methode")
    with django_assert_num_queries(18):
        client.get("/sitemap.xml")
    monkeypatch.setattr(sitemaps, "A_PART", 1)
    with django_assert_num_queries(9):
        client.get("/sitemap.xml")
    for part in ("editions", "commitments"):
        with django_assert_num_queries(2):
            client.get(f"/sitemap-{part}.xml")
