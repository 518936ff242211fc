"""The tracker's filter: a GET form whose address can be shared, with how many commitments each choice would leave.

A printed state never changes: which entries answer to which choice, and their orders, are worked out of it once a
process (`Index`). What is asked is then sets in memory: the number of queries is the same whatever it is, and every
count is right under all the other filters. Organisations are read each time: their names are alive.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from summit.measures import CLOSED, Lateness, Status, Verifiability
from summit.models import Amount, BriefState, Entry, EntryOrganisation
from summit.printing import ORDER
from veille.lib.text import folded

# In addresses, in French and for good.
STATUSES = {
    "tenu": Status.KEPT,
    "partiellement-tenu": Status.PARTLY_KEPT,
    "en-cours": Status.UNDER_WAY,
    "confirme": Status.CONFIRMED,
    "annonce": Status.ANNOUNCED,
    "en-suspens": Status.ON_HOLD,
    "remplace": Status.REPLACED,
    "abandonne": Status.ABANDONED,
    "non-tenu": Status.NOT_KEPT,
}
SLUGS = {status: slug for slug, status in STATUSES.items()}
LATE, UNVERIFIABLE, SELF_DECLARED = "en-retard", "inverifiable", "auto-declare"
KINDS = {
    "annonce": Amount.Kind.ANNOUNCED,
    "engage": Amount.Kind.ENGAGED,
    "contractualise": Amount.Kind.CONTRACTED,
    "decaisse": Amount.Kind.PAID,
}
SILENT = "sans-montant"
PAST, UNDATED = "passee", "sans-date"
ORDERS = {
    "": _("by number"),
    "echeance": _("by deadline"),
    "recent": _("latest step first"),
    "etat": _("by status"),
    "montant": _("largest amount first"),
}


STATES_KEPT = 4  # a process; one of 5,000 commitments takes about 2 MB


@dataclass(frozen=True)
class Row:
    """What the filter needs of an entry."""

    pk: int
    position: int
    axis: str
    status: str
    lateness: str
    verifiability: str
    is_self_declared: bool
    since: datetime.date
    deadline: datetime.date | None
    largest: object
    amount_kinds: str


# Which choices of a dimension a row answers to.
def _states(row: Row) -> set[str]:
    marks = {
        LATE: row.lateness in {Lateness.SLIPPED, Lateness.OVERDUE},
        UNVERIFIABLE: row.verifiability == Verifiability.NO,
        SELF_DECLARED: row.is_self_declared,
    }
    return {SLUGS[Status(row.status)], *(mark for mark, is_so in marks.items() if is_so)}


def _deadlines(today: datetime.date) -> Callable[[Row], set[str]]:
    def answers(row):
        if row.deadline is None:
            return {UNDATED}
        is_past = row.deadline < today and row.status not in CLOSED
        return {str(row.deadline.year)} | ({PAST} if is_past else set())

    return answers


def _kinds(row: Row) -> set[str]:
    return {slug for slug, kind in KINDS.items() if f",{kind}," in row.amount_kinds} or {SILENT}


@dataclass
class Found:
    """What the filter answers: keys of the entries in order, and each dimension's choices with their counts."""

    keys: list[int]
    choices: dict[str, list[tuple[str, str, int]]]  # dimension -> (value, words, count), those that exist


class TrackerFilter(forms.Form):
    q = forms.CharField(label=_("Words"), max_length=100, required=False)
    axe = forms.CharField(label=_("Axis"), max_length=120, required=False)
    statut = forms.CharField(label=_("State"), max_length=30, required=False)
    organisation = forms.CharField(label=_("Organisation"), max_length=120, required=False)
    echeance = forms.CharField(label=_("Deadline"), max_length=20, required=False)
    nature = forms.CharField(label=_("Amount"), max_length=20, required=False)
    tri = forms.ChoiceField(label=_("Order"), choices=list(ORDERS.items()), required=False)

    # Those that leave commitments out, in the order of the form; each is a list of links or a select, never free text.
    DIMENSIONS = ("axe", "statut", "organisation", "echeance", "nature")

    def query(self, *without: str) -> str:
        """What the address carries, encoded: all that is asked, but these names."""
        asked = {name: self.data.get(name, "") for name in self.fields if name not in without}
        return urlencode({name: value for name, value in asked.items() if value})

    def undone(self, found: "Found") -> list[tuple[str, str, str]]:
        """(dimension, words of the choice, address without it) of each filter in force."""
        chosen = []
        for name in ("q", *self.DIMENSIONS):
            if value := self.data.get(name, ""):
                words = next((words for v, words, _n in found.choices.get(name, []) if v == value), value)
                chosen.append((str(self.fields[name].label), words, self.query(name)))
        return chosen

    def find(self, state: BriefState) -> Found:
        """One query, one more for words, one more for a state not asked for before. A choice that does not exist
        leaves nothing.
        """
        self.is_valid()
        asked = {name: self.cleaned_data.get(name, self.data.get(name, "")) for name in self.DIMENSIONS}
        asked = {name: value for name, value in asked.items() if value}
        index, organisations = index_of(state), _organisations(state)
        answers = index.answers | {"organisation": organisations["of"]}
        left = {name: answers[name].get(value, set()) for name, value in asked.items()}
        if words := folded(self.cleaned_data.get("q", "")).split():
            left["q"] = _with_words(state, words)
        choices = {}
        for name in self.DIMENSIONS:
            others = index.all.intersection(*(keys for other, keys in left.items() if other != name))
            chosen = {asked[name]: 0} if name in asked else {}  # shown as chosen even where it leaves nothing
            counts = chosen | {value: len(keys & others) for value, keys in answers[name].items()}
            words = _words(name, organisations["names"], state)
            known = [(value, str(words.get(value, value)), count) for value, count in counts.items()]
            choices[name] = sorted(known, key=_place(name, words))
        kept = index.all.intersection(*left.values())
        order = index.orders.get(self.cleaned_data.get("tri", ""), index.orders[""])
        return Found([key for key in order if key in kept], choices)


