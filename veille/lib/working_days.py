"""The days on which people work in France: Monday to Friday but the eleven public holidays of the whole country
(article L3133-1 of the Code du travail; Alsace-Moselle has two more, which we do not count).
"""

from datetime import date, timedelta
from functools import cache

_DAY = timedelta(days=1)
# (month, day): New Year, Labour Day, 1945, Bastille Day, Assumption, All Saints, 1918, Christmas.
_FIXED = [(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)]
# Days after Easter Sunday: Easter Monday, Ascension, Whit Monday.
_MOVING = [1, 39, 50]


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar, by the anonymous computus (Meeus, Jones, Butcher)."""
    golden, century, year_of = year % 19, year // 100, year % 100
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (year_of // 4) - moon - year_of % 4) % 7
    late = (golden + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return date(year, month, day + 1)


@cache
def holidays(year: int) -> frozenset[date]:
    fixed = [date(year, month, day) for month, day in _FIXED]
    return frozenset([*fixed, *(easter(year) + days * _DAY for days in _MOVING)])


def is_worked(day: date) -> bool:
    return day.weekday() < 5 and day not in holidays(day.year)


def passed(since: date, today: date) -> int:
    """How many working days have begun after the day `since`, today included: what came on a Friday has waited one on
    Monday.
    """
    days = (since + n * _DAY for n in range(1, (today - since).days + 1))
    return sum(map(is_worked, days))


def back(count: int, today: date) -> date:
    """The last of the days since which so many working days have passed: today itself for none."""
    day = today
    while count:
        count -= is_worked(day)
        day -= _DAY
    return day
