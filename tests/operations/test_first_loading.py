"""The shipped brief goes into a database without it: over no row that stood there, and whole or not at all."""

import shutil

import pytest

from tests.operations.test_loading import load
from veille.articles.models import Article
from veille.editions.models import Author
from veille.operations.models import Loaded


def test_loading_uses_a_row_that_stood_before_and_leaves_it_as_it_is(small_brief, administrator):
    Author.objects.create(name="La nôtre", slug="cellule-veille-et-prospective", kind="team")
    load(small_brief, administrator)
    assert Author.objects.get().name == "La nôtre"


def test_a_load_that_fails_leaves_nothing_half_done(small_brief, administrator, tmp_path):
    folder = shutil.copytree(small_brief, tmp_path / "brief")
    file = folder / "articles.toml"
    file.write_text(
        file.read_text().replace('slug = "sommet-ia-paris-2025"', 'slug = "sommet-ia-paris-2025"\nfaute = "', 1)
    )
    with pytest.raises(ValueError, match=r".*"):
        load(folder, administrator)
    assert not Article.objects.exists()
    assert not Loaded.objects.filter(kind="source").exists()
