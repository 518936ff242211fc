"""Judges what is sent: points for each mark of a machine or of a canvasser. From THRESHOLD points on, a message is set
aside, where a person finds it with the reasons and brings it back with one click; nothing is refused or thrown away.

A rule is its points, its reason and one question about a Sending; words to look for go into vocabulary.py:

    @rule(2, _("Shouts."))
    def capitals(sending):
        return sending.message.isupper()
"""

import logging
import re
from collections.abc import Callable
from typing import NamedTuple

from django.db import Error
from django.utils.text import Truncator, format_lazy
from django.utils.translation import gettext_lazy as _

from veille.contact import sightings
from veille.contact.models import Inquiry
from veille.contact.sending import Sending
from veille.contact.vocabulary import FOREIGN, ORDERS, OURS, PHRASES, TARGETS
from veille.lib.text import folded

logger = logging.getLogger(__name__)

THRESHOLD = 5
# Taken off for words like an offer's where somebody speaks of what we publish.
READER = 3
# Nobody reads the form, types an address and a message in less. Seconds.
HASTE = 3
# Of one address of the network in a day: more than an office writes; and more than is worth keeping.
MANY, TOO_MANY, FLOOD = 10, 20, 2000


class Rule(NamedTuple):
    points: int
    reason: str
    question: Callable[[Sending], bool]
    # Whether it asks for words, which a reader of ours is forgiven.
    is_of_words: bool = False


class Verdict(NamedTuple):
    score: int
    reasons: list[str]
    is_flood: bool = False

    @property
    def suspicion(self) -> str:
        """Why it is set aside, for the desk; empty when it is not."""
        return Truncator(" ".join(self.reasons)).chars(400) if self.score >= THRESHOLD else ""


RULES: list[Rule] = []


def rule(points: int, reason, *, is_of_words: bool = False):
    def register(question):
        RULES.append(Rule(points, reason, question, is_of_words))
        return question

    return register


def judge(*, words: dict[str, str], nonce: str, age: float, trap: str = "", network: str = "") -> Verdict:
    """Of what was written (in the terms of intake.receive()), on the form of this nonce, from this address.

    Counts the message. When the database does not answer it is judged by its content alone, never lost.
    """
    sending = Sending(**words, age=age, trap=trap)
    try:
        counts = sightings.count(network=network, sender=sending.email, sentences=sending.sentences)
        reuses = Inquiry.objects.filter(nonce=nonce).exclude(message=sending.message).count()
    except Error as failure:
        logger.error("A message is judged without counts (%s).", type(failure).__name__)
        return weigh(sending)
    return weigh(
        Sending(
            **words,
            age=age,
            trap=trap,
            reuses=reuses,
            from_network=counts[sightings.Kind.NETWORK],
            from_sender=counts[sightings.Kind.SENDER],
            in_these_words=counts[sightings.Kind.WORDS],
        )
    )


def weigh(sending: Sending) -> Verdict:
    """Asks every rule. One that breaks counts for nothing: no message is lost to it."""
    said, made, reasons = 0, 0, []
    for points, reason, question, is_of_words in RULES:
        try:
            if not question(sending):
                continue
        except Exception:
            logger.exception("The rule %s broke.", question.__name__)
            continue
        said, made = (said + points, made) if is_of_words else (said, made + points)
        reasons.append(str(reason))
    if said and _OURS.search(sending.said):
        said = max(0, said - READER)
    return Verdict(said + made, reasons, sending.from_network > FLOOD)


# --- How it was sent --------------------------------------------------------------------------------


@rule(THRESHOLD, _("The field hidden from people was filled in."))
def trap(sending):
    return bool(sending.trap)


@rule(THRESHOLD, format_lazy(_("Sent less than {seconds} s after the form was shown."), seconds=HASTE))
def haste(sending):
    return sending.age < HASTE


@rule(2, _("The form had already sent another text."))
def reused_form(sending):
    return sending.reuses > 0


@rule(3, _("The form had already sent three other texts."))
def much_reused_form(sending):
    return sending.reuses >= 3


@rule(2, _("The same words came already today."))
def repeated(sending):
    return sending.in_these_words > 1


@rule(3, _("The same words came four times today."))
def much_repeated(sending):
    return sending.in_these_words > 3


@rule(3, _("The same sender wrote more than five times today."))
def insistent(sending):
    return sending.from_sender > 5


@rule(2, _("The same sender wrote more than ten times today."))
def very_insistent(sending):
    return sending.from_sender > 10


@rule(2, _("Many messages came today from this network address."))
def many(sending):
    return sending.from_network > MANY


@rule(3, _("Very many messages came today from this network address."))
def too_many(sending):
    return sending.from_network > TOO_MANY


