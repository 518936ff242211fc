from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from summit.totals import Sum, is_cycle, totals

KINDS, CURRENCIES = ["announced", "engaged"], ["EUR", "USD"]


@st.composite
def portfolios(draw):
    """Commitments as a forest (a part is made after its whole), and amounts of some of them."""
    count = draw(st.integers(1, 8))
    wholes = {key: draw(st.sampled_from([None, *range(key)])) for key in range(count)}
    sums = draw(
        st.lists(
            st.builds(
                lambda key, kind, currency, low, more, year, ceiling: Sum(
                    key, kind, currency, Decimal(low), Decimal(low + more * (not ceiling)), str(year), ceiling
                ),
                st.sampled_from(list(wholes)),
                st.sampled_from(KINDS),
                st.sampled_from(CURRENCIES),
                st.integers(1, 10**11),
                st.integers(0, 10**10),
                st.integers(2020, 2026),
                st.booleans(),
            ),
            max_size=12,
        )
    )
    return sums, wholes


def above(key, wholes):
    while (key := wholes[key]) is not None:
        yield key


@given(portfolios())
def test_totals_never_mix_never_add_a_part_to_its_whole_and_say_what_is_silent(portfolio):
    sums, wholes = portfolio
    found = totals(sums, wholes=wholes)
    assert len({(one.kind, one.currency) for one in found}) == len(found)
    for one in found:
        same = [s for s in sums if (s.kind, s.currency) == (one.kind, one.currency)]
        assert set(one.counted) | set(one.within) == {s.commitment for s in same}
        assert not set(one.counted) & set(one.within)
        for key in one.counted:
            assert not set(above(key, wholes)) & {s.commitment for s in sums if s.kind == one.kind}
        assert 0 <= one.minimum <= one.maximum
        assert one.maximum <= sum(s.maximum for s in same)
        speak = {s.commitment for s in sums if s.kind == one.kind}
        assert one.silent == sum(key not in speak and not speak & set(above(key, wholes)) for key in wholes)


@given(portfolios())
def test_totals_do_not_depend_on_the_order_of_different_dates(portfolio):
    sums, wholes = portfolio
    once = {(s.commitment, s.kind, s.currency, s.as_of): s for s in sums}
    forward, backward = list(once.values()), list(once.values())[::-1]
    keep = lambda found: {(t.kind, t.currency): (t.minimum, t.maximum, set(t.counted)) for t in found}  # noqa: E731
    assert keep(totals(forward, wholes=wholes)) == keep(totals(backward, wholes=wholes))


def sum_of(key, low, high=None, *, kind="announced", currency="EUR", as_of="2025", ceiling=False):
    return Sum(key, kind, currency, Decimal(low), Decimal(high or low), as_of, ceiling)


def test_total_of_investai_is_that_of_the_whole():
    (total,) = totals([sum_of(2, 200), sum_of(4, 150), sum_of(3, 20)], wholes={2: None, 3: 2, 4: 2, 9: None})
    assert (total.minimum, total.maximum, total.counted, set(total.within), total.silent) == (200, 200, (2,), {3, 4}, 1)


def test_total_adds_parts_whose_whole_gives_no_figure():
    (total,) = totals([sum_of(1, 30, 50), sum_of(2, 20)], wholes={0: None, 1: 0, 2: 0})
    assert (total.minimum, total.maximum, total.silent) == (50, 70, 1)


def test_total_keeps_a_part_out_whatever_the_currency_of_its_whole():
    found = totals([sum_of(0, 109), sum_of(1, 12, currency="USD")], wholes={0: None, 1: 0})
    assert [(t.currency, t.minimum, t.counted, t.within) for t in found] == [
        ("EUR", 109, (0,), ()),
        ("USD", 0, (), (1,)),
    ]


def test_total_takes_the_latest_amount_and_no_least_of_a_ceiling():
    (total,) = totals([sum_of(0, 541, as_of="2023"), sum_of(0, 554, as_of="2025-11", ceiling=True)], wholes={0: None})
    assert (total.minimum, total.maximum) == (0, 554)


@given(portfolios(), st.data())
def test_cycles_are_refused_and_nothing_else(portfolio, data):
    _sums, wholes = portfolio
    key, whole = data.draw(st.sampled_from(list(wholes))), data.draw(st.sampled_from([None, *wholes]))
    would = wholes | {key: whole}
    seen, at = set(), key
    while at is not None and at not in seen:
        seen.add(at)
        at = would[at]
    assert is_cycle(key, whole, wholes) == (at is not None)
