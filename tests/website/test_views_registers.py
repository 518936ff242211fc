import re

import pytest

from tests import factories as make
from tests.website.reading import links, main, said, text
from veille.website.views import registers


def listed(response):
    """Titles of the documents in the register, in order."""
    return re.findall(r'<p class="title">[^<]*<(?:a|cite)[^>]*>([^<]*)</(?:a|cite)>', main(response))


def publish(*sources, **fields):
    return make.edition(sources=list(sources), **fields)


# --- sources ----------------------------------------------------------------------------------------


def test_register_holds_what_is_cited_and_nothing_else(client):
    in_text, in_figure, in_event = make.source("Texte"), make.source("Chiffre"), make.source("Sommet")
    unused, ahead, gone, unpublished = (make.source(t) for t in ("Inutile", "À venir", "Partie", "Pas publié"))
    publish(in_text, figures=[make.figure(sources=[in_figure])])
    make.event(sources=[in_event])
    publish(ahead, live_from=+1)
    make.withdrawn(sources=[gone])
    make.event(published=False, sources=[unpublished])
    response = client.get("/sources/")
    assert sorted(listed(response)) == ["Chiffre", "Sommet", "Texte"]
    assert "3 sources" in text(response)
    statuses = [client.get(f"/sources/{one.pk}/").status_code for one in (in_text, in_figure, in_event)]
    hidden = [client.get(f"/sources/{one.pk}/").status_code for one in (unused, ahead, gone, unpublished)]
    assert (statuses, hidden) == ([200, 200, 200], [404, 404, 404, 404])


def test_register_says_how_often_and_what_to_verify(client):
    twice = make.source("Deux fois", address="")
    publish(twice)
    publish(twice)
    make.event(sources=[twice])
    words = text(client.get("/sources/"))
    assert "1 source 1 à vérifier, faute d’adresse" in words
    assert "citée par 2 notes et 1 sommet" in words


def test_register_runs_from_the_newest_document(client):
    dates = {"An": "2025", "Mois": "2025-02", "Jour": "2025-02-11", "Sans": ""}
    publish(*[make.source(title, published_on=when) for title, when in dates.items()])
    assert listed(client.get("/sources/")) == ["Jour", "Mois", "An", "Sans"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=budget", ["Budget de l’Union"]),
        ("q=commission", ["Budget de l’Union"]),
        ("nature=press", ["Une dépêche"]),
        ("fiabilite=elevee", ["Budget de l’Union"]),
        ("fiabilite=faible", ["Une dépêche"]),
        ("fiabilite=elevee&nature=press", []),
        ("q=%25", []),
        ("q=' OR 1=1 --", []),
        ("q=&nature=&fiabilite=", ["Budget de l’Union", "Une dépêche"]),
        ("organisation__name=Agence&kind=press", ["Budget de l’Union", "Une dépêche"]),
    ],
)
def test_register_can_be_filtered(client, query, expected):
    commission = make.organisation("Commission européenne")
    given = {"organisation": commission, "kind": "institution", "reliability": "A", "published_on": "2026"}
    second = make.source("Une dépêche", kind="press", reliability="D", published_on="2025")
    publish(make.source("Budget de l'Union", **given), second)
    assert listed(client.get(f"/sources/?{query}")) == expected


def test_filter_keeps_what_was_sought(client):
    publish(make.source("Budget", kind="press"))
    html = main(client.get("/sources/?q=budget&nature=press"))
    assert 'value="budget"' in html
    assert '<option value="press" selected>' in html
    assert "/sources/" in links(html)


def test_filter_goes_with_the_next_page(client):
    publish(*[make.source(kind="press") for _ in range(21)])
    assert "?nature=press&page=2" in links(main(client.get("/sources/?nature=press")))


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("nature=inventee", "Cette nature n’existe pas"),
        ("fiabilite=A", "Ce niveau n’existe pas"),
        (f"q={'a' * 101}", "Cent caractères au plus."),
    ],
)
def test_filter_says_what_it_does_not_understand(client, query, message):
    publish(make.source("Budget"))
    response = client.get(f"/sources/?{query}")
    assert response.status_code == 200
    assert message in text(response)


def test_filter_without_result_says_so(client):
    publish(make.source("Budget"))
    assert "Aucune source ne répond à ce filtre" in text(client.get("/sources/?q=introuvable"))


def test_empty_register_says_so(client):
    assert "Le registre est encore vide" in text(client.get("/sources/"))


def test_source_says_where_it_is_cited(client):
    cited = make.source("Budget", reliability="C")
    call = make.cite(cited, locator="p. 3", quotation="mille")
    make.edition("La note", sources=[cited], body=f"<p>Un texte{call}.</p>")
    make.event("Le sommet", sources=[cited])
    make.edition("Plus tard", sources=[cited], live_from=+1)
    response = client.get(f"/sources/{cited.pk}/")
    words = text(response)
    assert "fiabilité moyenne (C)" in words
    assert "La note p.\u00a03\u00a0: mille" in words
    assert "Plus tard" not in words
    assert {"/articles/la-note/#source-1", "/sommets/le-sommet/"} <= set(links(main(response)))


