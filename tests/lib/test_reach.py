import pytest

from veille.lib.reach import works_only_inside, written_addresses


@pytest.mark.parametrize(
    "address",
    [
        "http://localhost/x",
        "http://localhost.:8000/x",
        "https://LOCALHOST/",
        "http://127.0.0.1:8000/admin/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://[::1]/",
        "http://10.1.2.3/",
        "http://192.168.0.12/partage",
        "http://172.16.0.1/",
        "http://169.254.169.254/",
        "http://intranet/page",
        "https://wiki.corp/page",
        "http://imprimante.local/",
        "https://veille.internal/",
        "//nas.lan/x",
        "file:///C:/rapport.pdf",
        "smb://serveur/partage",
        r"\\serveur\partage\note.docx",
        r"C:\Users\moi\note.docx",
    ],
)
def test_address_that_works_only_inside(address):
    assert works_only_inside(address)


@pytest.mark.parametrize(
    "address",
    [
        "https://www.elysee.fr/",
        "http://8.8.8.8/",
        "https://[2606:4700::1111]/",
        "https://localhost.example.org/",
        "https://intranet-et-apres.fr/",
        "/articles/x/",
        "#partie",
        "mailto:equipe@exemple.local",
        "http://[",
        "",
    ],
)
def test_address_that_readers_can_reach_or_that_is_none(address):
    assert not works_only_inside(address)


def test_addresses_written_in_words():
    words = r"Voir https://exemple.fr/a, (http://intranet/b) ou « file:///C:/c.pdf » ou \\nas\part\d.txt. Ratio 3:4."
    assert written_addresses(words) == [
        "https://exemple.fr/a",
        "http://intranet/b",
        "file:///C:/c.pdf",
        r"\\nas\part\d.txt",
    ]
