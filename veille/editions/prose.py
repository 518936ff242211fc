"""A text as plain paragraphs, for people to compare: its words, and a mark where it cites or shows something."""

import re
from html.parser import HTMLParser
from itertools import pairwise

from django.utils.translation import gettext as _

_BLOCKS = {"p", "h2", "h3", "h4", "li", "blockquote", "tr", "table", "figure", "ul", "ol", "aside"}


def paragraphs(body: str) -> list[str]:
    """Linear in the text; a plain text (no markup) is one paragraph."""
    reader = _Reader()
    reader.feed(body)
    reader.close()
    reader.end()
    return reader.found


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.words: list[str] = []

    def end(self):
        if text := " ".join("".join(self.words).split()):
            self.found.append(text)
        self.words = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag in _BLOCKS:
            self.end()
        if "data-citation" in given:
            self.mark(_("source %s") % given["data-citation"], given.get("data-locator"), given.get("data-quotation"))
        elif "data-image" in given:
            self.mark(_("picture %s") % given["data-image"], given.get("data-caption"))
        elif "data-commitment" in given:
            self.mark(_("commitment %s") % given["data-commitment"])
        elif given.get("data-caption"):
            self.mark(_("table"), given["data-caption"])
        elif given.get("href"):
            self.mark(given["href"])
        elif tag in {"td", "th"} and self.words:
            self.words.append(" | ")

    def handle_endtag(self, tag):
        if tag in _BLOCKS:
            self.end()

    def handle_data(self, data):
        self.words.append(data)

    def mark(self, *words):
        self.words.append(f" [{', '.join(word for word in words if word)}] ")


_BLOCK_TAG = rf"</?(?:{'|'.join(sorted(_BLOCKS | {'thead', 'tbody', 'th', 'td'}))})\b"
_LAYOUT = re.compile(rf"\s*\n\s*(?={_BLOCK_TAG})|({_BLOCK_TAG}[^>]*>)\s*\n\s*")


def tidy(body: str) -> str:
    """Without the line breaks between nodes, which mean nothing: as the editor writes it."""
    return _LAYOUT.sub(r"\1", body)


_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


def blocks(body: str) -> list[str]:
    """A text's nodes one after the other (paragraph, heading, whole list or table, picture…): joined, they are the text."""
    finder = _Blocks(body)
    finder.feed(body)
    finder.close()
    return [body[start:end] for start, end in pairwise([*dict.fromkeys([0, *finder.starts]), len(body)]) if end > start]


class _Blocks(HTMLParser):
    def __init__(self, body):
        super().__init__(convert_charrefs=True)
        self.starts: list[int] = []
        self.depth = 0
        self.lines = [0]  # where each line of the text begins
        for line in body.split("\n"):
            self.lines.append(self.lines[-1] + len(line) + 1)

    def handle_starttag(self, tag, attrs):
        if not self.depth:
            line, column = self.getpos()
            self.starts.append(self.lines[line - 1] + column)
        self.depth += tag not in _VOID

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        self.depth -= tag not in _VOID

    def handle_endtag(self, tag):
        self.depth = max(0, self.depth - (tag not in _VOID))
