"""Feeds with the whole text: RSS and Atom for everything, Atom for a theme and for an author.

Absolute addresses come from SITE_URL, never from the request.
"""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from veille.editions.models import Author, Tag
from veille.lib.addresses import moved
from veille.lib.atom import FORBIDDEN, FullAtom, FullRss
from veille.lib.text import typography
from veille.website import public
from veille.website.models import Identity
from veille.website.syndication import full_text

NEWEST = 20


@dataclass
class About:
    """What a feed is of: the site, or one theme or author of it."""

    site: Identity
    subject: Tag | Author | None = None


class Everything(Feed):
    feed_type = FullRss
    path_name = "feed-rss"
    language = "fr"
    subjects = None  # of which rows there is one feed each

    def get_object(self, request, slug=None):
        site = Identity.objects.first() or Identity()
        return About(site, get_object_or_404(self.subjects(), slug=slug) if slug else None)

    def title(self, about):
        return f"{about.subject} – {about.site.site_name}" if about.subject else about.site.site_name

    def description(self, about):
        said = about.subject.description if about.subject else about.site.description
        return typography(said or _("Our watch notes, sourced, with their whole text."))

    subtitle = description

    def link(self, about):
        return settings.SITE_URL + (about.subject.get_absolute_url() if about.subject else reverse("home"))

    def feed_url(self, about):
        return settings.SITE_URL + reverse(self.path_name, args=[about.subject.slug] if about.subject else [])

    feed_guid = feed_url

    def items(self, about):
        return self.editions(about.subject).select_related("hero").listed()[:NEWEST]

    def editions(self, subject):
        return public.editions()

    def item_title(self, edition):
        return edition.title

    def item_description(self, edition):
        return edition.lead

    def item_link(self, edition):
        return settings.SITE_URL + edition.get_absolute_url()

    def item_guid(self, edition):
        return edition.key.urn

    item_guid_is_permalink = False

    def item_author_name(self, edition):
        return ", ".join(author.name for author in edition.authors.all())

    def item_categories(self, edition):
        return [FORBIDDEN.sub("", tag.name) for tag in edition.tags.all()]

    def item_pubdate(self, edition):
        return edition.first_live_from

    def item_updateddate(self, edition):
        return edition.live_from

    def item_extra_kwargs(self, edition):
        return {"content": full_text(edition, site=settings.SITE_URL)}


class EverythingAtom(Everything):
    feed_type = FullAtom
    path_name = "feed-atom"


class OfOne(EverythingAtom):
    def __call__(self, request, slug):
        try:
            return super().__call__(request, slug=slug)
        except Http404:
            if row := moved(self.subjects(), slug):
                return redirect(self.path_name, row.slug, permanent=True)
            raise


class OfTheme(OfOne):
    path_name = "theme-feed"
    subjects = staticmethod(public.themes)

    def editions(self, subject):
        return public.editions().filter(editiontag__tag=subject)


class OfAuthor(OfOne):
    path_name = "author-feed"
    subjects = staticmethod(public.authors)

    def editions(self, subject):
        return public.editions().filter(editionauthor__author=subject)
