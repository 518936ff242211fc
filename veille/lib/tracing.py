"""Tells whoever keeps the trace what the desk's own forms and lists add, change and delete.

This shelf knows no model, so the room that keeps it registers itself (accounts/admin.py). Verbs tell their own.
"""

import json
from collections.abc import Callable

from django.db import transaction

_recorders: list[Callable] = []


def recorder(function: Callable) -> Callable:
    """Registers `function(by, verb, subject, note)`, called in the transaction of what it is told of."""
    _recorders.append(function)
    return function


def tell(by, verb: str, subject, note: str = "") -> None:
    for record in _recorders:
        record(by, verb, subject, note)


class Traced:
    """Mix in before ModelAdmin. A message in words tells what a verb did, and the verb has told that itself."""

    def log_addition(self, request, obj, message):
        if isinstance(message, list):
            tell(request.user, "added", obj, self.trace_note(obj, message))
        return super().log_addition(request, obj, message)

    def log_change(self, request, obj, message):
        if isinstance(message, list):
            tell(request.user, "changed", obj, self.trace_note(obj, message))
        return super().log_change(request, obj, message)

    def log_deletions(self, request, queryset):
        for obj in queryset:
            tell(request.user, "deleted", obj)
        return super().log_deletions(request, queryset)

    def trace_note(self, obj, message: list) -> str:
        """Which fields changed, in Django's words; « added » alone says nothing that the verb does not."""
        # Here, because the settings name the desk before any model stands.
        from django.contrib.admin.models import LogEntry  # noqa: PLC0415

        said = [one for one in message if one != {"added": {}}]
        return LogEntry(change_message=json.dumps(said)).get_change_message() if said else ""

    def construct_change_message(self, request, form, formsets, add=False):
        """Fields by the names that our catalog translates: forms begin them with a capital, the catalog does not."""
        message = super().construct_change_message(request, form, formsets, add)
        for changed in (one["changed"] for one in message if "fields" in one.get("changed", {})):
            changed["fields"] = [label[:1].lower() + label[1:] for label in changed["fields"]]
        return message

    def response_action(self, *args, **kwargs):
        """What an action does to several rows, and what is told of it, happens whole or not at all."""
        with transaction.atomic():
            return super().response_action(*args, **kwargs)
