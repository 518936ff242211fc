"""Three-way comparison of saved states, field by field and paragraph by paragraph. Knows no model."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher

# Beyond so many paragraphs a text is compared as a whole: the comparison's time grows with their square.
MANY = 2000


@dataclass(frozen=True)
class Clash:
    """One field that two people changed differently since `base`."""

    field: str
    base: object
    theirs: object
    mine: object


def three_way(base: dict, theirs: dict, mine: dict) -> tuple[list[str], list[Clash]]:
    """(fields only they changed, fields both changed differently); what only I changed needs nothing."""
    take, clashes = [], []
    for name, value in mine.items():
        before, other = base.get(name), theirs.get(name)
        if other in (value, before):
            continue
        if value == before:
            take.append(name)
        else:
            clashes.append(Clash(name, before, other, value))
    return take, clashes


@dataclass(frozen=True)
class Row:
    """Paragraphs that stand in each other's place; `state` is same, theirs, mine, agreed or both."""

    state: str
    base: list[str]
    theirs: list[str]
    mine: list[str]
    place: int = field(default=0, compare=False)  # in the base, whatever the other two hold: names what is decided


def rows(base: list[str], theirs: list[str], mine: list[str]) -> list[Row]:
    """The three texts side by side: each paragraph of the base, and between them what was put in.

    In their order, the rows hold each text whole.
    """
    if max(len(base), len(theirs), len(mine)) > MANY:
        return [Row(_state(base, theirs, mine), base, theirs, mine)]
    left, right = _aligned(base, theirs), _aligned(base, mine)
    found = []
    for place in range(2 * len(base) + 1):
        before = [base[place // 2]] if place % 2 else []
        if before or left[place] or right[place]:
            state = _state(before, left[place], right[place])
            found.append(Row(state, before, left[place], right[place], place))
    return found


def settled(compared: list[Row], chosen: Mapping[int, str]) -> list[str] | None:
    """The one text: what one side changed is taken over, what both did as chosen (theirs, mine, both) for its place.

    None while a choice lacks.
    """
    found = []
    for row in compared:
        if row.state == "both":
            kept = {"theirs": row.theirs, "mine": row.mine, "both": row.theirs + row.mine}.get(chosen.get(row.place))
            if kept is None:
                return None
            found += kept
        else:
            found += row.theirs if row.state == "theirs" else row.mine
    return found


def _state(before, theirs, mine) -> str:
    if theirs == mine:
        return "same" if theirs == before else "agreed"
    if theirs == before:
        return "mine"
    return "theirs" if mine == before else "both"


def _aligned(base, other) -> list[list[str]]:
    """What stands before the first paragraph of the base, in its place, before the second… and after the last."""
    places: list[list[str]] = [[] for _ in range(2 * len(base) + 1)]
    for tag, start, end, first, last in SequenceMatcher(None, base, other, autojunk=False).get_opcodes():
        if tag == "equal" or end - start == last - first:
            for n in range(end - start):
                places[2 * (start + n) + 1].append(other[first + n])
        elif tag == "insert":
            places[2 * start].extend(other[first:last])
        else:
            places[2 * start + 1].extend(other[first:last])
    return places
