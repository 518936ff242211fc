"""What a team does with a message: take it, note, answer, wait, close, set it aside, bring it back.

Each verb is atomic, locks the message's row (SQLite: the IMMEDIATE transaction), checks the right of who asks, writes
what was done into the thread and the log, and raises Refused without having done anything. `seen` is what standing()
said when the person decided: what a colleague has changed since is told, never written over.
"""

from django.contrib.auth.backends import ModelBackend
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from veille.accounts import trace
from veille.accounts.models import Trace, User
from veille.contact import intake, mailing
from veille.contact.models import Entry, Inquiry, Label, Mail

Status = Inquiry.Status
MAY_WAIT = {Status.NEW, Status.IN_HAND, Status.ANSWERED}
MAY_REOPEN = {Status.WAITING, Status.ANSWERED, Status.CLOSED}


class Refused(Exception):
    """The verb did nothing; the message says why, in words for the editor."""


def standing(inquiry: Inquiry) -> str:
    """Changes whenever somebody else's decision about the message would be another: its state, owner, last answer."""
    return f"{inquiry.status}.{inquiry.owner_id or ''}.{inquiry.last_contact_at.timestamp()}"


def colleagues():
    """Those who may be put in charge."""
    return ModelBackend().with_perm("contact.change_inquiry").order_by("name", "email")


# --- who answers ------------------------------------------------------------------------------------


@transaction.atomic
def take(inquiry: Inquiry, *, by: User) -> None:
    """Only what nobody else has in charge: assign() is for the rest."""
    inquiry = _locked(inquiry, by)
    _refuse_suspect(inquiry)
    if inquiry.owner_id == by.pk:
        raise Refused(_("You already have this message in charge."))
    if inquiry.owner:
        raise Refused(_("%(who)s has just taken this message.") % {"who": inquiry.owner})
    _put_in_charge(inquiry, by, by)


@transaction.atomic
def assign(inquiry: Inquiry, *, to: User | None, by: User, seen: str | None = None) -> None:
    """Puts somebody in charge who may answer; nobody, to give a message back to all."""
    inquiry = _locked(inquiry, by, seen)
    _refuse_suspect(inquiry)
    if to and not (to.is_active and to.has_perm("contact.change_inquiry")):
        raise Refused(_("%(who)s may not answer messages.") % {"who": to})
    if inquiry.owner_id == (to and to.pk):
        raise Refused(_("This is already so."))
    _put_in_charge(inquiry, to, by)


# --- what is said -----------------------------------------------------------------------------------


@transaction.atomic
def note(inquiry: Inquiry, *, text: str, by: User) -> Entry:
    """For the team alone; it moves nothing."""
    inquiry = _locked(inquiry, by)
    entry = _add(inquiry, Entry.Kind.NOTE, by, _words(text))
    trace.record(by, Trace.Verb.NOTED, inquiry)
    return entry


@transaction.atomic
def answer(inquiry: Inquiry, *, text: str, by: User, seen: str | None = None) -> Entry:
    """Kept in the thread and mailed to who wrote."""
    inquiry = _locked(inquiry, by, seen)
    entry = _answered(inquiry, by, _words(text))
    mailing.post(inquiry=inquiry, kind=Mail.Kind.ANSWER, entry=entry)
    trace.record(by, Trace.Verb.ANSWERED, inquiry)
    return entry


@transaction.atomic
def mark_answered(inquiry: Inquiry, *, by: User, text: str = "", seen: str | None = None) -> Entry:
    """Answered by one's own mail program or by phone; `text` is what one said, if it is to be kept."""
    inquiry = _locked(inquiry, by, seen)
    entry = _answered(inquiry, by, text.strip() or _("Answered outside the desk; the text was not kept here."))
    trace.record(by, Trace.Verb.ANSWERED, inquiry, _("outside the desk"))
    return entry


# --- where it stands --------------------------------------------------------------------------------


@transaction.atomic
def wait(inquiry: Inquiry, *, by: User, seen: str | None = None) -> None:
    """For the sender, who was asked something."""
    inquiry = _locked(inquiry, by, seen)
    if inquiry.status not in MAY_WAIT:
        raise Refused(_already(inquiry))
    _move(inquiry, Status.WAITING, by)


@transaction.atomic
def close(inquiry: Inquiry, *, by: User, seen: str | None = None) -> None:
    inquiry = _locked(inquiry, by, seen)
    _refuse_suspect(inquiry)
    if inquiry.status == Status.CLOSED:
        raise Refused(_already(inquiry))
    _move(inquiry, Status.CLOSED, by)


@transaction.atomic
def reopen(inquiry: Inquiry, *, by: User, seen: str | None = None) -> None:
    """Back in the hands of who has it in charge, or of everybody."""
    inquiry = _locked(inquiry, by, seen)
    if inquiry.status not in MAY_REOPEN:
        raise Refused(_already(inquiry))
    _move(inquiry, Status.IN_HAND if inquiry.owner_id else Status.NEW, by)


