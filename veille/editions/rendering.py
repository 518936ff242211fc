"""From the desk's text to the reader's: cleaned against the editor's schema, French typography, citations numbered by
first use with links both ways, anchors, captions. Plain data in, plain data out; nothing here knows a database row.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from html import escape
from html.parser import HTMLParser

from django.utils.text import slugify
from django_prose_editor.fields import create_sanitizer

from veille.editions import schema
from veille.lib.text import NARROW, NBSP, typography

# Raise it when what render() writes changes; `manage.py reprint` then finds the editions of an older renderer.
RENDERER = 1
WORDS_PER_MINUTE = 220
_VOID = {"br"}
# What the page around the text names itself (templates/website/edition*.html, page.html): no heading may bear it too.
_TAKEN = re.compile(
    r"contenu|sommaire|sources|retenir|chiffres|corrections|citer|voisines|parlons|identite|(?:source|bulle|appel)(?:-\d+)+"
)
_CLOSING = re.compile(rf"^[{NBSP}{NARROW}]?[.,;:!?…»)\]]+(?:[{NBSP}{NARROW}][.,;:!?…»)\]]+)*")


@dataclass
class Note:
    """A source as the text uses it. `passages` are (use, locator, quotation) of the calls that give one."""

    key: str
    number: int
    uses: int = 0
    passages: list[tuple[int, str, str]] = field(default_factory=list)

    def call(self) -> str:
        """Counts one more use and returns its anchor."""
        self.uses += 1
        return anchor(self.number, self.uses)


@dataclass
class Rendered:
    html: str = ""
    notes: list[Note] = field(default_factory=list)
    contents: list[tuple[str, str]] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    words: int = 0

    @property
    def minutes(self) -> int:
        return max(1, round(self.words / WORDS_PER_MINUTE))


def anchor(number: int, use: int) -> str:
    return f"appel-{number}-{use}"


@cache
def _cleaner(vocabulary: str):
    return create_sanitizer(getattr(schema, vocabulary))


def cleaned(body: str, *, vocabulary: str = "ARTICLE") -> str:
    """The text with nothing left but the schema's own elements and attributes. Cleaning twice changes nothing."""
    clean = _cleaner(vocabulary)
    text = clean(body or "")
    for _ in range(4):  # what is taken out may leave its neighbours where a browser would move them: until it settles
        before, text = text, clean(text)
        if text == before:
            break
    return text


def render(
    body: str,
    *,
    sources: set[str] = frozenset(),
    picture: Callable[[str, str], str | None] = lambda key, caption: None,
    link: Callable[[str, str], str | None] = lambda to, href: None if to else href,
    vocabulary: str = "ARTICLE",
) -> Rendered:
    """The reader's HTML of a text.

    `sources`: keys that exist in the register; `picture(key, caption)`: the HTML of a picture of the library, or None;
    `link(to, href)`: the address of a link, or None where its words stay without one. Keys that lead nowhere are
    listed in `unknown` and leave nothing on the page. One pass, linear in the text.
    """
    press = _Press(sources, picture, link)
    press.feed(cleaned(body, vocabulary=vocabulary))
    press.close()
    return press.result()


@dataclass
class Uses:
    """What a text refers to, in order of first use."""

    sources: dict[str, tuple[str, str]] = field(default_factory=dict)  # key -> (locator, quotation) of the first use
    pictures: list[str] = field(default_factory=list)
    commitments: list[str] = field(default_factory=list)


def uses(body: str) -> Uses:
    found = Uses()

    class Find(HTMLParser):
        def handle_starttag(self, tag, attrs):
            given = dict(attrs)
            if tag == "sup" and given.get("data-citation"):
                passage = (given.get("data-locator") or "", given.get("data-quotation") or "")
                found.sources.setdefault(given["data-citation"], passage)
            elif tag == "figure" and given.get("data-image") and given["data-image"] not in found.pictures:
                found.pictures.append(given["data-image"])
            elif tag == "aside" and given.get("data-commitment") and given["data-commitment"] not in found.commitments:
                found.commitments.append(given["data-commitment"])

    finder = Find()
    finder.feed(body or "")
    finder.close()
    return found


