import uuid

import pytest

from tests import factories as make
from tests.website.reading import links, main, text, titles


@pytest.fixture(params=["theme", "author"])
def kind(request):
    """Themes and authors keep the same rules: (address, how to make one, how an edition names it)."""
    if request.param == "theme":
        return "/themes/", make.tag, lambda rows: {"tags": rows}
    return "/auteurs/", make.author, lambda rows: {"authors": rows}


def test_list_shows_who_has_a_current_edition(client, kind):
    address, one, named = kind
    used, _unused, ahead, gone = one("Utilisé"), one("Inutile"), one("À venir"), one("Parti")
    make.edition(**named([used]))
    make.edition(**named([ahead]), live_from=+1)
    make.withdrawn(**named([gone]))
    response = client.get(address)
    assert titles(response) == ["Utilisé"]
    assert "1 note, la dernière le" in text(response)


def test_list_runs_as_a_french_reader_looks_it_up(client, kind):
    address, one, named = kind
    make.edition(**named([one("Investissements"), one("Énergie"), one("calcul")]))
    assert titles(client.get(address)) == ["calcul", "Énergie", "Investissements"]


def test_one_without_a_current_edition_is_not_found(client, kind):
    address, one, named = kind
    one("Inutile")
    make.edition(**named([one("À venir")]), live_from=+1)
    make.withdrawn(**named([one("Parti")]))
    found = [client.get(f"{address}{slug}/").status_code for slug in ("inutile", "a-venir", "parti", "jamais")]
    assert found == [404, 404, 404, 404]


def test_one_left_by_the_newer_edition_is_not_found(client, kind):
    address, one, named = kind
    key = uuid.uuid4()
    make.edition("Note", key=key, **named([one("Avant")]), live_from=-9, live_until=-1)
    make.edition("Note", key=key, **named([one("Après")]), live_from=-1)
    assert client.get(f"{address}avant/").status_code == 404
    assert client.get(f"{address}apres/").status_code == 200


def test_page_lists_its_editions_newest_first(client, kind):
    address, one, named = kind
    this, other = one("Calcul", description="Les machines."), one("Autre")
    make.edition("Ancienne", **named([this]), live_from=-9)
    make.edition("Récente", **named([this, other]), live_from=-1)
    make.edition("Ailleurs", **named([other]))
    response = client.get(f"{address}calcul/")
    assert titles(response)[:2] == ["Récente", "Ancienne"]
    assert "Ailleurs" not in text(response)
    assert "Calcul Les machines." in text(response)
    assert f"{address}calcul/flux.xml" in links(main(response))


def test_page_names_its_feed_in_the_head(client, kind):
    address, one, named = kind
    make.edition(**named([one("Calcul")]))
    assert (
        f'<link rel="alternate" type="application/atom+xml" title="Veille, Calcul" href="{address}calcul/flux.xml">'
        in client.get(f"{address}calcul/").content.decode()
    )


def test_page_comes_twenty_at_a_time(client, kind):
    address, one, named = kind
    this = one("Calcul")
    for n in range(21):
        make.edition(f"Note {n}", **named([this]), live_from=-n - 1)
    assert titles(client.get(f"{address}calcul/?page=2"))[:1] == ["Note 20"]
    assert client.get(f"{address}calcul/?page=3").status_code == 404


def test_empty_list_says_so(client, kind):
    address, *_ = kind
    assert "pour l’instant" in text(client.get(address))


@pytest.mark.parametrize("number", [1, 3])
def test_lists_ask_a_fixed_number_of_times(client, django_assert_num_queries, kind, number):
    address, one, named = kind
    this = one("Calcul")
    for _ in range(number):
        make.edition(**named([this, one()]))
    with django_assert_num_queries(3):
        client.get(address)
    with django_assert_num_queries({"/themes/": 6, "/auteurs/": 5}[address]):
        client.get(f"{address}calcul/")