# --- one state, worked out once ---------------------------------------------------------------------


@dataclass(frozen=True)
class Index:
    """Keys of the entries of one state: all of them, in each order, and by what they answer to. Read only."""

    all: frozenset[int]
    orders: dict[str, list[int]]
    answers: dict[str, dict[str, set[int]]]  # dimension -> choice -> entries


def index_of(state: BriefState) -> Index:
    # With the time of printing: after a restoration another state may bear the same key.
    return _indexed(state.pk, state.as_of, state.printed_at)


@lru_cache(maxsize=STATES_KEPT)
def _indexed(state: int, as_of: datetime.date, _printed_at: datetime.datetime) -> Index:
    found = Entry.objects.filter(state=state).order_by("position").values_list(*Row.__dataclass_fields__)
    rows = [Row(*values) for values in found]
    answered = {"axe": lambda row: {row.axis}, "statut": _states, "echeance": _deadlines(as_of), "nature": _kinds}
    answers = {name: {} for name in answered}
    for name, choices in answered.items():
        for row in rows:
            for choice in choices(row):
                answers[name].setdefault(choice, set()).add(row.pk)
    orders = {name: [row.pk for row in sorted(rows, key=_order(name))] for name in ORDERS}
    return Index(frozenset(row.pk for row in rows), orders, answers)


def _with_words(state: BriefState, words: list[str]) -> set[int]:
    entries = state.entries.order_by()
    for word in words:
        entries = entries.filter(words__contains=word)
    return set(entries.values_list("pk", flat=True))


def _organisations(state: BriefState) -> dict[str, dict]:
    roles = EntryOrganisation.objects.filter(entry__state=state).order_by()
    of, names = {}, {}
    for entry, slug, name in roles.values_list("entry_id", "organisation__slug", "organisation__name"):
        of.setdefault(slug, set()).add(entry)
        names[slug] = name
    return {"of": of, "names": names}


# --- how choices are called and sorted --------------------------------------------------------------


def _place(name, words):
    """Organisations by name, years in their order, the rest as its vocabulary has it."""
    if name == "organisation":
        return lambda choice: folded(choice[1])
    places = {value: n for n, value in enumerate(words)}
    return lambda choice: (places.get(choice[0], len(places)), choice[0])


def _words(name, organisations, state) -> dict[str, str]:
    if name == "axe":
        return {axis["slug"]: axis["name"] for axis in state.data["axes"]}
    if name == "statut":
        marks = {LATE: _("Late"), UNVERIFIABLE: _("Not verifiable"), SELF_DECLARED: _("Self-declared")}
        return {SLUGS[status]: capfirst(status.label) for status in ORDER} | marks
    if name == "organisation":
        return organisations
    if name == "echeance":
        return {PAST: _("Past"), UNDATED: _("Without a date")}
    return {slug: capfirst(kind.label) for slug, kind in KINDS.items()} | {SILENT: _("Without an amount")}


def _order(name: str):
    late = datetime.date.max
    return {
        "echeance": lambda row: (row.deadline or late, row.position),
        "recent": lambda row: (-row.since.toordinal(), row.position),
        "etat": lambda row: (ORDER.index(Status(row.status)), row.position),
        "montant": lambda row: (-(row.largest or 0), row.position),
    }.get(name, lambda row: row.position)
