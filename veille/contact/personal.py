"""What a person may ask about their own data: all of it as one file, or its erasure.

The address is proved by a mailed link, and nobody learns whether it is known: asking does the same work for any
address, and only the worker looks whether there is anything to send a link for. So no stranger gets mail from us,
and nobody gets much of it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from veille.contact import mailing, retention, sightings, tokens
from veille.contact.models import Inquiry, Mail, PrivacyRequest, Retention, Sighting
from veille.lib import tracing
from veille.lib.tasks import retried

# One address: a mail in so long, and so many a day. One network: so many requests a day, whatever the addresses.
PAUSE = timedelta(minutes=10)
A_DAY_BY_ADDRESS, A_DAY_BY_NETWORK = 5, 50


@dataclass(frozen=True)
class Kept:
    """What another room keeps of a person: `title`, and (term, words) of each thing."""

    title: str
    facts: list[tuple[str, str]]


_keepers: list[tuple[Callable, Callable]] = []


def keeper(*, of: Callable[[str], list[Kept]], erase: Callable[[str], None]) -> None:
    """Registers what another room keeps under an address, and how it forgets it, with the caller's transaction."""
    _keepers.append((of, erase))


def kept_elsewhere(email: str) -> list[Kept]:
    return [one for of, _erase in _keepers for one in of(email)]


class LinkDead(Exception):
    """It was used, or is too old."""


@transaction.atomic
def ask(*, kind: str, email: str, network: str) -> None:
    """Takes a request in. Beyond the bounds it does nothing, and does not say so."""
    email, now = email.lower(), timezone.now()
    by_network = sightings.once_more(Sighting.Kind.NETWORK, f"mes-donnees {network}")
    by_address = sightings.once_more(Sighting.Kind.SENDER, f"mes-donnees {email}")
    lately = PrivacyRequest.objects.filter(email=email, asked_at__gt=now - PAUSE).exists()
    if by_network > A_DAY_BY_NETWORK or by_address > A_DAY_BY_ADDRESS or lately:
        return
    request = PrivacyRequest.objects.create(kind=kind, email=email, asked_at=now)
    invite.enqueue(request_pk=request.pk)


@retried
def invite(*, request_pk: int) -> None:
    """Has the link mailed, where there is something that it could show or erase."""
    request = PrivacyRequest.objects.filter(pk=request_pk, done_at=None, mails=None).first()
    if request and (Inquiry.objects.of_person(request.email).exists() or kept_elsewhere(request.email)):
        mailing.post(kind=Mail.Kind.PRIVACY, request=request)


def asked_by(key: str, *, lock: bool = False) -> PrivacyRequest:
    """The request of a link that still works. Raises BadSignature (not ours) or LinkDead."""
    rows = PrivacyRequest.objects.select_for_update() if lock else PrivacyRequest.objects
    request = rows.filter(pk=tokens.read_request_key(key), done_at=None).first()
    if request is None or request.asked_at <= timezone.now() - PrivacyRequest.LIFE:
        raise LinkDead
    return request


@transaction.atomic
def confirm(key: str) -> tuple[PrivacyRequest, str]:
    """Carries out what a mailed link asks for, once: the request as it was done, and the file of an export."""
    request = asked_by(key, lock=True)
    email = request.email
    return _done(request, email), _carried_out(request, email)


@transaction.atomic
def carry_out(kind: str, email: str, *, by) -> tuple[PrivacyRequest, str]:
    """The same for somebody who asked the team, by one of its members."""
    request = PrivacyRequest(kind=kind, by=by)
    _done(request, email)
    tracing.tell(by, "added", request)
    return request, _carried_out(request, email)


def _done(request, email):
    """The trace of it: how many messages, and no longer whose."""
    request.messages = Inquiry.objects.of_person(email).count()
    request.email, request.done_at = "", timezone.now()
    request.save()
    return request


def _carried_out(request, email):
    if request.kind == PrivacyRequest.Kind.EXPORT:
        return export(email)
    retention.erase(Inquiry.objects.of_person(email), email=email)
    for _of, erase in _keepers:
        erase(email)
    PrivacyRequest.objects.filter(email=email.lower()).delete()
    retention.overwrite_soon.enqueue()
    return ""


def export(email: str) -> str:
    """All that is kept about an address, as one page of HTML that any browser shows.

    Notes and answers with it: what the team wrote about a person is that person's data. Who of the team wrote is not.
    """
    inquiries = Inquiry.objects.of_person(email).prefetch_related("entries", "mails", "labels").order_by("received_at")
    days = Retention.table()
    messages = [
        (one, timezone.localdate(one.last_contact_at + timedelta(days=days[one.retention]))) for one in inquiries
    ]
    found = {"email": email, "messages": messages, "others": kept_elsewhere(email), "now": timezone.now()}
    return render_to_string("contact/export.html", found)
