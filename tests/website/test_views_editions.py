import uuid
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests import factories as make
from tests.website.reading import canonical, links, main, meta, text, titles
from veille.editions.models import Edition, Withdrawal

PARIS = ZoneInfo("Europe/Paris")


def get(client, path):
    return client.get(f"/articles/{path}")


# --- what an address leads to -----------------------------------------------------------------------


def test_edition_shows_the_current_text(client):
    make.edition("Gigafabriques", lead="Où en est l’appel.", body="<h2>Le texte</h2><p>Un règlement.</p>")
    response = get(client, "gigafabriques/")
    assert response.status_code == 200
    assert "Gigafabriques Où en est l’appel." in text(response)
    assert '<h2 id="le-texte">Le texte</h2><p>Un règlement.</p>' in main(response)


def test_edition_ahead_is_not_there_yet(client):
    make.edition("Demain", live_from=+5)
    assert get(client, "demain/").status_code == 404


def test_edition_gives_way_at_its_time(client):
    key = uuid.uuid4()
    make.edition("Avant", key=key, slug="meme", live_from=-5, live_until=-1)
    make.edition("Après", key=key, slug="meme", live_from=-1, nature=Edition.Nature.UPDATE)
    assert "Après" in text(get(client, "meme/"))


def test_planned_change_leaves_the_present_edition(client):
    key = uuid.uuid4()
    make.edition("Maintenant", key=key, slug="meme", live_from=-5, live_until=+5)
    make.edition("Plus tard", key=key, slug="meme", live_from=+5)
    response = get(client, "meme/")
    assert "Maintenant" in text(response)
    assert "Plus tard" not in text(response)


def test_older_address_leads_to_the_current_one_in_one_hop(client):
    key = uuid.uuid4()
    make.edition("Un", key=key, live_from=-9, live_until=-6)
    make.edition("Deux", key=key, live_from=-6, live_until=-1)
    make.edition("Trois", key=key, live_from=-1)
    response = get(client, "un/")
    assert (response.status_code, response["Location"]) == (301, "/articles/trois/")


def test_address_never_public_is_not_found(client):
    assert get(client, "jamais/").status_code == 404


def test_address_in_capitals_leads_to_the_page(client):
    make.edition("Gigafabriques")
    response = get(client, "GigaFabriques/")
    assert (response.status_code, response["Location"]) == (301, "/articles/gigafabriques/")


def test_address_without_slash_leads_to_the_page(client):
    make.edition("Gigafabriques")
    response = get(client, "gigafabriques")
    assert (response.status_code, response["Location"]) == (301, "/articles/gigafabriques/")


@pytest.mark.parametrize("path", ["../admin/", "%F0%9F%98%80/", "a" * 5000 + "/", "'+or+1=1--/"])
def test_odd_address_is_not_found(client, path):
    assert get(client, path).status_code == 404


def test_withdrawn_article_says_why_and_what_replaces_it(client):
    instead = make.edition("Le bon compte")
    make.withdrawn("Le mauvais compte", notice="Le décompte était celui du jour.", replacement=instead)
    response = get(client, "le-mauvais-compte/")
    assert response.status_code == 410
    assert "Le décompte était celui du jour." in text(response)
    assert "/articles/le-bon-compte/" in links(main(response))
    assert "mauvais compte" not in text(response)
    assert "no-store" in response["Cache-Control"]


def test_withdrawn_article_names_no_replacement_that_is_gone_itself(client):
    gone = make.withdrawn("Parti aussi")
    make.withdrawn("Retiré", replacement=gone)
    response = get(client, "retire/")
    assert response.status_code == 410
    assert "Ce qui le remplace" not in text(response)


def test_ended_edition_is_gone_without_a_notice(client):
    make.edition("Pour un temps", live_from=-3, live_until=-1)
    response = get(client, "pour-un-temps/")
    assert response.status_code == 410
    assert "Cet article n’est plus en ligne" in text(response)
    assert "Pourquoi" not in text(response)


def test_notice_of_a_planned_end_does_not_speak_before_it(client):
    first = make.withdrawn("Un", notice="Une erreur.", live_from=-9, live_until=-8)
    make.edition("Deux", key=first.key, live_from=+1, live_until=+5)
    Withdrawal.objects.create(key=first.key, withdrawn_at=make.moment(+5), notice="Fini.")
    words = text(get(client, "un/"))
    assert "Une erreur." in words
    assert "Fini." not in words


def test_withdrawal_before_a_later_edition_no_longer_speaks(client):
    first = make.withdrawn("Un", notice="Une erreur.", live_from=-9, live_until=-8)
    make.edition("Deux", key=first.key, live_from=-5, live_until=-2)
    response = get(client, "un/")
    assert response.status_code == 410
    assert "Une erreur." not in text(response)


# --- what the page shows ----------------------------------------------------------------------------