class _Press(HTMLParser):
    def __init__(self, sources, picture, link):
        super().__init__(convert_charrefs=True)
        self.sources, self.picture, self.link = sources, picture, link
        self.links: list[bool] = []  # of the links we are in, whether each is one on the page
        self.out: list[str] = []
        self.notes: dict[str, Note] = {}
        self.done = Rendered()
        self.anchors: set[str] = set()
        self.heading: tuple[int, list[str]] | None = None
        self.skipping: list[str] = []  # the elements, one in another, whose content the page does not show
        self.cited = False  # inside the span that keeps a word, its call and its full stop together
        self.table: _Table | None = None

    def result(self) -> Rendered:
        self.end_cited()
        self.done.html = "".join(self.out)
        self.done.notes = list(self.notes.values())
        return self.done

    # --- what the parser meets ---

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        if self.skipping:
            self.skipping += [tag] if tag not in _VOID else []
            return
        if tag == "sup" and "data-citation" in given:
            self.skipping = [tag]
            self.call(given)
            return
        if tag == "mark":
            return
        self.end_cited()
        if tag == "figure":
            self.skipping = [tag]
            self.figure(given)
        elif tag == "aside" and "data-commitment" in given:
            self.skipping = [tag]
            self.margin(given["data-commitment"])
        elif tag == "table":
            self.table = _Table(typography(given.get("data-caption", "")), self.out, self.table)
            self.out = []
        elif tag == "a":
            self.start_link(given)
        elif self.table:
            self.table_start(tag, given)
        elif tag in {"h2", "h3", "h4"}:
            self.heading = (len(self.out), [])
            self.out.append("")
        elif tag == "aside":
            self.out.append('<aside class="call-out">')
        else:
            self.out.append(_opening(tag, given))

    def handle_endtag(self, tag):
        if self.skipping:
            if tag not in _VOID:
                self.skipping.pop()
            return
        if tag == "mark":
            return
        self.end_cited()
        if tag == "table" and self.table:
            self.out = self.table.before
            self.out.append(self.table.html())
            self.table = self.table.around
        elif tag == "a":
            if self.links.pop():
                self.out.append("</a>")
        elif self.table:
            self.table_end(tag)
        elif tag in {"h2", "h3", "h4"} and self.heading:
            self.end_heading(tag)
        elif tag not in _VOID:
            self.out.append(f"</{tag}>")

    def handle_data(self, data):
        if self.skipping:
            return
        self.done.words += len(data.split())
        text = typography(data)
        if self.heading:
            self.heading[1].append(text)
        if self.cited:
            closing = _CLOSING.match(text)
            self.out.append(closing[0] if closing else "")
            text = text[len(self.out[-1]) :]
            self.end_cited()
        self.out.append(escape(text, quote=False))

    # --- citations ---

    def call(self, given):
        key = given["data-citation"]
        if key not in self.sources:
            self.done.unknown.append(key)
            return
        note = self.notes.setdefault(key, Note(key, len(self.notes) + 1))
        place = note.call()
        if given.get("data-locator") or given.get("data-quotation"):
            passage = (note.uses, typography(given.get("data-locator", "")), given.get("data-quotation", ""))
            note.passages.append(passage)
        self.begin_cited()
        self.out.append(
            f'<button class="citation" type="button" id="{place}" popovertarget="bulle-{note.number}"'
            f' aria-label="Source {note.number}">{note.number}</button>'
        )

    def begin_cited(self):
        if self.cited:
            return
        self.cited = True
        word = ""
        if self.out and not self.out[-1].startswith("<"):
            head, space, word = self.out[-1].rpartition(" ")
            self.out[-1] = head + space
        self.out.append(f'<span class="cited">{word}')

    def end_cited(self):
        if self.cited:
            self.cited = False
            self.out.append("</span>")

    # --- links, pictures, headings, tables ---

    def start_link(self, given):
        to = given.pop("data-to", "")
        if to or "href" in given:
            given["href"] = self.link(to, given.get("href", "").strip())
        is_link = given.get("href", "") is not None
        self.links.append(is_link)
        if is_link:
            self.out.append(_opening("a", given))

    def margin(self, key):
        """The place of what became of a commitment: filled when the page is shown, with what is then printed of it."""
        if key.isdecimal() and not self.table:
            self.out.append(f'<aside class="note" data-commitment="{key}"></aside>')

    def figure(self, given):
        html = self.picture(given.get("data-image", ""), given.get("data-caption", ""))
        if html is None:
            self.done.unknown.append(given.get("data-image", ""))
            return
        self.done.pictures.append(given["data-image"])
        self.out.append(html)

    def end_heading(self, tag):
        at, words = self.heading
        self.heading = None
        title = "".join(words).strip()
        base = slugify(title.replace("’", " "))[:60].strip("-") or "partie"
        base = place = f"partie-{base}" if _TAKEN.fullmatch(base) else base
        n = 2
        while place in self.anchors:
            place, n = f"{base}-{n}", n + 1
        self.anchors.add(place)
        self.out[at] = f'<{tag} id="{place}">'
        self.out.append(f"</{tag}>")
        if tag == "h2":
            self.done.contents.append((place, title))

    def table_start(self, tag, given):
        if tag in {"td", "th"}:
            spans = {name: value for name, value in given.items() if name in {"colspan", "rowspan"} and value != "1"}
            self.table.cell(tag, spans)
            self.out = self.table.text
        elif tag == "tr":
            self.table.rows.append([])
        elif tag == "p":
            self.table.paragraph()
        elif tag not in {"tbody", "thead"}:
            self.out.append(_opening(tag, given))

    def table_end(self, tag):
        if tag not in {"td", "th", "tr", "p", "tbody", "thead", *_VOID}:
            self.out.append(f"</{tag}>")


