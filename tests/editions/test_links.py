"""Links to pages of ours: what they lead to is kept, the address is that of the day, and readers never meet a dead one."""

import uuid

import pytest

from tests import factories as make
from veille.articles import themes
from veille.editions import links, press
from veille.editions.links import Link
from veille.editions.models import Edition
from veille.editions.rendering import cleaned, render


def linked(row, words="ici", kind=None):
    """The link as the editor's dialog writes it."""
    key = row.key if isinstance(row, Edition) else row.pk
    name = kind or {"Edition": "article", "Tag": "theme"}.get(type(row).__name__, type(row).__name__.lower())
    return f'<a href="{row.get_absolute_url()}" data-to="{name}:{key}">{words}</a>'


def shown(body, **given):
    """What readers get of a text."""
    found = links.find(links.written(cleaned(body)), **given)
    return render(body, link=links.printed(found)).html


def kept(body):
    body = cleaned(body)
    return links.settled(body, links.find(links.written(body)))


@pytest.fixture
def one_of_each(db):
    """A page of each kind, seen by readers."""
    source = make.source("Un document")
    theme, author = make.tag("Calcul"), make.author("La cellule")
    edition = make.edition("Une note", sources=[source], tags=[theme], authors=[author])
    return [edition, theme, author, make.event("Paris"), source.organisation, source, make.page("methode")]


# --- what readers get -------------------------------------------------------------------------------


def test_each_kind_is_led_to_at_its_present_address(one_of_each):
    for row in one_of_each:
        old = f'<p><a href="/ancienne/" data-to="{linked(row).split('data-to="')[1].split('"')[0]}">ici</a></p>'
        assert shown(old) == f'<p><a href="{row.get_absolute_url()}">ici</a></p>'


def test_words_stay_without_a_link_where_readers_find_no_page(db):
    unseen = [
        make.edition("Prévue", live_from=+5),
        make.withdrawn("Retirée"),
        make.tag("Vide"),
        make.author("Personne"),
        make.event("Caché", published=False),
        make.source(),
        make.organisation(),
    ]
    for row in unseen:
        assert shown(f"<p>Voir {linked(row)}.</p>") == "<p>Voir ici.</p>"
        assert shown(f'<p>Voir <a href="{row.get_absolute_url()}">ici</a>.</p>') == "<p>Voir ici.</p>"


@pytest.mark.parametrize(
    "to", ["article:6f0a3f5e-0000-4000-8000-000000000000", "theme:99", "theme:x", "theme:" + "9" * 30, "autre:1", ":"]
)
def test_link_to_what_is_no_more_leaves_its_words(db, to):
    assert shown(f'<p><a href="https://ailleurs.example/" data-to="{to}">ici</a></p>') == "<p>ici</p>"


def test_other_links_stay_as_they_are(db):
    for address in [
        "https://a.fr/x?a=1&amp;b=2",
        "mailto:a@b.fr",
        "#partie",
        "/contact/",
        "/flux/",
        "/articles/jamais/",
    ]:
        assert shown(f'<p><a href="{address}">ici</a></p>') == f'<p><a href="{address}">ici</a></p>'


def test_links_are_dropped_in_tables_and_headings_too(db):
    gone = linked(make.tag("Vide"))
    assert shown(f"<h2>Voir {gone}</h2>") == '<h2 id="voir-ici">Voir ici</h2>'
    table = f"<table><tbody><tr><td><p>a {gone}</p></td><td><p><strong>{gone}</strong></p></td></tr></tbody></table>"
    assert "<td>a ici</td><td><strong>ici</strong></td>" in shown(table)


def test_identity_rules_where_the_address_says_otherwise(one_of_each):
    edition, theme, *_rest = one_of_each
    crossed = f'<p><a href="{theme.get_absolute_url()}" data-to="article:{edition.key}">ici</a></p>'
    assert shown(crossed) == '<p><a href="/articles/une-note/">ici</a></p>'


def test_place_on_the_page_stays_behind_the_address(one_of_each):
    for tail in ["#partie", "?page=2", "?page=2#partie"]:
        body = linked(one_of_each[1]).replace('/calcul/"', f'/calcul/{tail}"')
        assert shown(f"<p>{body}</p>") == f'<p><a href="/themes/calcul/{tail}">ici</a></p>'


def test_identities_never_reach_readers(client, one_of_each):
    make.identity()
    body = f"<p>{' '.join(linked(row) for row in one_of_each)}</p>"
    make.edition("Carrefour", body=body)
    make.page("a-propos", body=body)
    for address in ["/articles/carrefour/", "/a-propos/", "/flux/rss.xml"]:
        text = client.get(address).text
        assert "data-to" not in text
        assert "/themes/calcul/" in text


def test_moment_decides_between_editions(db):
    key = uuid.uuid4()
    make.edition("Avant", key=key, live_from=-5, live_until=+5)
    later = make.edition("Après", key=key, live_from=+5)
    body = f"<p>{linked(later)}</p>"
    assert shown(body) == '<p><a href="/articles/avant/">ici</a></p>'
    assert shown(body, at=later.live_from) == '<p><a href="/articles/apres/">ici</a></p>'


# --- what is kept -----------------------------------------------------------------------------------