def test_edition_lists_its_sources_with_ways_back(client):
    organisation = make.organisation("Agence")
    cited = make.source(
        "An agreement",
        organisation=organisation,
        language="en",
        kind="agency",
        reliability="B",
        published_on="2025-02",
        consulted_on="2026-11-22",
        address="https://www.agence.example/an-agreement/",
        archived_address="https://archive.example/1",
    )
    call = make.cite(cited, locator="p. 3", quotation="We agree")
    make.edition("Note", body=f"<p>Un accord{call}. Encore{call}.</p>", sources=[cited])
    html = main(get(client, "note/"))
    assert '<button class="citation" type="button" id="appel-1-2" popovertarget="bulle-1"' in html
    assert '<a href="https://www.agence.example/an-agreement/" lang="en" hreflang="en">An agreement</a>' in html
    assert "(en anglais)" in html
    assert '<time datetime="2025-02">févr. 2025</time>' in html
    assert 'consultée le <time datetime="2026-11-22">22 nov. 2026</time>' in html
    assert "agence.example/an-agreement" in html
    assert "fiabilité élevée (B)" in html
    assert {"#appel-1-1", "#appel-1-2", "#source-1", "https://archive.example/1"} <= set(links(html))
    assert (
        html.count('<blockquote lang="en">«\u202fWe agree\u202f» <small lang="fr">(p.\xa03)</small></blockquote>') == 1
    )


def test_source_without_address_is_to_be_verified(client):
    make.edition("Note", sources=[make.source("Un document", address="")])
    assert "adresse non conservée, à vérifier" in text(get(client, "note/"))


def test_edition_sets_rival_figures_side_by_side(client):
    rival = make.figure("signataires, selon l’agence", value=58, as_of="2025-02-11")
    figure = make.figure("pays signataires", value=61, as_of="2025-02-12", scope="Pays seulement.", rivals=[rival])
    make.edition("Note", figures=[figure])
    words = text(get(client, "note/"))
    assert "pays signataires 61 pays 12 févr. 2025 1 à vérifier\u00a0: une seule source Pays seulement." in words
    assert "58 pays signataires, selon l’agence, 11 févr. 2025 2" in words


def test_edition_tells_its_corrections_newest_first(client):
    key = uuid.uuid4()
    when = [datetime(2026, 3, day, 12, tzinfo=PARIS) for day in (1, 2, 3)]
    make.edition("Un", key=key, slug="n", live_from=when[0], live_until=when[1])
    make.edition("Un", key=key, slug="n", live_from=when[1], live_until=when[2], nature="update", change_note="Suites.")
    make.edition("Un", key=key, slug="n", live_from=when[2], nature="correction", change_note="61, et non 58.")
    words = text(get(client, "n/"))
    assert (
        "Corrections et mises à jour 3 mars 2026 Correction. Édition n° 3. 61, et non 58. "
        "2 mars 2026 Mise à jour. Édition n° 2. Suites. "
        "1er mars 2026 Première publication. Édition n° 1." in words
    )
    assert "publié le 1er mars 2026" in words
    assert "corrigé le 3 mars 2026" in words


def test_edition_can_be_cited(client, settings):
    settings.SITE_URL = "https://veille.example"
    author = make.author("Cellule")
    make.edition("Le décompte", authors=[author], live_from=datetime(2026, 3, 1, 12, tzinfo=PARIS))
    assert (
        "Cellule, «\u202fLe décompte\u202f», Veille , édition n° 1, 1er mars 2026 , "
        "https://veille.example/articles/le-decompte/" in text(get(client, "le-decompte/"))
    )


def test_edition_proposes_three_others_on_its_themes(client):
    theme, other = make.tag("Calcul"), make.tag("Énergie")
    make.edition("Note", tags=[theme])
    for n in range(4):
        make.edition(f"Voisine {n}", tags=[theme], live_from=-10 - n)
    make.edition("Ailleurs", tags=[other])
    assert titles(get(client, "note/")) == ["Voisine 0", "Voisine 1", "Voisine 2"]


def test_edition_invites_to_write_about_it(client, identity):
    identity.invitation_title = "Parlons-en"
    identity.save()
    make.edition("Note")
    response = get(client, "note/")
    assert "Parlons-en" in text(response)
    assert "/contact/?article=note" in links(response.content.decode())


def test_edition_names_the_summit_it_covers(client):
    make.event("Sommet de Paris", editions=[make.edition("Note")])
    assert "/sommets/sommet-de-paris/" in links(main(get(client, "note/")))


