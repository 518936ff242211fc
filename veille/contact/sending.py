"""A message as it arrives, and what can be counted in it: its links, its words, its writing. Linear in its length."""

import re
from dataclasses import dataclass
from functools import cached_property

from veille.lib.text import folded

_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"'\[\]()]{1,300}", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,300}>|\[[^\[\]]{0,300}\]")
_QUOTED = re.compile(r"«[^«»]{0,300}»|“[^“”]{0,300}”|\"[^\"\n]{0,300}\"")
_WORD = re.compile(r"[^\W\d_]{1,60}")
_SENTENCE = re.compile(r"[.!?\n]")
# Latin, with its accents, as far as Vietnamese; its wide and mathematical forms are Latin once folded.
_LATIN = "ɏ"
_LATIN_EXTENDED = range(0x1E00, 0x1F00)
_LONGEST = 10_000
# Letters of a text, and of a sentence, that two messages share, so that « merci » is no repetition; and how many
# sentences are looked at.
ANSWER, SHARED, SENTENCES = 10, 40, 3


@dataclass(frozen=True)
class Sending:
    """`age`: seconds since the form was shown; `trap`: what stood in the field hidden from people; `reuses`: other
    texts sent from this form; the rest: how many came today, this one included.
    """

    message: str
    name: str = ""
    email: str = ""
    organisation: str = ""
    age: float = 60.0
    trap: str = ""
    reuses: int = 0
    from_network: int = 1
    from_sender: int = 1
    in_these_words: int = 1

    @cached_property
    def links(self) -> list[str]:
        return _LINK.findall(self.message)

    @cached_property
    def plain(self) -> str:
        """Without links, capitals or accents, spaces single. Cut where one sign is folded into many."""
        return folded(_LINK.sub(" ", self.message))[:_LONGEST]

    @cached_property
    def said(self) -> str:
        """What the sender says: `plain` without what stands between quotation marks, somebody else's words."""
        return _QUOTED.sub("«»", self.plain)

    @cached_property
    def words(self) -> list[str]:
        """Without those of links and markup."""
        return _WORD.findall(_TAG.sub(" ", self.plain))

    @cached_property
    def letters(self) -> str:
        return "".join(self.words)

    @cached_property
    def foreign(self) -> float:
        """The share of letters that are not Latin."""
        alien = sum(letter > _LATIN and ord(letter) not in _LATIN_EXTENDED for letter in self.letters)
        return alien / max(1, len(self.letters))

    @property
    def sentences(self) -> list[str]:
        """The whole of it and its longest sentences, letters alone: what two messages from one template share."""
        whole = "".join(_WORD.findall(folded(_LINK.sub(" ", self.message))))
        parts = {"".join(_WORD.findall(folded(part))) for part in _SENTENCE.split(_LINK.sub(" ", self.message))}
        longest = sorted((one for one in parts if len(one) >= SHARED), key=lambda one: (-len(one), one))[:SENTENCES]
        return list(dict.fromkeys([*([whole] if len(whole) >= ANSWER else []), *longest]))
