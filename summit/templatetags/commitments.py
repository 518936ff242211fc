"""How templates say a status, a deadline, a count: `{{ code|called:"status" }}`, `{% status entry.status entry.lateness %}`."""

from decimal import Decimal

from django import template
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from summit import charts, notes, opendata
from summit.filters import KINDS, SLUGS
from summit.measures import Confidence, Freshness, Lateness, Status, Verifiability
from summit.models import Amount, Role
from summit.printing import ORDER
from veille.lib.dates import PartialDate

register = template.Library()

# A colour and a sign for each: the word is always there too.
LOOKS = {
    Status.KEPT: "kept",
    Status.PARTLY_KEPT: "partly",
    Status.UNDER_WAY: "under-way",
    Status.CONFIRMED: "confirmed",
    Status.ANNOUNCED: "announced",
    Status.ON_HOLD: "on-hold",
    Status.REPLACED: "replaced",
    Status.ABANDONED: "dropped",
    Status.NOT_KEPT: "not-kept",
}
CURRENCIES = list(Amount.Currency)
_CHOICES = {
    "status": Status,
    "lateness": Lateness,
    "verifiability": Verifiability,
    "freshness": Freshness,
    "confidence": Confidence,
    "amount": Amount.Kind,
    "currency": Amount.Currency,
    "role": Role.Kind,
}


@register.filter
def with_notes(html: str) -> str:
    """The press's text with what became of the promises it names."""
    return notes.filled(html)


@register.filter
def made_by(structured: dict, site) -> dict:
    """schema.org data signed by the firm where the site names one, else by the site's own name."""
    return opendata.signed(structured, name=site.firm or site.site_name)


@register.filter
def called(code: str, kind: str) -> str:
    """The words of a code as JSON keeps it: `{{ "under_way"|called:"status" }}` is « En cours »."""
    return capfirst(_CHOICES[kind](code).label)


@register.filter
def look(status: str) -> str:
    return LOOKS[Status(status)]


@register.filter
def status_slug(status: str) -> str:
    """As the tracker's address has it."""
    return SLUGS[Status(status)]


@register.inclusion_tag("summit/status.html")
def status(code: str, lateness: str = "", *, days=None, slips=0) -> dict:
    """The chip of a status and, beside it, that of its lateness with what is known of it."""
    return {"code": code, "look": LOOKS[Status(code)], "late": late_words(lateness, days=days, slips=slips)}


def late_words(lateness: str, *, days=None, slips=0) -> str:
    if not lateness:
        return ""
    if lateness == Lateness.KEPT_LATE:
        return ngettext("%(n)d day late", "%(n)d days late", days) % {"n": days} if days else _("Kept late")
    if lateness == Lateness.SLIPPED and slips > 1:
        return _("Late: postponed %(n)d times") % {"n": slips}
    return _("Late: postponed") if lateness == Lateness.SLIPPED else _("Late: deadline past")


@register.filter
def deadline_words(text: str) -> str:
    """A deadline as JSON keeps it: « 2027 », « 4e trimestre 2025 », « 10 avril 2025 »."""
    return PartialDate(text).words() if text else ""


@register.inclusion_tag("summit/row_amounts.html")
def row_amounts(amounts: list[dict], address: str) -> dict:
    """The tracker's two cells: what was announced, and the furthest that was found since; each leads to its source."""
    latest = {amount["kind"]: amount for amount in amounts if amount["is_latest"]}
    further = next((latest[kind] for kind in ("paid", "contracted", "engaged") if kind in latest), None)
    return {"announced": latest.get("announced"), "further": further, "address": address}


@register.inclusion_tag("summit/unit_bar.html")
def unit_bar(state) -> dict:
    """One cell a commitment, and the same numbers in words, each leading to the list of them."""
    groups = [(group, LOOKS[Status(group.status)], group_words(group)) for group in charts.unit_bar(state.data["bar"])]
    said = ", ".join(f"{group.count} {words}" for group, _look, words in groups)
    return {"state": state, "groups": groups, "said": said, "event": state.event}


def group_words(group) -> str:
    words = Status(group.status).label
    plural = "s" if group.count > 1 and not words.startswith("en ") else ""
    told = " ".join(f"{word}{plural}" if word not in {"partiellement", "non"} else word for word in words.split())
    return _("%(status)s, late") % {"status": told} if group.is_late else told


@register.inclusion_tag("summit/ruler.html")
def ruler(state) -> dict:
    """The milestones of the brief on a line of months."""
    milestones = state.data["milestones"]
    dates = [PartialDate(one["on"]).start for one in milestones]
    return {"state": state, "ruler": charts.ruler(dates, state.as_of), "milestones": milestones}


@register.filter
def given_deadlines(data: dict) -> list[tuple[str, str, int | None]]:
    """(deadline, when it was said, the step that said it) of an entry's data; no step for that of the announcement."""
    steps = [step for step in reversed(data["steps"]) if step["horizon"] and not step["corrected_by"]]
    told = [(step["horizon"], step["on"], step["id"]) for step in steps]
    given = [one for n, one in enumerate(told) if n == 0 or one[0] != told[n - 1][0]]
    if len(given) < len(data["deadlines"]):
        given.insert(0, (data["deadlines"][0], data["announced_on"], None))
    return given


@register.inclusion_tag("summit/axes_chart.html")
def axes_chart(state) -> dict:
    axes = [axis for axis in state.data["axes"] if axis["total"]]
    longest = max((axis["total"] for axis in axes), default=0)
    rows = [
        (axis, [(LOOKS[Status(s)], count, block) for s, count, block in charts.stacked(axis["statuses"], longest)])
        for axis in axes
    ]
    present = [status for status in ORDER if any(status in axis["statuses"] for axis in axes)]
    table = [(axis, [axis["statuses"].get(status, 0) for status in present]) for axis in axes]
    return {"state": state, "rows": rows, "present": present, "table": table, "height": 56 * len(rows)}


@register.inclusion_tag("summit/totals_chart.html")
def totals_chart(state) -> dict:
    """Amounts by nature; currencies are drawn apart, each against its own largest."""
    totals = sorted(state.data["totals"], key=lambda total: CURRENCIES.index(total["currency"]))
    largest = {}
    for total in totals:
        largest[total["currency"]] = max(Decimal(total["maximum"]), largest.get(total["currency"], Decimal(0)))
    rows = [(total, *charts.span(total["minimum"], total["maximum"], largest[total["currency"]])) for total in totals]
    return {"state": state, "rows": rows, "height": 56 * len(rows), "event": state.event}


@register.filter
def nature_slug(kind: str) -> str:
    return next(slug for slug, code in KINDS.items() if code == kind)


@register.filter
def times(number, factor) -> int:
    """For the rows of a chart, each so many pixels below the one before."""
    return int(number) * int(factor)
