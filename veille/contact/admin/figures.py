"""The figures of the inbox: a page with its picture, and each table as a file."""

from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from veille.contact import counts
from veille.lib.dates import PartialDate
from veille.lib.spreadsheets import as_csv

# Weeks one may look back at.
PERIODS = [4, 13, 26, 52, 156]
USUAL = 13
SHOWN = 20


def asked_period(request) -> int:
    asked = request.GET.get("semaines", "")
    return int(asked) if asked in map(str, PERIODS) else USUAL


def hours(value: float | None) -> str:
    """« 7,5 h »; empty for none."""
    return "" if value is None else f"{value:.1f}".replace(".", ",")


def day(date) -> str:
    return PartialDate(date.isoformat()).words()


class FiguresAdmin:
    """Mix in before ModelAdmin."""

    @method_decorator(require_safe)
    def figures_view(self, request):
        if not self.has_view_permission(request):
            raise PermissionDenied
        period = asked_period(request)
        start = counts.since(period)
        weeks, pages, themes = counts.by_week(start), counts.by_page(start), counts.by_theme(start)
        received = [week.received for week in weeks]
        context = self.admin_site.each_context(request) | {
            "title": _("Figures of the messages"),
            "opts": self.opts,
            "period": period,
            "periods": PERIODS,
            "weeks": [(day(week.start), week, hours(week.median)) for week in reversed(weeks)],
            "bars": counts.sparkline(received),
            "highest": max(received),
            "total": sum(received),
            "set_aside": sum(week.set_aside for week in weeks),
            "answered": sum(week.answered for week in weeks),
            "median": hours(counts.median_hours(weeks)),
            "pages": pages[:SHOWN],
            "pages_left": len(pages[SHOWN:]),
            "themes": themes[:SHOWN],
            "themes_left": len(themes[SHOWN:]),
            "first": day(weeks[0].start),
        }
        return TemplateResponse(request, "admin/contact/inquiry/figures.html", context)

    @method_decorator(require_safe)
    def figures_export_view(self, request):
        if not self.has_view_permission(request):
            raise PermissionDenied
        start = counts.since(asked_period(request))
        match request.GET.get("tableau"):
            case "pages":
                head = [_("page"), _("address"), _("messages")]
                rows = counts.by_page(start)
            case "themes":
                head = [_("theme"), _("messages")]
                rows = counts.by_theme(start)
            case _:
                head = [_("week of"), _("received"), _("set aside"), _("answered"), _("median hours to a first answer")]
                weeks = counts.by_week(start)
                rows = [(w.start.isoformat(), w.received, w.set_aside, w.answered, hours(w.median)) for w in weeks]
        return as_csv("messages", [capfirst(words) for words in head], rows)
