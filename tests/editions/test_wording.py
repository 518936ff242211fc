"""A text as words and signs: everything an editor can put into it shows, and nothing of the mark-up is left."""

from tests import factories
from veille.editions import wording


def said(body, names=None):
    return ["".join(word.text + word.after for word in one).strip() for one in wording.read(body, names).paragraphs]


def test_paragraphs_say_what_they_are():
    body = (
        "<h2>Une partie</h2><p>Un mot.</p><ul><li><p>a</p></li></ul><ol><li><p>b</p></li></ol>"
        '<blockquote><p>c</p></blockquote><aside class="call-out"><p>d</p></aside><p></p><p>e<br>f</p>'
    )
    assert said(body) == [
        "[titre 2] Une partie", "Un mot.", "• a", "[numéroté] b", "[citation longue] c", "[encadré] d", "e ↵ f"
    ]  # fmt: skip


def test_citations_pictures_and_margin_notes_are_signs_with_their_names():
    body = (
        '<p>61<sup data-citation="12" data-locator="p. 4" data-quotation="Nous &lt;b&gt;"></sup>, dit-on</p>'
        '<figure data-image="3" data-caption="Une vue"></figure><aside data-commitment="7"></aside><p>fin</p>'
    )
    assert said(body, {("source", "12"): "Programme", ("picture", "3"): "Verrière"}) == [
        "61 [source 12, Programme, p. 4, Nous <b>], dit-on",
        "[image 3, Verrière, Une vue]",
        "[engagement 7]",
        "fin",
    ]
    assert wording.read(body * 2).citations == {"12": [("p. 4", "Nous <b>")] * 2}


def test_rows_of_a_table_are_paragraphs_and_its_cells_are_set_apart():
    body = (
        '<table data-caption="Pays"><tbody><tr><th><p>Nom</p></th><th><p>Rang</p></th></tr>'
        "<tr><td><p>Inde</p><p>(hôte)</p></td><td><p>1</p></td></tr></tbody></table>"
    )
    assert said(body) == ["[tableau, Pays]", "‖ Nom ‖ Rang", "| Inde (hôte) | 1"]


def test_link_says_where_it_leads():
    body = '<p><a href="/x/" data-to="theme:3">un</a> et <a href="https://exemple.fr/">deux</a>.</p>'
    assert said(body, {("link", "theme:3"): "Énergie"}) == ["un [→ Énergie] et deux [→ https://exemple.fr/]."]


def test_words_keep_their_look():
    (found,) = wording.read(
        "<p>un <strong>deux <em>trois</em></strong> <mark data-todo>q<sub>2</sub></mark></p>"
    ).paragraphs
    assert [(word.text, word.look) for word in found] == [
        ("un", ()), ("deux", ("strong",)), ("trois", ("em", "strong")), ("q", ("mark",)), ("2", ("mark", "sub"))
    ]  # fmt: skip


def test_anything_at_all_is_read(db):
    source = factories.source()
    for body in [
        "",
        None,
        "du texte",
        "<p>ouvert",
        "</p></ul></a>",
        "<td>x",
        f"{factories.cite(source)}",
        "<p>\u00a0</p>",
    ]:
        wording.read(body)
    assert said("<script>x()</script><p onclick=x()>a</p>") == ["x()", "a"]
