"""A summit's commitments go in through an editor's verbs, once, and never over what an editor wrote."""

import pytest

from summit import workflow
from summit.models import BriefState, Commitment, Event, EventFigure, Milestone, Role, StatusChange
from tests import factories
from veille.operations import loading, summits
from veille.sources.models import Organisation

FILES = {
    "organisations.toml": """
[[organisation]]
name = "France"
slug = "france"
[[organisation]]
name = "Élysée"
slug = "elysee"
belongs_to = "france"
""",
    "tags.toml": "tag = []",
    "authors.toml": "author = []",
    "sources.toml": """
[[source]]
key = "page"
title = "Une page"
organisation = "elysee"
address = "https://source.example/"
published_on = "2025-02-11"
""",
    "figures.toml": """
[[figure]]
key = "pays"
label = "pays"
value = "61"
value_to = ""
unit = ""
qualifier = "="
scope = ""
as_of = "2025-02-11"
sources = [{ source = "page" }]
rivals = []
""",
    "event.toml": """
name = "Sommet de Paris"
slug = "paris"
starts_on = 2025-02-10
ends_on = 2025-02-11
place = "Paris"
summary = "Un sommet."
hosts = ["france"]
sources = ["page"]
figures = ["pays"]
[state]
as_of = 2026-11-22
verdict = "Tout reste à faire."
[[axis]]
name = "Climat"
slug = "climat"
summary = ""
[[milestone]]
key = "ouverture"
happened_on = "2025-02-10"
title = "Le sommet s'ouvre"
source = "page"
""",
    "commitments.toml": """
checked_on = 2026-11-22
[[commitment]]
number = "1"
slug = "observatoire"
title = "Un observatoire"
axis = "climat"
promise = "Ouvrir un observatoire."
announced_on = "2025-02-11"
verifiability = "yes"
verifiability_reason = "L'ouverture se constate."
roles = { bearer = ["france"] }
sources = [{ source = "page" }]
[[commitment.amount]]
minimum = 1_000_000
as_of = "2025-02-11"
source = "page"
[[commitment.step]]
key = "annonce"
status = "announced"
effective_on = "2025-02-11"
headline = "L'observatoire est annoncé."
rationale = "La page le dit."
evidence = [{ source = "page", credibility = 1 }]
""",
}
OPENED = """
[[commitment.step]]
key = "ouverture"
status = "kept"
effective_on = "2025-06-17"
headline = "L'observatoire ouvre."
rationale = "La page le dit."
evidence = [{ source = "page" }]
"""
SECOND = """
[[commitment]]
number = "2"
slug = "fonds"
title = "Un fonds"
axis = "climat"
part_of = "observatoire"
promise = "Réunir un fonds."
announced_on = "2025-02-11"
verifiability = "no"
verifiability_reason = "Rien n'est daté."
roles = { bearer = ["france"] }
sources = [{ source = "page" }]
[[commitment.step]]
key = "annonce"
status = "announced"
effective_on = "2025-02-11"
headline = "Le fonds est annoncé."
rationale = "La page le dit."
evidence = []
"""


@pytest.fixture
def folder(tmp_path):
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.fixture
def put_in(folder, administrator):
    """Loads the folder: (made, refreshed, kept)."""

    def load():
        report = loading.Report()
        shelf = loading.Shelf(folder, administrator, report, {})
        shelf.load_evidence()
        shelf.load_summit()
        return report.made, report.refreshed, report.kept

    return load


def rewrite(folder, name, *changes):
    """`changes`: (what stands there, what comes instead), or a text to add."""
    text = (folder / name).read_text()
    for change in changes:
        if isinstance(change, str):
            text += change
        else:
            assert change[0] in text
            text = text.replace(*change, 1)
    (folder / name).write_text(text)


def test_summit_goes_in_whole_and_its_first_state_is_printed(put_in, administrator):
    assert put_in() == (8, 0, [])  # two organisations, a source, a figure, the event, a date, a commitment, its step
    event = Event.objects.published().get()
    assert [str(one) for one in event.milestones.all()] == ["Le sommet s'ouvre"]
    assert [row.figure.label for row in event.event_figures.all()] == ["pays"]
    assert Organisation.objects.get(slug="elysee").belongs_to.slug == "france"
    step = StatusChange.objects.get()
    assert (step.author, step.evidence.get().credibility) == (administrator, 1)
    state = BriefState.objects.get()
    assert (state.number, state.is_current, state.verdict, str(state.as_of)) == (
        1,
        True,
        "Tout reste à faire.",
        "2026-11-22",
    )
    assert state.passed["reason"] == "Contenu livré avec le logiciel"
    entry = state.entries.get()
    assert (entry.number, entry.largest, entry.data["checked_on"]) == ("1", 1_000_000, "2026-11-22")
    assert [role.organisation.slug for role in entry.roles.all()] == ["france"]


