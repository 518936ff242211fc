import time

import pytest

from veille.lib.text import normalize_address, typography


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Pourquoi ?", "Pourquoi\u202f?"),
        ("Oui !", "Oui\u202f!"),
        ("Oui!", "Oui\u202f!"),
        ("ceci ; cela", "ceci\u202f; cela"),
        ("trois axes : un", "trois axes\u00a0: un"),
        ("« mot »", "«\u202fmot\u202f»"),
        ("«mot»", "«\u202fmot\u202f»"),
        ("1 500 km", "1\u202f500\u00a0km"),
        ("12 345 678 €", "12\u202f345\u202f678\u00a0€"),
        ("109 Md€", "109\u00a0Md€"),
        ("25 %", "25\u00a0%"),
        ("l'IA", "l’IA"),
        ("attendre...", "attendre…"),
        ("à 10:30", "à 10:30"),
        ("https://exemple.fr/?q=1", "https://exemple.fr/?q=1"),
        ("le 1 er juin", "le 1er juin"),
        ("le 11 février 2025", "le 11 février 2025"),
        ("n° 5", "n°\u00a05"),
        ("Quoi ?!", "Quoi\u202f?!"),
    ],
)
def test_typography_follows_french_usage_and_repeats_nothing(typed, printed):
    assert typography(typed) == printed
    assert typography(printed) == printed


def test_typography_takes_linear_time():
    def seconds(text):
        start = time.process_time()
        typography(text)
        return time.process_time() - start

    for sign in ["<", "(", " ;", "« ", "1 ", "'", "?", "\u0301"]:
        seconds(sign * 1000)
        # Four times the input: linear work takes 4 times as long, quadratic work 16 times.
        short = max(min(seconds(sign * 25_000) for _ in range(5)), 0.002)
        assert min(seconds(sign * 100_000) for _ in range(5)) < 8 * short, sign


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://www.elysee.fr/page/", "http://elysee.fr/page"),
        ("https://EXEMPLE.fr:443/a#partie", "https://exemple.fr/a"),
        ("https://exemple.fr/a?utm_source=x&id=3", "https://exemple.fr/a?id=3"),
        ("https://exemple.fr/%C3%A9t%C3%A9", "https://exemple.fr/été"),
    ],
)
def test_normalize_address_sees_one_document(one, other):
    assert normalize_address(one) == normalize_address(other)


def test_normalize_address_keeps_different_documents_apart():
    assert normalize_address("https://exemple.fr/a?id=1") != normalize_address("https://exemple.fr/a?id=2")
    assert normalize_address("https://exemple.fr/A") != normalize_address("https://exemple.fr/a")


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "ftp://exemple.fr", "//exemple.fr", "exemple.fr", "http://", ""]
)
def test_normalize_address_refuses_what_is_not_the_web(address):
    with pytest.raises(ValueError, match="http"):
        normalize_address(address)
