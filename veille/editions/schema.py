"""The vocabulary of a text: it drives the editor and the sanitiser alike. settings.py imports it: no models here.

Beside the editor's own, ours are: a citation (`sup[data-citation]`, empty), a picture of the library
(`figure[data-image]`, empty), a table's caption (`table[data-caption]`), a link to a page of ours (`a[data-to]`, see
links.py), a call-out (`aside.call-out`), what became of a commitment (`aside[data-commitment]`, empty) and words marked « à compléter » (`mark[data-todo]`). The press turns them into
what readers see; the last it never prints.
"""

from django_prose_editor.config import add_allowed_classes, add_tags_and_attributes

# Characters of a text's markup: thirty times a long article. The sanitiser's time grows with the square of a text
# made of nothing but « & »; up to here that stays about a second.
LONGEST = 300_000


def _citation(config, shared):
    add_tags_and_attributes(shared, ["sup"], {"sup": ["data-citation", "data-locator", "data-quotation"]})


def _picture(config, shared):
    add_tags_and_attributes(shared, ["figure"], {"figure": ["data-image", "data-caption"]})


def _table_caption(config, shared):
    add_tags_and_attributes(shared, ["table"], {"table": ["data-caption"]})


def _link_to_page(config, shared):
    add_tags_and_attributes(shared, ["a"], {"a": ["data-to"]})


def _call_out(config, shared):
    add_tags_and_attributes(shared, ["aside"], {})
    add_allowed_classes(shared, {"aside": ["call-out"]})


def _commitment_note(config, shared):
    add_tags_and_attributes(shared, ["aside"], {"aside": ["data-commitment"]})


def _to_do(config, shared):
    add_tags_and_attributes(shared, ["mark"], {"mark": ["data-todo"]})


def _nothing(config, shared):
    """An extension that adds behaviour, no markup."""


# The extensions each module of the editor exports, and what they allow.
MODULES = {
    "js/prose/toolbar.js": {"Desk": _nothing},
    "js/prose/paste.js": {"FromElsewhere": _nothing},
    "js/prose/links.js": {"DeskLink": _link_to_page},
    "js/prose/tables.js": {"TableCaption": _table_caption},
    "js/prose/citations.js": {"SourceCitation": _citation},
    "js/prose/pictures.js": {"LibraryPicture": _picture},
    "js/prose/commitments.js": {"CommitmentNote": _commitment_note},
    "js/prose/drafting.js": {"CallOut": _call_out, "ToDo": _to_do, "Unsourced": _nothing},
}

_PLAIN = {
    "Bold": True,
    "Italic": True,
    "Subscript": True,
    "HardBreak": True,
    "Heading": {"levels": [2, 3, 4]},
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
    "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto"]},
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
    "TableCaption": True,
    "DeskLink": True,
    "FromElsewhere": True,
    "Desk": True,
    "NoSpellCheck": False,
    "SpecialCharacters": True,
    "History": True,
}

_MENU = [
    {"group": "headings"},
    {"group": "marks"},
    {"group": "lists"},
    {"group": "link"},
    {"group": "desk"},
    {"group": "nodes -blockType -lists -headings"},
    {"group": "table"},
    {"group": "history"},
]

# An article's text.
ARTICLE = _PLAIN | {
    "SourceCitation": True,
    "LibraryPicture": True,
    "CommitmentNote": True,
    "CallOut": True,
    "ToDo": True,
    "Unsourced": True,
    "Menu": {"groups": _MENU},
}

# An editable page's text: no citation, no picture, nothing to be done.
PAGE = _PLAIN | {"Menu": {"groups": _MENU}}
