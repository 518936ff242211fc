"""« ecole » finds « École »: a lookup that passes over capitals, accents, ligatures and the kind of apostrophe.

By a regular expression, which both databases know: no extension, no function of ours, no column to keep up to date.
"""

import re
from unicodedata import normalize

from django.db.models import CharField, Lookup, TextField
from django.db.models.lookups import Regex

from veille.lib.text import NARROW, NBSP

_ALIKE = ["aàáâãäå", "cç", "eèéêë", "iìíîï", "nñ", "oòóôõö", "uùúûü", "yýÿ", "'’", f" {NBSP}{NARROW}", "-‑–"]
_CLASS = {letter: alike for alike in _ALIKE for letter in alike}
_LIGATURES = {"oe": "œ", "ae": "æ"}


@CharField.register_lookup
@TextField.register_lookup
class Folded(Lookup):
    """Contains these words, however they are accented."""

    lookup_name = "folded"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        return Regex(self.lhs, pattern(self.rhs)).as_sql(compiler, connection)


def pattern(words: str) -> str:
    """The regular expression that finds the words, in the part of the syntax that Python and PostgreSQL share."""
    words = normalize("NFC", words).lower()
    for letters, ligature in _LIGATURES.items():
        words = words.replace(ligature, letters)
    parts = re.findall("|".join(_LIGATURES) + "|.", words, re.DOTALL)
    return "".join(_pair(part) if part in _LIGATURES else _one(part) for part in parts)


def _one(letter: str) -> str:
    alike = _CLASS.get(letter, letter)
    capitals = alike.upper() if len(alike.upper()) == len(alike) else ""  # not so for ß
    found = "".join(dict.fromkeys(alike + capitals))
    return f"[{found}]" if len(found) > 1 else re.escape(letter)


def _pair(letters: str) -> str:
    ligature = _LIGATURES[letters]
    return f"(?:{''.join(map(_one, letters))}|[{ligature}{ligature.upper()}])"
