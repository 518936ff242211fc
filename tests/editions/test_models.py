"""What the database itself refuses, on whichever database the suite runs."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from veille.editions.models import Edition

HOUR = timedelta(hours=1)
NOON = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0)
KEY, OTHER = uuid.UUID(int=1), uuid.UUID(int=2)


def edition(number=1, *, key=KEY, slug="a", start=NOON, end=None):
    return Edition.objects.create(
        key=key,
        number=number,
        slug=slug,
        title="t",
        lead="l",
        body="b",
        live_from=start,
        live_until=end,
        first_live_from=start,
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "second",
    [
        {"number": 1, "start": NOON + HOUR},  # same number
        {"number": 2, "start": NOON, "end": NOON + HOUR / 2},  # same start
        {"number": 2, "start": NOON + HOUR / 2},  # inside the first
        {"number": 2, "start": NOON - HOUR, "end": NOON + HOUR / 2},  # ends inside it
        {"number": 2, "start": NOON - HOUR},  # holds it
        {"number": 2, "start": NOON + HOUR, "end": NOON + HOUR},  # empty
        {"number": 2, "start": NOON + 2 * HOUR, "end": NOON + HOUR},  # backwards
        {"number": 1, "key": OTHER, "start": NOON + 5 * HOUR},  # the slug is another article's
    ],
)
def test_database_refuses(second):
    edition(end=NOON + HOUR)
    with pytest.raises(IntegrityError), transaction.atomic():
        edition(**second)
    assert Edition.objects.count() == 1


@pytest.mark.django_db
def test_database_takes_neighbours_and_other_articles():
    edition(end=NOON + HOUR)
    edition(2, start=NOON + HOUR)
    edition(key=OTHER, slug="b")
    assert Edition.objects.count() == 3


@pytest.mark.django_db
def test_database_refuses_two_open_editions_and_an_end_moved_over_the_next():
    first = edition(end=NOON + HOUR)
    edition(2, start=NOON + HOUR)
    first.live_until = NOON + 2 * HOUR
    with pytest.raises(IntegrityError), transaction.atomic():
        first.save(update_fields=["live_until"])
    first.live_until = None
    with pytest.raises(IntegrityError), transaction.atomic():
        first.save(update_fields=["live_until"])


@pytest.mark.django_db
@pytest.mark.parametrize("fields", [None, ["title"], ["live_until", "body"]])
def test_an_edition_does_not_change_once_printed(fields):
    printed = edition()
    printed.title = "autre"
    with pytest.raises(TypeError, match="does not change"):
        printed.save(**({"update_fields": fields} if fields else {}))


@pytest.mark.django_db
def test_current_public_and_ahead_are_questions_of_time():
    past, now_, ahead = (
        edition(end=NOON + HOUR),
        edition(2, start=NOON + HOUR, end=NOON + 2 * HOUR),
        edition(3, start=NOON + 2 * HOUR),
    )
    at = NOON + HOUR
    assert list(Edition.objects.current(at)) == [now_]
    assert set(Edition.objects.public_by(at)) == {past, now_}
    assert list(Edition.objects.ahead(at)) == [ahead]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL alone keeps the slug's rule in an index")
def test_editions_of_an_article_are_not_looked_for_in_the_index_of_slugs(db):
    """It begins with the slug: by the key alone it is walked whole, a hundred times slower than the one beside it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'edition_slug_owner'")
        assert "(slug, ((key)::text))" in cursor.fetchone()[0]
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "edition_slug_owner" not in Edition.objects.of(KEY).explain()
