"""The commitments of a summit, one by one: the tracker and the page of each, as the last printed state has them."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from summit import opendata
from summit.filters import ORDERS, TrackerFilter
from summit.models import BriefState, Entry, EntryOrganisation
from summit.printing import Printed
from veille.editions.models import Edition
from veille.lib.http import address_of, for_readers, paged

A_PAGE = 30
A_FEW = 10  # of the articles that name a commitment: the newest


def current_state(slug: str) -> BriefState:
    """What readers see of a summit, in one query. Raises Http404."""
    states = BriefState.objects.filter(is_current=True, event__slug=slug).exclude(event__published_at=None)
    state = states.select_related("event").first()
    if state is None:
        raise Http404
    return state


@for_readers
def commitments(request, slug):
    state = current_state(slug)
    form = TrackerFilter(request.GET)
    answer = form.find(state)
    found = paged(request, answer.keys, size=A_PAGE)
    rows = Entry.objects.in_bulk(found.object_list)
    roles = EntryOrganisation.objects.filter(entry__in=rows).select_related("organisation")
    names = {}
    for role in roles:
        names.setdefault(role.entry_id, []).append(role)
    context = {
        "state": state,
        "event": state.event,
        "form": form,
        "found": found,
        "answer": answer,
        "undone": form.undone(answer),
        "lists": [(form[name], answer.choices[name]) for name in form.DIMENSIONS],
        "orders": [(value, words, value == form.data.get("tri", "")) for value, words in ORDERS.items()],
        "rows": [Printed(rows[key], names.get(key, []), []) for key in found.object_list],
        "query": form.query(),
        "dictionary": [
            (_("What each column of the commitments means"), opendata.COMMITMENTS),
            (_("What each column of the steps means"), opendata.STEPS),
        ],
        "head": {
            "title": _("Commitments of %(event)s") % {"event": state.event.name},
            "description": _("Who promised what, by when, and what became of it: %(event)s.") % {"event": state.event},
            "path": address_of(request, found) if not form.query() else request.path,
            "section": "events",
        },
    }
    return render(request, "summit/commitments.html", context)


@for_readers
def commitment(request, slug, commitment):
    state = current_state(slug)
    entry = state.entries.filter(slug=commitment).first()
    if entry is None:
        return _moved(state, commitment)
    entry.state = state
    printed = Printed.of(entry)
    context = {
        "state": state,
        "event": state.event,
        "printed": printed,
        "entry": entry,
        "neighbours": _neighbours(state, entry),
        "editions": Edition.objects.current().without_text().filter(mentions__commitment=entry.commitment_id)[:A_FEW],
        "head": {
            "title": entry.title,
            "description": entry.data["headline"] or entry.data["promise"],
            "path": request.path,
            "section": "events",
        },
    }
    return render(request, "summit/commitment.html", context)


def _moved(state, slug):
    """To where a former name of a commitment leads now, in one hop. Raises Http404."""
    former = Entry.objects.filter(state__event=state.event, slug=slug).order_by("-state__number").first()
    now = former and state.entries.filter(commitment=former.commitment_id).first()
    if now is None:
        raise Http404
    return redirect("commitment", state.event.slug, now.slug, permanent=True)


def _neighbours(state, entry):
    rows = state.entries.only("number", "title", "slug", "position")
    before = rows.filter(position__lt=entry.position).order_by("-position").first()
    return before, rows.filter(position__gt=entry.position).order_by("position").first()
