"""The pages that speak for the site: home, the editable pages, what can be followed, what robots ask for."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from summit.printing import with_states
from veille.editions import links
from veille.editions.models import Tag
from veille.editions.rendering import render as rendered
from veille.lib.http import for_readers
from veille.website import public
from veille.website.models import Identity, Page

LATEST = 6
LEGAL_NOTICE = "mentions-legales"


@for_readers
def home(request):
    latest = list(public.editions().without_text().listed()[: LATEST + 1])
    lead = public.lead_story() or public.editions().select_related("hero").first()
    context = {
        "lead": lead,
        "latest": [edition for edition in latest if lead is None or edition.key != lead.key][:LATEST],
        "event": with_states(public.events()).prefetch_related("axes").first(),
        "themes": public.most_used(public.counted(Tag))[:6],
        "head": {"path": reverse("home"), "picture": lead and lead.hero},
    }
    return render(request, "website/home.html", context)


@for_readers
def page(request, slug):
    found = get_object_or_404(Page, slug=slug)
    text = rendered(found.body, link=links.printed(links.find(links.written(found.body))), vocabulary="PAGE")
    head = {"title": found.title, "description": found.lead, "path": found.get_absolute_url()}
    facts = (Identity.objects.first() or Identity()).legal_facts() if slug == LEGAL_NOTICE else []
    return render(request, "website/page.html", {"page": found, "text": text, "facts": facts, "head": head})


@for_readers
def following(request):
    """What can be followed, in words."""
    context = {
        "themes": public.alphabetical(public.themes()),
        "authors": public.alphabetical(public.authors()),
        "events": public.briefs(),
        "head": {
            "title": _("Follow our publications"),
            "description": _("The feeds to subscribe to: every note, one summit, one theme, one author."),
            "path": reverse("following"),
        },
    }
    return render(request, "website/following.html", context)


@for_readers
def robots(request):
    lines = ["User-agent: *", "Disallow: /admin/", "", f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@for_readers
def favicon(request):
    """Browsers ask for it by this name when a page (a feed, a picture) names none."""
    return redirect(static("icons/favicon.ico"))
