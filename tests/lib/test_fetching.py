"""Nothing inside a network is ever connected to, whatever it is called, and nothing outside is asked by these tests."""

import gzip
import socket
import threading
import time
import tracemalloc

import pytest

from tests.pages import NAME, serving
from veille.lib import fetching
from veille.lib.fetching import NotFetched, fetch, is_public

HTML = {"text/html"}
INSIDE = "Cette adresse mène à l’intérieur d’un réseau\u00a0: elle n’est pas ouverte."
PUBLIC = "93.184.216.34"

# What a name may stand for, each way to write it.
SPELLINGS = [
    "127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "017700000001",
    "127.000.000.001", "127.0.0.1.", "１２７.０.０.１", "127。0。0。1", "①②⑦.⓪.⓪.①", "0", "0.0.0.0", "0x0", "localhost",  # noqa: S104
    "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0xa9fea9fe", "2852039166", "100.64.0.1", "192.0.2.1",
    "198.18.0.1", "192.88.99.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "[::]", "[::1]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::ffff:10.0.0.1]", "[::127.0.0.1]",
    "[::ffff:0:127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b::169.254.169.254]", "[64:ff9b:1::a00:1]", "[2002:7f00:1::]",
    "[2002:a9fe:a9fe::1]", "[2001:0:7f00:1::1]", "[2001:db8::1]", "[fe80::1]", "[fec0::1]", "[fc00::1]",
    "[fd00:ec2::254]", "[ff02::1]", "[100::1]",
]  # fmt: skip
NAMES = {"interne.example": ["10.0.0.7"], "mixte.example": [PUBLIC, "127.0.0.1"], "six.example": [PUBLIC, "::1"]}


@pytest.fixture(autouse=True)
def resolver(monkeypatch):
    """Names of these tests and numbers in any spelling; no other name is asked for. Answers what was asked."""
    asked, real = [], socket.getaddrinfo
    answers = {name: iter([addresses] * 9) for name, addresses in NAMES.items()}
    answers["bascule.example"] = iter([[PUBLIC], ["127.0.0.1"], ["127.0.0.1"]])
    answers["public.example"] = iter([[PUBLIC], [PUBLIC]])

    def getaddrinfo(host, port, *_rest, **_more):
        asked.append(host)
        numbers = next(answers[host]) if host in answers else ["127.0.0.1" if host == "localhost" else host]
        flags = socket.AI_NUMERICHOST
        found = [real(number, port, type=socket.SOCK_STREAM, flags=flags) for number in numbers]
        return [one for answer in found for one in answer]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


@pytest.fixture(autouse=True)
def connections(monkeypatch):
    """Every place somebody tried to connect to; only this machine's test site is reached."""
    tried, real = [], socket.socket.connect

    def connect(sock, place):
        tried.append(place[:2])
        if place[0] != "127.0.0.1":
            raise ConnectionRefusedError
        return real(sock, place)

    monkeypatch.setattr(socket.socket, "connect", connect)
    return tried


@pytest.fixture
def site(settings):
    with serving() as one:
        settings.FETCH_ALLOW = {NAME: one.place}
        yield one


@pytest.fixture
def hurry(monkeypatch):
    """Half a second for everything."""
    monkeypatch.setattr(fetching, "TOTAL_SECONDS", 0.5)
    monkeypatch.setattr(fetching, "CONNECT_SECONDS", 0.3)


def refusal(address, types=HTML):
    with pytest.raises(NotFetched) as caught:
        fetch(address, types=types)
    return str(caught.value)


# --- what is never opened -----------------------------------------------------------------------------


@pytest.mark.parametrize("host", [*SPELLINGS, *NAMES])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_inside_host_is_not_connected_to(host, scheme, connections):
    assert refusal(f"{scheme}://{host}/etat") == INSIDE
    assert connections == []


@pytest.mark.parametrize("host", [*SPELLINGS, *NAMES])
def test_redirect_to_an_inside_host_is_not_followed(host, site, connections):
    site["/"] = (302, {"Location": f"http://{host}/".encode().decode("latin-1")}, b"")
    refusal(site.address("/"))
    assert [f"{name}:{port}" for name, port in connections] == [site.place]


def test_name_is_resolved_once_and_that_very_address_is_connected_to(resolver, connections):
    assert refusal("http://bascule.example/") == "Le site ne répond pas."
    assert resolver == ["bascule.example"]
    assert connections == [(PUBLIC, 80)]


