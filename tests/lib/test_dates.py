import pytest
from django.core.exceptions import ValidationError

from veille.lib.dates import PartialDate, PartialDateField, PartialDateFormField


@pytest.mark.parametrize(
    ("typed", "kept", "read"),
    [
        ("2025", "2025", "2025"),
        ("2025-02", "2025-02", "février 2025"),
        ("02/2025", "2025-02", "février 2025"),
        ("2/2025", "2025-02", "février 2025"),
        ("11/02/2025", "2025-02-11", "11 février 2025"),
        ("1/6/2026", "2026-06-01", "1er juin 2026"),
        ("2025-02-11", "2025-02-11", "11 février 2025"),
    ],
)
def test_partial_date_reads_what_people_type(typed, kept, read):
    date = PartialDate.parse(typed)
    assert date == kept
    assert date.words() == read


@pytest.mark.parametrize(
    "typed", ["", "hier", "2025-13", "31/02/2025", "25", "2025-02-11T10:00", "11/02/25", "0000", "2025-00"]
)
def test_partial_date_refuses_the_rest(typed):
    with pytest.raises(ValueError, match=r".*"):
        PartialDate.parse(typed)


def test_partial_date_abbreviates_the_month():
    dates = ["2025-02-11", "2025-08", "2025", "2026-06-01"]
    assert [PartialDate(text).words(short=True) for text in dates] == [
        "11 févr. 2025",
        "août 2025",
        "2025",
        "1er juin 2026",
    ]


def test_partial_date_sorts_by_its_start():
    dates = [PartialDate(text) for text in ("2025-02-11", "2025", "2025-02", "2024-12")]
    assert sorted(dates) == ["2024-12", "2025", "2025-02", "2025-02-11"]


def test_form_field_says_what_it_expects():
    with pytest.raises(ValidationError) as refusal:
        PartialDateFormField().clean("hier")
    assert refusal.value.messages == ["Indiquez une année, un mois ou un jour\u00a0: 2025, 02/2025 ou 11/02/2025."]


def test_form_field_shows_a_stored_date_as_it_is_typed():
    assert PartialDateFormField().prepare_value(PartialDate("2025-02-11")) == "11/02/2025"


def test_model_field_comes_back_as_a_partial_date():
    assert PartialDateField().from_db_value("2025-02", None, None).words() == "février 2025"
    assert PartialDateField().from_db_value("", None, None) == ""
