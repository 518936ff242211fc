"""The style sheets keep their promises: one file of literals, every class styled somewhere, one sheet a page."""

import gzip
import re
from pathlib import Path

from django.conf import settings

from veille.lib.staticfiles import joined

CSS = Path(settings.BASE_DIR) / "static/css"
SITE = joined("site.css", lambda name: (CSS / name).read_text())


def test_only_tokens_hold_colours_and_sizes():
    literal = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch)a?\(|\d(?:rem|px)\b", re.IGNORECASE)
    found = {}
    for file in [*CSS.glob("*.css"), *CSS.glob("components/*.css")]:
        if file.name in {"tokens.css", "desk.css", "article-form.css"}:
            continue
        text = re.sub(r"/\*.*?\*/|@media[^{]*", "", file.read_text(), flags=re.S)
        if hits := literal.findall(text):
            found[file.name] = hits
    assert found == {}


def test_every_component_is_in_the_one_sheet():
    named = set(re.findall(r"components/([\w-]+\.css)", (CSS / "site.css").read_text()))
    assert named == {file.name for file in CSS.glob("components/*.css")}


def test_sheet_needs_no_important():
    assert "!important" not in re.sub(r"/\*.*?\*/", "", SITE, flags=re.S)


def test_every_token_named_is_defined():
    assert set(re.findall(r"var\((--[\w-]+)", SITE)) - set(re.findall(r"(--[\w-]+):", SITE)) == set()


def test_sheet_is_light():
    assert len(gzip.compress(SITE.encode())) < 15_000
