"""A commitment at the desk: written, followed step by step, printed for readers."""

from decimal import Decimal
from html import unescape

import pytest
from django.utils import timezone

from summit.models import Amount, BriefState, Commitment, Entry, StatusChange
from tests import factories
from veille.lib.dates import PartialDate
from veille.sources.figures import number

COMMITMENTS = "/admin/summit/commitment/"


@pytest.fixture
def event(administrator):
    return factories.event("Sommet de Paris", axes=["Climat"])


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def posted(event, **more):
    given = {
        "event": event.pk, "axis": event.axes.first().pk, "number": "5", "title": "Un campus", "slug": "un-campus",
        "promise": "Bâtir un campus.", "announced_on": "02/2025", "horizon": "T4 2025", "horizon_words": "",
        "verifiability": "yes", "verifiability_reason": "Il se visite.", "part_of": "", "featured": "", "checked_on": "",
        "roles-TOTAL_FORMS": 1, "roles-INITIAL_FORMS": 0, "roles-0-organisation": factories.organisation().pk,
        "roles-0-kind": "bearer", "roles-0-position": 0,
        "citations-TOTAL_FORMS": 1, "citations-INITIAL_FORMS": 0, "citations-0-source": factories.source().pk,
        "amounts-TOTAL_FORMS": 1, "amounts-INITIAL_FORMS": 0, "amounts-0-kind": "announced", "amounts-0-minimum": "30",
        "amounts-0-maximum": "50", "amounts-0-currency": "EUR", "amounts-0-as_of": "2025",
        "amounts-0-source": factories.source().pk,
    }  # fmt: skip
    return given | more


def step(**more):
    given = {
        "status": "under_way", "effective_on": "06/2025", "headline": "Le chantier ouvre", "rationale": "Contrat signé.",
        "horizon": "", "replaced_by": "", "corrects": "", "reviewer": "",
        "preuves-TOTAL_FORMS": 1, "preuves-INITIAL_FORMS": 0, "preuves-0-source": factories.source().pk,
        "preuves-0-locator": "p. 2", "preuves-0-quotation": "", "preuves-0-credibility": "1",
    }  # fmt: skip
    return given | more


UNPROVED = {"preuves-0-source": "", "preuves-0-locator": "", "preuves-0-credibility": "2"}


def test_commitment_is_written_with_who_what_and_how_much(desk, event):
    response = desk.post(COMMITMENTS + "add/", posted(event))
    assert response.status_code == 302, response.context["errors"]
    made = Commitment.objects.get()
    assert (made.number, str(made.horizon), made.horizon.words()) == ("5", "2025-Q4", "4e trimestre 2025")
    assert (made.roles.count(), made.citations.count(), made.amounts.count()) == (1, 1, 1)
    assert str(made.due_on) == str(made.first_due_on) == "2025-12-31"


