import pytest

from tests import factories
from veille.articles import drafting, workflow
from veille.articles.models import Article
from veille.sources.models import KeyFigure, Organisation, Source

SOURCES, FIGURES, ORGANISATIONS = (
    "/admin/sources/source/",
    "/admin/sources/keyfigure/",
    "/admin/sources/organisation/",
)


@pytest.fixture
def organisation(db):
    return factories.organisation("Élysée")


def posted(organisation, /, **more):
    given = {
        "title": "Programme",
        "organisation": organisation.pk,
        "address": "https://exemple.fr/programme",
        "kind": "institution",
        "reliability": "A",
        "published_on": "02/2025",
        "consulted_on": "2025-03-01",
        "language": "fr",
        "archived_address": "",
    }
    return given | more


# --- sources ----------------------------------------------------------------------------------------


def test_source_is_registered(desk, organisation):
    assert desk.post(SOURCES + "add/", posted(organisation)).status_code == 302
    source = Source.objects.get()
    assert (source.published_on, source.address_key) == ("2025-02", "exemple.fr/programme")


def test_duplicate_address_is_refused_with_a_link_to_what_is_there(desk, organisation):
    there = factories.source("Déjà là", organisation=organisation, address="https://www.exemple.fr/programme/")
    response = desk.post(SOURCES + "add/", posted(organisation, title="Le même"))
    assert response.context["adminform"].form.errors == {
        "address": [
            f'Cette adresse est déjà au registre\u00a0: <a href="{SOURCES}{there.pk}/change/">Élysée, Déjà là</a>'
        ]
    }
    assert f'<a href="{SOURCES}{there.pk}/change/">Élysée, Déjà là</a>' in response.text
    assert "Le même" in response.text
    assert Source.objects.count() == 1


def test_link_to_a_duplicate_escapes_its_title(desk, organisation):
    factories.source("<b onclick=x()>gras</b>", organisation=organisation, address="https://exemple.fr/programme")
    page = desk.post(SOURCES + "add/", posted(organisation)).text
    assert "&lt;b onclick=x()&gt;gras&lt;/b&gt;</a>" in page
    assert "<b onclick" not in page


@pytest.mark.parametrize("name", ["address", "archived_address"])
@pytest.mark.parametrize("address", ["javascript:alert(1)", "ftp://exemple.fr/x", "exemple", "https://"])
def test_address_that_is_not_http_is_refused(desk, organisation, name, address):
    response = desk.post(SOURCES + "add/", posted(organisation, **{name: address}))
    assert response.context["adminform"].form.errors == {
        name: ["Indiquez une adresse complète, qui commence par http:// ou https://."]
    }


def test_unreadable_fields_are_refused_beside_them(desk, organisation):
    wrong = {"published_on": "hier", "consulted_on": "2025-02-31", "language": "français", "organisation": "x"}
    response = desk.post(SOURCES + "add/", posted(organisation, title="Gardé", **wrong))
    assert set(response.context["adminform"].form.errors) == set(wrong)
    assert "Gardé" in response.text


def test_address_forced_into_the_database_makes_no_link(as_editor, organisation):
    source = factories.source(organisation=organisation)
    Source.objects.filter(pk=source.pk).update(address="javascript:alert(1)", archived_address="javascript:alert(2)")
    Organisation.objects.update(address="javascript:alert(3)")
    for address in [
        SOURCES,
        f"{SOURCES}{source.pk}/change/",
        ORGANISATIONS,
        f"{ORGANISATIONS}{organisation.pk}/change/",
    ]:
        assert 'href="javascript:' not in as_editor.get(address).text