def test_name_that_turns_inside_between_two_hops_is_refused(site, resolver, connections):
    next_hop = "http://bascule.example/"
    site["/"] = (302, {"Location": next_hop}, b"")
    refusal(next_hop)  # the resolver's public answer is used up
    connections.clear()
    assert refusal(site.address("/")) == INSIDE
    assert [f"{name}:{port}" for name, port in connections] == [site.place]


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("ftp://public.example/", "Ce n’est pas une adresse complète, avec http:// ou https://."),
        ("file:///etc/passwd", "Ce n’est pas une adresse complète, avec http:// ou https://."),
        ("gopher://public.example:70/", "Ce n’est pas une adresse complète, avec http:// ou https://."),
        ("//public.example/", "Ce n’est pas une adresse complète, avec http:// ou https://."),
        ("", "Ce n’est pas une adresse complète, avec http:// ou https://."),
        ("http://", "Ce n’est pas une adresse complète, avec http:// ou https://."),
        ("http://public.example:99999/", "Ce n’est pas une adresse complète, avec http:// ou https://."),
        ("http://[::1/", "Ce n’est pas une adresse complète, avec http:// ou https://."),
        ("http://[fe80::1%25eth0]/", "Ce n’est pas une adresse complète, avec http:// ou https://."),
        ("http://public.example\\@127.0.0.1/", "Une adresse avec nom d’utilisateur ou mot de passe n’est pas ouverte."),
        ("http://127.0.0.1\\@public.example/", "Une adresse avec nom d’utilisateur ou mot de passe n’est pas ouverte."),
        ("http://moi:secret@public.example/", "Une adresse avec nom d’utilisateur ou mot de passe n’est pas ouverte."),
        ("http://public.example:0/", "Cette adresse mène à un port inhabituel\u00a0: elle n’est pas ouverte."),
        ("http://public.example:22/", "Cette adresse mène à un port inhabituel\u00a0: elle n’est pas ouverte."),
        ("http://public.example:6379/", "Cette adresse mène à un port inhabituel\u00a0: elle n’est pas ouverte."),
        ("http://a b.example/", "Ce n’est pas une adresse complète, avec http:// ou https://."),
        ("http://" + "a" * 300 + ".example/", "Ce n’est pas une adresse complète, avec http:// ou https://."),
    ],
)
def test_address_of_another_kind_is_refused_before_any_question(address, words, resolver, connections):
    assert refusal(address) == words
    assert (resolver, connections) == ([], [])


def test_proxies_of_the_environment_are_passed_by(monkeypatch, connections):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:3128")
    refusal("http://public.example/")
    assert connections == [(PUBLIC, 80)]


def test_connection_that_lost_its_socket_opens_no_other(connections):
    one, other = socket.socketpair()
    with one, other:
        guarded = fetching.Guarded(fetching.Target("http", "127.0.0.1", 80, "/"), one)
        guarded.sock = None
        with pytest.raises(fetching.HTTPException):
            guarded.request("GET", "/")
    assert connections == []


@pytest.mark.parametrize("address", [PUBLIC, "1.1.1.1", "2606:4700::1111", "2a00:1450:4007:80f::200e"])
def test_open_internet_is_public(address):
    assert is_public(address)


# --- redirects ----------------------------------------------------------------------------------------


def test_redirects_are_followed_to_the_page(site):
    site["/a"] = (301, {"Location": "/b?x=%C3%A9&y=é".encode().decode("latin-1")}, b"")
    site["/b?x=%C3%A9&y=%C3%A9"] = (302, {"Location": f"http://{NAME.upper()}/c#partie"}, b"")
    site["/c"] = "<title>Arrivée</title>"
    page = fetch(site.address("/a"), types=HTML)
    assert (page.address, page.body.decode()) == (f"http://{NAME.upper()}/c#partie", "<title>Arrivée</title>")


def test_endless_redirect_ends_after_five(site):
    site["/a"] = (302, {"Location": "/a"}, b"")
    assert refusal(site.address("/a")) == "La page renvoie sans fin d’une adresse à une autre."
    assert site.asked == ["/a"] * 6


def test_redirect_to_nowhere_is_refused(site):
    site["/a"] = (302, {}, b"")
    assert refusal(site.address("/a")) == "La page renvoie vers une adresse vide."


def test_redirect_from_https_to_http_is_refused():
    with pytest.raises(NotFetched, match="sans protection"):
        fetching._onward("https://public.example/a", "http://public.example/a")
    assert fetching._onward("https://public.example/a", "/b") == "https://public.example/b"


# --- bounds -------------------------------------------------------------------------------------------


def test_page_that_unpacks_without_end_is_given_up_early(site):
    bomb = gzip.compress(b"a" * 200_000_000)
    site["/"] = (200, {"Content-Encoding": "gzip"}, bomb)
    tracemalloc.start()
    try:
        assert refusal(site.address("/")) == "La page est trop lourde."
        assert tracemalloc.get_traced_memory()[1] < 12_000_000
    finally:
        tracemalloc.stop()


