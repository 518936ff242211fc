"""Review links: an address by which somebody without an account reads one article, remarks, approves or objects.

A row that is gone, revoked or past its time opens nothing. Every use is a row. Addresses stand in no log (LOGGING), and the page sends no Referer.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from veille.accounts import trace
from veille.accounts.models import Trace, User
from veille.articles.models import Article
from veille.articles.workflow import Refused
from veille.review import notices, tokens
from veille.review.models import Answer, ReviewLink

LONGEST = timedelta(days=60)
MOST = 50  # working links of one article
TWICE = timedelta(minutes=2)  # the same link again so soon is a second click


@transaction.atomic
def make(article: Article, *, by: User, name: str, expires_at: datetime, email: str = "") -> ReviewLink:
    """The link for one person; with `email` it is mailed to them."""
    _check_right(by)
    # One link after the other: a second click finds the first one's, and MOST is kept.
    if not Article.objects.select_for_update(no_key=True).filter(pk=article.pk).exists():
        raise Refused(_("This article no longer exists."))
    now = timezone.now()
    if not name.strip():
        raise Refused(_("Say whom the link is for."))
    if not now < expires_at <= now + LONGEST + timedelta(days=1):
        raise Refused(_("A link works for at most 60 days from today."))
    given = {"article": article, "by": by, "name": name.strip(), "email": email, "expires_at": expires_at}
    if twice := ReviewLink.objects.working().filter(**given, made_at__gt=now - TWICE).first():
        return twice
    if ReviewLink.objects.working().filter(article=article).count() >= MOST:
        raise Refused(_("This article has 50 links that work: revoke one first."))
    link = ReviewLink.objects.create(**given)
    trace.record(by, Trace.Verb.LINK_MADE, article, link.number)
    if email:
        notices.invited(link)
    return link


@transaction.atomic
def revoke(link: ReviewLink, *, by: User) -> None:
    """From now on the address answers as one that never was. Twice is once."""
    _check_right(by)
    if ReviewLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=timezone.now()):
        trace.record(by, Trace.Verb.LINK_REVOKED, link.article, link.number)


@transaction.atomic
def answer(link: ReviewLink, *, answer: str, words: str, version: int) -> None:
    """What the reader says of the whole. They may change their mind: each time is a use, the last one counts."""
    link = (
        ReviewLink.objects.select_for_update(of=("self",))
        .working()
        .select_related("article")
        .filter(pk=link.pk)
        .first()
    )
    if link is None:
        raise Refused(_("This link no longer works."))
    if link.article.version != version:
        raise Refused(_("The text was changed since you opened this page: read it once more, then answer."))
    if answer == Answer.OBJECTED and not words.strip():
        raise Refused(_("Say what is to be changed."))
    given = {"answer": answer, "answer_words": words.strip(), "version": version}
    if all(getattr(link, name) == value for name, value in given.items()):
        return  # a second click
    if link.has_said_enough:
        raise Refused(_("This link has said enough: write to whoever sent it to you."))
    ReviewLink.objects.filter(pk=link.pk).update(**given, answered_at=timezone.now())
    link.used(answer, version)
    notices.link_answered(link)


def find(text: str) -> ReviewLink | None:
    """The link an address names, with its article, if it works; None for all others alike."""
    key = tokens.key_of(text)
    return key and ReviewLink.objects.working().select_related("article", "by").filter(key=key).first()


def _check_right(by):
    if not by.has_perm("articles.change_article"):
        raise Refused(_("Your role does not let you share articles."))