@transaction.atomic
def set_aside(inquiry: Inquiry, *, by: User, seen: str | None = None) -> None:
    """As spam. The time such messages are kept counts from now: what was set aside by mistake can still come back."""
    inquiry = _locked(inquiry, by, seen)
    if inquiry.is_suspect:
        raise Refused(_already(inquiry))
    inquiry.suspicion = _("Set aside by a person.")
    inquiry.last_contact_at = timezone.now()
    _move(inquiry, Status.SUSPECT, by, verb=Trace.Verb.SET_ASIDE)


@transaction.atomic
def bring_back(inquiry: Inquiry, *, by: User, seen: str | None = None) -> None:
    """Among the new ones; the team is told, as of any message that comes."""
    inquiry = _locked(inquiry, by, seen)
    if not inquiry.is_suspect:
        raise Refused(_already(inquiry))
    answers = inquiry.entries.filter(kind=Entry.Kind.ANSWER).values_list("written_at", flat=True)
    Inquiry.objects.filter(pk=inquiry.pk).update(owner=None, last_contact_at=max([inquiry.received_at, *answers]))
    intake.clear(inquiry)
    _add(inquiry, Entry.Kind.MOVE, by, _("Brought back among the messages."))
    trace.record(by, Trace.Verb.BROUGHT_BACK, inquiry)


@transaction.atomic
def label(inquiry: Inquiry, *, labels: list[Label], by: User) -> None:
    """These and no others."""
    inquiry = _locked(inquiry, by)
    if {one.pk for one in labels} != set(inquiry.labels.values_list("pk", flat=True)):
        inquiry.labels.set(labels)
        trace.record(by, Trace.Verb.LABELLED, inquiry, ", ".join(one.name for one in labels))


@transaction.atomic
def add_label(inquiry: Inquiry, *, label: Label, by: User) -> None:
    inquiry = _locked(inquiry, by)
    if inquiry.labels.filter(pk=label.pk).exists():
        raise Refused(_("It already has this label."))
    inquiry.labels.add(label)
    trace.record(by, Trace.Verb.LABELLED, inquiry, label.name)


# --- what the verbs are made of ---------------------------------------------------------------------


def _locked(inquiry: Inquiry, by: User, seen: str | None = None) -> Inquiry:
    if not by.has_perm("contact.change_inquiry"):
        raise Refused(_("Your role does not let you answer messages."))
    # Without its owner in the same query: PostgreSQL locks no row of an outer join.
    found = Inquiry.objects.select_for_update().filter(pk=inquiry.pk).first()
    if found is None:
        raise Refused(_("This message has been erased."))
    if seen is not None and seen != standing(found):
        raise Refused(
            _("Nothing was done: meanwhile this message became “%(state)s” (%(who)s). Read it again, then decide.")
            % {"state": found.get_status_display(), "who": found.owner or _("nobody in charge")}
        )
    return found


def _refuse_suspect(inquiry: Inquiry) -> None:
    if inquiry.is_suspect:
        raise Refused(_("This message was set aside: bring it back first."))


def _already(inquiry: Inquiry) -> str:
    return _("This is not possible: the message is “%(state)s”.") % {"state": inquiry.get_status_display()}


def _words(text: str) -> str:
    if not text.strip():
        raise Refused(_("Write something first."))
    return text.strip()


def _add(inquiry: Inquiry, kind: str, by: User, text: str) -> Entry:
    return Entry.objects.create(inquiry=inquiry, kind=kind, author=by, text=text)


def _put_in_charge(inquiry: Inquiry, to: User | None, by: User) -> None:
    inquiry.owner = to
    if to and inquiry.status == Status.NEW:
        inquiry.status = Status.IN_HAND
    elif to is None and inquiry.status == Status.IN_HAND:
        inquiry.status = Status.NEW
    inquiry.save(update_fields=["owner", "status"])
    words = _("In charge: %(who)s.") % {"who": to} if to else _("Given back: nobody in charge.")
    _add(inquiry, Entry.Kind.MOVE, by, words)
    trace.record(by, Trace.Verb.ASSIGNED, inquiry, str(to or _("nobody in charge")))


def _answered(inquiry: Inquiry, by: User, text: str) -> Entry:
    _refuse_suspect(inquiry)
    entry = _add(inquiry, Entry.Kind.ANSWER, by, text)
    inquiry.status = Status.ANSWERED
    inquiry.owner = inquiry.owner or by
    inquiry.answered_at = inquiry.answered_at or entry.written_at
    inquiry.last_contact_at = entry.written_at
    inquiry.save(update_fields=["status", "owner", "answered_at", "last_contact_at"])
    return entry


def _move(inquiry: Inquiry, to: str, by: User, *, verb: str = Trace.Verb.MOVED) -> None:
    inquiry.status = to
    inquiry.save(update_fields=["status", "suspicion", "last_contact_at"])
    words = _("State: %(state)s.") % {"state": inquiry.get_status_display()}
    _add(inquiry, Entry.Kind.MOVE, by, words)
    trace.record(by, verb, inquiry, inquiry.get_status_display())
