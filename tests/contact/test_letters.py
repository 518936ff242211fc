"""What one's own mail program opens with."""

from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from veille.contact.letters import LONGEST, mailto


def opened(inquiry):
    """(to, subject, text) as a mail program reads the address."""
    parts = urlsplit(mailto(inquiry))
    given = {name: value[0] for name, value in parse_qs(parts.query, strict_parsing=True).items()}
    assert (parts.scheme, set(given)) == ("mailto", {"subject", "body"})
    return unquote(parts.path), given["subject"], given["body"].replace("\r\n", "\n")


def test_letter_names_the_reference_greets_and_quotes(inquiry):
    kept = inquiry(name="Claire Martin", message="Bonjour,\nd’où vient le chiffre\u202f?")
    to, subject, body = opened(kept)
    assert (to, subject) == ("claire@example.com", f"Votre message {kept.reference}")
    assert body.startswith("Bonjour Claire Martin,\n\n")
    assert body.endswith(f"vous nous écriviez ({kept.reference})\u00a0:\n> Bonjour,\n> d’où vient le chiffre\u202f?")


def test_letter_without_a_name_greets_all_the_same(inquiry):
    assert opened(inquiry())[2].startswith("Bonjour,\n")


@pytest.mark.parametrize(
    "words", ["a" * 5000, "é" * 5000, "🙂" * 5000, "\n" * 4000 + "x", "ligne\n" * 800, "%0A&body=x"]
)
@pytest.mark.parametrize("name", ["", "N" * 120, "🙂" * 60])
def test_letter_is_never_longer_than_systems_open_and_ends_whole(inquiry, words, name):
    kept = inquiry(message=words, name=name, email=f"{'l' * 60}@{'d' * 60}.example.com")
    assert len(mailto(kept)) <= LONGEST
    _to, _subject, body = opened(kept)
    assert "\ufffd" not in body
    assert kept.reference in body


def test_long_message_is_cut_with_a_sign(inquiry):
    assert opened(inquiry(message="mot " * 1200))[2].endswith("[…]")


def test_nothing_typed_becomes_a_header_of_the_letter(inquiry):
    kept = inquiry(email='"a&b?c"@example.com', name="&cc=x@y.example", message="&bcc=x@y.example")
    to, _subject, body = opened(kept)
    assert to == '"a&b?c"@example.com'
    assert "&cc=x@y.example" in body
