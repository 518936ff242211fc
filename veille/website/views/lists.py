"""Themes and authors: who has one, and what is published under each."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from veille.editions.models import Author, Tag
from veille.lib.addresses import follow
from veille.lib.http import address_of, for_readers, paged
from veille.website import public

NEIGHBOURS = 6


@for_readers
def themes(request):
    head = {
        "title": _("Themes"),
        "description": _("Our watch notes by theme."),
        "path": reverse("themes"),
        "section": "themes",
    }
    return render(request, "website/themes.html", {"themes": public.alphabetical(public.counted(Tag)), "head": head})


@for_readers
def theme(request, slug):
    themes = public.counted(Tag)
    theme = next((one for one in themes if one.slug == slug), None)
    if theme is None:
        return follow(public.themes(), slug)
    rows = public.editions().filter(editiontag__tag=theme).without_text().listed()
    found = paged(request, rows, count=theme.notes)
    head = {
        "title": theme.name,
        "description": theme.description,
        "path": address_of(request, found),
        "section": "themes",
        "feed": reverse("theme-feed", args=[theme.slug]),
    }
    others = [one for one in public.most_used(themes) if one != theme][:NEIGHBOURS]
    return render(request, "website/theme.html", {"theme": theme, "found": found, "others": others, "head": head})


@for_readers
def authors(request):
    head = {
        "title": _("Authors"),
        "description": _("Who signs our watch notes."),
        "path": reverse("authors"),
    }
    return render(
        request, "website/authors.html", {"authors": public.alphabetical(public.counted(Author)), "head": head}
    )


@for_readers
def author(request, slug):
    author = next((one for one in public.counted(Author) if one.slug == slug), None)
    if author is None:
        return follow(public.authors(), slug)
    rows = public.editions().filter(editionauthor__author=author).without_text().prefetch_related("tags")
    found = paged(request, rows, count=author.notes)
    head = {
        "title": author.name,
        "description": author.description,
        "path": address_of(request, found),
        "feed": reverse("author-feed", args=[author.slug]),
    }
    return render(request, "website/author.html", {"author": author, "found": found, "head": head})
