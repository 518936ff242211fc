import itertools
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from summit.charts import Block, ruler, span, stacked, unit_bar

counts = st.lists(st.tuples(st.just("kept"), st.booleans(), st.integers(1, 80)).map(list), min_size=1, max_size=8)


@given(counts)
def test_unit_bar_fills_the_width_and_nothing_overlaps(given_counts):
    groups = unit_bar(given_counts)
    blocks = [cell for group in groups for cell in group.cells]
    assert [group.count for group in groups] == [count for _status, _late, count in given_counts]
    assert blocks[0].x == 0
    assert abs(blocks[-1].x + blocks[-1].width - 100) < 0.2
    assert all(a.x + a.width <= b.x + 0.01 for a, b in itertools.pairwise(blocks))
    total = sum(group.count for group in groups)
    assert len(blocks) == (total if total <= 60 else len(groups))


def test_ruler_goes_from_a_january_to_a_december_and_names_its_years():
    days = [date(2025, 2, 6), date(2026, 6, 1)]
    drawn = ruler(days, date(2026, 11, 22))
    assert drawn.years == [(0.0, 2025), (50.07, 2026)]
    assert (len(drawn.months), drawn.notches, drawn.today) == (22, [4.94, 70.78], 94.65)
    assert all(0 <= place <= 100 for place in [*drawn.months, *drawn.notches])
    assert ruler([date(2015, 5, 1)], date(2026, 11, 22)).months == []
    assert ruler([], date(2026, 1, 1)).today == 0.0


def test_unit_bar_of_nothing_is_empty():
    assert unit_bar([]) == []


def test_stacked_row_is_drawn_against_the_longest():
    assert stacked({"kept": 1, "announced": 1}, 4) == [
        ("kept", 1, Block(0.0, 25.0)),
        ("announced", 1, Block(25.0, 25.0)),
    ]


def test_span_tells_what_is_sure_from_what_is_not():
    assert span("30", "50", "100") == (Block(0, 30.0), Block(30.0, 20.0))
    assert span("0", "0.5", "0.5") == (Block(0, 0.0), Block(0.0, 100.0))
