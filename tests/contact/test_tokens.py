import time
from datetime import date

import pytest
from django.core import signing

from veille.contact import tokens

DAY = 24 * 3600


@pytest.fixture
def later(monkeypatch):
    """Moves the clock of the signatures: `later(seconds)`."""
    now = time.time()
    return lambda seconds: monkeypatch.setattr(time, "time", lambda: now + seconds)


def test_form_token_knows_its_age(later):
    token = tokens.issue()
    later(42)
    assert round(tokens.read(token).age) == 42


def test_form_tokens_are_all_different():
    assert len({tokens.read(tokens.issue()).nonce for _ in range(50)}) == 50


def test_form_token_lives_for_a_day(later):
    token = tokens.issue()
    later(DAY - 1)
    assert tokens.read(token).nonce
    later(DAY + 1)
    with pytest.raises(signing.SignatureExpired):
        tokens.read(token)


@pytest.mark.parametrize("text", ["", "x", "a:b:c", "é:é:é", "\x00", "..." * 10, ":" * 100_000])
def test_form_token_of_somebody_else_is_refused(text):
    with pytest.raises(signing.BadSignature):
        tokens.read(text)


def test_receipt_is_no_form_token():
    receipt = tokens.receipt(reference="V-2222-22", erased_on=date(2028, 11, 22), about_path="")
    with pytest.raises(signing.BadSignature):
        tokens.read(receipt)
    with pytest.raises(signing.BadSignature):
        tokens.read_receipt(tokens.issue())


def test_good_token_is_kept_when_the_form_is_shown_again():
    token = tokens.issue()
    assert tokens.renewed(token) == token


def test_token_too_old_is_renewed_with_the_time_of_its_first_showing(later):
    token = tokens.issue()
    later(DAY + 1)
    fresh = tokens.read(tokens.renewed(token))
    assert round(fresh.age) == DAY + 1
    later(DAY + 2)
    assert fresh.nonce != tokens.read(tokens.renewed(token)).nonce


def test_forged_token_is_replaced_by_a_new_one():
    assert tokens.read(tokens.renewed("forged")).age < 5


def test_receipt_comes_back_as_it_was():
    receipt = tokens.Receipt("V-2222-22", date(2028, 11, 22), "/articles/une-note/")
    token = tokens.receipt(reference="V-2222-22", erased_on=date(2028, 11, 22), about_path="/articles/une-note/")
    assert tokens.read_receipt(token) == receipt


def test_clock_set_back_makes_no_form_too_quick(monkeypatch):
    token = tokens.issue()
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now - 3600)
    assert tokens.read(token).age > 3600
