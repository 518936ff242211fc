"""Two texts side by side, by paragraph and by word, in bounded time. Knows no model and no markup.

Plain difflib takes seconds on a long text whose words repeat; this is Myers’ way (1986), whose time grows with what
differs, and which gives up at a known effort: what is left is then shown whole on both sides, never left out.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, groupby, zip_longest
from typing import NamedTuple

# Beyond so many paragraphs a text is compared as one.
MANY = 2000
# Steps of a whole comparison: about a quarter of a second.
EFFORT = 400_000
# How many paragraphs ahead the like of a changed one is looked for, and what part of their words they then share.
NEAR = 8
ALIKE = 0.3


class Word(NamedTuple):
    text: str
    look: tuple[str, ...] = ()  # how it is set: a change of that is a change
    after: str = ""  # the spaces that follow it; these are not compared


def words(text: str) -> list[Word]:
    """A plain text as one paragraph."""
    return [Word(word, after=" ") for word in text.split()]


@dataclass(frozen=True)
class Run:
    """Words one after the other that look alike and were all changed, or all not."""

    text: str
    look: tuple[str, ...] = ()
    is_changed: bool = False


@dataclass(frozen=True)
class Row:
    """Paragraphs that stand in each other’s place; one side may have none."""

    left: list[Run] = field(default_factory=list)
    right: list[Run] = field(default_factory=list)

    @property
    def is_same(self) -> bool:
        return self.left == self.right and not any(run.is_changed for run in self.left)


class Effort:
    """What a comparison may still cost."""

    def __init__(self, steps: int = EFFORT):
        self.left = steps


def rows(before: list[list[Word]], after: list[list[Word]], effort: Effort | None = None) -> list[Row]:
    effort = effort or Effort()
    if max(len(before), len(after)) > MANY:
        before, after = [list(chain(*before))], [list(chain(*after))]
    found, left, right = [], 0, 0
    kept = pairs([_compared(one) for one in before], [_compared(one) for one in after], Effort(effort.left // 2))
    for at_left, at_right in [*kept, (len(before), len(after))]:
        found += _replaced(before[left:at_left], after[right:at_right], effort)
        if at_left < len(before):
            found.append(Row(*[_runs(before[at_left])] * 2))
        left, right = at_left + 1, at_right + 1
    return found


def row(before: list[Word], after: list[Word], effort: Effort | None = None) -> Row:
    """One paragraph in the place of another, word by word where they have enough in common."""
    are_alike = _are_alike(_counted(before), _counted(after))
    kept = pairs(_compared(before), _compared(after), effort or Effort()) if are_alike else []
    return Row(_runs(before, {left for left, _ in kept}), _runs(after, {right for _, right in kept}))


def pairs(before: Sequence, after: Sequence, effort: Effort) -> list[tuple[int, int]]:
    """The places of what both have, in the order of both, as many as there can be; fewer where that takes too long."""
    numbers: dict = {}
    left, right = ([numbers.setdefault(one, len(numbers)) for one in many] for many in (before, after))
    shortest, start = min(len(left), len(right)), 0
    while start < shortest and left[start] == right[start]:
        start += 1
    end = 0
    while end < shortest - start and left[-1 - end] == right[-1 - end]:
        end += 1
    between = _longest(left[start : len(left) - end], right[start : len(right) - end], effort)
    return [
        *((n, n) for n in range(start)),
        *((start + n, start + m) for n, m in between),
        *((len(left) - n, len(right) - n) for n in range(end, 0, -1)),
    ]


def _longest(left: list[int], right: list[int], effort: Effort) -> list[tuple[int, int]]:
    """Myers: round after round with one change more, how far one comes in `left` on each diagonal (left - right)."""
    rounds: list[list[int]] = []
    for changes in range(len(left) + len(right) + 1 if left and right else 0):
        before, reached = rounds[-1] if rounds else [], []
        for n in range(changes + 1):
            at = 0 if not changes else before[n] if _is_insertion(before, n) else before[n - 1] + 1
            other = at - (2 * n - changes)
            start = at
            while at < len(left) and other < len(right) and left[at] == right[other]:
                at, other = at + 1, other + 1
            reached.append(at)
            effort.left -= 1 + at - start
            if at >= len(left) and other >= len(right):
                return _walked_back(rounds, at, other)
        if effort.left <= 0:
            break
        rounds.append(reached)
    return []


def _is_insertion(before: list[int], n: int) -> bool:
    """Does one come further on this diagonal from the one above it, by what only the right side has?"""
    return n == 0 or (n < len(before) and before[n] > before[n - 1])


def _walked_back(rounds, at, other) -> list[tuple[int, int]]:
    found = []
    for changes in range(len(rounds), -1, -1):
        start = came_from = 0
        if changes:
            before, n = rounds[changes - 1], (at - other + changes) // 2
            is_insertion = _is_insertion(before, n)
            came_from = before[n] if is_insertion else before[n - 1]
            start = came_from if is_insertion else came_from + 1
        while at > start:
            at, other = at - 1, other - 1
            found.append((at, other))
        if changes:
            at, other = came_from, other - 1 if is_insertion else other
    return found[::-1]


def _replaced(olds: list[list[Word]], news: list[list[Word]], effort: Effort) -> Iterator[Row]:
    """Each paragraph beside its like, if one is near; the others whole, in each other’s place."""
    alone, at = [], 0
    theirs = [_counted(new) for new in news]
    for old in olds:
        mine = _counted(old)
        near = next((n for n in range(at, min(at + NEAR, len(news))) if _are_alike(mine, theirs[n])), None)
        if near is None:
            alone.append(old)
            continue
        yield from _whole(alone, news[at:near])
        yield row(old, news[near], effort)
        alone, at = [], near + 1
    yield from _whole(alone, news[at:])


def _whole(olds, news) -> Iterator[Row]:
    for old, new in zip_longest(olds, news, fillvalue=[]):
        yield Row(_runs(old, set()), _runs(new, set()))


def _counted(paragraph: list[Word]) -> Counter:
    return Counter(word.text for word in paragraph)


def _are_alike(old: Counter, new: Counter) -> bool:
    return 2 * (old & new).total() >= ALIKE * (old.total() + new.total()) > 0


def _compared(paragraph: list[Word]) -> tuple:
    return tuple(word[:2] for word in paragraph)


def _runs(paragraph: list[Word], kept: set[int] | None = None) -> list[Run]:
    """`kept`: the places of the words that did not change; without it, none did."""
    told = [(word.look, kept is not None and n not in kept, word) for n, word in enumerate(paragraph)]
    return [
        Run("".join(word.text + word.after for _look, _changed, word in group), look, is_changed)
        for (look, is_changed), group in groupby(told, key=lambda one: one[:2])
    ]
