from hypothesis import given
from hypothesis import strategies as some

from veille.editions.prose import blocks, paragraphs
from veille.editions.rendering import cleaned
from veille.lib.merging import rows, settled


def test_paragraphs_are_the_words_block_by_block():
    body = "<h2>Une partie</h2><p>Un <em>mot</em>\n de plus.</p><ul><li><p>un</p></li><li><p>deux</p></li></ul>"
    assert paragraphs(body) == ["Une partie", "Un mot de plus.", "un", "deux"]


def test_paragraphs_show_what_the_text_refers_to():
    body = (
        '<p>Ici<sup data-citation="7" data-locator="p. 4" data-quotation="mot"></sup> et '
        '<a href="https://exemple.fr/">là</a>.</p><figure data-image="3" data-caption="Verrière"></figure>'
        '<table data-caption="Le décompte"><tbody><tr><td><p>61</p></td></tr></tbody></table>'
    )
    assert paragraphs(body) == [
        "Ici [source 7, p. 4, mot] et [https://exemple.fr/] là.",
        "[image 3, Verrière]",
        "[tableau, Le décompte]",
        "61",
    ]


def test_paragraphs_of_plain_or_empty_text():
    assert paragraphs("sans balise") == ["sans balise"]
    assert paragraphs("") == []


# --- node by node -----------------------------------------------------------------------------------

NODES = [
    '<p>Un<sup data-citation="3" data-quotation="a &gt; b"></sup>.</p>',
    "<h2>Titre &amp; suite</h2>",
    "<ul><li><p>a</p></li><li><p>b<br>c</p></li></ul>",
    '<table data-caption="T"><tbody><tr><td><p>1</p></td></tr></tbody></table>',
    '<figure data-image="4" data-caption="Une"></figure>',
    '<aside data-commitment="9"></aside>',
    '<aside class="call-out"><p>a</p><p>b</p></aside>',
    "<p></p>",
]


def test_blocks_are_the_nodes_of_a_text():
    assert blocks("".join(NODES)) == NODES
    assert blocks("") == []
    assert blocks("Sans balise") == ["Sans balise"]
    assert blocks("<p>a</p>\n<p>b</p>") == ["<p>a</p>\n", "<p>b</p>"]


@given(some.lists(some.sampled_from([*NODES, "\n", "mot", "<p>", "</p>", "<", "&", "é\r\n", "<br>", "<!-- x -->"])))
def test_blocks_joined_are_the_text_whatever_it_holds(pieces):
    text = "".join(pieces)
    assert "".join(blocks(text)) == text


@given(*[some.lists(some.sampled_from([node for node in NODES if node != "<p></p>"]), max_size=6)] * 3)
def test_what_is_put_together_of_texts_is_a_text_of_the_schema(base, theirs, mine):
    compared = rows(*(blocks(cleaned("".join(one))) for one in (base, theirs, mine)))
    text = "".join(settled(compared, {row.place: "both" for row in compared}))
    assert cleaned(text) == text
