"""Against tables that were not worked out by the code: the calendars of the Éducation nationale and of service-public."""

from datetime import date, timedelta

import pytest

from veille.lib.working_days import back, easter, holidays, is_worked, passed

EASTER = {
    1961: (4, 2), 1981: (4, 19), 2000: (4, 23), 2008: (3, 23), 2011: (4, 24), 2019: (4, 21), 2020: (4, 12),
    2021: (4, 4), 2022: (4, 17), 2023: (4, 9), 2024: (3, 31), 2025: (4, 20), 2026: (4, 5), 2027: (3, 28),
    2028: (4, 16), 2029: (4, 1), 2030: (4, 21), 2038: (4, 25), 2049: (4, 18), 2076: (4, 19),
}  # fmt: skip
# Easter Monday, Ascension, Whit Monday.
MOVING = {
    2024: ["2024-04-01", "2024-05-09", "2024-05-20"],
    2025: ["2025-04-21", "2025-05-29", "2025-06-09"],
    2026: ["2026-04-06", "2026-05-14", "2026-05-25"],
    2027: ["2027-03-29", "2027-05-06", "2027-05-17"],
    2028: ["2028-04-17", "2028-05-25", "2028-06-05"],
}
FIXED = ["01-01", "05-01", "05-08", "07-14", "08-15", "11-01", "11-11", "12-25"]


def day(text):
    return date.fromisoformat(text)


@pytest.mark.parametrize("year", EASTER)
def test_easter_is_that_of_the_calendar(year):
    assert easter(year) == date(year, *EASTER[year])


@pytest.mark.parametrize("year", MOVING)
def test_public_holidays_are_the_eleven_of_the_law(year):
    assert sorted(holidays(year)) == sorted(map(day, [*MOVING[year], *(f"{year}-{end}" for end in FIXED)]))


@pytest.mark.parametrize(
    ("text", "worked"),
    [
        ("2026-11-25", True),  # a Wednesday
        ("2026-11-28", False),  # a Saturday
        ("2026-11-29", False),
        ("2026-05-14", False),  # Ascension
        ("2026-05-15", True),  # the bridge is no holiday
        ("2026-11-11", False),
    ],
)
def test_working_day_is_a_weekday_that_is_no_holiday(text, worked):
    assert is_worked(day(text)) == worked


@pytest.mark.parametrize(
    ("since", "today", "count"),
    [
        ("2026-11-23", "2026-11-23", 0),
        ("2026-11-23", "2026-11-24", 1),
        ("2026-11-20", "2026-11-23", 1),  # Friday to Monday
        ("2026-11-21", "2026-11-23", 1),  # what came on a Saturday counts from Monday
        ("2026-11-10", "2026-11-12", 1),  # the 11th is none
        ("2026-12-24", "2027-01-04", 5),
        ("2026-11-24", "2026-11-23", 0),  # a clock that was set back
    ],
)
def test_working_days_that_have_passed_are_counted(since, today, count):
    assert passed(day(since), day(today)) == count


@pytest.mark.parametrize("today", ["2026-11-25", "2026-11-28", "2026-11-29", "2026-05-15", "2026-12-26", "2027-01-01"])
@pytest.mark.parametrize("count", [1, 2, 3, 6])
def test_limit_is_the_last_day_since_which_so_many_have_passed(today, count):
    limit = back(count, day(today))
    assert passed(limit, day(today)) == count
    assert passed(limit + timedelta(days=1), day(today)) == count - 1
