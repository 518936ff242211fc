"""Adding up what was promised, without adding a part to its whole, one kind to another, or euros to dollars.

Plain values in, plain values out. What is not known is said: how many commitments give no amount of that kind, and
the range from the lowest to the highest reading.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Sum:
    """An amount of one commitment: from `minimum` to `maximum` (the same for an exact one), as known at `as_of`."""

    commitment: int
    kind: str
    currency: str
    minimum: Decimal
    maximum: Decimal
    as_of: str = ""
    is_ceiling: bool = False

    @property
    def range(self) -> tuple[Decimal, Decimal]:
        """« Up to 5 » says nothing of the least."""
        return (Decimal(0) if self.is_ceiling else self.minimum), self.maximum


@dataclass(frozen=True)
class Total:
    kind: str
    currency: str
    minimum: Decimal
    maximum: Decimal
    counted: tuple[int, ...]  # the commitments added up
    within: tuple[int, ...] = ()  # those whose amount is part of another one's
    silent: int = 0  # commitments without an amount of this kind, whole or part


def totals(sums: Iterable[Sum], *, wholes: dict[int, int | None]) -> list[Total]:
    """One total a kind and currency. `wholes` names, for every commitment, the one it is part of, or None.

    Of several amounts of one commitment the latest counts; a part counts only where nothing above it gives an amount
    of the same kind, in whatever currency.
    """
    groups: dict[tuple[str, str], dict[int, Sum]] = {}
    told: dict[str, set[int]] = {}
    for one in sorted(sums, key=lambda one: one.as_of):
        groups.setdefault((one.kind, one.currency), {})[one.commitment] = one
        told.setdefault(one.kind, set()).add(one.commitment)
    found = []
    for (kind, currency), latest in sorted(groups.items()):
        within = tuple(key for key in latest if any(above in told[kind] for above in _above(key, wholes)))
        counted = tuple(key for key in latest if key not in within)
        ranges = [latest[key].range for key in counted]
        silent = sum(key not in told[kind] and not (told[kind] & set(_above(key, wholes))) for key in wholes)
        low, high = sum((r[0] for r in ranges), Decimal(0)), sum((r[1] for r in ranges), Decimal(0))
        found.append(Total(kind, currency, low, high, counted, within, silent))
    return found


def is_cycle(commitment: int, whole: int | None, wholes: dict[int, int | None]) -> bool:
    """Whether making `commitment` a part of `whole` would make something a part of itself."""
    return whole is not None and (whole == commitment or commitment in _above(whole, wholes))


def _above(key: int, wholes: dict[int, int | None]) -> list[int]:
    above, seen = [], {key}
    while (key := wholes.get(key)) is not None and key not in seen:
        above.append(key)
        seen.add(key)
    return above
