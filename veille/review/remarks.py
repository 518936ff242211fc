"""What is said of an article beside its text: remarks, answers, what is settled.

Each verb is atomic, checks the right of who asks and raises Refused without having done anything. A remark is by a
person of the desk or by somebody with a review link, who sees no thread but their own.
"""

import re
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.backends import ModelBackend
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from veille.accounts.models import User
from veille.articles.models import Article
from veille.articles.workflow import Refused
from veille.lib.text import folded
from veille.review import notices
from veille.review.models import Place, Remark, ReviewLink, ReviewLinkUse

MOST = 500  # threads of one article that are shown
LONGEST_NAME = 300  # characters after an @ that are compared; an address, where somebody has no name, has 254
TWICE = timedelta(minutes=2)  # the same words again so soon are a second click
_CALL = re.compile(r"(?<![\w.@])@(?=[^\W\d_])")


@dataclass(frozen=True)
class Passage:
    """A stretch of the text, by its words and those around it."""

    exact: str = ""
    prefix: str = ""
    suffix: str = ""


def threads(article: Article, *, link: ReviewLink | None = None) -> list[Remark]:
    """Those of an article, in the order they were begun, with `said`: their remarks one after the other. Of too many, the
    newest that are not settled. With a link: those begun by it. Two queries.
    """
    rows = Remark.objects.filter(article=article).select_related("by", "link", "resolved_by")
    heads = rows.heads() if link is None else rows.heads().filter(link=link)
    shown = heads.order_by(F("resolved_at").desc(nulls_first=True), "-pk")[:MOST]
    found = {head.pk: head for head in sorted(shown, key=lambda head: head.pk)}
    for head in found.values():
        head.said = [head]
    for answer in rows.filter(thread__in=found).order_by("pk") if found else []:
        found[answer.thread_id].said.append(answer)
    return list(found.values())


@transaction.atomic
def remark(
    article: Article,
    *,
    words: str,
    version: int,
    by: User | None = None,
    link: ReviewLink | None = None,
    place: str = "",
    passage: Passage = Passage(),
    thread: Remark | None = None,
) -> Remark:
    """Adds a remark, or with `thread` an answer to it, which opens a settled one again. `version`: the one that was read."""
    _check_right(by, link)
    if not words.strip():
        raise Refused(_("Write your remark."))
    if thread:
        thread = Remark.objects.heads().select_for_update().filter(pk=thread.pk, article=article).first()
        if thread is None or (link and thread.link_id != link.pk):
            raise Refused(_("The remark you answer is no longer there."))
    about = {"article": article, "thread": thread, "by": by, "link": link, "words": words.strip()}
    if not thread:
        about |= {"place": place or (Place.BODY if passage.exact else Place.WHOLE)}
        about |= {"exact": passage.exact[:400], "prefix": passage.prefix[-60:], "suffix": passage.suffix[:60]}
    if twice := Remark.objects.filter(**about, at__gt=timezone.now() - TWICE).first():
        return twice
    if link and link.has_said_enough:
        raise Refused(_("This link has said enough: write to whoever sent it to you."))
    called = mentioned(words) if by else []
    made = Remark.objects.create(**about, version=version)
    made.mentioned.set(called)
    if thread and thread.resolved_at:
        Remark.objects.filter(pk=thread.pk).update(resolved_at=None, resolved_by=None)
    if link:
        link.used(ReviewLinkUse.What.REMARKED, version)
    notices.remarked(made, called=called)
    return made


@transaction.atomic
def resolve(thread: Remark, *, by: User, is_resolved: bool = True) -> None:
    """Settles a thread, or takes it up again. Twice is once."""
    _check_right(by, None)
    state = (
        {"resolved_at": timezone.now(), "resolved_by": by}
        if is_resolved
        else {"resolved_at": None, "resolved_by": None}
    )
    Remark.objects.heads().filter(pk=thread.pk, resolved_at__isnull=is_resolved).update(**state)


@transaction.atomic
def take_away(remark: Remark, *, by: User | None = None, link: ReviewLink | None = None) -> None:
    """One’s own words, as long as nobody answered them."""
    _check_right(by, link)
    mine = Remark.objects.select_for_update().filter(pk=remark.pk, by=by, link=link).first()
    if mine is None:
        raise Refused(_("Only who wrote a remark can take it away."))
    if mine.answers.exists() or (mine.thread and mine.thread.answers.filter(pk__gt=mine.pk).exists()):
        raise Refused(_("This remark has been answered: it stays."))
    mine.delete()


def mentioned(words: str) -> list[User]:
    """The colleagues named after an @, each of those who share a name. Raises Refused for a name that is nobody’s, or of
    somebody who cannot read articles and would never be told, before anything is written.
    """
    if not (starts := [found.end() for found in _CALL.finditer(words)]):
        return []
    people: dict[str, list[User]] = {}
    for person in ModelBackend().with_perm("articles.view_article").order_by("pk"):
        people.setdefault(folded(str(person)), []).append(person)
    names = sorted(people, key=len, reverse=True)
    found = []
    for start in starts:
        rest = folded(words[start : start + LONGEST_NAME])
        name = next((one for one in names if _begins_with(rest, one)), None)
        if name is None:
            said = words[start:].split(maxsplit=1)[0].rstrip(".,;:!?)»")
            raise Refused(_("Nobody here is called « %(name)s »: choose a colleague from the list.") % {"name": said})
        found += people[name]
    return list(dict.fromkeys(found))


def _begins_with(rest: str, name: str) -> bool:
    return rest.startswith(name) and not rest[len(name) : len(name) + 1].isalnum()


def _check_right(by, link):
    if link is not None:
        if not ReviewLink.objects.select_for_update().working().filter(pk=link.pk).exists():
            raise Refused(_("This link no longer works."))
    elif not by.has_perm("articles.view_article"):
        raise Refused(_("Your role does not let you read articles."))
    else:
        # One after the other, so that a second click finds what the first one wrote; nobody else waits.
        User.objects.select_for_update(no_key=True).get(pk=by.pk)
