"""What every page says of the site: asked by SQL that is made once, at the moment of each page."""

from datetime import timedelta

from django.utils import timezone

from tests import factories as make
from veille.website import context


def test_navigation_names_what_is_public_at_the_moment_of_the_page(identity, monkeypatch, django_assert_num_queries):
    make.edition(
        "Demain", tags=[make.tag()], authors=[make.author()], sources=[make.source()], live_from=+1, live_until=+3
    )
    names = ["has_articles", "has_themes", "has_authors", "has_sources"]

    start = timezone.now()

    def shown(hours):
        now = start + timedelta(hours=hours)
        monkeypatch.setattr(timezone, "now", lambda: now)
        with django_assert_num_queries(1):
            found = context._found()
        return {bool(getattr(found, name)) for name in names}

    assert [shown(0), shown(+2), shown(+4), shown(+2)] == [{False}, {True}, {False}, {True}]


def test_moment_that_stands_for_now_is_none_of_ours(identity):
    assert timezone.now() + timedelta(days=365 * 1000) < context.MOMENT
