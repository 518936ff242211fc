"""What a page says of itself, read from pages as they are: broken, mislabelled, hostile."""

import datetime
import time

import pytest

from veille.sources.metadata import CHARACTERS, Metadata, date_in, decoded, plain, read

TODAY = datetime.date(2026, 3, 3)
ADDRESS = "https://www.journal.example/2025/sommet?x=1"


def said(page, *, charset="", address=ADDRESS):
    body = page if isinstance(page, bytes) else page.encode()
    return read(body, charset=charset, address=address, today=TODAY)


def test_page_that_says_everything_is_read():
    page = """<!doctype html><html lang="fr-FR"><head><meta charset="utf-8">
      <title>Le sommet s’ouvre - Le Journal</title>
      <meta property="og:title" content="Le sommet s&#8217;ouvre à Paris">
      <meta property="og:site_name" content="Le Journal">
      <meta property="article:published_time" content="2025-02-10T08:30:00+01:00">
      <link rel="canonical" href="/2025/sommet">
      </head><body><h1>Autre titre</h1><time datetime="2020-01-01">1er</time>"""
    assert said(page) == Metadata(
        title="Le sommet s’ouvre à Paris",
        site="Le Journal",
        language="fr",
        published_on="2025-02-10",
        canonical="https://www.journal.example/2025/sommet",
    )


def test_page_that_says_nothing_is_nothing():
    assert said("") == said("<p>bonjour") == said(b"\x00\xff\xfe") == Metadata()


def test_title_comes_from_the_best_place_there_is():
    assert said("<title>Une</title><h1>Deux</h1>").title == "Une"
    assert said("<h1>Le <em>grand</em>\n titre</h1><h1>Deux</h1>").title == "Le grand titre"
    assert said("<title> \n </title><h1>Deux</h1>").title == "Deux"
    assert said('<h1></h1><script type=\'application/ld+json\'>{"headline": "Trois"}</script>').title == "Trois"


@pytest.mark.parametrize("title", ["Une loi | Le Journal", "Une loi - le journal", "Une loi – Le Journal", "Une loi"])
def test_title_comes_without_the_name_of_the_site(title):
    assert said(f'<title>{title}</title><meta property="og:site_name" content="Le Journal">').title == "Une loi"


def test_title_that_ends_in_the_name_of_the_site_is_kept():
    page = '<title>Ce que veut Le Journal</title><meta property="og:site_name" content="Le Journal">'
    assert said(page).title == "Ce que veut Le Journal"
    assert said('<title>Le Journal</title><meta property="og:site_name" content="Le Journal">').title == "Le Journal"


@pytest.mark.parametrize(
    "linked",
    [
        '{"@type":"NewsArticle","publisher":{"@type":"Organization","name":"Agence"},"datePublished":"2025-02-10"}',
        '[{"@type":"WebSite"},{"publisher":[{"name":"Agence"}],"datePublished":"2025-02-10T01:00Z"}]',
        '{"@graph":[{"@type":"WebPage","datePublished":"2025-02-10"},{"publisher":"Agence"}]}',
    ],
)
def test_linked_data_is_read(linked):
    found = said(f'<script type="application/ld+json">{linked}</script>')
    assert (found.site, found.published_on) == ("Agence", "2025-02-10")


@pytest.mark.parametrize(
    "linked",
    ["{", "null", "12", '"x"', "[" * 100_000, '{"publisher": 3, "datePublished": {}, "headline": ["x"]}', '{"@graph": 1}',
     '{"publisher": []}', '{"publisher": {"name": {"a": 1}}}', "[[[[[]]]]]"],
)  # fmt: skip
def test_linked_data_of_another_shape_is_left(linked):
    assert said(f'<script type="application/ld+json">{linked}</script><title>Une</title>') == Metadata(title="Une")


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2025-02-10", "2025-02-10"),
        ("2025-02-10T23:59:00Z", "2025-02-10"),
        ("2025-02-10 08:00", "2025-02-10"),
        ("20250210", "2025-02-10"),
        ("2025/2/1", "2025-02-01"),
        ("2025-02", "2025-02"),
        ("2025", "2025"),
        ("10/02/2025", "2025-02-10"),
        ("Mon, 10 Feb 2025 08:00:00 +0100", "2025-02-10"),
        ("2026-03-04", "2026-03-04"),
        ("2026-03-05", ""),
        ("9999-12-31", ""),
        ("1066-10-14", ""),
        ("2025-02-30", ""),
        ("0000-00-00", ""),
        ("1739260800", ""),
        ("hier", ""),
        ("", ""),
        ("2025-13", ""),
    ],
)
def test_date_is_read_or_left(text, date):
    assert date_in(text, today=TODAY) == date


