"""The shipped brief goes in once, the way an editor would put it in, and never over an editor's words.

All tests of this file find it there.
"""

import shutil

import pytest

from summit.models import BriefState, Commitment, Event, StatusChange
from tests.conftest import person
from veille.accounts.models import User
from veille.accounts.roles import ADMINISTRATOR
from veille.articles.models import Article
from veille.editions.models import Author, Edition
from veille.operations import loading
from veille.sources.models import KeyFigure, Source
from veille.website.models import Identity, Page


def load(folder, administrator):
    report = loading.Report()
    loading.load_site(report)
    loading.load_summit(folder, by=administrator, report=report)
    return report


@pytest.fixture(scope="module")
def once(lasting, small_brief):
    def all_of_it():
        load(small_brief, person(ADMINISTRATOR, "admin@example.org", "Administratrice"))

    lasting(all_of_it)


@pytest.fixture
def loaded(once, db):
    """The brief, as the first test of this file put it in."""


@pytest.fixture
def administrator(loaded):
    return User.objects.get(email="admin@example.org")


def test_the_brief_leads_and_its_notes_stand_beside_it(loaded):
    current = Edition.objects.current()
    assert current.count() == 6
    assert current.first().slug == "sommet-ia-paris-2025"
    assert {author.name for edition in current for author in edition.authors.all()} == {
        "Cellule Veille et prospective — Yélé Consulting"
    }
    assert [edition.slug for edition in current if not edition.tags.exists()] == []
    assert Event.objects.published().get().coverage.count() == 6
    assert {page.slug for page in Page.objects.all()} == set(loading.PAGES)
    assert Identity.objects.get().missing_facts() != []


def test_the_site_says_what_it_is_until_somebody_says_it_otherwise(loaded, client, small_brief, administrator):
    said = "Textes signés, centres de calcul, énergie"
    home = client.get("/").text
    assert "<h1>Les annonces sur l’IA, vérifiées puis suivies</h1>" in home
    assert f'<meta name="description" content="{said}' in home
    assert f"<description>{said}" in client.get("/flux/rss.xml").text
    Identity.objects.update(motto="", description="La nôtre.")
    load(small_brief, administrator)
    assert Identity.objects.values_list("motto", "description").get() == ("", "La nôtre.")


def test_every_figure_has_its_evidence_and_rivals_stand_beside_it(loaded):
    assert [figure for figure in KeyFigure.objects.all() if not figure.evidence] == []
    signatories = next(
        item for item in Edition.objects.get(slug="sommet-ia-paris-2025").figures if item["value"] == "61"
    )
    assert signatories["rivals"] != []


def test_loading_twice_changes_nothing(loaded, small_brief, administrator):
    before = {
        model: list(model.objects.order_by("pk").values())
        for model in (Article, Edition, Source, KeyFigure, Page, Event, Commitment, StatusChange, BriefState)
    }
    again = load(small_brief, administrator)
    assert (again.made, again.refreshed, again.kept) == (0, 0, [])
    assert {model: list(model.objects.order_by("pk").values()) for model in before} == before


def test_loading_refreshes_what_nobody_touched(loaded, small_brief, administrator, tmp_path):
    folder = shutil.copytree(small_brief, tmp_path / "brief")
    file = folder / "authors.toml"
    file.write_text(file.read_text().replace("Équipe de veille", "Équipe chargée de la veille"))
    assert load(folder, administrator).refreshed == 1
    assert Author.objects.get().description.startswith("Équipe chargée de la veille")


def test_loading_never_overwrites_an_editor(loaded, small_brief, administrator, tmp_path):
    Author.objects.update(description="Les mots de la rédaction.")
    folder = shutil.copytree(small_brief, tmp_path / "brief")
    file = folder / "authors.toml"
    file.write_text(file.read_text().replace("Équipe de veille", "Équipe chargée de la veille"))
    report = load(folder, administrator)
    assert (report.refreshed, report.kept) == (0, ["Cellule Veille et prospective — Yélé Consulting"])
    assert Author.objects.get().description == "Les mots de la rédaction."


def test_loading_refreshes_an_article_by_a_new_edition(loaded, small_brief, administrator, tmp_path):
    folder = shutil.copytree(small_brief, tmp_path / "brief")
    file = folder / "articles" / "sommet-ia-paris-2025.html"
    file.write_text(file.read_text() + "<p>Une phrase de plus.</p>")
    assert load(folder, administrator).refreshed == 1
    edition = Edition.objects.current().get(slug="sommet-ia-paris-2025")
    assert (edition.number, edition.nature) == (2, "update")
    assert edition.body.endswith("<p>Une phrase de plus.</p>")


def test_loading_does_not_bring_back_what_an_editor_deleted(loaded, small_brief, administrator):
    page = Page.objects.get(slug="methode")
    page.delete()
    load(small_brief, administrator)
    assert not Page.objects.filter(slug="methode").exists()
