"""What every page says of the site, in one query, and only when a template asks."""

from datetime import UTC, datetime
from functools import cache

from django.conf import settings
from django.db import Error, connection
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from veille.website import public
from veille.website.models import Identity, Page


def site(request):
    return {"site": SimpleLazyObject(_identity), "site_url": settings.SITE_URL}


# The last one that this process saw: without a database, pages that need nothing else of it still name the site.
_seen: list[Identity] = []


def _identity() -> Identity:
    try:
        found = _found()
    except Error:
        return _seen[0] if _seen else Identity()
    _seen[:] = [found]
    return found


def _found() -> Identity:
    """The identity with flags for what the navigation may name; before `prepare`, one that names nothing."""
    written, now = (connection.ops.adapt_datetimefield_value(moment) for moment in (MOMENT, timezone.now()))
    flags = {
        # The ORM wrote it, from nothing that anybody typed.
        name: RawSQL(sql, [now if one == written else one for one in params], BooleanField())  # noqa: S611
        for name, (sql, params) in _asked(connection.vendor).items()
    }
    return Identity.objects.select_related("logo").annotate(**flags).first() or Identity()


# Where a moment stands in what is asked below; no row has it.
MOMENT = datetime(9000, 1, 1, tzinfo=UTC)


@cache
def _asked(vendor: str) -> dict[str, tuple[str, tuple]]:
    """SQL and parameters of each flag, made once: making them takes ten times as long as asking them."""
    there = {
        "has_articles": public.editions(MOMENT),
        "has_themes": public.themes(MOMENT),
        "has_authors": public.authors(MOMENT),
        "has_sources": public.sources(MOMENT),
        "has_events": public.events(),
    } | {f"has_page_{slug.replace('-', '_')}": Page.objects.filter(slug=slug) for slug in public.PAGES}
    compiled = {name: rows.order_by().values("pk").query.sql_with_params() for name, rows in there.items()}
    return {name: (f"EXISTS({sql})", params) for name, (sql, params) in compiled.items()}