@pytest.mark.parametrize(
    ("more", "field", "words"),
    [
        ({"horizon": "T5 2025"}, "horizon", "« T5 2025 » n’est pas une année"),
        ({"horizon": "31/02/2025"}, "horizon", "Le 31 février 2025 n’existe pas."),
        ({"horizon": "2024"}, "horizon", "L’échéance précède l’annonce."),
        ({"number": "cinq"}, "number", "5 ou 5a"),
        ({"amounts-0-maximum": "20"}, "money", "La borne haute (20) ne dépasse pas le montant (30)."),
        ({"amounts-0-minimum": "0", "amounts-0-maximum": ""}, "money", "plus grand que zéro"),
        ({"amounts-0-is_ceiling": "on"}, "money", "Un plafond n’a pas de borne haute"),
        ({"amounts-0-minimum": ""}, "money", "Combien ? Indiquez le montant."),
        ({"amounts-0-minimum": "beaucoup"}, "money", "« beaucoup » n’est pas un montant"),
        ({"amounts-0-minimum": "9" * 40}, "money", "trop grand"),
        ({"amounts-0-minimum": "1,234"}, "money", "deux décimales"),
        ({"amounts-0-currency": "XXX"}, "money", "Choisissez dans la liste : monnaie."),
        ({"amounts-0-as_of": "T1 2025"}, "money", "À quelle date ?"),
        ({"amounts-0-as_of": ""}, "money", "À quelle date ?"),
    ],
)
def test_bad_input_is_told_beside_its_field_and_nothing_is_lost(desk, event, more, field, words):
    response = desk.post(COMMITMENTS + "add/", posted(event, **more))
    assert response.status_code == 200
    form = response.context["adminform"].form
    if field == "money":
        form = response.context["inline_admin_formsets"][2].formset.forms[0]
    (told,) = form.errors[field]
    assert words in told.replace("\u202f", " ").replace("\xa0", " ")
    assert told in unescape(response.text)
    assert "Bâtir un campus." in response.text
    name, typed = next(iter(more.items()))
    if name != "amounts-0-currency":
        assert any(str(one) in response.text for one in ([typed] if "/" not in typed else typed.split("/")))
    assert not Commitment.objects.exists()


@pytest.mark.parametrize(
    ("parts", "stored", "wrong"),
    [
        (("", "", "2027"), "2027", None),
        (("", "T4", "2025"), "2025-Q4", None),
        (("", "02", "2027"), "2027-02", None),
        (("9", "02", "2027"), "2027-02-09", None),
        (("", "", ""), "", None),
        (("9", "", "2027"), None, "Un jour demande son mois."),
        (("9", "T4", "2027"), None, "Un trimestre n’a pas de jour"),
        (("31", "02", "2027"), None, "Le 31 février 2027 n’existe pas."),
        (("", "T4", ""), None, "Indiquez l’année"),
        (("x", "02", "27"), None, "« 27 » n’est pas une année, qui a quatre chiffres : le jour, le mois ou le trimestre ont leur place devant. Le jour est un nombre de 1 à 31."),
        (("", "T9", "2027"), None, "n’est pas une année"),
    ],
)  # fmt: skip
def test_deadline_is_as_precise_as_what_is_filled_in(desk, event, parts, stored, wrong):
    data = posted(event) | dict(zip(["horizon_day", "horizon_period", "horizon_year"], parts, strict=True))
    del data["horizon"]
    response = desk.post(COMMITMENTS + "add/", data)
    if wrong is None:
        made = Commitment.objects.get()
        assert made.horizon == stored
        page = desk.get(f"{COMMITMENTS}{made.pk}/change/").text
        assert f'name="horizon_year" value="{parts[2]}"' in page or not parts[2]
        assert f'<option value="{parts[1]}" selected' in page
        return
    (told,) = response.context["adminform"].form.errors["horizon"]
    assert wrong in told.replace("\u202f", " ").replace("\xa0", " ")
    assert response.text.count("id_horizon_error") > 1  # the message, and the part it is told of
    assert 'aria-invalid="true"' in response.text


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("30 000 000", 30_000_000), ("30 M", 30_000_000), ("2,5 Md", 2_500_000_000), ("30\u202f000,50", "30000.50"), ("7 M€", 7_000_000)],
)  # fmt: skip
def test_amount_is_typed_as_one_writes_it_and_shown_again_to_be_read(desk, event, typed, stored):
    response = desk.post(COMMITMENTS + "add/", posted(event) | {"amounts-0-minimum": typed, "amounts-0-maximum": ""})
    assert response.status_code == 302, response.context["errors"]
    made = Amount.objects.get()
    assert (made.minimum, made.maximum, made.currency, made.as_of) == (Decimal(stored), None, "EUR", "2025")
    page = desk.get(f"{COMMITMENTS}{made.commitment_id}/change/").text
    assert f'name="amounts-0-minimum" value="{number(made.minimum)}"' in page


