"""What every page says of the site, in one query, and only when a template asks."""

from django.conf import settings
from django.db import Error
from django.db.models import Exists
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
    there = {
        "has_articles": public.editions(),
        "has_themes": public.themes(),
        "has_authors": public.authors(),
        "has_sources": public.sources(),
        "has_events": public.events(),
    } | {f"has_page_{slug.replace('-', '_')}": Page.objects.filter(slug=slug) for slug in public.PAGES}
    flags = {name: Exists(rows) for name, rows in there.items()}
    return Identity.objects.select_related("logo").annotate(**flags).first() or Identity()
