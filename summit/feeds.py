"""What became of the promises of a summit, as a feed: one entry a printed state, one a commitment that moved in it."""

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from summit.measures import Status
from summit.models import BriefState, Event
from veille.lib.addresses import moved
from veille.lib.atom import FullAtom
from veille.lib.dates import PartialDate
from veille.lib.text import typography

STATES, CHANGES = 10, 50  # the newest states told, and how many changes of each


class Changes(Feed):
    feed_type = FullAtom
    language = "fr"

    def __call__(self, request, slug):
        try:
            return super().__call__(request, slug=slug)
        except Http404:
            if event := moved(Event.objects.published(), slug):
                return redirect("event_feed", event.slug, permanent=True)
            raise

    def get_object(self, request, slug):
        event = Event.objects.published().filter(slug=slug).first()
        if event is None:
            raise Http404
        return event

    def title(self, event):
        return typography(_("%(event)s: what became of the promises") % {"event": event.name})

    def link(self, event):
        return settings.SITE_URL + event.get_absolute_url()

    def feed_url(self, event):
        return settings.SITE_URL + reverse("event_feed", args=[event.slug])

    feed_guid = feed_url

    def author_name(self, event):
        return urlsplit(settings.SITE_URL).hostname

    def description(self, event):
        return _("Each state of the brief, and each commitment that moved.")

    subtitle = description

    def items(self, event):
        found = []
        for state in BriefState.objects.filter(event=event).select_related("event")[:STATES]:
            found.append((state, None))
            found += [(state, change) for change in state.data["changes"][:CHANGES]]
        return found

    def item_title(self, item):
        state, change = item
        if change is None:
            return _("State on %(day)s") % {"day": PartialDate(state.as_of.isoformat()).words()}
        return typography(f"n° {change['number']}, {change['title']} : {_moved(change)}")

    def item_description(self, item):
        state, change = item
        return change["headline"] if change else state.verdict

    def item_link(self, item):
        state, change = item
        if change is None or not change["after"]:
            return settings.SITE_URL + state.event.get_absolute_url()
        return settings.SITE_URL + reverse("commitment", args=[state.event.slug, change["slug"]])

    def item_guid(self, item):
        state, change = item
        tail = f":{change['commitment']}" if change else ""
        return f"{settings.SITE_URL}{state.event.get_absolute_url()}#etat-{state.number}{tail}"

    item_guid_is_permalink = False

    def item_pubdate(self, item) -> datetime:
        return item[0].printed_at

    item_updateddate = item_pubdate

    def item_extra_kwargs(self, item):
        return {"content": self.item_description(item)}


def _moved(change) -> str:
    """« En cours, puis tenu », « nouvelle échéance »: the words of what moved."""
    words = {
        "new": _("now followed"),
        "gone": _("no longer followed"),
        "deadline": _("another deadline"),
        "amount": _("another amount"),
    }
    told = [words[what] for what in change["what"] if what in words]
    if "status" in change["what"]:
        before, after = (Status(change[name]).label for name in ("before", "after"))
        told.insert(0, _("%(before)s, then %(after)s") % {"before": before, "after": after})
    return capfirst(", ".join(map(str, told)))
