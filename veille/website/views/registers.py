"""The registers: every source a reader can meet, and who published it."""

from urllib.parse import urlencode

from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from summit.models import EntryCitation, EntryOrganisation, EventCitation
from summit.printing import with_states
from veille.editions.models import EditionCitation
from veille.lib.addresses import follow
from veille.lib.http import Chained, address_of, for_readers, paged
from veille.website import public
from veille.website.filters import LEVELS, SourceFilter

A_PAGE = 60  # lines of a name each
# What an edition's line does not show.
BULKY = ["entry__words", "entry__data", "entry__state__data"]
HEAVY = [f"edition__{name}" for name in ("body", "source_body", "figures", "contents")]


@for_readers
def sources(request):
    form = SourceFilter(request.GET)
    form.is_valid()
    sought = {name: value for name, value in form.cleaned_data.items() if value}
    rows = _filtered(public.sources(), sought)
    dead = Count("pk", filter=Q(link_dead_since__isnull=False))
    totals = rows.aggregate(all=Count("pk"), unkept=Count("pk", filter=Q(address="")), dead=dead)
    listed = public.with_uses(rows.select_related("organisation"))
    found = paged(request, listed, count=totals["all"])
    head = {
        "title": _("Register of sources"),
        "description": _("Every document we cite: who speaks, of which kind, how reliable."),
        "path": address_of(request, found),
        "section": "sources",
    }
    context = {"form": form, "found": found, "totals": totals, "query": urlencode(sought), "head": head}
    return render(request, "website/sources.html", context)


def _filtered(rows, sought):
    if "q" in sought:
        rows = rows.filter(Q(title__icontains=sought["q"]) | Q(organisation__name__icontains=sought["q"]))
    if "nature" in sought:
        rows = rows.filter(kind=sought["nature"])
    if "fiabilite" in sought:
        rows = rows.filter(reliability__in=LEVELS[sought["fiabilite"]])
    return rows


@for_readers
def source(request, pk):
    if pk > 2**63 - 1:
        raise Http404
    source = get_object_or_404(public.sources().select_related("organisation"), pk=pk)
    uses = EditionCitation.objects.filter(edition__in=public.editions(), source=source).select_related("edition")
    in_events = EventCitation.objects.filter(event__in=public.events(), source=source)
    in_commitments = EntryCitation.objects.filter(entry__in=public.commitments(), source=source)
    in_commitments = (
        in_commitments.select_related("entry__state__event").defer(*BULKY).order_by("entry__position", "pk")
    )
    uses = uses.defer(*HEAVY).order_by("-edition__first_live_from", "pk")
    in_events = in_events.select_related("event").order_by("-event__starts_on", "pk")
    found = paged(request, Chained(uses, in_commitments, in_events), size=A_PAGE)
    context = {
        "source": source,
        "found": found,
        "head": {
            "title": f"{source.title}, {source.organisation}",
            "description": _("What we know of this document by %(organisation)s, and where we cite it.")
            % {"organisation": source.organisation},
            "path": address_of(request, found),
            "section": "sources",
        },
    }
    return render(request, "website/source.html", context)


@for_readers
def organisations(request):
    rows = public.organisations().annotate(documents=Count("sources", filter=Q(sources__in=public.sources())))
    found = paged(request, public.alphabetical(rows), size=A_PAGE)
    head = {
        "title": _("Organisations"),
        "description": _("Who published the documents we cite."),
        "path": address_of(request, found),
    }
    return render(request, "website/organisations.html", {"found": found, "head": head})


@for_readers
def organisation(request, slug):
    organisation = public.organisations().filter(slug=slug).first()
    if organisation is None:
        return follow(public.organisations(), slug)
    rows = public.with_uses(public.sources().filter(organisation=organisation).select_related("organisation"))
    found = paged(request, rows)
    head = {
        "title": organisation.name,
        "description": organisation.description
        or _("The documents by %(organisation)s that we cite.") % {"organisation": organisation},
        "path": address_of(request, found),
    }
    roles = EntryOrganisation.objects.filter(entry__in=public.commitments(), organisation=organisation)
    roles = roles.select_related("entry__state__event").defer("entry__words", "entry__state__data")
    context = {
        "organisation": organisation,
        "found": found,
        "hosted": with_states(public.events().filter(hosts=organisation)),
        "roles": roles.order_by("-entry__state__event__starts_on", "kind", "entry__position")[:A_PAGE],
        "head": head,
    }
    return render(request, "website/organisation.html", context)
