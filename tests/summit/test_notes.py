"""The margin: what became of a promise, beside the sentence that tells it."""

import pytest

from tests import factories
from veille.editions.rendering import cleaned, render, uses


@pytest.fixture
def commitment(administrator):
    return factories.commitment(factories.event("Paris", axes=["Climat"]), "Un traité", number="9")


def place(commitment):
    return f'<p>La promesse.</p><aside data-commitment="{commitment.pk}"></aside><p>La suite.</p>'


def test_text_keeps_the_place_of_a_note_and_nothing_else(db):
    body = cleaned(
        '<p>A</p><aside data-commitment="12" onclick="x()">mots<b>!</b></aside><aside data-commitment="x"></aside>'
    )
    assert uses(body).commitments == ["12", "x"]
    html = render(body).html
    assert '<aside class="note" data-commitment="12"></aside>' in html
    assert "mots" not in html
    assert "onclick" not in html
    assert 'data-commitment="x"' not in html


def test_note_tells_the_state_printed_last_with_its_date(client, commitment):
    edition = factories.edition(slug="note", body=place(commitment))
    assert "Suivi de l’engagement" not in client.get(edition.get_absolute_url()).text
    factories.printed(commitment.event)
    first = client.get(edition.get_absolute_url()).text
    factories.step(commitment, "kept", "2026-05", headline="Le traité est signé")
    assert client.get(edition.get_absolute_url()).text == first, "recording at the desk changes nothing outside"
    factories.printed(commitment.event)
    page = client.get(edition.get_absolute_url()).text
    assert '<aside class="note is-kept" aria-label="Suivi de l’engagement n°\u00a09">' in page
    assert "Le traité est signé" in page
    assert '<a href="/sommets/paris/engagements/un-traite/">Engagement n°\u00a09</a>' in page
    assert page.index("La promesse.") < page.index("Le traité est signé") < page.index("La suite.")


def test_hidden_summit_leaves_no_note(client, commitment):
    edition = factories.edition(slug="note", body=place(commitment))
    factories.printed(commitment.event)
    commitment.event.published_at = None
    commitment.event.save()
    page = client.get(edition.get_absolute_url()).text
    assert "data-commitment" not in page
    assert "Engagement n°" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_notes_cost_one_query_whatever_their_number(client, commitment, django_assert_num_queries, count):
    others = [factories.commitment(commitment.event, number=str(20 + n)) for n in range(count - 1)]
    factories.printed(commitment.event)
    plain = factories.edition(slug="sans", body="<p>Rien.</p>")
    noted = factories.edition(slug="avec", body="".join(place(one) for one in [commitment, *others]))
    client.get(plain.get_absolute_url())
    with django_assert_num_queries(7):
        client.get(plain.get_absolute_url())
    with django_assert_num_queries(8):
        client.get(noted.get_absolute_url())


def test_feeds_leave_the_margin_out(client, commitment):
    factories.edition(slug="note", body=place(commitment))
    factories.printed(commitment.event)
    assert "data-commitment" not in client.get("/flux/rss.xml").text
