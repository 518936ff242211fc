from veille.articles.reading import Call, read
from veille.editions.rendering import render


def words(text):
    return [passage.words for passage in text.passages]


def test_passages_are_paragraphs_lines_headings_and_rows():
    text = read(
        "<h2>Un <em>titre</em></h2><p>Une  phrase<br>coupée.</p><ul><li><p>Un</p></li><li>Deux<ul><li>Trois</li></ul></li></ul>"
        "<blockquote><p>Cité</p></blockquote><p></p>"
        "<table><tbody><tr><th><p>Qui</p></th><th><p>Combien</p></th></tr>"
        "<tr><td><p>A</p><p>B</p></td><td>3</td></tr></tbody></table><p>Fin</p>"
    )
    assert words(text) == [
        "Un titre",
        "Une phrase coupée.",
        "Un",
        "Deux",
        "Trois",
        "Cité",
        "Qui Combien",
        "A B 3",
        "Fin",
    ]
    assert [p.words for p in text.passages if p.is_heading] == ["Un titre"]
    assert [(p.words, p.is_header) for p in text.passages if p.is_row] == [("Qui Combien", True), ("A B 3", False)]
    assert text.headings == [(2, "Un titre")]


def test_calls_belong_to_their_passage_and_their_content_is_no_text():
    text = read(
        '<p>Un<sup data-citation="3" data-locator="p. 4" data-quotation="a > b">9</sup> et x<sup>2</sup></p><p>Deux</p>'
    )
    assert words(text) == ["Un et x2", "Deux"]
    assert text.passages[0].calls == [Call("3", "p. 4", "a > b")]
    assert [passage.is_sourced for passage in text.passages] == [True, False]


def test_column_names_that_cite_cover_their_table_and_no_other():
    row = "<tr><td>61</td></tr></tbody></table>"
    text = read(
        f'<table><tbody><tr><th>Pays<sup data-citation="1"></sup></th></tr>{row}<table><tbody><tr><th>Pays</th></tr>{row}'
    )
    assert [passage.is_sourced for passage in text.passages] == [True, True, False, False]


def test_tables_say_whether_they_name_their_columns_or_rows():
    text = read(
        '<table data-caption="A"><tbody><tr><th>x</th></tr><tr><td>1</td></tr></tbody></table>'
        "<table><tbody><tr><th>x</th><td>1</td></tr><tr><th>y</th><td>2</td></tr></tbody></table>"
        "<table><tbody><tr><td>x</td></tr></tbody></table><table></table>"
    )
    assert text.tables == [("A", True), ("", True), ("", False), ("", False)]


def test_links_keep_their_words_apart():
    text = read('<p>Voir <a href=" https://a.fr/ ">la <em>page</em> 3</a> ou <a href="/x/"></a> ou <a>rien</a>.</p>')
    assert text.links == [("", "https://a.fr/", "la page 3"), ("", "/x/", "")]
    assert text.passages[0].own_words == "Voir ou ou rien."


def test_pictures_are_told_once_a_use():
    text = read('<figure data-image="4" data-caption="x">y</figure><figure data-image="4"></figure><p>z</p>')
    assert (text.pictures, words(text)) == (["4", "4"], ["z"])


def test_length_is_the_reading_times():
    body = "<h2>Un titre</h2>" + '<p>Cinq mots, <em>dont</em> un cité<sup data-citation="1"></sup>.</p>' * 300
    assert (read(body).length, read(body).minutes) == (render(body).words, render(body).minutes)


def test_text_that_breaks_off_is_read_to_its_end():
    for body, told in [("", []), ("a", ["a"]), ("<p>a<sup data-citation='1'>b", ["a"]), ("<table><tr><td>a", ["a"])]:
        assert words(read(body)) == told
