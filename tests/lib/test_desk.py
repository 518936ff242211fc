"""The desk as a whole, whoever's models it shows."""

import pytest
from django.contrib import admin
from django.urls import reverse

from tests import factories
from veille.articles.models import Article
from veille.lib.desk import MOST_LINES, DeskInline
from veille.sources.models import Organisation


@pytest.fixture
def desk(client, administrator):
    client.force_login(administrator)
    return client


@pytest.mark.parametrize(
    ("model", "field", "make"),
    [
        ("articleauthor", "author", factories.author),
        ("articletag", "tag", factories.tag),
        ("articlefigure", "figure", factories.figure),
        ("articlecitation", "source", factories.source),
        ("article", "hero", factories.image),
    ],
)
def test_autocomplete_finds_what_an_article_is_made_of(desk, model, field, make):
    rows = [make(f"Mot {word}") for word in ("premier", "second", "dernier")]
    where = {"app_label": "articles", "model_name": model, "field_name": field, "term": "mot second"}
    found = desk.get("/admin/autocomplete/", where).json()["results"]
    assert [one["id"] for one in found] == [str(rows[1].pk)]
    assert len(desk.get("/admin/autocomplete/", where | {"term": "mot"}).json()["results"]) == 3


def test_desk_is_searched_whatever_the_capitals_and_accents(desk):
    school = factories.organisation("Grande École")
    source = factories.source("L’Œuvre de l’État", organisation=school)
    factories.source("Autre")
    Article.objects.create(title="Évaluer l’été", slug="a", lead="Un garçon.")
    Article.objects.create(title="Autre", slug="b")
    for address, words, found in [
        ("sources/organisation", "ecole", "Grande École"),
        ("sources/source", "oeuvre etat", source.title),
        ("sources/source", "ÉCOLE", source.title),
        ("articles/article", "EVALUER ETE", "Évaluer l’été"),
        ("articles/article", "garcon", "Évaluer l’été"),
    ]:
        rows = desk.get(f"/admin/{address}/", {"q": words}).context["cl"].result_list
        assert [getattr(row, "name", None) or row.title for row in rows] == [found]
    where = {"app_label": "articles", "model_name": "articlecitation", "field_name": "source", "term": "l'oeuvre"}
    assert [one["id"] for one in desk.get("/admin/autocomplete/", where).json()["results"]] == [str(source.pk)]


def test_autocomplete_shows_a_picture_with_its_text_and_credit(desk):
    picture = factories.image()
    where = {"app_label": "articles", "model_name": "article", "field_name": "hero", "term": ""}
    [found] = desk.get("/admin/autocomplete/", where).json()["results"]
    assert found == {
        "id": str(picture.pk),
        "text": picture.title,
        "picture": picture.thumbnail["url"],
        "alt": "Une verrière",
        "credit": "Cellule, CC BY 4.0",
    }


def test_autocomplete_is_closed_to_strangers_and_to_people_without_a_role(client, django_user_model):
    where = {"app_label": "articles", "model_name": "articlecitation", "field_name": "source", "term": ""}
    assert client.get("/admin/autocomplete/", where).status_code == 302
    client.force_login(django_user_model.objects.create_user("nouveau@example.org", "x", name="Nouveau"))
    assert client.get("/admin/autocomplete/", where).status_code == 403


