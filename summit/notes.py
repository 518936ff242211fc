"""The margin of an article: what became of a promise, beside the sentence that tells it.

The press leaves a place in an edition's text; it is filled when the page is shown, with the state printed last and its
date, so that an old article goes on telling the truth. A commitment that readers do not see leaves nothing.
"""

import re

from django.template.loader import render_to_string

from summit.models import Entry

_PLACE = re.compile(r'<aside class="note" data-commitment="(\d{1,18})"></aside>')


def filled(html: str) -> str:
    """The text of an edition with its notes: one query, and none where it has no place for them."""
    keys = set(_PLACE.findall(html))
    if not keys:
        return html
    rows = Entry.objects.current().filter(commitment__in=keys).select_related("state__event").defer("words")
    entries = {str(entry.commitment_id): entry for entry in rows}

    def note(place):
        entry = entries.get(place[1])
        return render_to_string("summit/note.html", {"entry": entry}).strip() if entry else ""

    return _PLACE.sub(note, html)


def without(html: str) -> str:
    """The text alone: for feeds, which are read away from the page."""
    return _PLACE.sub("", html)
