"""The open data says what the pages say, safely."""

import csv
import io
import json
from collections import Counter
from decimal import Decimal

import pytest

from summit import opendata
from summit.models import BriefState
from tests import factories
from tests.website.reading import said
from veille.lib.dates import PartialDate
from veille.operations import loading


@pytest.fixture
def state(administrator):
    event = factories.event("Paris", axes=["Climat"])
    whole = factories.commitment(
        event, "=cmd()", number="2", horizon=PartialDate("2025-Q4"), steps=["announced", "kept"]
    )
    part = factories.commitment(event, "@Une part", number="2a", part_of=whole)
    factories.amount(whole, 200_000_000_000)
    factories.amount(part, 20_000_000_000, 30_000_000_000)
    factories.step(part, "under_way", "2026-01", headline="+ des crédits", rationale="-1 site")
    return factories.printed(event)


def table(client, name):
    response = client.get(f"/sommets/paris/{name}.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_csv_has_the_columns_of_its_dictionary_and_no_formula_cell(client, state):
    for name, columns in (("engagements", opendata.COMMITMENTS), ("etapes", opendata.STEPS)):
        rows = table(client, name)
        assert list(rows[0]) == list(columns)
        assert [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))] == []
    assert table(client, "engagements")[0]["intitule"] == "'=cmd()"


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", " =", "\t="])
def test_no_text_of_anybody_is_a_formula_in_a_spreadsheet(client, administrator, sign):
    """Each free text that a file holds begins as a formula does: titles, words, names, sources without an address."""
    event = factories.event(f"{sign}SOMME(A1)", slug="paris", axes=[f"{sign}1+1"])
    bearer = factories.organisation(f"{sign}2+2", slug="porteur")
    whole = factories.commitment(
        event, f"{sign}3+3", number="2", slug="tout", bearer=bearer, promise=f"{sign}4+4", steps=[]
    )
    part = factories.commitment(event, f"{sign}5+5", number="2a", slug="part", bearer=bearer, part_of=whole)
    factories.amount(part, 1_000_000, scope=f"{sign}6+6")
    nameless = factories.source(f"{sign}7+7", address="")
    factories.step(whole, "kept", "2026-01", headline=f"{sign}8+8", rationale=f"{sign}9+9", proofs=[nameless])
    factories.printed(event)
    for name in ("engagements", "etapes"):
        response = client.get(f"/sommets/paris/{name}.csv")
        text = b"".join(response.streaming_content).decode("utf-8-sig")
        cells = [cell for row in csv.reader(io.StringIO(text, newline=""), delimiter=";") for cell in row]
        calculated = "=+-@\t\r\n＝＋－＠"
        assert [cell for cell in cells if cell.lstrip(" \u00a0\u202f")[:1] in set(calculated)] == []
        assert any("3+3" in cell or "9+9" in cell for cell in cells)
    # The JSON is data: nothing is put before what was written.
    assert "'=" not in client.get("/sommets/paris/engagements.json").text


def test_json_recounted_gives_every_number_of_the_shipped_brief(client, administrator, small_brief):
    report = loading.Report()
    loading.load_site(report)
    loading.load_summit(small_brief, by=administrator, report=report)
    state = BriefState.objects.get(is_current=True)
    address = state.event.get_absolute_url()
    data = json.loads(client.get(f"{address}engagements.json").text)
    rows = data["engagements"]
    page = said(client.get(address))

    statuses = Counter(row["statut"] for row in rows)
    late = sum(row["retard"] in {"slipped", "overdue"} for row in rows)
    bar = Counter((row["statut"], row["retard"] in {"slipped", "overdue"}) for row in rows)
    assert statuses == state.data["statuses"] == data["comptes"]["statuses"]
    assert {(status, is_late): count for status, is_late, count in state.data["bar"]} == bar
    assert (
        f"Une case par engagement : {len(rows)} en tout, dont {sum(bool(r['part_de']) for r in rows)} parts d’un autre"
        in page
    )
    assert f"{late} en retard sur la première échéance donnée" in page
    assert f"{sum(row['verifiabilite'] == 'no' for row in rows)} que personne ne peut vérifier" in page
    assert f"{sum(row['auto_declare'] for row in rows)} dont la preuve ne vient que de celui qui a promis" in page
    for axis in state.data["axes"]:
        of_axis = [row for row in rows if row["axe"] == axis["name"]]
        assert (len(of_axis), Counter(row["statut"] for row in of_axis)) == (axis["total"], axis["statuses"])

    recounted = added_up(rows)
    told = {(one["kind"], one["currency"]): one for one in data["totaux"]}
    assert told.keys() == recounted.keys()
    for key, one in told.items():
        assert (
            Decimal(one["minimum"]),
            Decimal(one["maximum"]),
            one["counted"],
            one["within"],
            one["silent"],
        ) == recounted[key]
        assert one["words"].replace("\u202f", " ").replace("\xa0", " ") in page
    # The history, step by step, leads to the status of each.
    for row in rows:
        steps = [s for s in data["etapes"] if s["numero"] == row["numero"] and not s["corrigee_par"]]
        assert max(steps, key=lambda s: (s["effectif_le"], s["inscrit_le"], s["etape"]))["statut"] == row["statut"]


