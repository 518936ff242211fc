"""The tracker and the page of one commitment, as readers meet them."""

import re

import pytest

from summit.models import Mention
from summit.views import tracker
from tests import factories as make
from tests.website.reading import canonical, links, main, meta, said
from veille.articles.models import Article
from veille.lib.dates import PartialDate


@pytest.fixture(autouse=True)
def identity(db, administrator):
    return make.identity()


@pytest.fixture
def event():
    made = make.event("Paris", axes=["Climat", "Droit"])
    climate, law = made.axes.all()
    state = make.organisation("État")
    treaty = make.commitment(
        made, "Un traité", number="1", axis=law, bearer=state, steps=["announced", "kept"], horizon=PartialDate("2027")
    )
    make.commitment(made, "Des terrains", number="2", axis=climate, horizon_words="dans les années à venir")
    make.commitment(made, "Une part", number="2a", axis=climate, part_of=treaty)
    make.amount(treaty, 2_000_000_000)
    make.amount(treaty, 500_000_000, kind="engaged")
    return made


def numbers(response):
    return re.findall(r'<td class="no">(\w+)</td>', response.text)


def test_tracker_shows_who_promised_what_and_what_became_of_it(client, event):
    make.printed(event)
    response = client.get("/sommets/paris/engagements/")
    words = said(response)
    assert numbers(response) == ["1", "2", "2a"]
    assert "3 engagements Aucun filtre · classés par numéro" in words
    assert "1 Un traité État · sources Tenu 2 Md€ source 500 M€, engagé source 2027" in words
    assert "sans montant « dans les années à venir »" in words
    assert "part du n° 1" in words
    assert "sans montant non datée" in words


def test_filter_is_an_address_that_tells_and_undoes_itself(client, event):
    make.printed(event)
    response = client.get("/sommets/paris/engagements/?axe=climat&statut=annonce&tri=recent")
    assert numbers(response) == ["2", "2a"]
    words = said(response)
    assert "2 engagements sur 3 Axe : Climat retirer · État : Annoncé retirer · classés" in words
    assert {"?statut=annonce&tri=recent", "?axe=climat&tri=recent"} <= set(links(main(response)))
    assert '<option value="climat" selected>Climat (2)</option>' in response.text
    assert canonical(response).endswith("/sommets/paris/engagements/")


def test_filter_without_result_says_so_and_leads_back(client, event):
    make.printed(event)
    response = client.get("/sommets/paris/engagements/?axe=droit&statut=abandonne")
    words = said(response)
    assert "0 engagements sur 3" in words
    assert "Aucun engagement ne répond à ces filtres Retirez-en un" in words
    assert "Voir les 3 engagements" in words
    assert {"?statut=abandonne", "?axe=droit", "/sommets/paris/engagements/"} <= set(links(main(response)))
    assert "0 engagements sur 3" in said(client.get("/sommets/paris/engagements/?q=introuvable"))


def test_tracker_turns_its_pages_under_the_filter(client, event, monkeypatch):
    monkeypatch.setattr(tracker, "A_PAGE", 2)
    make.printed(event)
    first, second = (client.get(f"/sommets/paris/engagements/?tri=etat&page={n}") for n in (1, 2))
    assert (numbers(first), numbers(second)) == (["1", "2"], ["2a"])
    assert "?tri=etat&page=2" in links(main(first))
    assert "Page 2 sur 2" in said(second)
    assert client.get("/sommets/paris/engagements/?page=3").status_code == 404


def test_tracker_says_what_its_files_hold(client, event):
    make.printed(event)
    words = said(client.get("/sommets/paris/engagements/"))
    assert "Données ouvertes Tous les engagements et chacune de leurs étapes, sous licence CC BY 4.0" in words
    assert "Le sens de chaque colonne des engagements numero Numéro de l’engagement" in words


def test_commitment_tells_promise_observation_dates_amounts_and_history(client):
    event = make.event("Paris", axes=["Climat"])
    silicon = make.source("Le projet", organisation=make.organisation("Silicon"))
    made = make.commitment(
        event, "Une machine", number="9", bearer=make.organisation("GENCI"), cited=silicon,
        horizon=PartialDate("2025"), promise="Mettre en service une machine.",
    )  # fmt: skip
    made.citations.update(locator="p. 3")
    make.step(
        made, "under_way", "2025-11", headline="Marché attribué", rationale="Un contrat.", horizon=PartialDate("2027")
    )
    make.amount(made, 554_000_000, scope="coût du projet")
    make.printed(event)
    response = client.get("/sommets/paris/engagements/une-machine/")
    words = said(response)
    assert (
        "Engagement n° 9 Sommets Paris Engagements Une machine En cours En retard : repoussé Marché attribué" in words
    )
    assert "Porteur GENCI" in words
    assert "Échéance 2025 2027" in words
    assert "Ce qui a été promis Mettre en service une machine. 1 « Nous le ferons. » p. 3, source 1" in words
    assert "Ce qu’on observe Au 22 nov. 2026. Un contrat. 2" in words
    assert "À l’annonce, 11 févr. 2025 2025 Dit, nov. 2025 2027" in words
    assert "Annoncé 11 févr. 2025 554 M€ coût du projet 3" in words
    assert "nov. 2025 Marché attribué En cours Un contrat. 2 Nouvelle échéance : 2027. Inscrite le" in words
    assert "« Une machine », engagement n° 9 de Paris, Veille, état n° 1 au 22 novembre 2026, http" in words
    assert {
        "/contact/?engagement=paris/une-machine",
        "/sommets/paris/flux.xml",
        "/organisations/genci/",
    } <= set(links(response.text))
    assert meta(response, "description") == "Marché attribué"
    assert [response.text.count(f'id="{place}"') for place in set(re.findall(r'href="#([\w-]+)"', response.text))] == [
        1 for _ in set(re.findall(r'href="#([\w-]+)"', response.text))
    ]


