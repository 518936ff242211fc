"""The brief of a summit: verdict, counts, words of the bar, figures, dates, charts, sources, structured data."""

import datetime
import json
import re

import pytest

from summit.models import EventFigure, Milestone
from tests import factories as make
from tests.website.reading import links, main, said
from veille.lib.dates import PartialDate


@pytest.fixture(autouse=True)
def identity(db, administrator):
    return make.identity()


@pytest.fixture
def event():
    """Three commitments: one kept, one late, one part of it that nobody can check."""
    made = make.event("Paris", axes=["Climat", "Droit"])
    climate, law = made.axes.all()
    make.commitment(made, "Un traité", number="1", axis=law, featured=1, steps=["announced", "kept"])
    late = make.commitment(
        made, "Des terrains", number="2", axis=climate, horizon=PartialDate("2025-Q2"), steps=["announced"]
    )
    make.commitment(made, "Une part", number="2a", axis=climate, part_of=late, verifiability="no")
    make.amount(late, 200_000_000_000)
    source = make.source("Le relevé")
    figure = make.figure("pays signataires", value=61, sources=[source], rivals=[make.figure("d’un autre", value=58)])
    EventFigure.objects.create(event=made, figure=figure)
    Milestone.objects.create(
        event=made, happened_on=PartialDate("2025-02"), title="Tout commence", summary="À Paris.", source=source
    )
    return made


def test_brief_without_a_printed_state_shows_the_summit_and_no_commitment(client, event):
    response = client.get("/sommets/paris/")
    words = said(response)
    assert "Paris Un sommet." in words
    assert [said in words for said in ("engagement", "Un traité", "État au", "Frise")] == [False] * 4
    assert client.get("/sommets/paris/engagements/").status_code == 404
    assert "ld+json" not in response.text


def test_brief_says_where_the_promises_stand(client, event):
    make.printed(event, verdict="Un sur trois.", as_of=datetime.date(2026, 11, 22))
    words = said(client.get("/sommets/paris/"))
    assert "Paris Un sur trois. État au 22 novembre 2026 · suivre les changements" in words
    assert "3 en tout, dont 1 part d’un autre." in words
    assert "1 tenu 1 annoncé 1 annoncé, en retard" in words
    assert "1 en retard sur la première échéance donnée ; 1 que personne ne peut vérifier." in words
    assert "2 engagements Climat 1 engagement Droit 1 tenu" in words
    assert "n° 1 Un traité" in words
    assert "févr. 2025 Tout commence À Paris. 1" in words
    assert "Annoncé, en euros : 1 engagement, 1 sans montant connu." in words


def test_words_of_the_bar_add_up_to_the_whole_and_lead_to_their_commitments(client, event):
    make.printed(event)
    html = main(client.get("/sommets/paris/"))
    bar = html[html.index('<figure class="unit-bar">') : html.index("</figure>")]
    counts = [int(count) for count in re.findall(r"<b>(\d+)</b>", bar)]
    assert sum(counts) == 3
    led = [len(re.findall('<tr class="row', client.get(address).text)) for address in links(bar)]
    assert led == [1, 2, 1]  # what is late is announced too


def test_each_number_of_the_brief_leads_to_its_source_in_one_press(client, event):
    make.printed(event)
    html = main(client.get("/sommets/paris/"))
    called = set(re.findall(r'popovertarget="bulle-(\d+)"', html))
    assert called == set(re.findall(r'id="bulle-(\d+)" popover', html)) == set(re.findall(r'id="source-(\d+)"', html))
    back = re.findall(r'<a href="#(appel-[\d-]+)" aria-label="Retour', html)
    assert sorted(back) == sorted(re.findall(r'<button class="citation"[^>]* id="(appel-[\d-]+)"', html))
    assert "1 autre valeur publiée" in html


def test_sources_of_the_whole_are_folded_and_named(client):
    event = make.event("Paris", axes=["Climat"], sources=[make.source("Le programme"), make.source("La carte")])
    make.commitment(event, number="1")
    make.printed(event)
    words = said(client.get("/sommets/paris/"))
    assert "Sources (2)" in words
    assert "2 autres sources consultées pour ce dossier" in words
    assert "Le programme" in words