def test_page_without_end_is_given_up(site):
    def endless(handler):
        handler.wfile.write(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n")
        while True:
            handler.wfile.write(b"<p>" * 10_000)

    site["/"] = endless
    assert refusal(site.address("/")) == "La page est trop lourde."


def drip(start, drop):
    def answer(handler):
        handler.wfile.write(start)
        while True:
            time.sleep(0.02)
            handler.wfile.write(drop)

    return answer


SLOW = "Le site met trop de temps à répondre."


@pytest.mark.parametrize(
    "answer",
    [
        drip(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n", b"a"),
        drip(b"HTTP/1.0 200 OK\r\nX-Long: ", b"a"),
        drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        drip(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
        lambda handler: time.sleep(1),
    ],
    ids=["body", "header", "continue", "chunks", "silence"],
)
def test_slow_site_is_given_up_in_time(answer, site, hurry):
    site["/"] = answer
    start = time.monotonic()
    assert refusal(site.address("/")) == SLOW
    assert time.monotonic() - start < 0.9


def test_slow_handshake_is_given_up_in_time(settings, hurry):
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.FETCH_ALLOW = {NAME: f"127.0.0.1:{server.getsockname()[1]}"}
        start = time.monotonic()
        assert refusal(f"https://{NAME}/") == SLOW
        assert time.monotonic() - start < 0.9


def test_slow_resolver_is_given_up_in_time(monkeypatch, hurry):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(1) or [])
    assert refusal("http://public.example/") == SLOW


def test_name_that_leads_nowhere_is_said(monkeypatch):
    def fail(*_, **__):
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    assert refusal("http://nulle-part.example/") == "Aucun site ne répond au nom nulle-part.example."


# --- answers ------------------------------------------------------------------------------------------


def test_page_comes_as_it_was_sent(site, settings):
    settings.SITE_URL = "https://veille.example"
    packed = gzip.compress("<p>Été</p>".encode())
    site["/a?b=c"] = (200, {"Content-Type": 'Text/HTML; charset="UTF-8"', "Content-Encoding": "gzip"}, packed)
    page = fetch(" http://Journal.Example/a?b=c#d ", types=HTML)
    assert (page.type, page.charset, page.body.decode()) == ("text/html", "utf-8", "<p>Été</p>")
    assert site.headers == [
        {
            "Host": NAME,
            "User-Agent": "Veille (+https://veille.example/)",
            "Accept": "*/*",
            "Accept-Language": "fr, en;q=0.8, *;q=0.5",
            "Accept-Encoding": "gzip",
            "Connection": "close",
        }
    ]


def test_secure_site_is_asked_by_its_name(settings):
    heard = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen():
            client, _ = server.accept()
            with client:
                heard.append(client.recv(4096))

        threading.Thread(target=listen, daemon=True).start()
        settings.FETCH_ALLOW = {NAME: f"127.0.0.1:{server.getsockname()[1]}"}
        assert refusal(f"https://{NAME}/") == "Le site ne répond pas, ou pas comme un site."
    assert NAME.encode() in heard[0]  # in the greeting of TLS, before anything is secret


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((404, {}, b""), "La page répond par une erreur (404)."),
        ((500, {}, b""), "La page répond par une erreur (500)."),
        ((204, {}, b""), "La page répond par une erreur (204)."),
        ((200, {"Content-Type": "application/pdf"}, b"%PDF"), "Ce qui s’y trouve est d’une autre nature (application/pdf)."),
        ((200, {"Content-Type": ""}, b""), "Ce qui s’y trouve est d’une autre nature (?)."),
        ((200, {"Content-Encoding": "br"}, b"x"), "La page est compressée d’une façon illisible."),
        ((200, {"Content-Encoding": "gzip"}, b"x" * 99), "Le site ne répond pas, ou pas comme un site."),
        ((200, {"Content-Length": "9"}, b"x"), "Le site ne répond pas, ou pas comme un site."),
        (lambda handler: handler.wfile.write(b"SSH-2.0-OpenSSH\r\n"), "Le site ne répond pas, ou pas comme un site."),
        (lambda handler: None, "Le site ne répond pas, ou pas comme un site."),
    ],
)  # fmt: skip
def test_answer_that_is_no_page_is_said_in_words(site, answer, words):
    site["/"] = answer
    assert refusal(site.address("/")) == words


def test_error_of_the_page_is_told_from_silence(site):
    with pytest.raises(NotFetched) as caught:
        fetch(site.address("/absente"), types=HTML)
    assert caught.value.status == 404


def test_allowed_name_opens_no_other(site, connections):
    site["/"] = "ici"
    assert fetch(site.address("/"), types=HTML).body == b"ici"
    assert refusal(f"http://{site.place}/") == "Cette adresse mène à un port inhabituel\u00a0: elle n’est pas ouverte."
    assert refusal("http://interne.example/") == INSIDE
    assert [f"{name}:{port}" for name, port in connections] == [site.place]
