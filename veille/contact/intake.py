"""Takes messages in. A message and the tasks that tell of it are written together: whoever was told « merci » has been
heard, whatever stops afterwards. Where the database refuses, the message goes into a file (spool.py) and is taken in
later, once, under the reference its sender was told.
"""

import hashlib
import json
import logging
from datetime import datetime

from django.db import DataError, Error, IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from veille.contact import mailing, spool
from veille.contact.consent import Controller, Notice, notice
from veille.contact.models import Entry, Inquiry, Mail, Motive, Retention
from veille.contact.subjects import Resolver, Subject, asked_for

logger = logging.getLogger(__name__)

# To be said on the phone: neither 0 and O nor 1 and I, and no vowel that could make a word.
_SIGNS = "23456789BCDFGHJKLMNPQRSTVWXZ"
# A reference already taken is drawn again, so many times.
_DRAWS = 5
# Of the spool, so many are taken in with a message that just came: its sender waits.
_AT_ONCE = 20


class NotKept(Exception):
    """Neither the database nor the disk took the message."""


def receive(
    *,
    nonce: str,
    email: str,
    message: str,
    name: str = "",
    organisation: str = "",
    subject: Subject | None = None,
    motive: str = Motive.MESSAGE,
    consent: Notice | None = None,
    suspicion: str = "",
    score: int = 0,
    received_at: datetime | None = None,
) -> Inquiry:
    """Stores a message and returns it. The same form with the same words, sent again, returns the message there is.

    `nonce` is that of the form's token, `consent` the privacy notice it was shown with (without one, today's). With a
    `suspicion` the message is set aside, and nobody is told. `received_at` is of a message that waited. Raises the
    database's own errors.
    """
    subject = subject or Subject("", "")
    words = {"name": name, "email": email, "organisation": organisation, "message": message}
    sending = digest(nonce, words)
    at = received_at or timezone.now()
    consent = consent or notice(Controller(), Retention.table())
    for draw in range(_DRAWS):
        try:
            return _store(
                **words,
                nonce=nonce,
                sending=sending,
                reference=reference_of(sending, draw),
                about=subject.title,
                about_path=subject.path,
                article_key=subject.article_key,
                commitment_key=subject.commitment_key,
                motive=motive,
                suspicion=suspicion,
                score=score,
                received_at=at,
                last_contact_at=at,
                consent=consent.text,
                consent_version=consent.version,
            )
        except IntegrityError as failure:
            if there_is := Inquiry.objects.filter(sending=sending).first():
                return there_is
            refused = failure
    raise refused


@transaction.atomic
def _store(**fields) -> Inquiry:
    status = Inquiry.Status.SUSPECT if fields["suspicion"] else Inquiry.Status.NEW
    inquiry = Inquiry.objects.create(status=status, **fields)
    if not inquiry.is_suspect:
        mailing.acknowledge(inquiry)
    return inquiry


def digest(nonce: str, words: dict[str, str]) -> str:
    """Names one sending. The words too: somebody who goes back and writes something else has sent another message."""
    return hashlib.sha256(json.dumps([nonce, words], sort_keys=True).encode()).hexdigest()


def reference_of(sending: str, draw: int = 0) -> str:
    """V-7K3P-29: one in 480 million. Worked out rather than drawn: a try that went wrong half-way and the next one,
    by the database or by the spool, tell the sender the same.
    """
    number = int.from_bytes(hashlib.sha256(f"{sending} {draw}".encode()).digest())
    signs = ""
    for _place in range(6):
        number, place = divmod(number, len(_SIGNS))
        signs += _SIGNS[place]
    return f"V-{signs[:4]}-{signs[4:]}"


@transaction.atomic
def clear(inquiry: Inquiry) -> None:
    """Brings a message set aside back among the new ones and has the team told; on any other it does nothing."""
    suspects = Inquiry.objects.suspects().filter(pk=inquiry.pk)
    if suspects.update(status=Inquiry.Status.NEW):
        mailing.post(kind=Mail.Kind.NOTICE, inquiry=inquiry)
    inquiry.status = Inquiry.Status.NEW


# --- The spool --------------------------------------------------------------------------------------


def put_by(
    *,
    nonce: str,
    email: str,
    message: str,
    name: str = "",
    organisation: str = "",
    asked: dict[str, str],
    motive: str = Motive.MESSAGE,
    consent: Notice | None = None,
    suspicion: str = "",
    score: int = 0,
) -> Inquiry:
    """Keeps in a file what the database refused, and returns it as it will be, unsaved; `asked` is what the form's
    fields say of its subject. Raises NotKept.
    """
    words = {"name": name, "email": email, "organisation": organisation, "message": message}
    sending = digest(nonce, words)
    now = timezone.now()
    record = {"nonce": nonce, "words": words, "reference": reference_of(sending), "received_at": now.isoformat()}
    record |= {"asked": asked, "motive": motive, "suspicion": suspicion, "score": score}
    # Where the form does not say: that of a site nobody has told anything of. The tables cannot be asked.
    record |= {"notice": (consent or notice(Controller(), Retention.LONGEST)).lines}
    try:
        spool.keep(sending, record)
    except OSError as failure:
        logger.error("a message could not be kept (%s)", type(failure).__name__)
        raise NotKept from None
    return Inquiry(reference=record["reference"], received_at=now, last_contact_at=now, motive=motive, **words)


def take_in(resolvers: dict[str, Resolver], *, at_most: int | None = None) -> int:
    """Puts what waits in the spool into the database, and says how many. Stops where the database refuses again."""
    taken = 0
    for file in spool.waiting()[:at_most]:
        try:
            _take(spool.read(file), name=file.stem, resolvers=resolvers)
        except FileNotFoundError:
            continue  # by another process
        except (DataError, IntegrityError, ValueError, TypeError, KeyError, AttributeError):
            spool.set_aside(file)
            continue
        except Error as refusal:
            logger.warning("the database still refuses what waits in the spool (%s)", type(refusal).__name__)
            return taken
        spool.remove(file)
        taken += 1
    if taken:
        logger.info("%s messages taken in from the spool", taken)
    return taken


@transaction.atomic
def _take(record: dict, *, name: str, resolvers: dict[str, Resolver]) -> None:
    words = record["words"]
    if digest(record["nonce"], words) != name:
        raise ValueError("not what was kept")
    told = record["reference"]
    _kind, _slug, subject = asked_for(record["asked"], resolvers)
    inquiry = receive(
        nonce=record["nonce"],
        **words,
        subject=subject,
        motive=record["motive"],
        suspicion=record["suspicion"],
        score=record["score"],
        received_at=datetime.fromisoformat(record["received_at"]),
        consent=Notice(tuple((term, words) for term, words in record["notice"])),
    )
    if inquiry.reference != told:
        text = _("The sender was told the reference %(told)s, which another message bears.") % {"told": told}
        Entry.objects.get_or_create(inquiry=inquiry, kind=Entry.Kind.NOTE, text=text)


def take_in_some(resolvers: dict[str, Resolver]) -> None:
    """With a message that just came: the database answers again. Never troubles whoever waits for the answer."""
    try:
        take_in(resolvers, at_most=_AT_ONCE)
    except (OSError, Error) as failure:
        logger.error("the spool could not be taken in (%s)", type(failure).__name__)
