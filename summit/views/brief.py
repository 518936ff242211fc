"""The summits readers see: all of them, and the brief of one: where its promises stand, and what we write of it."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from summit import opendata
from summit.models import Event
from summit.printing import Brief, page_of, with_states
from veille.editions.models import Edition
from veille.lib.addresses import follow
from veille.lib.http import address_of, for_readers, paged


@for_readers
def events(request):
    head = {
        "title": _("Summits"),
        "description": _("The summits we follow, and what we wrote of them."),
        "path": reverse("events"),
        "section": "events",
    }
    return render(request, "summit/events.html", {"events": with_states(Event.objects.published()), "head": head})


@for_readers
def event(request, slug):
    event = Event.objects.published().select_related("previous", "following").filter(slug=slug).first()
    if event is None:
        return follow(Event.objects.published(), slug)
    state = event.states.filter(is_current=True).first()
    if state:
        state.event = event
    found = paged(request, Edition.objects.current().filter(coverage__event=event).without_text().listed())
    brief = state and Brief.of(state)
    head = {
        "title": event.name,
        "description": (state and state.verdict) or event.summary,
        "path": address_of(request, found),
        "section": "events",
        "feed": state and reverse("event_feed", args=[event.slug]),
    }
    page = page_of(event, brief)
    structured = opendata.structured(state, hosts=page["hosts"]) if state else None
    return render(request, "summit/event.html", page | {"found": found, "head": head, "structured": structured})
