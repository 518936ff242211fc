"""The messages that wait, as « Aujourd'hui » counts them and the list filters them: the same rows."""

from datetime import datetime, time, timedelta

from django.contrib.admin import SimpleListFilter
from django.contrib.auth import get_user_model
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from veille.contact.models import Inquiry, Label
from veille.lib import today, working_days
from veille.lib.choices import is_key

# Working days in France within which a message is to be answered; above the second number it is late.
ANSWERED_WITHIN, LATE_AFTER = 2, 5

Status = Inquiry.Status
OPEN = [Status.NEW, Status.IN_HAND, Status.WAITING, Status.ANSWERED]


def unanswered() -> Q:
    return Q(status__in=[Status.NEW, Status.IN_HAND], answered_at=None)


def older_than(days: int) -> Q:
    """Since whose receipt more working days have passed."""
    last = working_days.back(days + 1, timezone.localdate())
    return Q(received_at__lt=timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min)))


def waited(inquiry: Inquiry) -> int:
    """Working days, 0 for what has had its answer or asks for none."""
    if inquiry.answered_at or inquiry.status not in {Status.NEW, Status.IN_HAND}:
        return 0
    return working_days.passed(timezone.localdate(inquiry.received_at), timezone.localdate())


def urgency(inquiry: Inquiry) -> tuple[str, str]:
    """("", "due" or "late"; in words) of a message that was not answered in time."""
    if (days := waited(inquiry)) <= ANSWERED_WITHIN:
        return "", ""
    since = ngettext("%(days)d working day", "%(days)d working days", days) % {"days": days}
    if days > LATE_AFTER:
        return "late", _("late: %(since)s") % {"since": since}
    return "due", _("to be answered: %(since)s") % {"since": since}


class StatusFilter(SimpleListFilter):
    """Shown as tabs above the list, with how many there are of each. What is open comes first, and a search looks
    everywhere.
    """

    title = gettext_lazy("state")
    parameter_name = "etat"
    template = "admin/contact/inquiry/no_filter.html"
    TABS = {
        "a-repondre": (gettext_lazy("To answer"), [Status.NEW, Status.IN_HAND]),
        "nouveau": (gettext_lazy("New"), [Status.NEW]),
        "en-cours": (gettext_lazy("In hand"), [Status.IN_HAND]),
        "en-attente": (gettext_lazy("Waiting"), [Status.WAITING]),
        "repondu": (gettext_lazy("Answered"), [Status.ANSWERED]),
        "clos": (gettext_lazy("Done with"), [Status.CLOSED]),
        "a-part": (gettext_lazy("Set aside"), [Status.SUSPECT]),
        "tous": (gettext_lazy("All"), list(Status)),
    }

    def __init__(self, request, *args):
        self.is_search = bool(request.GET.get("q", "").strip())
        super().__init__(request, *args)

    def lookups(self, request, model_admin):
        return [(value, words) for value, (words, _states) in self.TABS.items()]

    @property
    def chosen(self) -> str:
        return self.value() if self.value() in self.TABS else "tous" if self.is_search else ""

    def queryset(self, request, queryset):
        if self.chosen == "tous":
            return queryset
        return queryset.filter(status__in=self.TABS[self.chosen][1] if self.chosen else OPEN)

    def tabs(self, changelist, counts: dict[str, int]) -> list[tuple[str, int, str, bool]]:
        """(words, how many, address, is it shown), the other filters put aside."""
        shown = {"": (_("Open"), OPEN)} | self.TABS
        return [
            (words, sum(counts.get(state, 0) for state in states), f"?{self.parameter_name}={value}" if value else "?",
             value == self.chosen)
            for value, (words, states) in shown.items()
        ]  # fmt: skip


class OwnerFilter(SimpleListFilter):
    title = gettext_lazy("in charge")
    parameter_name = "suivi"

    def lookups(self, request, model_admin):
        self.me = request.user.pk
        busy = Inquiry.objects.exclude(owner=None).order_by().values("owner")
        others = get_user_model().objects.filter(pk__in=busy).exclude(pk=self.me).order_by("name", "email")
        return [("moi", _("me")), ("personne", _("nobody")), *((str(one.pk), str(one)) for one in others)]

    def queryset(self, request, queryset):
        if self.value() == "moi":
            return queryset.filter(owner=self.me)
        if self.value() == "personne":
            return queryset.filter(owner=None)
        return queryset.filter(owner=self.value()) if is_key(self.value()) else queryset


class LateFilter(SimpleListFilter):
    title = gettext_lazy("time to answer")
    parameter_name = "delai"

    def lookups(self, request, model_admin):
        return [
            ("passe", _("not answered within %d working days") % ANSWERED_WITHIN),
            ("retard", _("late: more than %d working days") % LATE_AFTER),
        ]

    def queryset(self, request, queryset):
        days = {"passe": ANSWERED_WITHIN, "retard": LATE_AFTER}.get(self.value())
        return queryset.filter(unanswered(), older_than(days)) if days else queryset


class LabelFilter(SimpleListFilter):
    title = gettext_lazy("label")
    parameter_name = "etiquette"

    def lookups(self, request, model_admin):
        return [(str(pk), name) for pk, name in Label.objects.values_list("pk", "name")]

    def queryset(self, request, queryset):
        return queryset.filter(labels=self.value()) if is_key(self.value()) else queryset


@today.panel(order=15)
def to_answer(user):
    """What was never answered first, the oldest before the others: what is late leads."""
    if not user.has_perm("contact.view_inquiry"):
        return None
    rows = Inquiry.objects.to_answer().order_by(F("answered_at").asc(nulls_first=True), "received_at", "pk")
    return today.Panel.of(
        _("Messages to answer"),
        rows.select_related("owner").defer("message", "consent"),
        line=lambda one: (
            one.about or one.reference,
            reverse("admin:contact_inquiry_change", args=[one.pk]),
            _why(one),
        ),
        moment=lambda one: one.received_at,
        more=f"{reverse('admin:contact_inquiry_changelist')}?{StatusFilter.parameter_name}=a-repondre",
    )


def _why(inquiry):
    told = [capfirst(urgency(inquiry)[1]) or today.when(inquiry.received_at), str(inquiry.owner or "")]
    return ", ".join(part for part in told if part)