def test_commitment_names_its_whole_its_parts_and_its_neighbours(client, event):
    make.printed(event)
    whole = said(client.get("/sommets/paris/engagements/un-traite/"))
    part = said(client.get("/sommets/paris/engagements/une-part/"))
    assert "Ses parts n° 2a, Une part" in whole
    assert "Part du n° 1, Un traité" in part
    assert "n° 2, Des terrains" in part


def test_corrected_step_stays_and_leads_to_what_takes_its_place(client, event):
    made = event.commitments.get(number="2")
    wrong = make.step(made, "kept", "2025-05", headline="Crue trop vite")
    right = make.step(made, "under_way", "2025-05", headline="Seulement commencé", corrects=wrong)
    make.printed(event)
    response = client.get("/sommets/paris/engagements/des-terrains/")
    assert "Étape corrigée" in said(response)
    assert "Crue trop vite" in said(response)
    assert {f"#etape-{wrong.pk}", f"#etape-{right.pk}"} <= set(links(main(response)))


def test_commitment_renamed_since_is_found_in_one_hop(client, event):
    make.printed(event)
    made = event.commitments.get(number="2")
    made.slug = "des-friches"
    made.save()
    make.printed(event)
    response = client.get("/sommets/paris/engagements/des-terrains/")
    assert (response.status_code, response["Location"]) == (301, "/sommets/paris/engagements/des-friches/")
    assert client.get("/sommets/paris/engagements/jamais/").status_code == 404


def test_commitment_of_a_hidden_summit_is_not_found(client, event):
    make.printed(event)
    event.published_at = None
    event.save()
    asked = ["engagements/", "engagements/un-traite/", "flux.xml"]
    assert [client.get(f"/sommets/paris/{address}").status_code for address in asked] == [404, 404, 404]


def test_commitment_leads_to_the_articles_online_that_name_it_and_to_no_other(client, event):
    make.printed(event)
    made, other = event.commitments.get(number="2"), event.commitments.get(number="1")

    def naming(title, *, of=made, **given):
        Mention.objects.create(commitment=of, edition=make.edition(title, **given))

    naming("En ligne", live_from=-4)
    naming("Plus récente", live_from=-2)
    naming("Programmée", live_from=+2)
    naming("Une version remplacée", live_from=-3, live_until=-2)
    naming("D’un autre", of=other)
    gone = make.withdrawn("Retirée")
    Mention.objects.create(commitment=made, edition=gone)
    Article.objects.create(
        title="Un brouillon", slug="brouillon", body=f'<p>A</p><aside data-commitment="{made.pk}"></aside>'
    )
    response = client.get("/sommets/paris/engagements/des-terrains/")
    assert [link for link in links(main(response)) if link.startswith("/articles/")] == [
        "/articles/plus-recente/",
        "/articles/en-ligne/",
    ]
    words = said(response)
    assert "Ce que nous en écrivons" in words
    hidden = ["Programmée", "remplacée", "D’un autre", "Retirée", "brouillon"]
    assert [word for word in hidden if word in words] == []
    assert "Ce que nous en écrivons" not in said(client.get("/sommets/paris/engagements/une-part/"))


@pytest.mark.parametrize("count", [1, 3])
def test_articles_of_a_commitment_are_read_at_once(client, event, django_assert_num_queries, count):
    make.printed(event)
    for n in range(count):
        made = make.edition(f"Note {n}", tags=[make.tag()], hero=make.image())
        Mention.objects.create(commitment=event.commitments.get(number="2"), edition=made)
    with django_assert_num_queries(8):
        client.get("/sommets/paris/engagements/des-terrains/")


@pytest.mark.parametrize("count", [1, 4])
def test_tracker_and_commitment_ask_a_fixed_number_of_times(client, count, django_assert_num_queries):
    event = make.event("Paris", axes=["Climat"])
    for n in range(count):
        made = make.commitment(event, f"Le {n}", number=str(n + 1), steps=["announced", "kept"])
        make.amount(made, 1_000_000)
    make.printed(event)
    with django_assert_num_queries(7):
        client.get("/sommets/paris/engagements/?axe=climat&q=le")
    with django_assert_num_queries(6):  # the state is known to the process
        client.get("/sommets/paris/engagements/?axe=climat&q=le")
    with django_assert_num_queries(5):
        client.get("/sommets/paris/engagements/?axe=climat")
    with django_assert_num_queries(8):
        client.get("/sommets/paris/engagements/le-0/")
