"""What ships about the Paris summit is whole, fits where it goes, and its verdict says the numbers that are printed."""

import re
import tomllib

import pytest

from summit import printing
from summit.models import Amount, BriefState, Commitment, Milestone, StatusChange
from summit.models.commitment import Role
from tests.conftest import person
from veille.accounts.roles import ADMINISTRATOR
from veille.operations import loading

FOLDER = loading.CONTENT / "sommet-ia-2025"
STATUSES = {
    "1": "under_way", "2": "under_way", "3": "under_way", "4": "announced",
    "5": "partly_kept", "5a": "under_way", "5b": "under_way", "5c": "abandoned", "5d": "under_way",
    "5e": "under_way", "5f": "announced",
    "6": "kept", "7": "under_way", "8": "kept", "9": "under_way", "10": "kept", "11": "kept", "12": "kept",
    "13": "kept", "14": "kept", "15": "kept", "16": "announced", "17": "under_way", "18": "announced",
    "19": "partly_kept", "20": "kept",
}  # fmt: skip


def read(name):
    return tomllib.loads((FOLDER / name).read_text())


COMMITMENTS = read("commitments.toml")["commitment"]


@pytest.fixture(scope="module")
def loaded(lasting):
    def evidence_and_summit():
        report = loading.Report()
        administrator = person(ADMINISTRATOR, "admin@example.org", "Administratrice")
        shelf = loading.Shelf(FOLDER, administrator, report, {})
        shelf.load_evidence()
        shelf.load_summit()
        assert report.kept == []

    lasting(evidence_and_summit)


@pytest.fixture
def state(loaded, db):
    return BriefState.objects.get()


def test_every_commitment_is_printed_with_its_status_and_lateness(state):
    entries = {entry.number: entry for entry in state.entries.all()}
    assert {number: entry.status for number, entry in entries.items()} == STATUSES
    late = {number: entry.lateness for number, entry in entries.items() if entry.lateness}
    assert late == {"3": "slipped", "9": "slipped", "14": "kept_late"}
    assert entries["3"].data["deadlines"] == ["2025-Q4", "2026"]
    assert entries["9"].data["deadlines"] == ["2025", "2026", "2027"]
    assert (entries["14"].data["status_on"], entries["14"].data["days_late"]) == ("2025-06-17", 68)
    assert entries["8"].data["status_on"] == "2025-02-11"  # what came of it since did not keep it again
    assert [entry.number for entry in state.entries.exclude(featured=None).order_by("featured")] == [
        "9", "5c", "14", "8", "2",
    ]  # fmt: skip
    assert {n: e.data["whole"]["number"] for n, e in entries.items() if e.data["whole"]} == {
        "3": "2", "4": "2", "5a": "5", "5b": "5", "5c": "5", "5d": "5", "5e": "5", "5f": "5",
    }  # fmt: skip
    assert (entries["5c"].confidence, entries["5c"].data["is_to_verify"]) == ("low", True)
    assert {"16", "18"} <= {number for number, entry in entries.items() if entry.data["is_to_verify"]}


def test_verdict_says_the_numbers_that_are_printed(state):
    printed, statuses = state.data, state.data["statuses"]
    late = sum(count for status, is_late, count in printed["bar"] if is_late and status == "under_way")
    assert late == printed["late"]  # « dont » : both are under way
    assert [int(number) for number in re.findall(r"\d+", state.verdict)] == [
        printed["total"],
        statuses["kept"],
        statuses["partly_kept"],
        statuses["under_way"],
        late,
        statuses["announced"],
        statuses["abandoned"],
    ]
    assert sum(statuses.values()) == printed["total"] == len(COMMITMENTS)


def test_no_part_is_added_to_its_whole_nor_dollars_to_euros(state):
    told = {(t["kind"], t["currency"]): (t["words"], t["counted"], t["within"]) for t in state.data["totals"]}
    assert told == {
        # 200 (InvestAI) + 109 (France) + 0.554 (Alice Recoque) + 0.36 (IA Clusters)
        ("announced", "EUR"): ("309,914\u00a0Md€", 4, 8),
        ("announced", "USD"): ("427\u00a0M$", 2, 0),
        ("engaged", "USD"): ("400\u00a0M$", 1, 0),
    }
    (range_,) = state.entries.get(number="5a").data["amounts"]
    assert range_["words"] == "30\u00a0à\u00a050\u00a0Md€"
    # Without the whole, what is known of its parts is a range.
    Amount.objects.filter(commitment__number="5").delete()
    (euros, *_others) = printing.compose(state.event, as_of=state.as_of).state.data["totals"]
    assert euros["words"] == "275,114\u00a0à\u00a0295,114\u00a0Md€"


def test_rival_values_stand_beside_the_figures_of_the_summit(state):
    rivals = {figure["value"]: [one["value"] for one in figure["rivals"]] for figure in state.data["figures"]}
    assert sorted(rivals["≈\u00a026"]) == ["20,8", "90"]
    assert sorted(rivals[">\u00a0100"]) == ["91", "96"]
    assert rivals["63"] == ["61"]
    assert len(rivals["61"]) == 5
    assert [one["is_major"] for one in state.data["milestones"]].count(True) == 3
    assert all(one["calls"] for one in state.data["milestones"])


# --- the files themselves ---


@pytest.mark.parametrize("data", COMMITMENTS, ids=lambda data: data["number"])
def test_words_of_a_commitment_fit_and_stay_apart(data):
    fields = {field.name: field for field in Commitment._meta.fields}
    for name in ("title", "promise", "verifiability_reason", "horizon_words"):
        assert len(data.get(name, "")) <= fields[name].max_length
    assert all(len(one["scope"]) <= 160 for one in data.get("amount", []))
    assert set(data["roles"]) <= set(Role.Kind)
    keys = [step["key"] for step in data["step"]]
    assert len(set(keys)) == len(keys)
    assert data["step"][0]["status"] == "announced"
    assert data["step"][0]["effective_on"] == data["announced_on"]
    for step in data["step"]:
        assert len(step["headline"]) <= StatusChange._meta.get_field("headline").max_length
        assert 2 <= len(re.findall(r"[.!?](?: |$)", step["rationale"])) <= 4
        assert all(proof["credibility"] in range(1, 7) for proof in step["evidence"])


def test_only_what_was_kept_word_for_word_is_quoted():
    # Readers see the words of a deadline between quotation marks.
    assert [data["horizon_words"] for data in COMMITMENTS if "horizon_words" in data] == ["dans les années à venir"]
    found = [
        citation["quotation"]
        for data in COMMITMENTS
        for citation in [*data["sources"], *(proof for step in data["step"] for proof in step["evidence"])]
        if "quotation" in citation
    ]
    assert set(found) == {"over 100 partners"}


def test_dates_of_the_summit_are_in_order_and_fit():
    dates = read("event.toml")["milestone"]
    assert [one["happened_on"] for one in dates] == sorted(one["happened_on"] for one in dates)
    assert len({one["key"] for one in dates}) == len(dates) == 14
    assert all(len(one["title"]) <= Milestone._meta.get_field("title").max_length for one in dates)