def test_summit_and_its_data_are_told_to_search_engines(client, event, settings):
    settings.SITE_URL = "https://veille.example"
    event.name = "Paris </script> & suites"
    event.save()
    make.printed(event)
    response = client.get("/sommets/paris/")
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', response.text, re.S)
    assert re.search("[<>&]", block) is None
    summit, data = json.loads(block)["@graph"]
    assert (summit["@type"], summit["name"], summit["startDate"]) == ("Event", event.name, "2025-02-10")
    assert (data["@type"], data["about"]["@id"]) == ("Dataset", summit["@id"])
    assert data["license"] == "https://creativecommons.org/licenses/by/4.0/deed.fr"
    files = [one["contentUrl"].removeprefix("https://veille.example") for one in data["distribution"]]
    assert [client.get(path).status_code for path in files] == [200, 200, 200]
    assert "script-src" not in response["Content-Security-Policy"]  # no script may run: the block is data


@pytest.mark.parametrize(("firm", "name"), [("", "La Veille"), ("Cabinet Exemple SAS", "Cabinet Exemple SAS")])
def test_data_set_names_who_made_it_its_licence_and_its_files(client, event, settings, identity, firm, name):
    """What schema.org and search engines ask of a Dataset, and nothing that nobody told the site."""
    settings.SITE_URL = "https://veille.example"
    identity.site_name, identity.firm = "La Veille", firm
    identity.save()
    make.printed(event)
    response = client.get("/sommets/paris/")
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', response.text, re.S)
    data = next(node for node in json.loads(block)["@graph"] if node["@type"] == "Dataset")
    assert data["creator"] == {
        "@type": "Organization",
        "@id": "https://veille.example/#editeur",
        "name": name,
        "url": "https://veille.example/",
    }
    assert data["publisher"] == {"@id": data["creator"]["@id"]}
    assert 50 <= len(data["description"]) <= 5000
    assert data["url"] == "https://veille.example/sommets/paris/engagements/"
    assert data["license"].startswith("https://")
    formats = {one["contentUrl"].rsplit(".")[-1]: one["encodingFormat"] for one in data["distribution"]}
    assert formats == {"csv": "text/csv", "json": "application/json"}
    for one in data["distribution"]:
        answer = client.get(one["contentUrl"].removeprefix("https://veille.example"))
        assert (one["@type"], answer["Content-Type"].split(";")[0]) == ("DataDownload", one["encodingFormat"])


def test_what_moved_since_the_state_before_is_told(client, event):
    make.printed(event)
    make.step(event.commitments.get(number="2"), "under_way", "2025-10", headline="Le chantier ouvre")
    make.printed(event)
    words = said(client.get("/sommets/paris/"))
    assert "n° 2, Des terrains : annoncé, puis en cours. Le chantier ouvre" in words


def test_brief_leads_to_the_summits_before_and_after_that_readers_see(client, event):
    event.previous = make.event("Séoul", starts_on=datetime.date(2024, 5, 21), ends_on=datetime.date(2024, 5, 22))
    event.save()
    make.event("New Delhi", previous=event)
    hidden = make.event("Genève", published=False)
    hidden.previous = event.following
    hidden.save()
    assert {"/sommets/seoul/", "/sommets/new-delhi/"} <= set(links(main(client.get("/sommets/paris/"))))
    assert "Genève" not in client.get("/sommets/new-delhi/").text


def test_list_of_summits_tells_the_verdict_and_the_count(client, event):
    make.printed(event, verdict="Un sur trois.")
    assert "Un sur trois. 3 engagements, état au 22 nov. 2026" in said(client.get("/sommets/"))


def test_home_shows_the_bar_of_the_newest_summit(client, event):
    make.printed(event, verdict="Un sur trois.")
    response = client.get("/")
    assert "Un sur trois." in said(response)
    assert "Les 3 engagements, un par un" in said(response)
    assert response.text.count('<figure class="unit-bar">') == 1


@pytest.mark.parametrize("count", [1, 3])
def test_brief_asks_a_fixed_number_of_times(client, count, django_assert_num_queries):
    event = make.event("Paris", axes=["Climat"], sources=[make.source() for _ in range(count)])
    for n in range(count):
        made = make.commitment(event, number=str(n + 1), featured=n + 1, steps=["announced", "kept"])
        make.amount(made, 1_000_000)
    make.event("Delhi", previous=event)
    make.printed(event)
    with django_assert_num_queries(8):
        client.get("/sommets/paris/")
    with django_assert_num_queries(3):
        client.get("/sommets/")
