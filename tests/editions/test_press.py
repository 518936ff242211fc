import uuid
from decimal import Decimal

import pytest
from django.utils import timezone

from veille.editions import press
from veille.editions.models import Author, Edition, Tag
from veille.sources.models import FigureCitation, KeyFigure, Organisation, Source


@pytest.fixture
def sources(db):
    made = {}
    for name, letter in (("Élysée", "A"), ("Reuters", "B"), ("Relais", "D")):
        organisation = Organisation.objects.create(name=name, slug=name.lower().replace("é", "e"))
        made[name] = Source.objects.create(title=f"Document de {name}", organisation=organisation, reliability=letter)
    return made


def figure(label, value, *sources, **fields):
    row = KeyFigure.objects.create(label=label, value=Decimal(value), as_of="2025-02", **fields)
    for n, source in enumerate(sources):
        FigureCitation.objects.create(figure=row, source=source, position=n)
    return row


def compose(sources, **fields):
    known = {str(source.pk): source for source in sources.values()}
    defaults = {
        "key": uuid.uuid4(),
        "slug": "s",
        "title": "Un titre : ici",
        "lead": "Un chapô !",
        "body": "<p>Texte</p>",
    }
    return press.compose(**(defaults | {"sources": known, "images": {}} | fields))


def test_compose_writes_nothing(sources, django_assert_num_queries):
    with django_assert_num_queries(0):
        page = compose(sources)
    assert (page.edition.title, page.edition.lead) == ("Un titre\u00a0: ici", "Un chapô\u202f!")
    assert page.edition.body == "<p>Texte</p>"


def edge(length):
    """As long as its column, and longer once French typography has put its spaces in."""
    return ("mot! " * length)[:length]


def test_what_its_column_has_no_room_for_is_printed_as_it_was_written(sources):
    page = compose(sources, title=edge(200), hero_caption=edge(300))
    edition = press.store(page, live_from=timezone.now(), nature=Edition.Nature.FIRST, change_note=edge(400))
    edition.refresh_from_db()
    assert [edition.title, edition.hero_caption, edition.change_note] == [edge(200), edge(300), edge(400)]


def test_compose_numbers_the_sources_of_figures_after_those_of_the_text(sources):
    body = f'<p>Un fait<sup data-citation="{sources["Reuters"].pk}"></sup>.</p>'
    page = compose(sources, body=body, figures=[figure("pays", "61", sources["Élysée"], sources["Reuters"])])
    assert [(note.number, note.source.organisation.name, note.uses) for note in page.notes] == [
        (1, "Reuters", 2),
        (2, "Élysée", 1),
    ]
    assert page.edition.figures[0]["calls"] == [{"number": 2, "id": "appel-2-1"}, {"number": 1, "id": "appel-1-2"}]
    assert page.notes[0].calls == [("appel-1-1", "a"), ("appel-1-2", "b")]


def test_compose_shows_rivals_beside_their_figure_once(sources):
    first = figure("pays", "61", sources["Élysée"])
    second = figure("pays au soir du 11", "58", sources["Reuters"], qualifier="≈")
    first.rivals.add(second)
    shown = compose(sources, figures=[first, second]).edition.figures
    assert [(item["label"], item["value"]) for item in shown] == [("pays", "61")]
    assert [(item["label"], item["value"]) for item in shown[0]["rivals"]] == [("pays au soir du 11", "≈\u00a058")]


def test_a_figure_is_to_verify_when_one_publisher_who_is_not_primary_carries_it(sources):
    marks = [
        figure("une source première", "1", sources["Élysée"]).is_to_verify,
        figure("deux éditeurs", "1", sources["Reuters"], sources["Relais"]).is_to_verify,
        figure("un seul relais", "1", sources["Relais"]).is_to_verify,
        figure("une seule agence", "1", sources["Reuters"]).is_to_verify,
    ]
    assert marks == [False, False, True, True]


def test_store_and_page_of_show_the_same(sources, django_assert_num_queries):
    body = f'<h2>Partie</h2><p>Un fait<sup data-citation="{sources["Reuters"].pk}" data-locator="p. 4"></sup>.</p>'
    authors = [Author.objects.create(name=name, slug=name) for name in ("zoe", "abel")]
    tags = [Tag.objects.create(name="Énergie", slug="energie")]
    page = compose(sources, body=body, authors=authors, tags=tags, takeaways=["Une idée"])
    press.store(page, live_from=timezone.now(), nature=Edition.Nature.FIRST)
    stored = Edition.objects.get()
    with django_assert_num_queries(3):
        again = press.Page.of(stored)
        [note.source.organisation.name for note in again.notes]
    assert (again.authors, again.tags) == (authors, tags)
    assert [(n.number, n.source, n.uses, n.passages) for n in again.notes] == [
        (1, sources["Reuters"], 1, [[1, "p.\u00a04", ""]])
    ]
    assert (stored.contents, stored.takeaways, stored.minutes) == ([["partie", "Partie"]], ["Une idée"], 1)


def test_reprint_keeps_number_dates_and_notes(sources):
    body = f'<p>Un fait<sup data-citation="{sources["Reuters"].pk}"></sup>.</p>'
    press.store(compose(sources, body=body), live_from=timezone.now(), nature=Edition.Nature.FIRST)
    Edition.objects.update(body="abîmé", renderer=0, contents=[["x", "y"]])
    before = Edition.objects.values("number", "live_from", "source_body").get()
    press.reprint(Edition.objects.get())
    after = Edition.objects.get()
    assert after.body.startswith('<p>Un <span class="cited">fait')
    assert (after.renderer, after.contents) == (1, [])
    assert Edition.objects.values("number", "live_from", "source_body").get() == before


def test_values_are_written_as_the_french_do(sources):
    value = figure("km", "1500", sources["Reuters"], unit="km")
    assert value.shown_value == "1\u202f500\u00a0km"
    assert (
        figure("x", "30", sources["Reuters"], unit="Md€", value_to=Decimal("50")).shown_value
        == "30\u00a0à\u00a050\u00a0Md€"
    )
    assert figure("y", "541.7", sources["Reuters"], unit="M€").shown_value == "541,7\u00a0M€"
