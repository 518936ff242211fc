"""What is asked before the state of a brief is printed, by the desk's one engine (veille/lib/checklist.py).

A rule looks at a composed Brief (summit/printing.py), asks no database, and answers with the commitments at fault: its
sentence names the first of them. A single commitment is judged the same way, as a brief of one.
"""

from django.utils.translation import gettext_lazy as _

from summit.measures import CLOSED, UNCHECKED, Freshness, Lateness, Status, Verifiability
from summit.printing import Brief
from veille.lib.checklist import Checklist, Verdict

RULES = Checklist()
blocking, warning = RULES.blocking, RULES.warning


def check(brief: Brief) -> list[Verdict]:
    """What blocks, then what warns; the same for everybody who asks."""
    return RULES.check(brief)


def _named(brief: Brief, is_at_fault) -> list[str]:
    return [str(one.entry) for one in brief.printed if is_at_fault(one.entry)]


# --- what a state cannot be printed without ----------------------------------------------------------


@blocking("commitments", _("Follow at least one commitment: there is nothing to print."))
def nothing_followed(brief):
    return not brief.printed


@blocking("steps", _("Record a first step for: %(found)s."))
def no_step(brief):
    return [str(one) for one in brief.stepless]


@blocking("citations", _("Say where the promise stands: no source for %(found)s."))
def unsourced_promise(brief):
    return _named(brief, lambda entry: not entry.data["promise_calls"])


@blocking("roles", _("Say who promised: no bearer for %(found)s."))
def nobody_promised(brief):
    return [str(one.entry) for one in brief.printed if not any(role.kind == "bearer" for role in one.roles)]


@blocking("steps", _("Prove what closes a commitment: no proof for %(found)s."))
def closed_without_proof(brief):
    return _named(brief, lambda entry: entry.status in CLOSED and not entry.data["calls"])


@blocking("steps", _("What replaces it is not followed here: %(found)s."))
def replaced_by_nothing(brief):
    return _named(brief, lambda entry: entry.status == Status.REPLACED and not entry.data["replaced_by"])


# --- what deserves a second look -----------------------------------------------------------------------


@warning("steps", _("Look for a proof from somebody else than who promised: %(found)s."))
def only_self_declared(brief):
    return _named(brief, lambda entry: entry.is_self_declared and entry.status != Status.ANNOUNCED)


@warning("steps", _("Its deadline is past and nothing closes it: %(found)s. See what became of it."))
def past_deadline(brief):
    return _named(brief, lambda entry: entry.lateness == Lateness.OVERDUE)


@warning("checked_on", _("Look for news: not checked for more than three months, %(found)s."))
def unchecked(brief):
    def is_old(entry):
        checked = entry.commitment.checked_on
        return checked is None or (brief.state.as_of - checked).days > UNCHECKED

    return _named(brief, lambda entry: entry.status not in CLOSED and is_old(entry))


@warning("steps", _("The last proof is more than a year old: %(found)s."))
def stale(brief):
    return _named(brief, lambda entry: entry.freshness == Freshness.STALE and entry.status not in CLOSED)


@warning("citations", _("Give its dead links an archived copy, or add a further source: %(found)s."))
def dead_link(brief):
    return [str(one.entry) for one in brief.printed if any(note.source.is_lost for note in one.notes)]


@warning("citations", _("Quote the promise in its own words, with its place: %(found)s."))
def unquoted(brief):
    return _named(brief, lambda entry: not entry.data["quotations"] and entry.verifiability == Verifiability.YES)


@warning("featured", _("Put commitments forward: five let readers begin somewhere."))
def nothing_featured(brief):
    return len(brief.printed) > 5 and not brief.featured
