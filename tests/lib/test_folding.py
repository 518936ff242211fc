import re

import pytest

from tests import factories
from veille.editions.models import Author
from veille.lib.folding import pattern


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("ecole", "Grande École"),
        ("ÉCOLE", "une école"),
        ("oeuvre", "Chef-d’œuvre"),
        ("ŒUVRE", "oeuvre"),
        ("l'essai", "L’Essai"),
        ("61 pays", "61\N{NARROW NO-BREAK SPACE}pays"),
        ("2025-2026", "2025–2026"),
        ("e\N{COMBINING ACUTE ACCENT}te", "Été"),
        ("garcon", "GARÇON"),
        ("noel", "Noël"),
        ("straße", "Straße"),
        ("σ", "Σ"),
        ("a.b", "a.b"),
        ("[x]", "[X]"),
        ("100 % (^$)", "100 % (^$)"),
    ],
)
def test_words_are_found_however_they_are_written(db, typed, written):
    factories.author(written, slug="une")
    assert Author.objects.filter(name__folded=typed).exists()


@pytest.mark.parametrize(
    ("typed", "written"), [("a.b", "axb"), ("ecole", "éco le"), ("%", "cent"), ("_", "a"), ("***:x", "x")]
)
def test_nothing_else_is_found(db, typed, written):
    factories.author(written, slug="une")
    assert not Author.objects.filter(name__folded=typed).exists()


def test_pattern_is_understood_whatever_is_typed(db):
    for code in range(1, 0x250):
        words = chr(code) * 2
        re.compile(pattern(words))
        assert Author.objects.filter(name__folded=words).count() == 0
