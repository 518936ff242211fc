"""The sources whose link waits for somebody, as « Aujourd'hui » counts them and the list filters them: the same rows."""

from django.contrib.admin import SimpleListFilter
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from veille.lib import today
from veille.sources.liveness import Found
from veille.sources.models import Source


def to_replace(rows=None):
    """Cited, dead and without an archived copy: readers are sent to nothing."""
    return (Source.objects.all() if rows is None else rows).lost().cited()


class LinkFilter(SimpleListFilter):
    title = _("link")
    parameter_name = "lien"
    QUEUES = {
        "repond": (_("answers"), lambda rows: rows.filter(link_found=Found.ANSWERS)),
        "echoue": (
            _("has begun to fail"),
            lambda rows: rows.filter(link_fails_since__isnull=False, link_dead_since=None),
        ),
        "mort": (_("dead"), lambda rows: rows.dead()),
        "a-remplacer": (_("dead, cited and without a copy"), to_replace),
        "refuse": (
            _("refuses to be checked"),
            lambda rows: rows.filter(link_found__in=[Found.REFUSES, Found.UNOPENED]),
        ),
        "jamais": (_("never checked"), lambda rows: rows.filter(link_checked_at=None).exclude(address="")),
    }

    def lookups(self, request, model_admin):
        return [(value, words) for value, (words, _rows) in self.QUEUES.items()]

    def queryset(self, request, queryset):
        return self.QUEUES[self.value()][1](queryset) if self.value() in self.QUEUES else queryset


@today.panel(order=31)
def dead_links(user):
    if not user.has_perm("sources.change_source"):
        return None
    return today.Panel.of(
        _("Dead links"),
        to_replace().select_related("organisation").order_by("link_dead_since", "pk"),
        line=lambda one: (
            one.title,
            reverse("admin:sources_source_change", args=[one.pk]),
            one.get_link_found_display(),
        ),
        moment=lambda one: one.link_dead_since,
        more=f"{reverse('admin:sources_source_changelist')}?lien=a-remplacer",
    )
