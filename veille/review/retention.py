"""Forgets what was only needed for a time: where a review link was mailed to, each of its uses, who got a daily mail."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from veille.contact import personal
from veille.lib.moments import in_words
from veille.review.models import DailyMail, Remark, ReviewLink, ReviewLinkUse

ADDRESS_KEPT = timedelta(days=30)  # after a link ended
USE_KEPT = timedelta(days=365)
DAILY_MAIL_KEPT = timedelta(days=30)  # longer than a mail looks back


@transaction.atomic
def purge(*, dry_run: bool = False) -> dict[str, int]:
    """Forgets what has outlived its time and says how many, by kind."""
    now = timezone.now()
    ended = Q(expires_at__lte=now - ADDRESS_KEPT) | Q(revoked_at__lte=now - ADDRESS_KEPT)
    addresses = ReviewLink.objects.filter(ended).exclude(email="")
    others = {
        "link_uses": ReviewLinkUse.objects.filter(at__lte=now - USE_KEPT),
        "daily_mails": DailyMail.objects.filter(day__lte=timezone.localdate() - DAILY_MAIL_KEPT),
    }
    counts = {"link_addresses": addresses.count()} | {name: rows.count() for name, rows in others.items()}
    if not dry_run:
        addresses.update(email="")
        for rows in others.values():
            rows.delete()
    return counts


# --- what a person may ask about the links that were mailed to them ----------------------------------


def links_of(email: str) -> list[personal.Kept]:
    links = ReviewLink.objects.filter(email__iexact=email).select_related("article").prefetch_related("uses")
    return [personal.Kept(_("Review link"), _facts(link)) for link in links.order_by("made_at")]


def _facts(link: ReviewLink) -> list[tuple[str, str]]:
    said = Remark.objects.filter(link=link).order_by("pk")
    answered = [(link.get_answer_display(), f"{in_words(link.answered_at)} {link.answer_words}")] if link.answer else []
    return [
        (_("for whom"), link.name),
        (_("their address"), link.email),
        (_("made"), in_words(link.made_at)),
        (_("works until"), in_words(link.expires_at)),
        *((use.get_what_display(), in_words(use.at)) for use in link.uses.all()),
        *((_("remarked"), f"{in_words(one.at)}\n{one.words}") for one in said),
        *answered,
    ]


def forget(email: str) -> None:
    """The links end, and with them go the name, the address, each use and what was said by them."""
    links = ReviewLink.objects.filter(email__iexact=email)
    for rows in (Remark.objects.filter(link__in=links), ReviewLinkUse.objects.filter(link__in=links)):
        rows.delete()
    given = {"answer": "", "answer_words": "", "answered_at": None, "version": None}
    links.filter(revoked_at=None).update(revoked_at=timezone.now())
    links.update(name=_("erased"), email="", **given)


personal.keeper(of=links_of, erase=forget)
