"""The sitemap: every page a reader can meet, at the site's own address. One file, or beyond a size an index of parts."""

from functools import partial
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap, views
from django.core.paginator import Paginator
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import cached_property

from veille.lib.http import for_readers
from veille.website import public
from veille.website.models import Page

ALWAYS = ["home", "articles", "themes", "authors", "sources", "organisations", "archives", "events", "following"]


A_PART = 1000  # addresses: a quarter of a second to write. The protocol would let one file hold 50,000


class Ours(Sitemap):
    @cached_property
    def paginator(self):
        """Counted once: the index asks for the number of pages, then the file for its lines."""
        return Paginator(self.items(), A_PART)

    @property
    def protocol(self):
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site=None):
        return urlsplit(settings.SITE_URL).netloc


class Always(Ours):
    def items(self):
        return ALWAYS

    def location(self, name):
        return reverse(name)


class Editions(Ours):
    def items(self):
        return public.editions().only("slug", "live_from")

    def lastmod(self, edition):
        return edition.live_from


class Pages(Ours):
    def items(self):
        return Page.objects.filter(slug__in=public.PAGES).order_by("slug")

    def lastmod(self, page):
        return page.updated_at


class Trackers(Ours):
    def items(self):
        return public.briefs()

    def location(self, event):
        return reverse("commitments", args=[event.slug])


class Commitments(Ours):
    def items(self):
        return public.commitments().only("slug", "state__printed_at", "state__event__slug")

    def lastmod(self, entry):
        return entry.state.printed_at


class Register(Ours):
    """Everything one of the public registers leads to."""

    def __init__(self, rows):
        self.rows = rows

    def items(self):
        return self.rows().order_by("pk")


# What makes each of them, since one is for one answer.
SITEMAPS = {
    "always": Always,
    "editions": Editions,
    "pages": Pages,
    "themes": partial(Register, public.themes),
    "authors": partial(Register, public.authors),
    "sources": partial(Register, public.sources),
    "organisations": partial(Register, public.organisations),
    "events": partial(Register, public.events),
    "trackers": Trackers,
    "commitments": Commitments,
}


@for_readers
def whole(request):
    """Every address, or where they are too many for one file, where their parts are."""
    sections = {name: section() for name, section in SITEMAPS.items()}
    if sum(section.paginator.count for section in sections.values()) <= A_PART:
        return views.sitemap(request, sections)
    parts = [
        views.SitemapIndexItem(f"{settings.SITE_URL}{reverse('sitemap-part', args=[name])}?{urlencode({'p': n})}")
        for name, section in sections.items()
        for n in section.paginator.page_range
        if section.paginator.count
    ]
    return TemplateResponse(request, "sitemap_index.xml", {"sitemaps": parts}, content_type="application/xml")


@for_readers
def part(request, section):
    return views.sitemap(request, SITEMAPS, section=section)
