import time

from hypothesis import given
from hypothesis import strategies as some

from veille.lib.merging import Clash, Row, rows, settled, three_way


def test_three_way_takes_what_only_they_changed():
    assert three_way({"a": 1, "b": 1}, {"a": 2, "b": 1}, {"a": 1, "b": 3}) == (["a"], [])


def test_three_way_reports_what_both_changed_differently():
    assert three_way({"a": 1}, {"a": 2}, {"a": 3}) == ([], [Clash("a", 1, 2, 3)])


def test_three_way_is_silent_where_both_agree():
    assert three_way({"a": 1}, {"a": 2}, {"a": 2}) == ([], [])


def test_three_way_without_a_base_reports_every_difference():
    assert three_way({}, {"a": 1, "b": 2}, {"a": 1, "b": 3}) == ([], [Clash("b", None, 2, 3)])


def test_rows_set_paragraphs_side_by_side():
    assert rows(["a", "b", "c"], ["a", "B", "c", "d"], ["a", "b", "C"]) == [
        Row("same", ["a"], ["a"], ["a"]),
        Row("theirs", ["b"], ["B"], ["b"]),
        Row("mine", ["c"], ["c"], ["C"]),
        Row("theirs", [], ["d"], []),
    ]


def test_what_is_put_before_a_paragraph_is_no_change_of_it():
    assert rows(["a", "b"], ["a", "new", "b"], ["a", "B"]) == [
        Row("same", ["a"], ["a"], ["a"]),
        Row("theirs", [], ["new"], []),
        Row("mine", ["b"], ["b"], ["B"]),
    ]


def test_rows_tell_agreement_from_difference():
    assert [row.state for row in rows(["a", "b"], ["x", "y"], ["x", "z"])] == ["agreed", "both"]


def test_rows_of_a_huge_text_take_it_as_a_whole():
    many = ["a"] * 100_000
    began = time.perf_counter()
    assert rows(many, many[1:], ["b"] * 100_000) == [Row("both", many, many[1:], ["b"] * 100_000)]
    assert settled(rows(many, many[1:], many), {}) == many[1:]
    assert time.perf_counter() - began < 1


def test_settled_takes_what_is_chosen_and_nothing_before_all_is():
    compared = rows(["a", "b", "c"], ["A", "b", "C"], ["1", "b", "3"])
    assert settled(compared, {1: "theirs"}) is None
    assert settled(compared, {1: "theirs", 5: "other"}) is None
    assert settled(compared, {1: "theirs", 5: "both"}) == ["A", "b", "C", "3"]


# --- whatever two people wrote ----------------------------------------------------------------------

paragraphs = some.lists(some.sampled_from("abcdefg"), max_size=12)


@given(paragraphs, paragraphs, paragraphs)
def test_rows_hold_each_text_whole(base, theirs, mine):
    compared = rows(base, theirs, mine)
    for name, text in {"base": base, "theirs": theirs, "mine": mine}.items():
        assert [one for row in compared for one in getattr(row, name)] == text


@given(paragraphs, paragraphs)
def test_who_changed_nothing_gets_the_other_s_text(base, text):
    assert settled(rows(base, text, base), {}) == text
    assert settled(rows(base, base, text), {}) == text
    assert settled(rows(base, text, text), {}) == text


@given(paragraphs, paragraphs, paragraphs)
def test_merging_with_both_loses_no_paragraph_that_either_wrote(base, theirs, mine):
    compared = rows(base, theirs, mine)
    found = settled(compared, {row.place: "both" for row in compared})
    assert {*theirs, *mine} - {*base} <= {*found}
    assert {*found} <= {*base, *theirs, *mine}


@given(paragraphs, paragraphs, paragraphs, some.sampled_from(["theirs", "mine"]))
def test_merging_loses_by_a_choice_alone(base, theirs, mine, choice):
    """What only one side wrote is there whatever is chosen; the other paragraph of a choice was shown."""
    compared = rows(base, theirs, mine)
    found = settled(compared, {row.place: choice for row in compared})
    shown = {one for row in compared if row.state == "both" for one in row.theirs + row.mine}
    assert {*theirs, *mine} - {*base} - shown <= {*found}


@given(paragraphs, paragraphs, paragraphs)
def test_sides_change_places_without_changing_what_is_asked(base, theirs, mine):
    asked = {row.place for row in rows(base, theirs, mine) if row.state == "both"}
    assert asked == {row.place for row in rows(base, mine, theirs) if row.state == "both"}