def test_loading_again_changes_nothing(put_in, django_assert_num_queries):
    put_in()
    with django_assert_num_queries(17):
        assert put_in() == (0, 0, [])
    assert (StatusChange.objects.count(), BriefState.objects.count()) == (1, 1)


def test_refreshed_file_adds_only_what_it_lacks_and_prints_nothing(put_in, folder):
    put_in()
    rewrite(folder, "commitments.toml", ("Ouvrir un observatoire.", "Ouvrir un observatoire mondial."), OPENED, SECOND)
    rewrite(folder, "commitments.toml", ("La page le dit.", "Une étape ne se réécrit pas."))
    assert put_in() == (3, 1, [])  # a step, a commitment, its step; and the promise
    assert [step.rationale for step in StatusChange.objects.all()] == ["La page le dit."] * 3
    assert Commitment.objects.get(number="1").promise == "Ouvrir un observatoire mondial."
    assert Commitment.objects.get(number="2").part_of.number == "1"
    assert [entry.status for entry in BriefState.objects.get().entries.all()] == ["announced"]


def test_refreshed_deadline_moves_what_is_worked_out_of_it(put_in, folder):
    put_in()
    rewrite(folder, "commitments.toml", ('verifiability = "yes"', 'horizon = "2026"\nverifiability = "yes"'))
    assert put_in() == (0, 1, [])
    row = Commitment.objects.get()
    assert (str(row.due_on), row.last_status, row.version) == ("2026-12-31", "announced", 2)


@pytest.mark.parametrize(
    "edit",
    [
        lambda row: Commitment.objects.filter(pk=row.pk).update(promise="Les mots de la rédaction."),
        lambda row: Role.objects.create(commitment=row, organisation=Organisation.objects.get(slug="elysee")),
        lambda row: row.amounts.update(minimum=2_000_000),
        lambda row: row.citations.update(quotation="Nous le ferons."),
    ],
    ids=["words", "roles", "amounts", "sources"],
)
def test_commitment_an_editor_changed_is_left_as_it_is_but_for_new_steps(put_in, folder, edit):
    put_in()
    edit(Commitment.objects.get())
    before = summits.commitment_state(Commitment.objects.get())
    rewrite(folder, "commitments.toml", ("Ouvrir un observatoire.", "Autre chose."), OPENED)
    assert put_in() == (1, 0, ["1 · Un observatoire"])
    assert summits.commitment_state(Commitment.objects.get()) == before
    assert StatusChange.objects.count() == 2


def test_dates_and_lists_an_editor_changed_are_left_as_they_are(put_in, folder, administrator):
    put_in()
    Milestone.objects.update(title="Les mots de la rédaction")
    EventFigure.objects.all().delete()
    workflow.unpublish(Event.objects.get(), by=administrator)
    rewrite(folder, "event.toml", ("Un sommet.", "Un grand sommet."), ("Le sommet s'ouvre", "Ouverture"))
    assert put_in() == (0, 0, ["Sommet de Paris", "Les mots de la rédaction"])
    Milestone.objects.all().delete()
    assert put_in()[0] == 0
    assert not Milestone.objects.exists()
    assert not EventFigure.objects.exists()
    assert not Event.objects.published().exists()


def test_event_that_stood_before_gets_nothing(put_in):
    factories.event("Le nôtre", slug="paris")
    put_in()
    assert Event.objects.get().name == "Le nôtre"
    assert not Commitment.objects.exists()
    assert not Milestone.objects.exists()
    assert not BriefState.objects.exists()


def test_number_that_an_editor_gave_is_told_and_the_rest_goes_in(put_in, folder):
    put_in()
    factories.commitment(Event.objects.get(), "Le nôtre", number="2")
    third = SECOND.replace('"2"', '"3"').replace('"fonds"', '"autre"')
    rewrite(folder, "commitments.toml", SECOND, third)
    made, _refreshed, (told,) = put_in()
    assert (made, told.split(" (")[0]) == (2, "2 · Un fonds")
    assert list(Commitment.objects.values_list("number", flat=True)) == ["1", "2", "3"]


def test_what_the_verbs_refuse_is_told_and_waits_for_another_load(put_in, folder):
    rewrite(folder, "commitments.toml", ("2025-02-11", "2999-02-11"))  # the announcement itself
    _made, _refreshed, told = put_in()
    assert [line.split(" (")[0] for line in told] == ["1 · Un observatoire", "Sommet de Paris"]
    assert not StatusChange.objects.exists()
    assert not BriefState.objects.exists()
    (folder / "commitments.toml").write_text(FILES["commitments.toml"])
    assert put_in() == (1, 1, [])
    assert BriefState.objects.count() == 1
