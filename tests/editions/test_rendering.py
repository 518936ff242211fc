import time

import pytest

from veille.editions.rendering import cleaned, render, uses
from veille.editions.schema import LONGEST

VECTORS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><a xlink:href='javascript:alert(1)'>x</a></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='JaVaScRiPt&#58;alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<form action='//mal.example'><button formaction='javascript:alert(1)'>x</button></form>",
    "<p style='background:url(javascript:alert(1))' onclick='alert(1)'>x</p>",
    "<sup data-citation='1\"><img src=x onerror=alert(1)>'></sup>",
    "<table data-caption='<img src=x onerror=alert(1)>'><tbody><tr><th><p>x</p></th></tr></tbody></table>",
    "<p>x</p><!--><img src=x onerror=alert(1)>-->",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<style>@import '//mal.example'</style><link rel=stylesheet href=//mal.example>",
    "<button popovertarget=x onfocus=alert(1) autofocus>x</button>",
]


@pytest.mark.parametrize("vector", VECTORS)
def test_render_leaves_nothing_that_runs(vector):
    html = render(f"<p>avant</p>{vector}<p>après</p>", sources={"1"}).html
    for word in [
        "<script",
        "<img",
        "<svg",
        "<math",
        "<style",
        "<iframe",
        "<form",
        "<link",
        "javascript:",
        "srcdoc",
        " on",
    ]:
        assert word not in html.replace("&lt;", "‹").replace("&gt;", "›").lower().replace("‹img src=x onerror", ""), (
            word
        )


@pytest.mark.parametrize("vector", VECTORS)
def test_cleaning_twice_changes_nothing(vector):
    once = cleaned(f"<p>a</p>{vector}")
    assert cleaned(once) == once


def test_render_numbers_citations_by_first_use_and_keeps_the_word_with_its_call():
    body = '<p>Un mot<sup data-citation="7"></sup>, puis un autre<sup data-citation="3"></sup><sup data-citation="7"></sup>.</p>'
    page = render(body, sources={"3", "7"})
    assert [(note.key, note.number, note.uses) for note in page.notes] == [("7", 1, 2), ("3", 2, 1)]
    assert page.html == (
        '<p>Un <span class="cited">mot<button class="citation" type="button" id="appel-1-1" popovertarget="bulle-1"'
        ' aria-label="Source 1">1</button>,</span> puis un <span class="cited">autre'
        '<button class="citation" type="button" id="appel-2-1" popovertarget="bulle-2" aria-label="Source 2">2</button>'
        '<button class="citation" type="button" id="appel-1-2" popovertarget="bulle-1" aria-label="Source 1">1</button>'
        ".</span></p>"
    )


def test_render_keeps_locator_and_quotation_of_each_use():
    body = (
        '<p>a<sup data-citation="1" data-locator="p. 4" data-quotation="cinq &gt; quatre"></sup>'
        ' b<sup data-citation="1"></sup> c<sup data-citation="1" data-locator="p. 9"></sup></p>'
    )
    assert render(body, sources={"1"}).notes[0].passages == [(1, "p.\u00a04", "cinq > quatre"), (3, "p.\u00a09", "")]


def test_render_lists_what_leads_nowhere_and_leaves_it_out():
    page = render('<p>a<sup data-citation="9"></sup>.</p><figure data-image="8"></figure>', sources={"1"})
    assert page.unknown == ["9", "8"]
    assert page.html == "<p>a.</p>"


def test_render_cites_after_an_element_and_inside_one():
    body = '<p><strong>gras</strong><sup data-citation="1"></sup>. <em>biais<sup data-citation="1"></sup></em></p>'
    html = render(body, sources={"1"}).html
    assert html.count("<span") == html.count("</span>") == 2
    assert "</strong><span" in html
    assert "</span></em>" in html


def test_render_sets_anchors_and_contents():
    page = render("<h2>L'Europe s'équipe</h2><h3>Détail</h3><h2>L'Europe s'équipe</h2>")
    assert page.contents == [("l-europe-s-equipe", "L’Europe s’équipe"), ("l-europe-s-equipe-2", "L’Europe s’équipe")]
    assert page.html == (
        '<h2 id="l-europe-s-equipe">L’Europe s’équipe</h2><h3 id="detail">Détail</h3>'
        '<h2 id="l-europe-s-equipe-2">L’Europe s’équipe</h2>'
    )


