"""Two texts side by side: both are always whole, what is marked is what differs, and it ends in time."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veille.lib.side_by_side import MANY, Effort, Row, Run, Word, pairs, row, rows, words

paragraphs = st.lists(
    st.lists(st.sampled_from(["un", "deux", "trois", "quatre"]), min_size=1, max_size=8).map(" ".join), max_size=8
)


def text(runs):
    return "".join(run.text for run in runs).split()


def kept(runs):
    return [word for run in runs if not run.is_changed for word in run.text.split()]


def common(left, right):
    """The length of their longest common part, the slow way."""
    line = [0] * (len(right) + 1)
    for one in left:
        before = line
        line = [0]
        for n, other in enumerate(right):
            line.append(before[n] + 1 if one == other else max(before[n + 1], line[n]))
    return line[-1]


@given(st.lists(st.sampled_from("abc"), max_size=12), st.lists(st.sampled_from("abcd"), max_size=12))
def test_pairs_are_equal_in_both_orders_and_as_many_as_there_can_be(left, right):
    found = pairs(left, right, Effort())
    assert all(left[n] == right[m] for n, m in found)
    assert found == sorted(found) == sorted(found, key=lambda one: one[1])
    assert len({n for n, _ in found}) == len({m for _, m in found}) == len(found) == common(left, right)


@given(paragraphs, paragraphs, st.sampled_from([0, 3, 10_000]))
def test_both_texts_are_whole_and_what_is_not_marked_is_in_both(before, after, steps):
    found = rows([words(one) for one in before], [words(one) for one in after], Effort(steps))
    assert [word for one in found for word in text(one.left)] == " ".join(before).split()
    assert [word for one in found for word in text(one.right)] == " ".join(after).split()
    assert all(kept(one.left) == kept(one.right) for one in found)
    assert all(one.is_same for one in found) == ([one.split() for one in before] == [one.split() for one in after])


def test_words_are_marked_within_a_paragraph():
    assert row(words("Ils sont 61 pays."), words("Ils sont 64 pays signataires.")) == Row(
        [Run("Ils sont "), Run("61 pays. ", is_changed=True)],
        [Run("Ils sont "), Run("64 pays signataires. ", is_changed=True)],
    )


def test_another_look_of_a_word_is_a_change_and_another_space_is_none():
    plain, bold = [Word("un", after=" "), Word("mot")], [Word("un", after="  "), Word("mot", ("strong",))]
    found = row(plain, bold)
    assert [run.is_changed for run in found.right] == [False, True]
    assert [run.is_changed for run in row(plain, [Word("un"), Word("mot", after=" ")]).right] == [False]


def test_paragraph_taken_out_leaves_its_neighbours_alone():
    before = ["Le premier paragraphe.", "Celui du milieu s’en va.", "Le dernier paragraphe."]
    found = rows([words(one) for one in before], [words(one) for one in (before[0], before[2])])
    assert [one.is_same for one in found] == [True, False, True]
    assert found[1].right == []


def test_changed_paragraph_stands_beside_its_like_after_a_new_one():
    found = rows(
        [words("Ils sont 61 pays à signer.")], [words("Tout autre chose"), words("Ils sont 64 pays à signer.")]
    )
    assert [text(one.left) for one in found] == [[], ["Ils", "sont", "61", "pays", "à", "signer."]]
    assert kept(found[1].left) == ["Ils", "sont", "pays", "à", "signer."]


def test_paragraphs_with_nothing_in_common_are_marked_whole():
    found = rows([words("le chat dort")], [words("la souris danse ce soir")])
    assert [run.is_changed for one in found for run in (*one.left, *one.right)] == [True, True]


CHANCE = random.Random(6)  # noqa: S311 no secret


def article(number=60, length=200, of=400):
    return [words(" ".join(f"mot{CHANCE.randrange(of)}" for _ in range(length))) for _ in range(number)]


LONG = article()
WORST = {
    "nothing": (LONG, LONG),
    "all other": (LONG, article()),
    "in another order": (LONG, [CHANCE.sample(one, len(one)) for one in LONG]),
    "turned round": (LONG, LONG[::-1]),
    "one word again and again": (article(of=1), article(length=190, of=1)),
    "two words in one paragraph": (article(1, 12_000, 2), article(1, 12_000, 2)),
    "as many paragraphs as a text may have": (article(37_000, 1, 2), article(37_000, 1, 2)),
    "as many as are compared": (article(MANY, 6, 40), article(MANY, 6, 40)),
}


@pytest.mark.parametrize("case", WORST)
def test_comparison_ends_in_time_whatever_is_compared(case):
    before, after = WORST[case]
    start = time.process_time()
    found = rows(before, after)
    assert time.process_time() - start < 2
    assert sum(len(text(one.left)) for one in found) == sum(map(len, before))