def test_source_leads_to_the_commitments_that_cite_it(client):
    event = make.event("Paris")
    cited = make.source("Le contrat", organisation=make.organisation("Silicon"))
    made = make.commitment(event, "Une machine", number="9", cited=cited)
    assert client.get(f"/sources/{cited.pk}/").status_code == 404
    make.printed(event)
    response = client.get(f"/sources/{cited.pk}/")
    assert "Engagement n° 9 Une machine Paris" in said(response)
    assert "/sommets/paris/engagements/une-machine/#source-1" in links(main(response))
    assert "citée par 1 engagement" in said(client.get("/sources/"))
    # The next state no longer cites it.
    made.citations.update(source=make.source())
    make.printed(event)
    assert client.get(f"/sources/{cited.pk}/").status_code == 404


def test_source_cited_by_many_commitments_turns_its_pages(client, monkeypatch):
    monkeypatch.setattr(registers, "A_PAGE", 3)
    event, cited = make.event("Paris"), make.source("Le contrat")
    make.edition("La note", sources=[cited])
    make.event("Autre sommet", sources=[cited])
    for n in range(1, 6):
        make.commitment(event, f"Promesse {n}", number=str(n), cited=cited)
    make.printed(event)
    address = f"/sources/{cited.pk}/"
    pages = [client.get(f"{address}?page={n}") for n in (1, 2, 3)]
    used = "/sommets/paris/engagements/promesse-{}/#source-1"
    shown = [[link for link in links(main(page)) if "#source-1" in link or "autre" in link] for page in pages]
    assert shown == [
        ["/articles/la-note/#source-1", used.format(1), used.format(2)],
        [used.format(3), used.format(4), used.format(5)],
        ["/sommets/autre-sommet/"],
    ]
    assert "?page=2" in links(main(pages[0]))
    assert "Page 3 sur 3" in said(pages[2])
    assert client.get(f"{address}?page=4").status_code == 404


def test_organisation_tells_what_it_promised_and_where_that_stands(client):
    event = make.event("Paris")
    bearer = make.organisation("GENCI")
    make.commitment(event, "Une machine", number="9", bearer=bearer, steps=["announced", "kept"])
    assert client.get("/organisations/genci/").status_code == 404
    make.printed(event)
    response = client.get("/organisations/genci/")
    assert "Porteur n° 9 Une machine Étape kept Tenu Les voir dans le tableau de suivi" in said(response)
    assert "/sommets/paris/engagements/?organisation=genci" in links(main(response))
    assert "GENCI" in said(client.get("/organisations/"))


@pytest.mark.parametrize("number", ["0", "99999999999999999999999", "-1", "abc"])
def test_source_of_no_number_is_not_found(client, number):
    assert client.get(f"/sources/{number}/").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_registers_ask_a_fixed_number_of_times(client, django_assert_num_queries, number):
    sources = [make.source() for _ in range(number)]
    publish(*sources)
    event = make.event(sources=sources)
    for source in sources:
        made = make.commitment(event, bearer=sources[0].organisation, cited=sources[0], steps=["announced", "kept"])
        make.amount(made, 1_000_000, source=source)
    make.printed(event)
    with django_assert_num_queries(3):
        client.get("/sources/")
    with django_assert_num_queries(8):
        client.get(f"/sources/{sources[0].pk}/")
    with django_assert_num_queries(2):
        client.get("/organisations/")
    with django_assert_num_queries(6):
        client.get(f"/organisations/{sources[0].organisation.slug}/")


# --- organisations ----------------------------------------------------------------------------------


def test_organisations_are_those_readers_meet(client):
    publisher, host, unused, hidden = (make.organisation(n) for n in ("Agence", "France", "Inutile", "Cachée"))
    publish(make.source(organisation=publisher), make.source(organisation=publisher))
    make.event(hosts=[host])
    publish(make.source(organisation=hidden), live_from=+1)
    make.source(organisation=unused)
    make.event(published=False, hosts=[unused])
    words = text(client.get("/organisations/"))
    assert "Agence 2 documents cités France" in words
    assert "Inutile" not in words
    assert "Cachée" not in words
    found = [client.get(f"/organisations/{one.slug}/").status_code for one in (publisher, host, unused, hidden)]
    assert found == [200, 200, 404, 404]


def test_organisation_lists_its_cited_documents(client):
    agency = make.organisation("Agence", description="Une agence.", address="https://agence.example/")
    publish(make.source("Dépêche", organisation=agency))
    make.source("Jamais citée", organisation=agency)
    make.event("Sommet de Paris", hosts=[agency])
    response = client.get("/organisations/agence/")
    assert listed(response) == ["Dépêche"]
    assert "Agence Une agence." in text(response)
    assert {"https://agence.example/", "/sommets/sommet-de-paris/"} <= set(links(main(response)))
    assert "Jamais citée" not in text(response)


def test_no_organisation_yet_says_so(client):
    assert "Aucune organisation pour l’instant" in text(client.get("/organisations/"))
