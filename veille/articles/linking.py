"""What a text of the desk may lead to: the pages readers see, and articles they do not see yet or any more."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.db.models import DateTimeField, Exists, OuterRef, Q, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from veille.articles.models import Article
from veille.editions import links
from veille.editions.links import Link, State, Target
from veille.editions.models import Edition
from veille.lib.reach import works_only_inside

MOST = 8  # words of a search that count
NEVER = Value(None, output_field=DateTimeField())


class Articles(links.Editions):
    def search(self, words: list[str]) -> list[Target]:
        """Those online first, then the one changed last."""
        is_online = Exists(Edition.objects.of(OuterRef("key")).current())
        rows = links.sought(Article.objects.annotate(is_online=is_online), words, ("title",))
        rows = rows.order_by("-is_online", "-updated_at", "-pk").values_list("key", flat=True)[: links.FOUND]
        keys = [str(key) for key in rows]
        found = self.find(set(keys), set(), timezone.now()).by_key
        return [found[key] for key in keys]

    def _asked(self, keys, slugs):
        drafts = Article.objects.filter(slug__in=slugs).values("key")
        return super()._asked(keys, slugs) | Q(key__in=drafts)

    def _rows(self, keys, slugs):
        """With a row for the article itself, which has no dates."""
        desk = Article.objects.filter(self._asked(keys, slugs)).annotate(live_from=NEVER, live_until=NEVER)
        desk = desk.order_by().values_list(*self.columns)
        return super()._rows(keys, slugs).union(desk, all=True).order_by()


def find(written: Iterable[Link], *, at: datetime | None = None) -> dict[Link, Target]:
    """What the links lead to, as it stands at that moment; at most one query for each kind of page."""
    return links.find(written, kinds=_kinds(), at=at)


def settled(body: str) -> str:
    """The cleaned text, its links to our pages kept by what they lead to."""
    return links.settled(body, find(links.written(body)))


def search(term: str) -> list[Target]:
    """The pages of which the title holds each word, articles first; of an address of ours, its page alone."""
    if links.own_path(term):
        return _at(term)
    words = term.split()[:MOST]
    kinds = _kinds().values() if words else [Articles()]
    return [target for kind in kinds for target in kind.search(words)]


def leads_nowhere(link: Link, found: dict[Link, Target]) -> bool:
    """A page of ours that is not there, or half an address."""
    if link in found:
        return False
    if link.to:
        return True
    if links.own_path(link.href):
        return not _is_fixed(link.href)
    return not link.href.startswith(("#", "http:", "https:", "mailto:"))


def is_of_the_desk(address: str) -> bool:
    return works_only_inside(address) or (links.own_path(address) or "").startswith(reverse("admin:index"))


def _at(address):
    for target in find([Link("", address)]).values():
        return [replace(target, address=target.address + links.tail(address))]
    page = Target("", _("page"), address, links.own_path(address), State.ONLINE)
    return [page] if _is_fixed(address) and not is_of_the_desk(address) else []


def _is_fixed(address):
    """A page of ours that is no row: « /contact/ »."""
    match = links.page_at(address)
    return bool(match) and match.url_name not in {kind.view for kind in _kinds().values()}


def _kinds():
    return links.KINDS | {Articles.name: Articles()}