def added_up(rows):
    """Amounts by kind and currency as a stranger would add them, from the file and its dictionary alone."""
    whole_of = {row["numero"]: row["part_de"] for row in rows}

    def above(number):
        while number := whole_of[number]:
            yield number

    latest = {(r["numero"], a["kind"], a["currency"]): a for r in rows for a in r["montants"] if a["is_latest"]}
    giving = {(number, kind) for number, kind, _currency in latest}
    found = {}
    for kind, currency in sorted({key[1:] for key in latest}):
        of_kind = {number: a for (number, k, c), a in latest.items() if (k, c) == (kind, currency)}
        within = [number for number in of_kind if any((one, kind) in giving for one in above(number))]
        counted = [amount for number, amount in of_kind.items() if number not in within]
        low = sum(Decimal(0) if a["is_ceiling"] else Decimal(a["minimum"]) for a in counted)
        high = sum(Decimal(a["maximum"] or a["minimum"]) for a in counted)
        silent = [n for n in whole_of if not {(one, kind) for one in (n, *above(n))} & giving]
        if counted:
            found[kind, currency] = (low, high, len(counted), len(within), len(silent))
    return found


def test_json_gives_the_same_numbers_as_the_page(client, state):
    data = json.loads(client.get("/sommets/paris/engagements.json").text)
    rows = data["engagements"]
    assert dict(Counter(row["statut"] for row in rows)) == state.data["statuses"] == data["comptes"]["statuses"]
    assert len(rows) == data["comptes"]["total"] == state.data["total"]
    assert sum(row["retard"] in {"slipped", "overdue"} for row in rows) == state.data["late"]
    wholes = [row for row in rows if not row["part_de"]]
    low = sum(
        Decimal(a["minimum"]) for row in wholes for a in row["montants"] if a["kind"] == "announced" and a["is_latest"]
    )
    assert low == Decimal(data["totaux"][0]["minimum"]) == Decimal(200_000_000_000)
    assert {row["numero"]: row["part_de"] for row in rows} == {"2": "", "2a": "2"}
    assert [step["statut"] for step in data["etapes"] if step["numero"] == "2"] == ["announced", "kept"]
    assert data["dictionnaire"]["engagements"].keys() == opendata.COMMITMENTS.keys()
    assert data["licence"].startswith("https://creativecommons.org/licenses/by/4.0/")


def test_open_data_tells_nothing_of_a_hidden_summit(client, state):
    state.event.published_at = None
    state.event.save()
    for address in ("engagements.csv", "engagements.json", "etapes.csv", "engagements/", "engagements/une-part/"):
        assert client.get(f"/sommets/paris/{address}").status_code == 404


def test_open_data_costs_the_same_for_many(client, state, django_assert_num_queries):
    for n in range(4):
        factories.commitment(state.event, number=str(10 + n), steps=["announced", "under_way"])
    factories.printed(state.event)
    with django_assert_num_queries(8):
        client.get("/sommets/paris/engagements.json")