def test_edition_head_is_complete(client, settings):
    settings.SITE_URL = "https://veille.example"
    picture = make.image(alt="Une verrière, la nuit")
    make.edition("Note", lead="Le chapeau.", hero=picture)
    response = get(client, "note/")
    head = {name: meta(response, name) for name in ("og:title", "og:type", "og:url", "og:image", "og:image:alt")}
    assert head == {
        "og:title": "Note",
        "og:type": "article",
        "og:url": "https://veille.example/articles/note/",
        "og:image": f"https://veille.example{picture.fallback['url']}",
        "og:image:alt": "Une verrière, la nuit",
    }
    assert canonical(response) == "https://veille.example/articles/note/"
    assert meta(response, "description") == meta(response, "og:description") == "Le chapeau."
    assert "<title>Note – Veille</title>" in response.content.decode()


def test_public_page_sets_no_cookie_and_may_be_asked_again_cheaply(client):
    make.edition("Note")
    response = get(client, "note/")
    assert response.cookies == {}
    assert response["Cache-Control"] == "public, max-age=0, must-revalidate"
    again = client.get("/articles/note/", headers={"if-none-match": response["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("number", [1, 3])
def test_edition_page_asks_eight_times(client, django_assert_num_queries, number):
    cited = [make.source() for _ in range(number)]
    themes = [make.tag() for _ in range(number)]
    note = make.edition(
        "Note",
        sources=cited,
        tags=themes,
        authors=[make.author() for _ in range(number)],
        figures=[make.figure() for _ in range(number)],
        hero=make.image(),
        images=[make.image() for _ in range(number)],
    )
    for _ in range(number):
        make.edition(tags=themes)
    make.event(editions=[note])
    with django_assert_num_queries(8):
        get(client, "note/")


# --- lists ------------------------------------------------------------------------------------------


def test_articles_are_listed_newest_first(client):
    make.edition("Ancienne", live_from=-9)
    make.edition("Récente", lead="Son chapeau.", live_from=-1)
    make.edition("À venir", live_from=+1)
    response = client.get("/articles/")
    assert titles(response) == ["Récente", "Ancienne"]
    assert "Son chapeau." in text(response)


def test_articles_without_any_say_so(client):
    response = client.get("/articles/")
    assert response.status_code == 200
    assert "Aucune note pour l’instant" in text(response)


def test_articles_come_twenty_a_page(client, settings):
    settings.SITE_URL = "https://veille.example"
    for n in range(21):
        make.edition(f"Note {n}", live_from=-n - 1)
    assert len(titles(client.get("/articles/"))) == 20
    second = client.get("/articles/?page=2")
    assert titles(second) == ["Note 20"]
    assert canonical(second) == "https://veille.example/articles/?page=2"
    assert canonical(client.get("/articles/?page=1")) == "https://veille.example/articles/"


@pytest.mark.parametrize("page", ["2", "0", "-1", "x", "", "1e9", "9" * 400, "1.5"])
def test_page_that_is_not_there_is_not_found(client, page):
    make.edition()
    assert client.get(f"/articles/?page={page}").status_code == 404


def several(number):
    for _ in range(number):
        make.edition(tags=[make.tag(), make.tag()], authors=[make.author(), make.author()])


@pytest.mark.parametrize("number", [1, 3])
def test_articles_ask_five_times(client, django_assert_num_queries, number):
    several(number)
    with django_assert_num_queries(5):
        client.get("/articles/")


def test_archive_counts_years_and_lists_one(client):
    make.edition("Fin d’année", live_from=datetime(2025, 12, 31, 23, 30, tzinfo=PARIS))
    make.edition("Début d’année", live_from=datetime(2026, 1, 1, 0, 30, tzinfo=PARIS))
    years = client.get("/archives/")
    assert titles(years) == ["2026", "2025"]
    assert titles(client.get("/archives/2026/")) == ["Début d’année"]
    assert titles(client.get("/archives/2025/")) == ["Fin d’année"]


def test_archive_keeps_an_article_in_its_first_year(client):
    key = uuid.uuid4()
    start = datetime(2025, 6, 1, 12, tzinfo=PARIS)
    change = datetime(2026, 3, 1, 12, tzinfo=PARIS)
    make.edition("Note", key=key, slug="n", live_from=start, live_until=change)
    make.edition("Note", key=key, slug="n", live_from=change, nature="update")
    response = client.get("/archives/2025/")
    assert titles(response) == ["Note"]
    assert "mis à jour le 1er mars 2026" in text(response)


@pytest.mark.parametrize("year", ["1999", "0", "9999", "99999999999999999999"])
def test_archive_of_a_year_without_articles_is_not_found(client, year):
    make.edition()
    assert client.get(f"/archives/{year}/").status_code == 404


def test_empty_archive_says_so(client):
    assert "L’archive est encore vide" in text(client.get("/archives/"))


@pytest.mark.parametrize("number", [1, 3])
def test_archive_asks_four_times(client, django_assert_num_queries, number):
    for n in range(number):
        make.edition(tags=[make.tag()], live_from=datetime(2026, 1, 1 + n, tzinfo=PARIS))
    with django_assert_num_queries(2):
        client.get("/archives/")
    with django_assert_num_queries(4):
        client.get("/archives/2026/")
