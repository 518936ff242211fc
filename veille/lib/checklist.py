"""What is asked before something goes out: a table of rules, each one question, and one verdict for all who ask.

A rule answers with what is at fault: nothing (False, None, an empty list), True, or the words of what it found, which
its sentence may show as %(found)s (a per cent sign is written %%). An app makes one Checklist and registers its rules in the order they are told.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

logger = logging.getLogger(__name__)

SHOWN = 3  # findings that a sentence names, and how long each may be
LONGEST = 80


class Level(StrEnum):
    BLOCKING = "blocking"
    WARNING = "warning"


@dataclass(frozen=True)
class Rule:
    id: str
    field: str
    level: Level
    question: Callable
    sentence: str


@dataclass(frozen=True)
class Verdict:
    """What one rule says of one subject: the sentence tells what to do, the link leads to the field."""

    rule: str
    field: str
    level: Level
    sentence: str

    @property
    def link(self) -> str:
        return f"#id_{self.field}"

    @property
    def is_blocking(self) -> bool:
        return self.level == Level.BLOCKING

    def __str__(self):
        return self.sentence


def passed_over(verdicts: list[Verdict], *, reason: str, by, at: datetime) -> dict:
    """What is kept with something that goes out in spite of warnings: {"reason", "by", "by_name", "at", "warnings":
    [{"rule", "sentence"}, …]}; empty where it warned of nothing.
    """
    warnings = [{"rule": verdict.rule, "sentence": verdict.sentence} for verdict in verdicts]
    who = {"by": by.pk, "by_name": str(by), "at": at.isoformat()}
    return {"reason": reason[:400], **who, "warnings": warnings} if warnings else {}


def told(verdicts: list[Verdict]) -> str:
    return " ".join(verdict.sentence for verdict in verdicts)


class Checklist:
    def __init__(self):
        self.rules: dict[str, Rule] = {}

    def blocking(self, field: str, sentence: str):
        return self._rule(field, Level.BLOCKING, sentence)

    def warning(self, field: str, sentence: str):
        return self._rule(field, Level.WARNING, sentence)

    def check(self, subject) -> list[Verdict]:
        """The same for the same subject: what blocks first, then the warnings, each in the order of the table."""
        verdicts = [verdict for rule in self.rules.values() if (verdict := _judge(rule, subject))]
        return sorted(verdicts, key=lambda verdict: not verdict.is_blocking)

    def _rule(self, field, level, sentence):
        def register(question):
            if question.__name__ in self.rules:
                raise ValueError(f"Two rules are called {question.__name__}.")
            self.rules[question.__name__] = Rule(question.__name__, field, level, question, sentence)
            return question

        return register


def _judge(rule: Rule, subject) -> Verdict | None:
    """A rule that breaks is as serious as what it would have found: it keeps its level, and the others go on."""
    try:
        found = rule.question(subject)
        words = [found] if isinstance(found, str) else [] if isinstance(found, bool) else list(found or [])
        sentence = rule.sentence % {"found": listed(words)}
        found = bool(found is True or any(words))
    except Exception:
        logger.exception("The rule %s broke.", rule.id)
        found, sentence = True, _("The rule « %(rule)s » is broken: tell the administrator.") % {"rule": rule.id}
    return Verdict(rule.id, rule.field, rule.level, sentence) if found else None


def listed(found: list) -> str:
    """« One », « Two », « Three » and 2 more: each thing once."""
    once = list(dict.fromkeys(Truncator(" ".join(str(one).split())).chars(LONGEST, truncate="…") for one in found))
    words = ", ".join(f"«\u202f{one}\u202f»" for one in once[:SHOWN])
    more = len(once) - SHOWN
    return words + (ngettext(" and %d more", " and %d more", more) % more if more > 0 else "")