def test_render_gives_a_table_its_caption_and_its_headers():
    body = (
        '<table data-caption="Qui compte quoi ?"><tbody><tr><th><p>Pays</p></th><th><p>Nombre</p></th></tr>'
        '<tr><th><p>France</p></th><td colspan="2"><p>1</p><p>2</p></td></tr></tbody></table>'
    )
    assert render(body).html == (
        '<div class="scroll wide" role="region" aria-label="Qui compte quoi\u202f?" tabindex="0"><table class="data">'
        "<caption>Qui compte quoi\u202f?</caption>"
        '<thead><tr><th scope="col">Pays</th><th scope="col">Nombre</th></tr></thead>'
        '<tbody><tr><th scope="row">France</th><td colspan="2">1<br>2</td></tr></tbody></table></div>'
    )


def test_render_puts_a_picture_of_the_library_in_its_place():
    page = render(
        '<figure data-image="4" data-caption="Une vue"></figure>', picture=lambda key, caption: f"[{key} {caption}]"
    )
    assert page.html == "[4 Une vue]"
    assert page.pictures == ["4"]


def test_render_keeps_addresses_as_they_are():
    html = render('<p><a href="https://exemple.fr/?a=1&amp;b=l\'été : oui">ici</a></p>').html
    assert html == '<p><a href="https://exemple.fr/?a=1&amp;b=l&#x27;été : oui">ici</a></p>'


def test_reading_time_counts_words():
    assert render("<p>mot</p>").minutes == 1
    assert render(f"<p>{'mot ' * 1100}</p>").minutes == 5


def test_uses_lists_sources_and_pictures_in_order():
    found = uses(
        '<p><sup data-citation="5" data-locator="p. 1"></sup><sup data-citation="2"></sup></p><figure data-image="3"></figure>'
    )
    assert found.sources == {"5": ("p. 1", ""), "2": ("", "")}
    assert found.pictures == ["3"]


@pytest.mark.parametrize("sign", ["<", "&", "<p>", "<sup data-citation=1>", "(", "« "])
def test_the_longest_text_renders_in_bounded_time(sign):
    start = time.process_time()
    render(sign * (LONGEST // len(sign)), sources={"1"})
    assert time.process_time() - start < 6


@pytest.mark.parametrize(
    "body",
    [
        "<h2><select><h2>a</h2></select></h2>",
        "<table><caption>Pays</caption><tr><td>a</td></tr></table>",
        "<table><caption><ul><li>a</li></ul></caption></table>",
    ],
)
def test_cleaning_settles_where_something_was_taken_out(body):
    once = cleaned(body)
    assert cleaned(once) == once


@pytest.mark.parametrize("name", ["Sources", "Chiffres", "Corrections", "Source 1", "Bulle 12", "Appel 1 1"])
def test_render_gives_no_heading_the_anchor_of_the_page_around(name):
    html = render(f"<h2>{name}</h2>").html
    assert f' id="partie-{name.lower().replace(" ", "-")}"' in html


def test_render_keeps_a_heading_that_only_begins_like_an_anchor_of_the_page():
    assert render("<h2>Sources et méthode</h2>").contents == [("sources-et-methode", "Sources et méthode")]


def test_render_leaves_no_stray_tag_of_a_call_within_a_call():
    html = render('<p>a<sup data-citation="1"><sup data-citation="1">x</sup>y</sup> b</p>', sources={"1"}).html
    assert html.count('class="citation"') == 1
    assert html.endswith("</button></span> b</p>")


def test_render_keeps_a_table_within_a_table():
    html = render("<table><tr><td>dehors<table><tr><td>dedans</td></tr></table></td><td>après</td></tr></table>").html
    assert html.count("<table") == html.count("</table>") == 2
    assert html.index("dehors") < html.index("dedans") < html.index("après")


def test_render_sets_a_call_out_apart_whatever_its_class():
    for opening in ['<aside class="call-out">', "<aside>", '<aside class="x" onclick="x()">']:
        assert render(f"{opening}<p>un</p></aside>").html == '<aside class="call-out"><p>un</p></aside>'


def test_render_never_prints_that_something_is_to_be_done():
    body = '<p>un <mark data-todo="1">deux<sup data-citation="1"></sup></mark>.</p><h2><mark data-todo="1">trois</mark></h2>'
    text = render(body, sources={"1"})
    assert "mark" not in text.html
    assert "todo" not in text.html
    assert text.html.startswith('<p>un <span class="cited">deux<button')
    assert text.html.endswith('</button>.</span></p><h2 id="trois">trois</h2>')


def test_page_knows_neither_call_out_nor_mark():
    body = '<aside class="call-out"><p>un <mark data-todo="1">deux</mark></p></aside>'
    assert render(body, vocabulary="PAGE").html == "<p>un deux</p>"
