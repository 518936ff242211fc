import logging

import pytest

from veille.lib.checklist import Checklist, listed


@pytest.fixture
def rules():
    made = Checklist()

    @made.warning("colour", "Choose a soft colour: %(found)s.")
    def loud(subject):
        return [word for word in subject if word == "red"]

    @made.blocking("name", "Give a name.")
    def nameless(subject):
        return not subject

    @made.blocking("name", "Say 100 %% less.")
    def long(subject):
        return len(subject) > 3

    return made


def test_verdict_says_what_to_do_and_leads_to_the_field(rules):
    [verdict] = rules.check(["red"])
    assert (verdict.rule, verdict.field, verdict.level, verdict.link, verdict.is_blocking, str(verdict)) == (
        "loud",
        "colour",
        "warning",
        "#id_colour",
        False,
        "Choose a soft colour: «\u202fred\u202f».",
    )


def test_nothing_at_fault_is_no_verdict(rules):
    assert rules.check(["blue"]) == []


def test_what_blocks_comes_first_and_the_order_is_always_the_same(rules):
    subject = ["red"] * 4
    assert [str(verdict) for verdict in rules.check(subject)] == [
        "Say 100 % less.",
        "Choose a soft colour: «\u202fred\u202f».",
    ]
    assert rules.check(subject) == rules.check(subject)


@pytest.mark.parametrize("level", ["blocking", "warning"])
def test_rule_that_breaks_keeps_its_level_and_leaves_the_others_alone(rules, caplog, level):
    @getattr(rules, level)("name", "Never said.")
    def broken(subject):
        return 1 / 0

    with caplog.at_level(logging.ERROR):
        verdicts = rules.check([])
    assert [(v.rule, v.level, v.field) for v in verdicts] == [
        ("nameless", "blocking", "name"),
        ("broken", level, "name"),
    ]
    assert str(verdicts[1]) == "La règle «\u202fbroken\u202f» est en panne\u00a0: prévenez l’administrateur."
    assert [record.getMessage() for record in caplog.records] == ["The rule broken broke."]


def test_rule_whose_sentence_is_malformed_is_told_too(rules, caplog):
    @rules.blocking("name", "A sentence with %(nothing)s.")
    def odd(subject):
        return True

    assert "La règle «\u202fodd\u202f» est en panne" in str(rules.check(["x"])[0])


def test_two_rules_of_one_name_are_refused(rules):
    with pytest.raises(ValueError, match="Two rules are called nameless"):

        @rules.warning("name", "Once more.")
        def nameless(subject):
            return True


@pytest.mark.parametrize("answer", [None, False, "", [], [""], 0, iter(())])
def test_answers_that_find_nothing(answer):
    rules = Checklist()
    rules.blocking("name", "Found: %(found)s")(lambda subject: answer)
    assert rules.check("x") == []


def test_words_that_a_rule_finds_are_one_finding():
    rules = Checklist()
    rules.blocking("name", "Found: %(found)s")(lambda subject: "50 % of it")
    assert str(rules.check("x")[0]) == "Found: «\u202f50 % of it\u202f»"


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (["a"], "«\u202fa\u202f»"),
        (["a", "b", "a"], "«\u202fa\u202f», «\u202fb\u202f»"),
        (["a", "b", "c", "d"], "«\u202fa\u202f», «\u202fb\u202f», «\u202fc\u202f» et 1 autre"),
        (["a", "b", "c", "d", "e"], "«\u202fa\u202f», «\u202fb\u202f», «\u202fc\u202f» et 2 autres"),
        (["a\n  b"], "«\u202fa b\u202f»"),
        (["x" * 100], f"«\u202f{'x' * 79}…\u202f»"),
    ],
)
def test_findings_are_told_once_and_cut_short(found, words):
    assert listed(found) == words
