"""The states an article was in: what each save left, what each edition printed, and what is saved now.

A state has a name, which stands in addresses: « v12 » is what version 12 left, « e3 » is edition 3, « now » what is
saved. Nothing here is written; restoring.py puts a state back.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from summit.models import Event
from veille.accounts.models import Trace
from veille.articles.drafting import state_of
from veille.articles.models import Article, Revision
from veille.editions.models import Edition, Withdrawal

NOW = "now"
NAME = re.compile(r"(v|e)([1-9][0-9]{0,8})")
# An edition and the line of the log that says who printed it are written by one transaction.
SOON = timedelta(minutes=5)


@dataclass(frozen=True)
class State:
    """An article at a moment. `data` is as drafting.state_of() has it, but for an edition’s figures: as printed."""

    name: str
    words: str
    at: datetime | None
    data: dict
    is_printed: bool = False
    revision: Revision | None = None


def state(article: Article, name: str) -> State | None:
    if name == NOW:
        return State(NOW, _("now"), timezone.now(), state_of(article))
    named = NAME.fullmatch(name)
    if named is None:
        return None
    number = int(named[2])
    if named[1] == "v":
        revision = article.revisions.select_related("by").filter(version=number).first()
        return revision and State(name, _("version %d") % number, revision.made_at, revision.data, revision=revision)
    edition = Edition.objects.of(article.key).filter(number=number).first()
    at = edition and (edition.printed_at or edition.live_from)
    return edition and State(name, _("edition %d") % number, at, _printed(edition), is_printed=True)


def _printed(edition: Edition) -> dict:
    return {
        "title": edition.title,
        "slug": edition.slug,
        "lead": edition.lead,
        "takeaways": "\n".join(edition.takeaways),
        "body": edition.source_body,
        "hero": edition.hero_id,
        "hero_caption": edition.hero_caption,
        "authors": list(edition.editionauthor_set.values_list("author_id", flat=True)),
        "figures": edition.figures,
        "tags": sorted(edition.tags.values_list("pk", flat=True)),
        "events": sorted(Event.objects.filter(coverage__edition=edition).values_list("pk", flat=True)),
    }


# --- the line of time -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """A revision or an edition in the line of time, and the state of its kind before it, if there is one."""

    name: str
    at: datetime
    before: str = ""
    revision: Revision | None = None
    edition: Edition | None = None
    by: object = None
    seen: "Seen | None" = None


def names(article: Article) -> list[tuple[str, datetime]]:
    """Every state that was saved or printed, newest first: two queries without a text."""
    saved = article.revisions.values_list("version", "made_at")
    printed = Edition.objects.of(article.key).values_list("number", Coalesce("printed_at", F("live_from")))
    found = [(at, 1, number, f"e{number}") for number, at in printed]
    found += [(at, 0, version, f"v{version}") for version, at in saved]
    return [(name, at) for at, _kind, _number, name in sorted(found, reverse=True)]


def lines(article: Article, wanted: list[str], every: list[str]) -> list[Line]:
    """What a page of the line of time says: four queries, whatever it holds. `every`: all names, newest first."""
    numbers = {kind: [int(name[1:]) for name in wanted if name[0] == kind] for kind in "ve"}
    saved = article.revisions.filter(version__in=numbers["v"]).select_related("by").defer("data")
    printed = Edition.objects.of(article.key).filter(number__in=numbers["e"]).without_text()
    revisions = {f"v{one.version}": one for one in saved}
    editions = {f"e{one.number}": one for one in printed}
    ends = {one.withdrawn_at: one for one in Withdrawal.objects.of(article.key)} if editions else {}
    who = _printers(article, editions.values()) if editions else {}
    before = {}
    for kind in "ve":
        of_kind = [name for name in every if name[0] == kind]
        before |= dict(pairwise(of_kind))
    found, now = [], timezone.now()
    for name in wanted:
        if revision := revisions.get(name):
            found.append(Line(name, revision.made_at, before.get(name, ""), revision=revision, by=revision.by))
        elif edition := editions.get(name):
            at, seen = edition.printed_at or edition.live_from, Seen(edition, ends.get(edition.live_until), now)
            found.append(Line(name, at, before.get(name, ""), edition=edition, by=who.get(name), seen=seen))
    return found


def _printers(article, editions) -> dict:
    """Who printed each edition, as the log has it."""
    verbs = [Trace.Verb.PUBLISHED, Trace.Verb.CORRECTED]
    told = Trace.objects.filter(kind=article._meta.label_lower, object_id=str(article.pk), verb__in=verbs)
    told = list(told.select_related("who").order_by("at", "pk"))
    found = {}
    for edition in editions:
        at = edition.printed_at
        place = bisect_left(told, at, key=lambda line: line.at) if at else len(told)
        if place < len(told) and told[place].at - at < SOON:
            found[f"e{edition.number}"] = told[place].who
    return found


@dataclass(frozen=True)
class Seen:
    """When readers saw an edition. `end`: the withdrawal that ended it, unless another edition did."""

    edition: Edition
    end: Withdrawal | None
    now: datetime

    @property
    def is_ahead(self) -> bool:
        return self.edition.live_from > self.now

    @property
    def is_current(self) -> bool:
        return self.edition.is_current(self.now)


# --- what readers saw -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sight:
    """What readers found at the article’s address at a moment: an edition, the notice of its withdrawal, or nothing."""

    at: datetime
    edition: Edition | None = None
    last: Edition | None = None  # the one that was no longer there
    notice: Withdrawal | None = None


def sight(article: Article, at: datetime) -> Sight:
    """As the website answers it (website/views/editions.py)."""
    public = Edition.objects.of(article.key).public_by(at).select_related("hero").order_by("-live_from")
    last = public.first()
    if last is None or last.is_current(at):
        return Sight(at, edition=last)
    spoken = Withdrawal.objects.of(article.key).spoken(at).filter(withdrawn_at__gte=last.live_from)
    return Sight(at, last=last, notice=spoken.first())


def changes(article: Article, start: datetime, end: datetime) -> list[datetime]:
    """When, between the two, readers came to see something else, or nothing any more."""
    rows = Edition.objects.of(article.key).values_list("live_from", "live_until")
    return sorted({at for row in rows for at in row if at and start <= at <= end})