def test_date_is_the_first_that_can_be_true():
    page = '<meta name="date" content="bientôt"><meta itemprop="datePublished" content="2024-05"><time datetime="2020">'
    assert said(page).published_on == "2024-05"
    assert said("<time>hier</time><time datetime='2020-05-06T10:00'>").published_on == "2020-05-06"


@pytest.mark.parametrize(
    ("page", "language"),
    [
        ("<html lang=EN-us>", "en"),
        ('<html xml:lang="de">', "de"),
        ('<meta property="og:locale" content="pt_BR">', "pt"),
        ('<html lang="français">', ""),
        ('<html lang="<script>">', ""),
        ("<html lang>", ""),
    ],
)
def test_language_is_a_code_or_nothing(page, language):
    assert said(page).language == language


def test_canonical_address_is_made_whole():
    assert (
        said('<link rel="nofollow Canonical" href="sommet/2">').canonical == "https://www.journal.example/2025/sommet/2"
    )
    assert said('<link rel="canonical" href="http://[broken">').canonical == ""


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        ("<title>Été à l’Élysée</title>".encode(), ""),
        ("<title>Été à l’Élysée</title>".encode(), "iso-8859-1"),
        ("<title>Été à l’Élysée</title>".encode("utf-8-sig"), "windows-1252"),
        ("<title>Été à l’Élysée</title>".encode("utf-16"), ""),
        ("<title>Été à l’Élysée</title>".encode("cp1252"), "utf-8"),
        ("<title>Été à l’Élysée</title>".encode("cp1252"), "iso-8859-1"),
        ("<title>Été à l’Élysée</title>".encode("cp1252"), "hex"),
        ("<title>Été à l’Élysée</title>".encode("cp1252"), "inconnu"),
        ('<meta charset="windows-1252"><title>Été à l’Élysée</title>'.encode("cp1252"), "utf-8"),
        ('<meta charset="macintosh"><title>Été à l’Élysée</title>'.encode("mac-roman"), ""),
    ],
)
def test_text_is_right_whatever_the_server_says_of_it(body, charset):
    assert said(body, charset=charset).title == "Été à l’Élysée"


def test_bytes_of_no_charset_are_still_text():
    assert decoded(b"\x81\x8d\xff", "") == "\ufffd\ufffdÿ"


def test_text_that_comes_out_is_one_line_without_invisible_characters():
    assert plain(" a\x00\tb\u202e\u200b\n\ud800c ", 300) == "a b c"
    title = said('<meta property="og:title" content="A\x00\x1b[31m\u202eB\u2028C&#0;&#x202e;">').title
    assert title == "A[31mB C\ufffd"
    script = said('<script type="application/ld+json">{"headline": "\\ud800x\\u0000\\u202e"}</script>').title
    assert script == "x"


def test_text_that_comes_out_is_bounded():
    found = said(f"<title>{'mot ' * 1000}</title><meta property='og:site_name' content='{'x' * 9999}'>")
    assert (len(found.title), found.title[-4:], len(found.site)) == (300, "mot…", 160)


def test_markup_in_a_title_stays_text():
    page = '<meta property="og:title" content="&lt;script&gt;alert(1)&lt;/script&gt;">'
    assert said(page).title == "<script>alert(1)</script>"


@pytest.mark.parametrize(
    "unit",
    ["<", "<a ", "<!--", "</", "<!", "<![", "<![foo[", "<?", "<title>", "<h1>", "<script type='application/ld+json'>",
     "<meta ", "<meta charset", "&", "&#", "<a b='", "<time datetime='2020'>", "<meta name='a' content='b'>", "\x00"],
)  # fmt: skip
@pytest.mark.parametrize("end", ["", ">", "'>"])
def test_page_made_to_be_slow_is_read_in_time(unit, end):
    page = "<title>Une</title>" + unit * (CHARACTERS // len(unit)) + end
    start = time.process_time()
    assert said(page).title == "Une"
    assert time.process_time() - start < 3
