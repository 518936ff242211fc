"""What a web page says of itself: title, publisher, language, date, lasting address.

Pages are broken, mislabelled and sometimes hostile: what comes out is plain text of bounded length, and the time it
takes grows with the page and no faster.
"""

import codecs
import contextlib
import datetime
import json
import re
import unicodedata
from dataclasses import dataclass, field
from email.utils import parsedate
from html.parser import HTMLParser
from urllib.parse import urljoin

from veille.lib.dates import PartialDate

CHARACTERS = 500_000  # of a page that are read: its head, and the beginning of its text
_CHARSETS = re.compile(
    r"utf-?8|utf-16(?:le|be)?|iso-8859-\d{1,2}|latin-?1|windows-\d{3,4}|cp\d{3,4}|koi8-[ru]|gbk|gb2312|gb18030|big5"
    r"|shift_jis|euc-(?:jp|kr)|macintosh|us-ascii"
)
_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{1,40})", re.IGNORECASE)
_DATE = re.compile(r"(\d{4})(?:[-/.]?(\d{1,2}))?(?:[-/.]?(\d{1,2}))?(?!\d)")
_BROKEN_OFF = re.compile(r"\s*[|·•–—-]\s*$")

TITLES = ["og:title", "citation_title", "twitter:title"]
SITES = ["og:site_name", "citation_publisher", "citation_journal_title", "dc.publisher", "dcterms.publisher"]
DATES = ["article:published_time", "og:article:published_time", "citation_publication_date", "citation_date",
         "datepublished", "dc.date.issued", "dcterms.issued", "dcterms.date", "dc.date", "date", "pubdate"]  # fmt: skip


@dataclass(frozen=True)
class Metadata:
    """Empty where the page does not say."""

    title: str = ""
    site: str = ""
    language: str = ""
    published_on: str = ""
    canonical: str = ""


def read(body: bytes, *, charset: str, address: str, today: datetime.date) -> Metadata:
    """`charset` as the server declares it; `address` is where the page was found."""
    page = _Page()
    with contextlib.suppress(AssertionError):  # html.parser, of a declaration it does not know
        page.feed(decoded(body, charset)[:CHARACTERS])  # never closed: what is cut in two is left aside
    linked = _linked(page.linked)
    site = plain(_first(page.meta, SITES) or _name(linked.get("publisher")), 160)
    title = plain(_first(page.meta, TITLES) or page.title or _text(linked.get("headline")) or page.heading, 300)
    dates = [*(page.meta.get(name, "") for name in DATES), _text(linked.get("datePublished")), page.time]
    return Metadata(
        title=_without(title, site),
        site=site,
        language=_language(page.language or page.meta.get("og:locale", "") or _text(linked.get("inLanguage"))),
        published_on=next(filter(None, (date_in(text, today=today) for text in dates)), ""),
        canonical=_joined(address, page.canonical or page.meta.get("og:url", "")),
    )


def decoded(body: bytes, charset: str) -> str:
    """The text, whatever the server says of it: bytes that are valid UTF-8 are UTF-8."""
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body.decode("utf-16", "replace")
    declared = _DECLARED.search(body[:4096])
    names = [charset.lower(), declared[1].decode("ascii", "ignore").lower() if declared else ""]
    for name in ["utf-8-sig", *(name for name in names if _CHARSETS.fullmatch(name))]:
        with contextlib.suppress(UnicodeDecodeError, LookupError):
            return body.decode("cp1252" if name in {"iso-8859-1", "latin1", "latin-1"} else name)
    return body.decode("cp1252", "replace")


def plain(text: str, limit: int) -> str:
    """One line of text: no control or invisible character, no half of one, cut at `limit`."""
    kept = (" " if character.isspace() else character for character in text[: 4 * limit])
    kept = "".join(one for one in kept if unicodedata.category(one) not in {"Cc", "Cf", "Cs"})
    words = " ".join(unicodedata.normalize("NFC", kept).split())
    return words if len(words) <= limit else words[: limit - 1].rstrip() + "…"


