from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import find
from PIL import Image

from tests import factories as make
from tests.website.reading import canonical, links, main, meta, text, titles


def navigation(response):
    html = response.content.decode()
    return links(html[html.index("<nav") : html.index("</nav>")])


# --- home -------------------------------------------------------------------------------------------


def test_home_leads_with_the_newest_brief(client):
    brief = make.edition("Le dossier", hero=make.image(), figures=[make.figure("pays", value=61)], live_from=-9)
    make.event(editions=[brief])
    make.edition("Une note", live_from=-1)
    response = client.get("/")
    assert titles(response)[:1] == ["Une note"]
    assert '<h3 class="lead-title"><a href="/articles/le-dossier/">Le dossier</a></h3>' in main(response)
    assert "61 pays 11 févr. 2025" in text(response)
    assert meta(response, "og:image").endswith(brief.hero.fallback["url"])


@pytest.mark.parametrize("path", ["/", "/articles/", "/articles/sans-image/", "/sommets/", "/contact/"])
def test_page_without_a_picture_shares_the_site_s_own(client, settings, identity, path):
    settings.SITE_URL = "https://veille.example"
    make.edition("Sans image")
    response = client.get(path)
    shared = {name: meta(response, name) for name in ("og:image", "og:image:width", "og:image:height", "og:image:alt")}
    assert list(shared.values()) == ["https://veille.example/static/icons/share.png", "1200", "630", identity.site_name]
    assert meta(response, "twitter:card") == "summary_large_image"


def test_site_s_own_picture_is_as_large_as_it_says_and_light():
    file = find("icons/share.png")
    with Image.open(file) as picture:
        assert picture.size == (1200, 630)
    assert Path(file).stat().st_size < 40_000


def test_home_prefers_the_brief_that_has_a_picture(client):
    brief = make.edition("Le dossier", hero=make.image(), live_from=-9)
    make.event(editions=[brief, make.edition("Une note du dossier", live_from=-1)])
    assert '<a href="/articles/le-dossier/">Le dossier</a></h3>' in main(client.get("/"))


def test_home_without_a_brief_leads_with_the_newest_note(client):
    make.edition("Ancienne", live_from=-9)
    make.edition("Récente", live_from=-1)
    response = client.get("/")
    assert '<h3 class="lead-title"><a href="/articles/recente/">Récente</a></h3>' in main(response)
    assert titles(response)[:1] == ["Ancienne"]


def test_home_shows_the_summit_and_the_themes(client):
    make.edition(tags=[make.tag("Calcul")])
    make.event("Sommet de Paris", axes=["Une IA durable"])
    words = text(client.get("/"))
    assert "Grand Palais, Paris, 10 et 11 février 2025 ." in words
    assert "Sommet de Paris Une IA durable" in words
    assert "Calcul 1 note, la dernière le" in words


def test_empty_home_says_so_and_names_nothing_that_is_not_there(client):
    response = client.get("/")
    assert response.status_code == 200
    assert "Rien n’est encore publié" in text(response)
    assert navigation(response) == ["/articles/", "/contact/"]


def test_navigation_names_what_exists(client):
    make.edition(tags=[make.tag()])
    make.event()
    assert navigation(client.get("/")) == ["/articles/", "/sommets/", "/themes/", "/archives/", "/contact/"]


def test_unpublished_summit_is_not_in_the_navigation(client):
    make.event(published=False)
    assert navigation(client.get("/")) == ["/articles/", "/contact/"]


def test_site_stands_before_anybody_set_its_identity(client, identity):
    identity.delete()
    response = client.get("/")
    assert response.status_code == 200
    assert "Veille" in text(response)


def test_home_speaks_with_the_identity_given(client, identity):
    identity.site_name, identity.motto = "Vigie", "Lire, puis vérifier !"
    identity.save()
    response = client.get("/")
    assert "<title>Vigie – Lire, puis vérifier\u202f!</title>" in response.content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_home_asks_ten_times(client, django_assert_num_queries, number):
    for _ in range(number):
        note = make.edition(tags=[make.tag()], hero=make.image(), figures=[make.figure()])
        make.edition(tags=[make.tag()])
        make.event(editions=[note], axes=["Un", "Deux"])
    with django_assert_num_queries(10):
        client.get("/")


# --- the editable pages -----------------------------------------------------------------------------


def test_page_shows_the_editors_words(client):
    make.page("methode", "Méthode", lead="Comment nous lisons.", body="<h2>Les sources</h2><p>D'abord lire.</p>")
    response = client.get("/methode/")
    assert "Méthode Comment nous lisons." in text(response)
    assert "#les-sources" in links(main(response))
    assert "D’abord lire." in text(response)


def test_page_nobody_wrote_yet_is_not_found_nor_named(client):
    make.page("methode")
    assert client.get("/a-propos/").status_code == 404
    footer = client.get("/").content.decode().split("<footer")[1]
    assert "/methode/" in links(footer)
    assert "/a-propos/" not in links(footer)


def test_page_of_another_name_is_not_found(client):
    make.page("secret")
    assert client.get("/secret/").status_code == 404


def test_legal_notice_states_the_facts_given_and_no_other(client, identity):
    make.page("mentions-legales")
    assert "Éditeur et hébergeur" not in text(client.get("/mentions-legales/"))
    identity.firm, identity.host_name = "Cabinet d'essai", "Hébergeur d'essai"
    identity.save()
    html = main(client.get("/mentions-legales/"))
    assert "Cabinet d’essai" in html
    assert "Hébergeur d’essai" in html
    assert html.count("<dt>") == 2


def test_page_keeps_no_markup_the_editor_does_not_know(client):
    make.page("methode", body='<p onclick="x()">Bien<script>alert(1)</script></p><iframe src="//x"></iframe>')
    html = main(client.get("/methode/"))
    assert "<p>Bien</p>" in html
    assert "script" not in html
    assert "iframe" not in html


# --- what can be followed, what machines ask for ----------------------------------------------------


def test_following_names_every_feed(client):
    make.edition(tags=[make.tag("Calcul")], authors=[make.author("Cellule")])
    make.tag("Sans note")
    for event in (make.event("Sommet de Paris"), make.event("Caché", published=False)):
        make.commitment(event)
        make.printed(event)
    make.event("Sans état publié")
    response = client.get("/flux/")
    assert links(main(response)) == [
        "/flux/atom.xml",
        "/flux/rss.xml",
        "/sommets/sommet-de-paris/flux.xml",
        "/themes/calcul/flux.xml",
        "/auteurs/cellule/flux.xml",
    ]


def test_robots_are_kept_from_the_desk_and_shown_the_map(client, settings):
    settings.SITE_URL = "https://veille.example"
    response = client.get("/robots.txt")
    assert response.content.decode() == (
        "User-agent: *\nDisallow: /admin/\n\nSitemap: https://veille.example/sitemap.xml\n"
    )


def test_favicon_is_where_browsers_look(client):
    response = client.get("/favicon.ico")
    assert (response.status_code, response["Location"]) == (302, "/static/icons/favicon.ico")


def test_canonical_comes_from_the_site_address(client, settings):
    settings.SITE_URL = "https://veille.example"
    settings.ALLOWED_HOSTS = ["autre.example"]
    response = client.get("/", headers={"host": "autre.example"})
    assert canonical(response) == "https://veille.example/"


@pytest.mark.parametrize("path", ["/", "/articles/", "/themes/", "/sources/", "/flux/"])
def test_public_pages_take_no_post(client, path):
    assert client.post(path).status_code == 405
