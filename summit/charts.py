"""The geometry of the brief's pictures, in per cent of their width: plain numbers in, plain numbers out.

Text never stretches: only bars are given in per cent, labels stand in pixels of their own (see components/chart.css).
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal

GAP = 0.45  # between two cells; twice that between two groups
COUNTABLE = 60  # above, a cell would be too thin to be counted: one block a group
LONGEST = 5  # years of a ruler that shows its months


@dataclass(frozen=True)
class Block:
    x: float
    width: float

    @property
    def end(self) -> float:
        return round(self.x + self.width, 3)


@dataclass(frozen=True)
class Group:
    """Commitments of one status, late or not: a cell each, or one block when there are too many."""

    status: str
    is_late: bool
    count: int
    cells: list[Block]


def unit_bar(counts: list[list]) -> list[Group]:
    """`counts`: [[status, is_late, count], …] from the fullest to the emptiest; the groups fill the width."""
    total = sum(count for _status, _late, count in counts)
    if not total:
        return []
    is_countable = total <= COUNTABLE
    gaps = (total - 1) * GAP + (len(counts) - 1) * GAP if is_countable else (len(counts) - 1) * GAP
    unit = (100 - gaps) / total
    groups, x = [], 0.0
    for status, is_late, count in counts:
        cells = []
        for width in [unit] * count if is_countable else [unit * count]:
            cells.append(Block(round(x, 3), round(width, 3)))
            x += width + GAP
        groups.append(Group(status, is_late, count, cells))
        x += GAP if is_countable else 0
    return groups


@dataclass(frozen=True)
class Ruler:
    """Months on a line from a first of January to a last of December, all as per cent of its length."""

    years: list[tuple[float, int]]
    months: list[float]
    notches: list[float]
    today: float


def ruler(dates: list[datetime.date], today: datetime.date) -> Ruler:
    """A notch a date; `today` is the day of the state. Months are left out where they would be a blur."""
    first, last = min([*dates, today]).year, max([*dates, today]).year
    start, end = datetime.date(first, 1, 1), datetime.date(last, 12, 31)

    def place(day):
        return round(100 * (day - start).days / (end - start).days, 2)

    years = range(first, last + 1)
    months = [place(datetime.date(year, month, 1)) for year in years for month in range(2, 13)]
    return Ruler(
        [(place(datetime.date(year, 1, 1)), year) for year in years],
        months if len(years) <= LONGEST else [],
        [place(day) for day in dates],
        place(today),
    )


def stacked(statuses: dict[str, int], longest: int) -> list[tuple[str, int, Block]]:
    """One row of a stacked chart: (status, count, block); `longest` is the total of the longest row, drawn in full."""
    blocks, x = [], 0.0
    for status, count in statuses.items():
        width = 100 * count / (longest or 1)
        blocks.append((status, count, Block(round(x, 3), round(width, 3))))
        x += width
    return blocks


def span(minimum: str, maximum: str, largest: str) -> tuple[Block, Block]:
    """A range as two bars: what is sure, and what is between the lowest and the highest reading."""
    low, high, full = (Decimal(one) for one in (minimum, maximum, largest))
    sure, more = float(100 * low / full), float(100 * (high - low) / full)
    return Block(0, round(sure, 3)), Block(round(sure, 3), round(more, 3))
