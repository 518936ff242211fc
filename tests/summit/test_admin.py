import pytest

from summit.models import Event
from tests import factories

EVENTS = "/admin/summit/event/"


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def posted(**more):
    given = {
        "name": "Sommet de Paris",
        "slug": "paris",
        "starts_on": "2025-02-10",
        "ends_on": "2025-02-11",
        "place": "Paris",
        "summary": "Un sommet.",
        "hosts": [],
        "axes-TOTAL_FORMS": 1,
        "axes-INITIAL_FORMS": 0,
        "axes-0-name": "IA de confiance",
        "axes-0-slug": "confiance",
        "axes-0-summary": "",
        "axes-0-position": "1",
        "citations-TOTAL_FORMS": 1,
        "citations-INITIAL_FORMS": 0,
        "citations-0-source": factories.source().pk,
        "citations-0-locator": "p. 2",
        "citations-0-quotation": "",
        "event_figures-TOTAL_FORMS": 0,
        "event_figures-INITIAL_FORMS": 0,
        "milestones-TOTAL_FORMS": 1,
        "milestones-INITIAL_FORMS": 0,
        "milestones-0-happened_on": "11/02/2025",
        "milestones-0-title": "La déclaration",
        "milestones-0-source": factories.source().pk,
    }
    return given | more


def test_summit_is_written_with_its_axes_and_sources(desk):
    host = factories.organisation("France")
    assert desk.post(EVENTS + "add/", posted(hosts=[host.pk])).status_code == 302
    event = Event.objects.get()
    assert [axis.name for axis in event.axes.all()] == ["IA de confiance"]
    assert [citation.locator for citation in event.citations.all()] == ["p. 2"]
    assert list(event.hosts.all()) == [host]
    assert [(str(one.happened_on), one.title) for one in event.milestones.all()] == [("2025-02-11", "La déclaration")]
    assert event.published_at is None


def test_summit_is_saved_with_the_button_that_publishes_it(desk):
    response = desk.post(EVENTS + "add/", posted(_publish="1"), follow=True)
    event = Event.objects.get()
    assert event.published_at is not None
    assert "Enregistré\u202f; le sommet est en ligne." in response.text
    assert '<a href="/sommets/paris/" class="viewsitelink">Voir sur le site</a>' in response.text
    address = f"{EVENTS}{event.pk}/change/"
    data = posted(**{"axes-TOTAL_FORMS": 0, "citations-TOTAL_FORMS": 0, "milestones-TOTAL_FORMS": 0})
    response = desk.post(address, data | {"place": "Lyon", "_unpublish": "1"}, follow=True)
    event.refresh_from_db()
    assert (event.published_at, event.place) == (None, "Lyon")
    assert "Voir sur le site" not in response.text
    response = desk.post(address, data | {"_unpublish": "1"}, follow=True)
    assert "Ce sommet n’est pas en ligne." in response.text


def test_summit_is_published_by_no_field_and_by_no_writer(desk, writer):
    desk.post(EVENTS + "add/", posted(published_at="2025-01-01", published_at_0="2025-01-01"))
    event = Event.objects.get()
    assert event.published_at is None
    desk.force_login(writer)
    assert desk.post(f"{EVENTS}{event.pk}/change/", posted(_publish="1")).status_code == 403
    event.refresh_from_db()
    assert event.published_at is None


@pytest.mark.parametrize(
    ("name", "value"),
    [("starts_on", "hier"), ("hosts", "x"), ("hosts", "9" * 30), ("slug", "é è"), ("name", "")],
)
def test_wrong_value_is_refused_beside_its_field(desk, name, value):
    response = desk.post(EVENTS + "add/", posted(**{name: value}))
    assert list(response.context["adminform"].form.errors) == [name]
    assert "Un sommet." in response.text


def test_summit_that_ends_before_it_starts_is_refused(desk):
    response = desk.post(EVENTS + "add/", posted(ends_on="2025-02-01"))
    assert "Le sommet ne peut pas finir avant d’avoir commencé." in response.text


@pytest.mark.parametrize("number", [1, 12])
def test_list_takes_as_many_queries_for_one_as_for_twelve(desk, number, django_assert_num_queries):
    for _ in range(number):
        factories.event()
    desk.get(EVENTS)
    with django_assert_num_queries(7):
        desk.get(EVENTS)
