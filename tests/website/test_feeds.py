import uuid
from datetime import datetime
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest

from tests import factories as make

PARIS = ZoneInfo("Europe/Paris")
ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"


@pytest.fixture(autouse=True)
def address(settings):
    settings.SITE_URL = "https://veille.example"


def read(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return ElementTree.fromstring(response.content)


def entry_titles(client, path):
    return [entry.findtext(f"{ATOM}title") for entry in read(client, path).iter(f"{ATOM}entry")]


def a_revised_note():
    key = uuid.uuid4()
    first, change = datetime(2026, 3, 1, 12, tzinfo=PARIS), datetime(2026, 3, 5, 9, tzinfo=PARIS)
    make.edition("Note", key=key, slug="n", live_from=first, live_until=change)
    cited = make.source()
    return make.edition(
        "Gigafabriques & Cie",
        key=key,
        lead="Le chapeau.",
        sources=[cited],
        body=f'<h2>Un</h2><p>Un texte{make.cite(cited)}, <a href="/methode/">la méthode</a>.</p>',
        takeaways=["À noter."],
        tags=[make.tag("Calcul")],
        authors=[make.author("Cellule")],
        hero=make.image(credit="Nous"),
        live_from=change,
        nature="update",
    )


def test_rss_carries_the_whole_text(client):
    note = a_revised_note()
    channel = read(client, "/flux/rss.xml").find("channel")
    item = channel.find("item")
    assert channel.findtext("link") == "https://veille.example/"
    assert channel.find(f"{ATOM}link").get("href") == "https://veille.example/flux/rss.xml"
    assert {tag: item.findtext(tag) for tag in ("title", "link", "description", "guid", "category")} == {
        "title": "Gigafabriques & Cie",
        "link": "https://veille.example/articles/gigafabriques-cie/",
        "description": "Le chapeau.",
        "guid": f"urn:uuid:{note.key}",
        "category": "Calcul",
    }
    assert item.find("guid").get("isPermaLink") == "false"
    picture = note.hero.fallback
    assert item.findtext(CONTENT) == (
        f'<figure><img src="https://veille.example{picture["url"]}" width="1200" height="525" alt="Une verrière">'
        "<figcaption>Nous, CC BY 4.0</figcaption></figure>"
        "<p><strong>À retenir</strong></p><ul><li>À noter.</li></ul>"
        '<h2>Un</h2><p>Un <span>texte<a href="https://veille.example/articles/gigafabriques-cie/#source-1">[1]</a>,'
        '</span> <a href="https://veille.example/methode/">la méthode</a>.</p>'
    )


def test_atom_says_when_it_was_published_and_changed(client):
    note = a_revised_note()
    feed = read(client, "/flux/atom.xml")
    entry = feed.find(f"{ATOM}entry")
    assert {name: entry.findtext(ATOM + name) for name in ("id", "published", "updated", "summary")} == {
        "id": f"urn:uuid:{note.key}",
        "published": "2026-03-01T11:00:00+00:00",
        "updated": "2026-03-05T08:00:00+00:00",
        "summary": "Le chapeau.",
    }
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Cellule"
    assert entry.find(f"{ATOM}content").get("type") == "html"
    assert feed.findtext(f"{ATOM}updated") == "2026-03-05T08:00:00+00:00"


def test_pictures_of_the_text_have_absolute_addresses(client):
    picture = make.image()
    make.edition(images=[picture])
    content = read(client, "/flux/atom.xml").find(f"{ATOM}entry/{ATOM}content").text
    assert f'src="https://veille.example{picture.fallback["url"]}"' in content
    assert f'srcset="https://veille.example/media/{picture.renditions[0]["name"]} 800w"' in content
    assert '"/media/' not in content


def test_words_that_look_like_markup_stay_as_they_were_typed(client):
    typed = '<p>Écrire class="x" id="y", href="/a" &amp; &lt;button popovertarget="bulle-1"&gt; : voilà.</p>'
    printed = make.edition(body=typed).body
    assert 'class="x" id="y", href="/a" &amp; &lt;button' in printed
    assert read(client, "/flux/atom.xml").find(f"{ATOM}entry/{ATOM}content").text == printed


@pytest.mark.parametrize("path", ["/flux/rss.xml", "/flux/atom.xml"])
def test_feed_holds_current_editions_only(client, path):
    make.edition("Visible")
    make.edition("Àvenir", live_from=+1)
    make.withdrawn("Retirée")
    words = client.get(path).content.decode()
    assert [word in words for word in ("Visible", "Àvenir", "Retirée")] == [True, False, False]


def test_feed_holds_the_twenty_newest(client):
    for n in range(21):
        make.edition(f"Note {n}", live_from=-n - 1)
    assert entry_titles(client, "/flux/atom.xml") == [f"Note {n}" for n in range(20)]


def test_theme_and_author_have_their_feed(client):
    theme, author = make.tag("Calcul", description="Les machines."), make.author("Cellule")
    make.edition("Sur le calcul", tags=[theme])
    make.edition("De la cellule", authors=[author])
    assert entry_titles(client, "/themes/calcul/flux.xml") == ["Sur le calcul"]
    assert entry_titles(client, "/auteurs/cellule/flux.xml") == ["De la cellule"]
    feed = read(client, "/themes/calcul/flux.xml")
    assert (feed.findtext(f"{ATOM}title"), feed.findtext(f"{ATOM}subtitle")) == ("Calcul – Veille", "Les machines.")


@pytest.mark.parametrize("path", ["/themes/inutile/flux.xml", "/auteurs/inutile/flux.xml", "/themes/jamais/flux.xml"])
def test_feed_of_nothing_published_is_not_found(client, path):
    make.tag("Inutile")
    make.author("Inutile")
    assert client.get(path).status_code == 404


def test_feed_escapes_what_a_title_holds(client):
    make.edition("Titre <b> & « guillemets »")
    assert entry_titles(client, "/flux/atom.xml") == ["Titre <b> & «\u202fguillemets\u202f»"]


@pytest.mark.parametrize("path", ["/flux/rss.xml", "/flux/atom.xml"])
def test_feed_leaves_out_what_xml_cannot_hold(client, identity, path):
    identity.site_name = "Vei\x0blle"
    identity.save()
    make.edition("Ti\x0btre", lead="Un\x1f chapeau.", body="<p>Un \x0ctexte</p>", tags=[make.tag("Cal\x01cul")])
    make.edition("Deux", authors=[make.author("Cel\ufffflule")])
    titles = [title.text for title in read(client, path).iter() if title.tag in {"title", f"{ATOM}title"}]
    assert titles == ["Veille", "Deux", "Titre"]


@pytest.mark.parametrize("path", ["/flux/rss.xml", "/flux/atom.xml"])
def test_unchanged_feed_is_not_sent_twice(client, path):
    make.edition()
    first = client.get(path)
    again = client.get(path, headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    assert first.cookies == {}


def test_empty_feed_still_reads(client):
    assert entry_titles(client, "/flux/atom.xml") == []


@pytest.mark.parametrize("number", [1, 3])
def test_feed_asks_four_times(client, django_assert_num_queries, number):
    for _ in range(number):
        make.edition(tags=[make.tag()], hero=make.image())
    with django_assert_num_queries(4):
        client.get("/flux/atom.xml")
