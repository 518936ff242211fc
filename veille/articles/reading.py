"""What an article's text is made of, read once: passages with their citations, headings, links, tables, pictures.

Plain data for the checklist; nothing here knows a database row. The text is cleaned markup (see rendering.cleaned).
"""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from veille.editions.rendering import WORDS_PER_MINUTE

_HEADINGS = {"h2": 2, "h3": 3, "h4": 4}
_BLOCKS = {"p", "li", "ul", "ol", "blockquote", "table", "figure", "aside", *_HEADINGS}


@dataclass
class Call:
    """One citation."""

    key: str
    locator: str = ""
    quotation: str = ""


@dataclass
class Passage:
    """A paragraph, a line of a list, a heading, or a whole row of a table: what a reader takes as one statement."""

    words: str = ""
    own_words: str = ""  # without those of links
    calls: list[Call] = field(default_factory=list)
    is_heading: bool = False
    is_row: bool = False
    is_header: bool = False  # a row of column names
    is_covered: bool = False  # its table's column names carry the citation

    @property
    def is_sourced(self) -> bool:
        return bool(self.calls) or self.is_covered

    @property
    def is_paragraph(self) -> bool:
        return not (self.is_heading or self.is_row)


@dataclass
class Text:
    passages: list[Passage] = field(default_factory=list)
    headings: list[tuple[int, str]] = field(default_factory=list)  # (level, words)
    links: list[tuple[str, str, str]] = field(default_factory=list)  # (what of ours it leads to, address, words)
    tables: list[tuple[str, bool]] = field(default_factory=list)  # (caption, has column or row names)
    pictures: list[str] = field(default_factory=list)  # keys of the library, once a use
    commitments: list[str] = field(default_factory=list)  # keys of those whose state stands in the margin
    todos: list[str] = field(default_factory=list)  # words marked « à compléter »
    length: int = 0  # words, as the reading time counts them

    @property
    def calls(self) -> list[Call]:
        return [call for passage in self.passages for call in passage.calls]

    @property
    def minutes(self) -> int:
        return max(1, round(self.length / WORDS_PER_MINUTE))


def read(body: str) -> Text:
    """One pass, linear in the text."""
    reader = _Reader()
    reader.feed(body)
    reader.close()
    reader.end_passage()
    return reader.text


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.text = Text()
        self.skipping = ""  # a citation's or a picture's own content, which no page shows
        self.link: tuple[str, str, list[str]] | None = None
        self.todo: list[str] | None = None
        self.rows: list[tuple[Passage, list[str]]] | None = None  # of the table being read: (row, tags of its cells)
        self.caption = ""
        self.start_passage()

    def start_passage(self, **what):
        self.words, self.own_words, self.passage = [], [], Passage(**what)

    def end_passage(self):
        """Keeps what was read since the last one, unless there is nothing, and starts anew."""
        passage = self.passage
        passage.words, passage.own_words = (" ".join("".join(w).split()) for w in (self.words, self.own_words))
        if passage.words or passage.calls:
            self.text.passages.append(passage)
        self.start_passage()

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        if self.skipping:
            return
        if tag == "sup" and "data-citation" in given:
            self.skipping = tag
            call = Call(given["data-citation"], given.get("data-locator", ""), given.get("data-quotation", ""))
            self.passage.calls.append(call)
        elif tag == "figure":
            self.skipping = tag
            self.end_passage()
            self.text.pictures.append(given.get("data-image", ""))
        elif tag == "aside" and "data-commitment" in given:
            self.skipping = tag
            self.end_passage()
            self.text.commitments.append(given["data-commitment"])
        elif tag == "mark":
            self.todo = []
        elif tag == "a" and given.keys() & {"href", "data-to"}:
            self.link = (given.get("data-to", ""), given.get("href", "").strip(), [])
        elif tag == "table":
            self.end_passage()
            self.rows, self.caption = [], given.get("data-caption", "")
        elif self.rows is not None:
            self.in_table(tag)
        elif tag in _BLOCKS:
            self.end_passage()
            self.start_passage(is_heading=tag in _HEADINGS)
        elif tag == "br":
            self.take(" ")

    def handle_endtag(self, tag):
        if self.skipping:
            self.skipping = "" if tag == self.skipping else self.skipping
        elif tag == "mark" and self.todo is not None:
            self.text.todos.append(" ".join("".join(self.todo).split()) or "…")
            self.todo = None
        elif tag == "a" and self.link:
            to, address, words = self.link
            self.text.links.append((to, address, " ".join("".join(words).split())))
            self.link = None
        elif tag == "table" and self.rows is not None:
            self.end_table()
        elif tag in _HEADINGS and self.rows is None:
            self.text.headings.append((_HEADINGS[tag], " ".join("".join(self.words).split())))
            self.end_passage()
        elif tag in _BLOCKS and self.rows is None:
            self.end_passage()

    def handle_data(self, data):
        if not self.skipping:
            self.text.length += len(data.split())
            self.take(data)

    def take(self, words):
        self.words.append(words)
        if self.todo is not None:
            self.todo.append(words)
        (self.link[2] if self.link else self.own_words).append(words)

    # --- tables ---

    def in_table(self, tag):
        if tag == "tr":
            self.end_passage()
            self.start_passage(is_row=True)
            self.rows.append((self.passage, []))
        elif tag in {"td", "th"} and self.rows:
            self.rows[-1][1].append(tag)
            self.take(" ")
        elif tag in {"p", "br"}:
            self.take(" ")

    def end_table(self):
        self.end_passage()
        for row, cells in self.rows:
            row.is_header = bool(cells) and set(cells) == {"th"}
        covered = any(row.calls for row, _ in self.rows if row.is_header)
        for row, _ in self.rows:
            row.is_covered = covered
        has_names = bool(self.rows) and (
            self.rows[0][0].is_header or all(cells[:1] == ["th"] for _, cells in self.rows)
        )
        self.text.tables.append((self.caption, has_names))
        self.rows = None