def test_cited_source_is_kept_and_the_refusal_says_where_it_is_cited(as_editor, editor, writer):
    source = factories.source()
    article = Article.objects.create(
        title="La note", slug="la-note", lead="l", body=f"<p>x{factories.cite(source)}</p>", owner=writer
    )
    drafting.write_lists(article, authors=[factories.author()])
    drafting.write_evidence(article)
    workflow.publish(article, by=editor, passed="essai")
    workflow.publish(article, by=editor, passed="essai")
    factories.figure("pays signataires", sources=[source])
    figure = KeyFigure.objects.get()
    event = factories.event("Sommet de Paris", sources=[source])
    orphan = factories.edition("Ancienne note", sources=[source])
    for answer in [
        as_editor.get(f"{SOURCES}{source.pk}/delete/"),
        as_editor.post(SOURCES, {"action": "delete_selected", "_selected_action": [source.pk]}),
    ]:
        assert answer.context["protected"] == [
            f'<a href="/admin/articles/article/{article.pk}/change/">Article «\u202fLa note\u202f»</a>',
            f'<a href="/admin/editions/edition/{orphan.pk}/change/">Édition «\u202fAncienne note (édition 1)\u202f»</a>',
            f'<a href="/admin/sources/keyfigure/{figure.pk}/change/">Chiffre clé «\u202f{figure}\u202f»</a>',
            f'<a href="/admin/summit/event/{event.pk}/change/">Sommet «\u202fSommet de Paris\u202f»</a>',
        ]
    as_editor.post(f"{SOURCES}{source.pk}/delete/", {"post": "yes"})
    assert Source.objects.filter(pk=source.pk).exists()


def test_source_nobody_cites_is_deleted_by_an_editor_alone(desk, writer, editor):
    source = factories.source()
    assert desk.post(f"{SOURCES}{source.pk}/delete/", {"post": "yes"}).status_code == 403
    desk.force_login(editor)
    desk.post(f"{SOURCES}{source.pk}/delete/", {"post": "yes"})
    assert not Source.objects.exists()


def test_source_leads_to_the_site_once_it_has_its_page(desk):
    source = factories.source()
    address = f"{SOURCES}{source.pk}/change/"
    assert "Voir sur le site" not in desk.get(address).text
    factories.edition(sources=[source])
    assert f'<a href="/sources/{source.pk}/" class="viewsitelink">Voir sur le site</a>' in desk.get(address).text


@pytest.mark.parametrize("number", [1, 12])
def test_lists_take_as_many_queries_for_one_as_for_twelve(desk, number, django_assert_num_queries):
    for _ in range(number):
        factories.figure()
    for address in [SOURCES, ORGANISATIONS, FIGURES]:
        desk.get(address)
        with django_assert_num_queries(8 if address == SOURCES else 7):
            desk.get(address)


def found(response):
    return [str(row) for row in response.context["cl"].result_list]


def test_sources_are_filtered_and_searched(desk, organisation):
    one = factories.source("Une", organisation=organisation, reliability="A")
    two = factories.source("Deux", organisation=organisation, address="", reliability="F")
    assert found(desk.get(SOURCES + "?verifier=oui")) == [str(two)]
    assert found(desk.get(SOURCES + "?verifier=non")) == [str(one)]
    assert found(desk.get(SOURCES + "?reliability__exact=A")) == [str(one)]
    assert found(desk.get(SOURCES + "?q=Élysée une")) == [str(one)]


# --- key figures ------------------------------------------------------------------------------------


def figure_posted(*sources, **more):
    rows = {
        f"citations-{n}-{name}": value
        for n, source in enumerate(sources)
        for name, value in {"source": source.pk, "locator": f"p. {n}", "quotation": "", "id": "", "figure": ""}.items()
    }
    forms = {
        "citations-TOTAL_FORMS": len(sources),
        "citations-INITIAL_FORMS": 0,
        "citations-MIN_NUM_FORMS": 1,
        "citations-MAX_NUM_FORMS": 1000,
    }
    given = {
        "label": "pays signataires",
        "value": "1\u202f500,5",
        "value_to": "",
        "unit": "pays",
        "qualifier": "≈",
        "scope": "",
        "as_of": "11/02/2025",
        "rivals": [],
    }
    return given | forms | rows | more


def test_figure_is_written_as_in_french_with_its_sources(desk):
    first, second, rival = factories.source(), factories.source(), factories.figure()
    response = desk.post(FIGURES + "add/", figure_posted(first, second, rivals=[rival.pk]))
    assert response.status_code == 302
    figure = KeyFigure.objects.exclude(pk=rival.pk).get()
    assert figure.shown_value == "≈\u00a01\u202f500,5\u00a0pays"
    assert [(c.source, c.locator) for c in figure.evidence] == [(first, "p. 0"), (second, "p. 1")]
    assert list(rival.rivals.all()) == [figure]
    form = desk.get(f"{FIGURES}{figure.pk}/change/").context["adminform"].form
    assert form["value"].value() is not None
    assert 'value="1\u202f500,5"' in str(form["value"])


