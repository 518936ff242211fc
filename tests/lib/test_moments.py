from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError

from veille.lib.moments import MomentField, in_words, is_shown_twice, on_our_clock


def test_moment_is_what_the_clock_in_paris_shows():
    assert on_our_clock(datetime(2026, 7, 1, 12, 0)) == datetime(2026, 7, 1, 10, 0, tzinfo=UTC)
    assert on_our_clock(datetime(2026, 12, 1, 12, 0)) == datetime(2026, 12, 1, 11, 0, tzinfo=UTC)


def test_hour_the_clock_never_shows_is_an_error():
    with pytest.raises(ValueError, match="2026-03-29"):
        on_our_clock(datetime(2026, 3, 29, 2, 30))
    assert on_our_clock(datetime(2026, 3, 29, 3, 0)) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


def test_hour_the_clock_shows_twice_is_the_first():
    moment = on_our_clock(datetime(2026, 10, 25, 2, 30))
    assert moment == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert is_shown_twice(moment)
    assert not is_shown_twice(on_our_clock(datetime(2026, 10, 25, 3, 0)))


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ((2026, 12, 3, 7, 0), "jeudi 3 décembre 2026 à 8 h 00 (heure de Paris)"),
        ((2026, 7, 1, 10, 5), "mercredi 1er juillet 2026 à 12 h 05 (heure de Paris)"),
        ((2026, 3, 29, 0, 59), "dimanche 29 mars 2026 à 1 h 59 (heure de Paris)"),
        ((2026, 3, 29, 1, 0), "dimanche 29 mars 2026 à 3 h 00 (heure de Paris)"),
        ((2026, 10, 25, 0, 30), "dimanche 25 octobre 2026 à 2 h 30 (heure de Paris, la première des deux fois)"),
        ((2026, 10, 25, 1, 30), "dimanche 25 octobre 2026 à 2 h 30 (heure de Paris, la seconde des deux fois)"),
        ((2026, 12, 31, 23, 0), "vendredi 1er janvier 2027 à 0 h 00 (heure de Paris)"),
    ],
)
def test_moment_is_said_with_its_clock(moment, words):
    assert in_words(datetime(*moment, tzinfo=UTC)).replace("\u00a0", " ") == words


@pytest.mark.parametrize("text", ["2026-07-01T12:00", "2026-10-25T02:30", "2026-03-29T03:00", "2026-12-31T18:00"])
def test_field_shows_again_what_it_read(text):
    shown = MomentField().prepare_value(MomentField().clean(text))
    assert MomentField().widget.format_value(shown) == text


def test_field_reads_what_a_browser_posts():
    assert MomentField().clean("2026-07-01T12:00") == datetime(2026, 7, 1, 10, 0, tzinfo=UTC)
    assert MomentField(required=False).clean("") is None


@pytest.mark.parametrize("text", ["demain", "2026-13-01T00:00", "2026-07-01T12:00+02:00", "0001-01-01T00:00"])
def test_field_refuses_what_is_no_moment(text):
    with pytest.raises(ValidationError, match="Donnez un jour et une heure"):
        MomentField().clean(text)