def test_plain_addresses_of_ours_are_kept_by_what_they_lead_to(settings, one_of_each):
    settings.SITE_URL = "https://site.example"
    for row in one_of_each:
        address = row.get_absolute_url()
        for written in [address, f"https://site.example{address}", address.removesuffix("/")]:
            assert kept(f'<p><a href="{written}">ici</a></p>') == f"<p>{linked(row)}</p>"


def test_former_addresses_are_kept_by_what_they_lead_to(db):
    key = uuid.uuid4()
    make.edition("Avant", key=key, live_from=-9, live_until=-5)
    edition = make.edition("Après", key=key, live_from=-5)
    rows = {"/articles/avant/": edition}
    for one, place in [(make.tag, "/themes/"), (make.author, "/auteurs/"), (make.event, "/sommets/")]:
        row = rows[f"{place}un/"] = one("Un")
        row.slug = "deux"
        row.save()
    for address, row in rows.items():
        assert kept(f'<p><a href="{address}">ici</a></p>') == f"<p>{linked(row)}</p>"


def test_keeping_twice_changes_nothing(one_of_each):
    title = 'title="« a &amp; b »\u00a0: &quot;c&quot; &lt;d&gt;"'
    body = kept(
        "".join(f'<p><a {title} href="{row.get_absolute_url()}?a=1&amp;b=2">é\n</a></p>' for row in one_of_each)
    )
    assert body.count("data-to") == len(one_of_each)
    assert kept(body) == body
    assert cleaned(body) == body


def test_nothing_but_links_is_touched(one_of_each):
    call = '<sup data-citation="1" data-quotation="voir &lt;a href=&quot;/themes/calcul/&quot;&gt; &gt; x"></sup>'
    body = cleaned(
        f'<p>é "x" &amp; <a>rien</a> {call}</p>\n<p><a href="https://a.fr/">a</a> <a href="/themes/jamais/">b</a></p>'
    )
    assert kept(body) == body


def test_theme_that_became_part_of_another_is_followed(one_of_each, editor):
    old, theme = make.tag("Énergies"), one_of_each[1]
    body = f"<p>{linked(old)}</p>"
    themes.merge(old, into=theme, by=editor)
    assert shown(body) == '<p><a href="/themes/calcul/">ici</a></p>'
    assert kept(body) == f"<p>{linked(theme)}</p>"


@pytest.mark.parametrize("number", [1, 5])
def test_links_take_one_query_for_each_kind(one_of_each, django_assert_num_queries, number):
    rows = one_of_each[:3] + [make.tag() for _ in range(number)] + [make.edition() for _ in range(number)]
    written = links.written("".join(linked(row) for row in rows))
    with django_assert_num_queries(3):
        assert len(links.find(written)) == len(rows)
    by_address = [Link("", row.get_absolute_url()) for row in rows]
    with django_assert_num_queries(3):
        assert len(links.find(by_address)) == len(rows)
    with django_assert_num_queries(0):
        links.find([Link("", "https://a.fr/"), Link("", "/contact/"), Link("autre:1", "#x")])


# --- printed ----------------------------------------------------------------------------------------


def test_edition_leads_to_the_pages_it_brings_along(db):
    source, theme, author = make.source(), make.tag(), make.author()
    behind = make.source()
    rows = [theme, author, source, source.organisation, behind]
    body = f"<p>{make.cite(source)}{''.join(linked(row) for row in rows)}</p>"
    figure = make.figure(sources=[behind])
    edition = make.edition(body=body, sources=[source], tags=[theme], authors=[author], figures=[figure], live_from=+5)
    assert [f'href="{row.get_absolute_url()}"' in edition.body for row in rows] == [True] * 5
    press.reprint(edition)
    assert edition.body.count("<a ") == 5


def test_edition_may_lead_to_itself(db):
    key = uuid.uuid4()
    make.edition("Un", key=key, live_from=-5, live_until=-1)
    body = f'<p><a href="/x/" data-to="article:{key}">ici</a></p>'
    assert "/articles/" in make.edition("Un", key=key, body=body).body


def test_reprinted_edition_leads_to_present_addresses(db):
    key = uuid.uuid4()
    target = make.edition("Avant", key=key, live_from=-9, live_until=-5)
    make.edition("Après", key=key, live_from=-5)
    edition = make.edition(body=f"<p>{linked(target)}</p>", live_from=-3)
    assert 'href="/articles/apres/"' in edition.body
    body = edition.body
    press.reprint(edition)
    assert edition.body == body


@pytest.mark.parametrize("number", [0, 5])
def test_edition_page_asks_no_more_for_its_links(client, db, django_assert_num_queries, number):
    make.identity()
    body = "".join(f"<p>{linked(row)}</p>" for row in (make.edition() for _ in range(number)))
    make.edition("Note", body=f"<p>x</p>{body}")
    with django_assert_num_queries(7):
        assert client.get("/articles/note/").text.count(">ici</a>") == number


@pytest.mark.parametrize("number", [1, 5])
def test_editable_page_asks_once_more_for_each_kind(client, one_of_each, django_assert_num_queries, number):
    make.identity()
    make.page("a-propos", body="<p>Sans lien.</p>")
    rows = [*one_of_each[:2], *(make.edition() for _ in range(number))]
    make.page("confidentialite", body="".join(f"<p>{linked(row)}</p>" for row in rows))
    with django_assert_num_queries(2):
        client.get("/a-propos/")
    with django_assert_num_queries(4):
        client.get("/confidentialite/")