def test_line_of_an_amount_that_nobody_filled_in_is_left_out(desk, event):
    empty = {f"amounts-0-{name}": "" for name in ("minimum", "maximum", "as_of", "source")}
    response = desk.post(COMMITMENTS + "add/", posted(event) | empty)
    assert response.status_code == 302, response.context["errors"]
    assert not Amount.objects.exists()


def test_whole_that_would_make_a_circle_is_refused(desk, event):
    whole = factories.commitment(event, number="1")
    part = factories.commitment(event, number="1a", part_of=whole)
    none = {"roles-TOTAL_FORMS": 0, "citations-TOTAL_FORMS": 0, "amounts-TOTAL_FORMS": 0}
    data = posted(event, number="1", slug=whole.slug, part_of=part.pk, version=whole.version, **none)
    response = desk.post(f"{COMMITMENTS}{whole.pk}/change/", data)
    assert "une part de lui-même" in response.text
    whole.refresh_from_db()
    assert whole.part_of is None


def test_step_is_recorded_from_its_short_form(desk, event, editor, writer):
    made = factories.commitment(event)
    response = desk.post(f"{COMMITMENTS}{made.pk}/step/", step(horizon="2027", reviewer=writer.pk), follow=True)
    assert "L’étape est inscrite" in response.text
    last = StatusChange.objects.order_by("-pk").first()
    assert (last.status, str(last.horizon), last.author, last.reviewer) == ("under_way", "2027", editor, writer)
    assert [(proof.locator, proof.credibility) for proof in last.evidence.all()] == [("p. 2", 1)]
    assert "Le chantier ouvre" in response.text


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (UNPROVED, "demande une preuve"),
        (UNPROVED | {"status": "kept"}, "Ce qui clôt un engagement"),
        ({"preuves-0-source": ""}, "obligatoire"),
        ({"effective_on": "2999"}, "avenir"),
        ({"effective_on": "2024"}, "avant l’annonce"),
        ({"status": "replaced"}, "Nommez l’engagement qui le remplace"),
        ({"headline": ""}, "obligatoire"),
        ({"preuves-TOTAL_FORMS": "2000"}, "étape|formulaire"),
    ],
)
def test_unsound_step_is_refused_and_what_was_typed_is_kept(desk, event, more, words):
    made = factories.commitment(event)
    response = desk.post(f"{COMMITMENTS}{made.pk}/step/", step(**more))
    assert response.status_code == 200
    assert any(one in response.text for one in words.split("|"))
    assert "Contrat signé." in response.text
    assert made.steps.count() == 1


def test_past_steps_are_shown_and_never_offered_for_change(desk, event):
    made = factories.commitment(event, steps=["announced", "under_way"])
    page = desk.get(f"{COMMITMENTS}{made.pk}/change/").text
    assert "Étape announced" in page
    assert "Étape under_way" in page
    assert 'name="steps-' not in page
    assert "Inscrire une étape" in page


def test_recording_changes_nothing_outside_until_a_state_is_printed(desk, event, client):
    made = factories.commitment(event, number="5")
    address = f"/admin/summit/event/{event.pk}/print/"
    seen = {"verdict": "Rien n’est tenu.", "as_of": timezone.localdate(), "passed": "Vu.", "seen": 0}
    assert desk.post(address, seen).status_code == 302
    desk.post(f"{COMMITMENTS}{made.pk}/step/", step())
    assert [entry.status for entry in Entry.objects.current()] == ["announced"]
    page = desk.get(address).text
    assert "1 engagement a bougé" in page
    assert "Le chantier ouvre" not in desk.get("/sommets/sommet-de-paris/").text
    again = desk.post(address, seen)
    assert "Un autre état a été publié" in again.text
    assert desk.post(address, seen | {"seen": 1}).status_code == 302
    assert [entry.status for entry in Entry.objects.current()] == ["under_way"]
    assert BriefState.objects.get(number=2).data["changes"][0]["after"] == "under_way"