def test_pages_of_the_desk_carry_its_policy_and_are_kept_nowhere(desk):
    for address in ["/admin/", "/admin/articles/article/", "/admin/articles/article/add/"]:
        response = desk.get(address)
        policy = response["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert "no-store" in response["Cache-Control"]


def test_first_page_has_a_line_for_every_model_one_works_with(desk, writer):
    def named():
        return {job["name"]: [model["name"] for model in job["models"]] for job in desk.get("/admin/").context["jobs"]}

    assert [str(name) for name in named()] == ["Écrire", "Étayer", "Publications", "Le site", "L’équipe"]
    desk.force_login(writer)
    assert [str(name) for name in named()] == ["Écrire", "Étayer", "Publications"]


def test_every_model_of_ours_belongs_to_a_job():
    ours = [one for model, one in admin.site._registry.items() if model.__module__.startswith(("veille.", "summit."))]
    assert [str(one) for one in ours if getattr(one, "job", None) is None] == []


def test_person_without_a_role_reads_what_to_do(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("nouveau@example.org", "x", name="Nouveau"))
    assert "Votre compte n’a pas encore de rôle" in client.get("/admin/").text


@pytest.mark.parametrize(
    "address", ["/admin/articles/", "/admin/articles/article/?p=99", "/admin/articles/article/?travail=rien"]
)
def test_odd_addresses_are_answered(desk, address):
    assert desk.get(address, follow=True).status_code == 200


@pytest.mark.parametrize(
    "address", ["?stage__exact=x", "?owner__id__exact=x", "?tags__id__exact=' OR 1", "?o=x", "?_connector=OR"]
)
def test_odd_filters_are_answered(desk, address):
    assert desk.get(reverse("admin:articles_article_changelist") + address, follow=True).status_code in {200, 400}


@pytest.mark.parametrize("term", ["mot", "a" * 100_000])
def test_autocomplete_bears_any_term(desk, term):
    where = {"app_label": "articles", "model_name": "articleauthor", "field_name": "author", "term": term}
    assert desk.get("/admin/autocomplete/", where).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/admin/editions/edition/?live_from__year=9999",
        "/admin/editions/edition/?live_from__year=99999999999999999999",
    ],
)
def test_a_filter_no_database_understands_is_no_failure(desk, address):
    assert desk.get(address, follow=True).status_code == 200


def test_a_very_long_search_is_no_failure(desk):
    factories.author("Aa")
    page = desk.get("/admin/editions/author/", {"q": "a" * 100_000})
    assert (page.status_code, page.context["cl"].result_count) == (200, 0)


def test_a_name_taken_between_check_and_write_is_answered_beside_its_field(desk, monkeypatch):
    """As when two people press « save » at once: the check found nothing, the database did."""
    factories.organisation("OCDE", slug="autre")
    check, asked = Organisation.validate_constraints, []

    def late(self, **kwargs):
        asked.append(self)
        return check(self, **kwargs) if len(asked) > 1 else None

    monkeypatch.setattr(Organisation, "validate_constraints", late)
    page = desk.post("/admin/sources/organisation/add/", {"name": "OCDE", "slug": "ocde"})
    assert page.status_code == 200
    assert page.context["adminform"].form.errors == {"__all__": ["Cette organisation existe déjà."]}


# --- lists of rows in a form ---

LISTS = {
    "/admin/summit/event/add/": ["axes", "event_figures", "milestones", "citations"],
    "/admin/sources/keyfigure/add/": ["citations"],
}


def test_every_list_of_rows_has_its_limit():
    ours = [
        one for model, one in admin.site._registry.items() if model.__module__.split(".")[0] in {"veille", "summit"}
    ]
    inlines = [inline for one in ours for inline in one.inlines]
    assert len(inlines) == 8
    assert all(issubclass(inline, DeskInline) for inline in inlines)
    assert [one for one in ours if one.list_editable] == []  # a list that is edited would want a limit too


@pytest.mark.parametrize("address", LISTS)
def test_a_forged_number_of_rows_is_refused(desk, address):
    forged = {
        f"{name}-{end}": n for name in LISTS[address] for end, n in {"TOTAL_FORMS": 1000, "INITIAL_FORMS": 0}.items()
    }
    response = desk.post(address, forged)
    assert response.status_code == 200
    for shown in response.context["inline_admin_formsets"]:
        assert len(shown.formset.forms) == MOST_LINES
        assert shown.formset.non_form_errors() == ["Veuillez soumettre au plus 100 formulaires."]