# --- What it says -----------------------------------------------------------------------------------


_WORD, _SENTENCE, _ANYWHERE = r"(?<!\w)", r"(?:^|[.!?:;»\"] ?|- )", ""


def _any(lines: list[str], start: str = _WORD) -> re.Pattern:
    return re.compile(start + "(?:" + "|".join(folded(line) for line in lines) + ")")


def _saying(points, reason, lines, start=_WORD):
    pattern = _any(lines, start)

    @rule(points, reason, is_of_words=True)
    def saying(sending):
        return bool(pattern.search(sending.said))


for _phrases in [*PHRASES, TARGETS]:
    _saying(*_phrases)
_saying(*ORDERS, _SENTENCE)
_saying(*FOREIGN, _ANYWHERE)
_OURS = _any(OURS)


# --- How it is made ---------------------------------------------------------------------------------


@rule(3, _("Most of it is in a foreign writing."))
def foreign(sending):
    return sending.foreign > 0.3


_MIXED = re.compile(r"[a-z][\u0370-\u052f]|[\u0370-\u052f][a-z]")


@rule(3, _("Mixes two alphabets inside words."))
def mixed(sending):
    return len(_MIXED.findall(sending.plain)) > 2


_MARKUP = re.compile(
    r"<a\s[^<>]{0,20}href|\[url|\[/url\]|&lt;a |<iframe|<img\s[^<>]{0,20}src=[\"']?http|<h1>", re.IGNORECASE
)


@rule(4, _("Is written in the markup of web pages."))
def markup(sending):
    return bool(_MARKUP.search(sending.message))


@rule(3, _("Holds a script."))
def script(sending):
    return "<script" in (sending.message + sending.name).lower()


@rule(3, _("Writes a link or code where a name stands."))
def name_is_no_name(sending):
    return bool(re.search(r"https?:|www\.|[<>\[\]{}=]|--", sending.name + sending.organisation))


@rule(2, _("Is signed as machines sign."))
def machine_name(sending):
    return bool(re.fullmatch(r"[A-Z][a-z]{2,20}[A-Z][a-z]{2,4}", sending.name))


@rule(3, _("Offers several wordings to choose from."))
def wordings(sending):
    return len(re.findall(r"\{[^{}|]{1,60}\|[^{}]{1,200}\}", sending.message)) > 1


@rule(THRESHOLD, _("Holds nothing but links or code."))
def no_words(sending):
    return len(sending.words) < 2 and bool(sending.links or "<" in sending.message)


@rule(3, _("Holds several links and hardly a word."))
def links(sending):
    return len(sending.links) > 2 and len(sending.words) < 4 * len(sending.links)


@rule(2, _("Holds a link that counts who follows it."))
def counted_link(sending):
    return any(re.search(r"[?&](?:utm_|ref=|aff=|sub=|aff_|u=)", link) for link in sending.links)


@rule(2, _("Holds a link and hardly a word."))
def terse_link(sending):
    return bool(sending.links) and len(sending.words) < 12


@rule(1, _("Leads to the sender’s own site."))
def own_link(sending):
    domain = sending.email.rpartition("@")[2].lower()
    return bool(domain) and any(domain in link.lower() for link in sending.links)


@rule(1, _("Shouts."))
def shouting(sending):
    signs = [sign for sign in sending.message if sign.isalpha()]
    return "!!!" in sending.message or (len(signs) > 40 and sum(map(str.isupper, signs)) > len(signs) * 0.6)


_BENT = re.compile(
    r"(?<![\w-])[a-z]{1,15}[01345][a-z]{2,15}(?!\w)|(?<![\w-])[01345][a-z]{2,15}(?!\w)|(?<![\w-])[a-z]{5,15}0[a-z](?!\w)"
)


@rule(4, _("Writes figures for letters."))
def bent(sending):
    return len(_BENT.findall(sending.plain)) > 1


_UNSAYABLE = re.compile(r"[bcdfghjklmnpqrstvwxz]{5}|^[bcdfghjklmnpqrstvwxz]{3}")


def _unsayable(word: str) -> bool:
    """German heaps its consonants too, but not without vowels between."""
    return bool(_UNSAYABLE.search(word)) and sum(letter in "aeiouy" for letter in word) < len(word) / 4


@rule(THRESHOLD, _("Makes no sense in any language."))
def gibberish(sending):
    words = [word for word in sending.words if len(word) > 3]
    return sending.foreign == 0 and sum(map(_unsayable, words)) > len(words) / 3


@rule(THRESHOLD, _("Repeats a few letters."))
def monotonous(sending):
    return len(sending.letters) >= 20 and len(set(sending.letters)) <= 5
