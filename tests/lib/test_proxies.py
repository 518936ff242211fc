import pytest
from django.test import RequestFactory

from veille.lib.proxies import client_address, trusted


@pytest.fixture
def visitor(settings):
    """`visitor("1", "10.0.0.1", "192.0.2.1")`: who it is behind these proxies, from this peer with this header."""

    def answer(proxies, peer, told=None):
        settings.TRUSTED_PROXIES = trusted(proxies.split(",") if proxies else [])
        headers = {} if told is None else {"HTTP_X_FORWARDED_FOR": told}
        return client_address(RequestFactory().get("/", REMOTE_ADDR=peer, **headers))

    return answer


def test_header_is_believed_of_nobody_unless_told(visitor):
    assert visitor("", "192.0.2.1") == "192.0.2.1"
    assert [visitor("", "192.0.2.1", told) for told in ("1.1.1.1", "1.1.1.1, 2.2.2.2", "", "x")] == ["192.0.2.1"] * 4


@pytest.mark.parametrize("proxies", ["1", "10.0.0.1", "10.0.0.0/8,fd00::/8"])
def test_what_the_proxy_added_is_believed_and_what_stood_before_is_not(visitor, proxies):
    assert visitor(proxies, "10.0.0.1", "192.0.2.1") == "192.0.2.1"
    assert visitor(proxies, "10.0.0.1", "1.1.1.1, 10.0.0.9, 192.0.2.1") == "192.0.2.1"
    assert visitor(proxies, "10.0.0.1", "1.1.1.1,,unknown,  2001:db8::1 ") == "2001:db8::1"


def test_two_proxies(visitor):
    for proxies in ("2", "10.0.0.0/8"):
        assert visitor(proxies, "10.0.0.1", "1.1.1.1, 192.0.2.1, 10.0.0.2") == "192.0.2.1"


def test_whoever_comes_around_the_proxies_is_the_peer(visitor):
    assert visitor("10.0.0.0/8", "192.0.2.9", "1.1.1.1") == "192.0.2.9"
    assert visitor("2", "192.0.2.9", "1.1.1.1") == "192.0.2.9"
    assert visitor("1", "192.0.2.9") == "192.0.2.9"


@pytest.mark.parametrize("told", ["unknown", "", ",", "1.1.1.1, _hidden", "999.1.1.1", "é", "10.0.0.2, 10.0.0.3"])
def test_header_that_names_nobody_leaves_the_proxy(visitor, told):
    assert visitor("10.0.0.0/8", "10.0.0.1", told) == "10.0.0.1"


@pytest.mark.parametrize(
    ("told", "known"),
    [
        ("192.0.2.1:4711", "192.0.2.1"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
    ],
)
def test_ports_and_mapped_addresses_are_understood(visitor, told, known):
    assert visitor("1", "10.0.0.1", told) == known


def test_proxy_seen_through_ipv6_is_the_same(visitor):
    assert visitor("10.0.0.0/8", "::ffff:10.0.0.1", "192.0.2.1") == "192.0.2.1"


def test_socket_of_the_machine_tells_no_address(visitor):
    assert [visitor("", ""), visitor("", "", "1.1.1.1"), visitor("1", "", "192.0.2.1")] == ["", "", "192.0.2.1"]


def test_header_without_end_is_read_from_its_end(visitor):
    assert visitor("1", "10.0.0.1", "1.1.1.1, " * 100_000 + "192.0.2.1") == "192.0.2.1"


@pytest.mark.parametrize("words", [["x"], ["-1"], ["1", "2.2.2.300"], ["10.0.0.1/8"]])
def test_setting_that_says_nothing_sound_is_refused_at_the_start(words):
    with pytest.raises(ValueError, match="TRUSTED_PROXIES must be a number of proxies or their addresses"):
        trusted(words)


def test_setting_is_a_number_or_addresses():
    assert (trusted([]), trusted(["2"]), [str(one) for one in trusted(["10.0.0.0/8", " ::1 "])]) == (
        *(0, 2),
        ["10.0.0.0/8", "::1/128"],
    )
