"""Links from a text to pages of the site: kept by what they lead to, shown at the address that page has now.

In a text such a link is `<a href="/themes/calcul/" data-to="theme:12">`: the identity rules, and the address is the one
of the day the text was saved. A plain address of ours is understood as well, be it a former one. find() looks up all
the links of a text at once, with one query for each kind of page among them; settled() writes what was found into the
text; printed() says what readers get.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet, TextChoices
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from veille.editions.models import Edition
from veille.lib import folding  # noqa: F401 registers the lookup « folded »
from veille.lib.choices import is_key

FOUND = 6  # pages of a kind that a search proposes


class State(TextChoices):
    ONLINE = "online", _("online")
    PLANNED = "planned", _("planned")
    DRAFT = "draft", _("draft")
    GONE = "gone", _("taken offline")
    UNSEEN = "unseen", _("not on the site yet")


class Link(NamedTuple):
    """A link as it stands in a text: `to` is what it leads to, « theme:12 », or nothing."""

    to: str
    href: str


@dataclass(frozen=True)
class Target:
    """A page of the site."""

    to: str
    kind: str  # as editors call it
    title: str
    address: str
    state: str

    @property
    def is_online(self) -> bool:
        return self.state == State.ONLINE

    @property
    def in_brief(self) -> dict:
        """As the editor lists it."""
        note = f"{capfirst(self.kind)}, {State(self.state).label}"
        return {"id": self.to or self.address, "text": self.title, "note": note, "address": self.address}


@dataclass
class Found:
    """Pages of one kind, by identity, by the name in their address and by those they had before."""

    by_key: dict[str, Target] = field(default_factory=dict)
    by_slug: dict[str, Target] = field(default_factory=dict)
    by_former: dict[str, Target] = field(default_factory=dict)

    def of(self, key: str, slug: str) -> Target | None:
        """An identity that is no more may live on where its address leads: two themes became one."""
        first = self.by_key.get(key) if key else self.by_slug.get(slug)
        return first or self.by_former.get(slug)

    def add(self, target: Target, *, key: str, slugs: Iterable[str] = (), former: Iterable[str] = ()) -> None:
        self.by_key[key] = target
        self.by_slug |= dict.fromkeys(slugs, target)
        self.by_former |= dict.fromkeys(former, target)


# --- kinds of pages ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rows:
    """Pages that are rows: `view` names their address, `shown` those that readers see, `sought` is where one searches."""

    name: str
    label: str
    view: str
    rows: QuerySet
    shown: Callable[[], QuerySet]
    sought: tuple[str, ...] = ("name",)

    def is_key(self, key: str) -> bool:
        return is_key(key)

    def find(self, keys: set[str], slugs: set[str], at: datetime) -> Found:
        """One query."""
        found = Found()
        for row in self._named(keys, slugs) if slugs else self._rows().filter(pk__in=keys):
            former = getattr(row, "former", None)
            slugs_now = [row.slug] if hasattr(row, "slug") else []
            found.add(self._target(row), key=str(row.pk), slugs=slugs_now, former=[former] if former else [])
        return found

    def search(self, words: list[str]) -> list[Target]:
        rows = sought(self._rows(), words, self.sought)
        rows = rows.order_by("-is_shown", *self.rows.model._meta.ordering)
        return [self._target(row) for row in rows[:FOUND]]

    def _rows(self):
        return self.rows.annotate(is_shown=Exists(self.shown().filter(pk=OuterRef("pk"))))

    def _named(self, keys, slugs):
        if not hasattr(self.rows.model, "former_slugs"):
            return self._rows().filter(Q(pk__in=keys) | Q(slug__in=slugs))
        asked = Q(pk__in=keys) | Q(slug__in=slugs) | Q(former_slugs__slug__in=slugs)
        return self._rows().filter(asked).annotate(former=F("former_slugs__slug"))

    def _target(self, row):
        state = State.ONLINE if row.is_shown else State.UNSEEN
        return Target(f"{self.name}:{row.pk}", self.label, str(row), row.get_absolute_url(), state)


class Editions:
    """Articles as readers know them: nothing of what the desk has not printed."""

    name, label, view = "article", _("article"), "edition"
    columns = ("key", "slug", "title", "live_from", "live_until")

    def is_key(self, key: str) -> bool:
        try:
            return str(UUID(key)) == key
        except ValueError:
            return False

    def find(self, keys: set[str], slugs: set[str], at: datetime) -> Found:
        """As they stand at that moment; one query."""
        by_key: dict[str, list[tuple]] = {}
        for key, *row in self._rows(keys, slugs):
            by_key.setdefault(str(key), []).append(tuple(row))
        found = Found()
        for key, rows in by_key.items():
            found.add(self._target(key, rows, at), key=key, slugs=[slug for slug, *_rest in rows])
        return found

    def _asked(self, keys, slugs) -> Q:
        named = Edition.objects.filter(slug__in=slugs).values("key")
        return Q(key__in=keys) | Q(key__in=named)

    def _rows(self, keys, slugs) -> QuerySet:
        """The columns of every edition of these articles, in no order."""
        return Edition.objects.filter(self._asked(keys, slugs)).order_by().values_list(*self.columns)

    def _target(self, key, rows, at):
        """The current edition speaks for the article, else the planned one, else the desk (which has no dates)."""
        printed = sorted((row for row in rows if row[2]), key=lambda row: row[2])
        current = [row for row in printed if row[2] <= at and (row[3] is None or row[3] > at)]
        ahead = [row for row in printed if row[2] > at]
        desk = [row for row in rows if row[2] is None]
        state = State.ONLINE if current else State.PLANNED if ahead else State.GONE if printed else State.DRAFT
        slug, title, *_dates = (current or ahead[:1] or desk or printed)[-1]
        return Target(f"{self.name}:{key}", self.label, title, reverse(self.view, args=[slug]), state)


# In the order in which a search proposes them; the rooms above add theirs when the site starts.
KINDS = {"article": Editions()}


def sought(rows: QuerySet, words: list[str], fields: Iterable[str]) -> QuerySet:
    """Those of which one of the fields holds each word, whatever its capitals and accents."""
    for word in words:
        rows = rows.filter(Q(*((f"{name}__folded", word) for name in fields), _connector=Q.OR))
    return rows


# --- addresses --------------------------------------------------------------------------------------


def own_path(address: str) -> str | None:
    """The path of an address of this site; None for any other."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    is_own = not parts.scheme and not parts.netloc and parts.path.startswith("/")
    return parts.path if is_own or address.startswith(f"{settings.SITE_URL}/") else None


