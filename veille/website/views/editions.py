"""Articles as readers meet them: the list, one edition at its address, the archive by year."""

from django.db.models import Count, Exists, OuterRef
from django.db.models.functions import ExtractYear
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from veille.editions.models import Edition, EditionTag, Withdrawal
from veille.editions.press import Page
from veille.lib.http import address_of, for_readers, paged
from veille.website import public

A_YEAR = 100  # lines of an archive's page: they are short


@for_readers
def articles(request):
    found = paged(request, public.editions().without_text().listed())
    head = {
        "title": _("Articles"),
        "description": _("All our watch notes, the newest first."),
        "path": address_of(request, found),
        "section": "articles",
    }
    return render(request, "website/articles.html", {"found": found, "head": head})


@for_readers
def edition(request, slug):
    """The current edition; from an older public address one hop to it; 410 once the article is withdrawn."""
    now = timezone.now()
    known = _public_at(slug, now) or _public_at(slug.lower(), now)
    if known is None:
        raise Http404
    is_current = known.live_until is None or known.live_until > now
    current = known if is_current else Edition.objects.current(now).of(known.key).first()
    if current is None:
        return gone(request, known.key, now)
    if current.slug != slug:
        return redirect(current, permanent=True)
    return render(request, "website/edition.html", _context(current, now))


def _public_at(slug, now):
    rows = Edition.objects.public_by(now).filter(slug=slug).select_related("hero")
    return rows.order_by("-live_from").first()


def _context(edition, now):
    page = Page.of(edition)
    lines = Edition.objects.without_text()
    # Exists, not a list of keys: the newest three are found without going through a whole theme.
    same_theme = Exists(EditionTag.objects.filter(tag__in=page.tags, edition=OuterRef("pk")))
    return {
        "page": page,
        "history": lines.public_by(now).of(edition.key).order_by("-number"),
        "related": lines.current(now).filter(same_theme).exclude(pk=edition.pk)[:3] if page.tags else [],
        "event": public.events().filter(coverage__edition=edition).first(),
        "head": {
            "title": edition.title,
            "description": edition.lead,
            "path": edition.get_absolute_url(),
            "section": "articles",
            "kind": "article",
            "picture": edition.hero,
        },
    }


@never_cache
def gone(request, key, now):
    """What was public and no longer is: why, and what to read instead. Not a word of the withdrawn text."""
    last = Edition.objects.public_by(now).of(key).order_by("-live_from").first()
    notice = Withdrawal.objects.of(key).spoken(now).filter(withdrawn_at__gte=last.live_from).first()
    context = {"notice": notice, "ended": last.live_until, "instead": notice and notice.instead(now)}
    return render(request, "410.html", context, status=410)


@for_readers
def archives(request):
    years = public.editions().annotate(year=ExtractYear("first_live_from")).values("year")
    head = {
        "title": _("Archives"),
        "description": _("All our watch notes, year by year."),
        "path": reverse("archives"),
        "section": "archives",
    }
    years = years.annotate(notes=Count("pk")).order_by("-year")
    return render(request, "website/archives.html", {"years": years, "head": head})


@for_readers
def archive(request, year):
    if not 1900 < year < 2200:
        raise Http404
    rows = public.editions().filter(first_live_from__year=year).without_text().prefetch_related("tags")
    found = paged(request, rows, size=A_YEAR)
    if not found.object_list:
        raise Http404
    head = {
        "title": _("Archives of %(year)d") % {"year": year},
        "description": _("The watch notes published in %(year)d.") % {"year": year},
        "path": address_of(request, found),
        "section": "archives",
    }
    return render(request, "website/archive.html", {"year": year, "found": found, "head": head})