class _Table:
    """Rows are kept until the table ends: only then is it known which of them is the header."""

    def __init__(self, caption, before, around):
        self.caption, self.before, self.around = caption, before, around
        self.rows: list[list[tuple[str, dict, list[str]]]] = []
        self.text: list[str] = []

    def cell(self, tag, spans):
        self.text = []
        self.rows[-1].append((tag, spans, self.text))

    def paragraph(self):
        if any(self.text):
            self.text.append("<br>")

    def html(self) -> str:
        has_head = bool(self.rows) and all(tag == "th" for tag, _, _ in self.rows[0])
        head, rows = (self.rows[:1], self.rows[1:]) if has_head else ([], self.rows)
        parts = [f"<caption>{escape(self.caption, quote=False)}</caption>" if self.caption else ""]
        parts += [f"<thead>{self.row(row, 'col')}</thead>" for row in head]
        parts.append(f"<tbody>{''.join(self.row(row, 'row') for row in rows)}</tbody>" if rows else "")
        label = escape(self.caption or "Tableau")
        return (
            f'<div class="scroll wide" role="region" aria-label="{label}" tabindex="0">'
            f'<table class="data">{"".join(parts)}</table></div>'
        )

    @staticmethod
    def row(cells, scope) -> str:
        html = []
        for tag, spans, text in cells:
            given = ({"scope": scope} if tag == "th" else {}) | spans
            html.append(f"{_opening(tag, given)}{''.join(text)}</{tag}>")
        return f"<tr>{''.join(html)}</tr>"


def _opening(tag, given) -> str:
    return f"<{tag}{''.join(f' {name}="{escape(value)}"' for name, value in given.items())}>"