def page_at(address: str) -> ResolverMatch | None:
    """What answers at an address of ours, with or without its last slash, if anything does."""
    path = own_path(address)
    for place in (path, f"{path}/") if path else ():
        with suppress(Resolver404):
            return resolve(place)
    return None


def tail(href: str) -> str:
    """« ?page=2 » and « #partie » stay behind the address."""
    path = own_path(href)
    return href.partition(path)[2] if path and path != "/" else ""


# --- the links of a text ----------------------------------------------------------------------------


def written(body: str) -> list[Link]:
    """The links of a cleaned text, each once."""
    return list(dict.fromkeys(link for link, *_where in _tags(body)))


def find(links: Iterable[Link], *, kinds: dict | None = None, at: datetime | None = None) -> dict[Link, Target]:
    """What the links lead to among our pages, as it stands at that moment; at most one query for each kind."""
    kinds = KINDS if kinds is None else kinds
    asked = {link: place for link in links if (place := _asked(link, kinds))}
    found = {
        name: kinds[name].find(
            {key for kind, key, _slug in asked.values() if kind == name and key},
            {slug for kind, _key, slug in asked.values() if kind == name and slug},
            at or timezone.now(),
        )
        for name in {kind for kind, *_rest in asked.values()}
    }
    targets = {link: found[kind].of(key, slug) for link, (kind, key, slug) in asked.items()}
    return {link: target for link, target in targets.items() if target}


def _asked(link, kinds) -> tuple[str, str, str] | None:
    """(kind, key, name in the address) of a page of ours."""
    match = page_at(link.href)
    there = next((kind for kind in kinds.values() if match and match.url_name == kind.view), None)
    slug = str(match.kwargs.get("slug", "")) if there else ""
    name, _colon, key = link.to.partition(":")
    if name in kinds and kinds[name].is_key(key):
        return name, key, slug if there is kinds[name] else ""
    key = str(match.kwargs.get("pk", "")) if there else ""
    return (there.name, key if there.is_key(key) else "", slug) if there else None


def opened_by(found: dict[Link, Target], *, key, tags=(), authors=(), sources=()) -> dict[Link, Target]:
    """The same, as it stands once an article is printed, which brings its page and those of all it shows."""
    rows = [("theme", tags), ("author", authors), ("source", sources)]
    brought = {f"article:{key}"} | {f"{name}:{row.pk}" for name, some in rows for row in some}
    brought |= {f"organisation:{source.organisation_id}" for source in sources}
    return {
        link: replace(target, state=State.ONLINE) if target.to in brought else target for link, target in found.items()
    }


def printed(found: dict[Link, Target]) -> Callable[[str, str], str | None]:
    """The address readers get for a link; None where its words stay alone: no page of ours is there for them."""

    def address(to: str, href: str) -> str | None:
        target = found.get(Link(to, href))
        if target is None:
            return None if to else href
        return target.address + tail(href) if target.is_online else None

    return address


def for_editor(found: dict[Link, Target]) -> dict:
    """What the editor's dialog of links is told: the pages its text leads to, and where it looks for others."""
    return {
        "links": {target.to: target.in_brief for target in found.values()},
        "link_search": reverse("admin:articles_article_links"),
        "site": settings.SITE_URL,
    }


def settled(body: str, found: dict[Link, Target]) -> str:
    """The cleaned text with what its links lead to written into it, each at its present address."""
    parts, end = [], 0
    for link, others, start, stop in _tags(body):
        if target := found.get(link):
            given = {"href": target.address + tail(link.href), "data-to": target.to} | others
            parts += [body[end:start], f"<a{''.join(f' {name}="{_quoted(value)}"' for name, value in given.items())}>"]
            end = stop
    return "".join([*parts, body[end:]])


def _quoted(value: str) -> str:
    """As the sanitiser writes it, so that cleaning what was settled changes nothing."""
    for character, entity in (("&", "&amp;"), ('"', "&quot;"), ("<", "&lt;"), (">", "&gt;"), ("\u00a0", "&nbsp;")):
        value = value.replace(character, entity)
    return value


def _tags(body: str) -> list[tuple[Link, dict[str, str], int, int]]:
    """(link, its other attributes, where its tag begins and ends), one for each link; linear in the text."""
    starts, found = [0], []
    for line in body.split("\n"):
        starts.append(starts[-1] + len(line) + 1)

    class Find(HTMLParser):
        def handle_starttag(self, tag, attrs):
            given = {name: value or "" for name, value in attrs}
            if tag != "a" or not given.keys() & {"href", "data-to"}:
                return
            line, column = self.getpos()
            start = starts[line - 1] + column
            link = Link(given.pop("data-to", ""), given.pop("href", "").strip())
            found.append((link, given, start, start + len(self.get_starttag_text())))

    finder = Find()
    finder.feed(body)
    finder.close()
    return found
