"""A text as paragraphs of words, for two of its states to be compared: how the words are set, and what stands between
them (citations, pictures, breaks, cells) as signs in brackets. Nothing of the mark-up is left, so nothing of it can run.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.utils.translation import gettext as _

from veille.lib.side_by_side import Word

_SIGN = ("sign",)
_LOOKS = {"strong": "strong", "em": "em", "sub": "sub", "mark": "mark"}
_BARE = {"•", "|", "‖", "↵"}
_BLOCKS = {"p", "h2", "h3", "h4", "li", "blockquote", "tr", "table", "figure", "ul", "ol", "aside"}
_CHUNKS = re.compile(r"(\S+)(\s*)")


@dataclass
class Wording:
    paragraphs: list[list[Word]] = field(default_factory=list)
    # {key of a source: [(locator, quotation) of each of its calls]}, in order of first use
    citations: dict[str, list[tuple[str, str]]] = field(default_factory=dict)


def read(body: str, names: Mapping[tuple[str, str], str] | None = None) -> Wording:
    """Linear in the text. `names`: {("source", "12"): its name}; likewise of pictures, commitments and links."""
    reader = _Reader(names or {})
    reader.feed(body or "")
    reader.close()
    reader.end()
    return reader.found


class _Reader(HTMLParser):
    def __init__(self, names):
        super().__init__(convert_charrefs=True)
        self.names = names
        self.found = Wording()
        self.words: list[Word] = []
        self.looks: list[str] = []
        self.around: list[str] = []  # the lists, quotations and call-outs we are in
        self.links: list[str] = []
        self.kind = ""  # a heading, a cell: what the next words are

    def end(self):
        if self.words:
            self.found.paragraphs.append(self.words)
        self.words, self.kind = [], ""

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        if tag in _BLOCKS and not (tag == "p" and self.kind == "cell"):
            self.end()
        if tag in _LOOKS:
            self.looks.append(tag)
        elif tag in {"h2", "h3", "h4"}:
            self.kind = tag
        elif tag in {"td", "th"}:
            self.kind = "cell"
            self.sign("‖" if tag == "th" else "|")
        elif tag == "br":
            self.sign("↵")
        elif tag == "a":
            self.links.append(given.get("data-to") or given.get("href", ""))
        elif "data-citation" in given:
            passage = (given.get("data-locator", ""), given.get("data-quotation", ""))
            self.found.citations.setdefault(given["data-citation"], []).append(passage)
            self.named("source", given["data-citation"], *passage)
        elif tag == "figure":
            self.named("picture", given.get("data-image", ""), given.get("data-caption", ""))
            self.end()
        elif "data-commitment" in given:
            self.named("commitment", given["data-commitment"])
            self.end()
            self.around.append("")
        elif tag in {"ul", "ol", "blockquote", "aside"}:
            self.around.append(tag)
        elif tag == "table" and given.get("data-caption"):
            self.sign(_("table"), given["data-caption"])
            self.end()

    def handle_endtag(self, tag):
        if tag in _LOOKS and tag in self.looks:
            self.looks.remove(tag)
        elif tag == "a" and self.links and (address := self.links.pop()):
            self.sign(f"→ {self.names.get(('link', address), address)}")
        if tag == "p" and self.kind == "cell":
            self.space()
        elif tag in _BLOCKS:
            self.end()
            if self.around and self.around[-1] in {tag, ""}:
                self.around.pop()

    def handle_data(self, data):
        if data[:1].isspace():
            self.space()
        for chunk in _CHUNKS.finditer(data):
            self.begin()
            self.words.append(Word(chunk[1], tuple(sorted(_LOOKS[look] for look in set(self.looks))), chunk[2] and " "))

    # --- signs ---

    def begin(self):
        """Before its first word, what a paragraph is, unless it is an ordinary one."""
        if self.words:
            return
        bullets = {"ul": "•", "ol": _("numbered"), "blockquote": _("long quotation"), "aside": _("call-out")}
        told = [bullets[tag] for tag in self.around if tag]
        told += [_("heading %s") % self.kind[1]] if self.kind in {"h2", "h3", "h4"} else []
        self.words += [Word(one if one in _BARE else f"[{one}]", _SIGN, " ") for one in told]

    def named(self, kind, key, *more):
        kinds = {"source": _("source %s"), "picture": _("picture %s"), "commitment": _("commitment %s")}
        self.sign(kinds[kind] % key, self.names.get((kind, key), ""), *more)

    def sign(self, *said):
        self.begin()
        self.space()
        text = ", ".join(one for one in said if one)
        is_bare = text in _BARE
        self.words.append(Word(text if is_bare else f"[{text}]", _SIGN, " " if is_bare else ""))

    def space(self):
        if self.words and not self.words[-1].after:
            self.words[-1] = self.words[-1]._replace(after=" ")