def date_in(text: str, *, today: datetime.date) -> str:
    """The day, month or year at the beginning of a text, as ISO; empty when there is none that can be true."""
    text = text.strip()[:60]
    if found := _DATE.match(text):
        text = "-".join(part for part in found.groups() if part)
    elif mail := parsedate(text):
        text = "{:04}-{:02}-{:02}".format(*mail[:3])
    try:
        date = PartialDate.parse(text)
    except ValueError:
        return ""
    return date if date.start.year >= 1800 and date.start <= today + datetime.timedelta(days=1) else ""


@dataclass
class _Page(HTMLParser):
    title: str = ""
    heading: str = ""
    language: str = ""
    canonical: str = ""
    time: str = ""
    meta: dict[str, str] = field(default_factory=dict)
    linked: list[str] = field(default_factory=list)

    def __post_init__(self):
        super().__init__()
        self.inside, self.parts = "", []

    def handle_starttag(self, tag, attrs):
        given = {name: (value or "")[:2000] for name, value in attrs}
        match tag:
            case "html":
                self.language = self.language or given.get("lang", "") or given.get("xml:lang", "")
            case "meta":
                for name in ("property", "name", "itemprop"):
                    self.meta.setdefault(given.get(name, "").strip().lower(), given.get("content", "").strip())
            case "link" if "canonical" in given.get("rel", "").lower().split():
                self.canonical = self.canonical or given.get("href", "")
            case "time":
                self.time = self.time or given.get("datetime", "")
            case "title" | "h1":
                self.begin(tag)
            case "script" if "ld+json" in given.get("type", "").lower():
                self.begin(tag)

    def begin(self, tag):
        if not self.inside:
            self.inside, self.parts = tag, []

    def handle_data(self, data):
        if self.inside:
            self.parts.append(data)

    def handle_endtag(self, tag):
        if tag != self.inside:
            return
        text, self.inside = "".join(self.parts), ""
        if tag == "title":
            self.title = self.title or text.strip()
        elif tag == "h1":
            self.heading = self.heading or text.strip()
        elif len(self.linked) < 20:
            self.linked.append(text)


def _linked(scripts: list[str]) -> dict:
    """What the page's JSON-LD says first of each thing."""
    said = {}
    for script in scripts:
        try:
            things = [json.loads(script)]
        except (ValueError, RecursionError):
            continue
        for thing in things:  # which grows while it is read: a graph holds things
            if isinstance(thing, list):
                things.extend(thing[:50])
            elif isinstance(thing, dict):
                things.extend(graph[:50] if isinstance(graph := thing.get("@graph"), list) else [])
                for key in ("publisher", "headline", "datePublished", "inLanguage"):
                    if thing.get(key):
                        said.setdefault(key, thing[key])
    return said


def _text(value) -> str:
    return value if isinstance(value, str) else ""


def _name(publisher) -> str:
    if isinstance(publisher, list):
        publisher = publisher[0] if publisher else ""
    return _text(publisher.get("name") if isinstance(publisher, dict) else publisher)


def _first(meta: dict[str, str], names: list[str]) -> str:
    return next((meta[name] for name in names if meta.get(name)), "")


def _language(text: str) -> str:
    found = re.match(r"\s*([A-Za-z]{2,3})(?:[-_\s,]|$)", text)
    return found[1].lower() if found else ""


def _without(title: str, site: str) -> str:
    """A title without the name of the site behind it: « Une loi | Le Journal »."""
    if site and title.casefold().endswith(site.casefold()) and (cut := title[: -len(site)]).strip():
        return _BROKEN_OFF.sub("", cut) if _BROKEN_OFF.search(cut) else title
    return title


def _joined(address: str, target: str) -> str:
    try:
        return urljoin(address, target.strip()) if target.strip() else ""
    except ValueError:
        return ""