def test_figure_without_a_source_is_refused(desk):
    response = desk.post(FIGURES + "add/", figure_posted())
    [formset] = response.context["inline_admin_formsets"]
    assert "Un chiffre clé repose sur une source au moins\u00a0: choisissez-la." in response.text
    assert formset.formset.non_form_errors() == ["Un chiffre clé repose sur une source au moins\u00a0: choisissez-la."]
    assert not KeyFigure.objects.exists()


def test_last_source_of_a_figure_cannot_be_taken_away(desk):
    figure = factories.figure()
    [citation] = figure.citations.all()
    data = figure_posted(citation.source) | {
        "citations-INITIAL_FORMS": 1,
        "citations-0-id": citation.pk,
        "citations-0-figure": figure.pk,
        "citations-0-DELETE": "on",
    }
    response = desk.post(f"{FIGURES}{figure.pk}/change/", data)
    assert "Un chiffre clé repose sur une source au moins" in response.text
    assert figure.citations.count() == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("value", "beaucoup"),
        ("value", "1e99"),
        ("value", "NaN"),
        ("value_to", "3"),
        ("as_of", "bientôt"),
        ("rivals", "x"),
    ],
)
def test_figure_with_a_wrong_value_is_refused_beside_its_field(desk, name, value):
    response = desk.post(FIGURES + "add/", figure_posted(factories.source(), **{name: value}))
    assert response.status_code == 200
    errors = response.context["adminform"].form.errors
    assert list(errors) == [name if name != "value_to" else "__all__"]
    assert "pays signataires" in response.text


@pytest.mark.parametrize("key", ["x", "9" * 30, "999", ""])
def test_figure_with_a_source_that_does_not_exist_is_refused(desk, key):
    data = figure_posted(factories.source()) | {"citations-0-source": key}
    assert desk.post(FIGURES + "add/", data).status_code == 200
    assert not KeyFigure.objects.exists()


def test_figure_is_not_its_own_rival(desk):
    figure = factories.figure()
    [citation] = figure.citations.all()
    data = figure_posted(citation.source, rivals=[figure.pk]) | {
        "citations-INITIAL_FORMS": 1,
        "citations-0-id": citation.pk,
        "citations-0-figure": figure.pk,
    }
    response = desk.post(f"{FIGURES}{figure.pk}/change/", data)
    assert response.context["adminform"].form.errors == {"rivals": ["Un chiffre ne peut pas être son propre rival."]}


def test_list_of_figures_says_what_rests_on_one_publisher(desk):
    factories.figure("un", sources=[factories.source(reliability="B")])
    factories.figure("deux", sources=[factories.source(), factories.source()])
    factories.figure("premier", sources=[factories.source(reliability="A")])
    rows = {row.label: row for row in desk.get(FIGURES).context["cl"].result_list}
    shown = desk.get(FIGURES).context["cl"].model_admin.rests_on
    assert [str(shown(rows[label])) for label in ("un", "deux", "premier")] == ["1, à vérifier", "2", "1"]
    kept = {row.label for row in desk.get(FIGURES + "?verifier=non").context["cl"].result_list}
    assert kept == {"deux", "premier"}


# --- organisations ----------------------------------------------------------------------------------


def test_organisation_that_exists_is_refused(desk):
    factories.organisation("Commission européenne")
    response = desk.post(ORGANISATIONS + "add/", {"name": "commission européenne", "slug": "autre"})
    assert "Cette organisation existe déjà." in response.text


def test_organisation_with_sources_is_kept_and_says_which(as_editor, organisation):
    source = factories.source("Programme", organisation=organisation)
    answer = as_editor.get(f"{ORGANISATIONS}{organisation.pk}/delete/")
    assert answer.context["protected"] == [
        f'<a href="{SOURCES}{source.pk}/change/">Source «\u202fÉlysée, Programme\u202f»</a>'
    ]