def test_preview_shows_what_would_be_printed_and_is_not_kept(desk, event):
    made = factories.commitment(event, number="5", featured=1)
    factories.printed(event)
    factories.step(made, "kept", "2026-01", headline="Le campus a ouvert")
    response = desk.get(f"/admin/summit/event/{event.pk}/preview/")
    assert "Le campus a ouvert" in response.text
    assert response["X-Robots-Tag"] == "noindex"
    assert "no-store" in response["Cache-Control"]
    assert "Le campus a ouvert" not in desk.get("/sommets/sommet-de-paris/").text


def test_writer_records_steps_and_prints_nothing(client, writer, event):
    client.force_login(writer)
    made = factories.commitment(event)
    assert client.post(f"{COMMITMENTS}{made.pk}/step/", step()).status_code == 302
    assert client.get(f"/admin/summit/event/{event.pk}/print/").status_code == 403
    assert client.get(f"/admin/summit/event/{event.pk}/preview/").status_code == 200


@pytest.mark.parametrize(
    ("queue", "expected"),
    [
        ("a-reprendre", ["1", "2", "3"]),
        ("echeance-passee", ["1"]),
        ("en-retard", ["1"]),
        ("sans-source", ["2"]),
        ("a-verifier", ["3"]),
        ("auto-declare", ["4"]),
        ("sans-etape", ["5"]),
        ("perime", ["1", "2", "3", "5"]),
    ],
)
def test_list_is_filtered_by_what_waits(desk, event, queue, expected):
    today = timezone.localdate()
    factories.commitment(event, number="1", horizon=PartialDate("2025"), checked_on=today)
    factories.commitment(event, number="2", checked_on=today).citations.all().delete()
    factories.commitment(event, number="3", checked_on=None)
    bearer = factories.organisation()
    own = factories.source(organisation=bearer, published_on=PartialDate(today.isoformat()))
    self_declared = factories.commitment(event, number="4", bearer=bearer, checked_on=today)
    factories.step(self_declared, "under_way", "2025-05", proofs=[own])
    factories.commitment(event, number="5", checked_on=today, steps=[])
    page = desk.get(f"{COMMITMENTS}?attend={queue}")
    assert [row.number for row in page.context["cl"].result_list] == expected


@pytest.mark.parametrize("count", [1, 3])
def test_list_and_form_ask_a_fixed_number_of_times(desk, event, count, django_assert_num_queries):
    """As many for one source and organisation as for many: their names are read with the lines."""
    for n in range(count):
        made = factories.commitment(event, number=str(n + 1), steps=["announced", "under_way", "kept"])
    for n in range(count):
        factories.amount(made, 1_000_000 * (n + 1))
        made.roles.create(organisation=factories.organisation(), kind="partner")
        made.citations.create(source=factories.source())
    desk.get(f"{COMMITMENTS}{made.pk}/change/")  # Django remembers its content types from here on
    with django_assert_num_queries(9):
        desk.get(COMMITMENTS)
    with django_assert_num_queries(13):
        desk.get(f"{COMMITMENTS}{made.pk}/change/")


@pytest.mark.parametrize("count", [1, 3])
def test_form_of_a_summit_asks_a_fixed_number_of_times(desk, event, count, django_assert_num_queries):
    for n in range(count):
        event.citations.create(source=factories.source())
        event.event_figures.create(figure=factories.figure())
        event.milestones.create(source=factories.source(), happened_on="2025-02", title=f"Date {n}")
    desk.get(f"/admin/summit/event/{event.pk}/change/")
    with django_assert_num_queries(11):
        desk.get(f"/admin/summit/event/{event.pk}/change/")


def test_commitments_that_wait_stand_on_the_first_page(desk, event):
    factories.commitment(event, "Un traité en retard", number="1", horizon=PartialDate("2025"), checked_on=None)
    page = desk.get("/admin/").text
    assert "Engagements à reprendre" in page
    assert "1 · Un traité en retard" in page
    assert "?attend=a-reprendre" in page
