import smtplib
import socket
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from tests.contact.test_smtp import sent_by, server  # noqa: F401 fixtures
from veille.lib.configuration import mailer


def told(*options):
    out = StringIO()
    call_command("check_mail", *options, stdout=out)
    return out.getvalue().splitlines()


def test_server_in_clear_is_reached_and_said_to_be_in_clear(sent_by, server):  # noqa: F811
    sent_by("smtp")
    where = f"Serveur de courriel 127.0.0.1, port {server.server_address[1]}"
    advice = "ajoutez ?tls=1 ou smtps:// à EMAIL_URL si le serveur n’est pas sur place"
    assert told() == [
        f"{where} : connexion établie, EN CLAIR : {advice}.",
        "Expéditeur : veille@example.org",
        "Rien n’a été envoyé (--to ADRESSE).",
    ]
    assert server.letters == []


def test_test_mail_goes_where_it_is_asked_to(sent_by, server):  # noqa: F811
    sent_by("smtp")
    assert told("--to", "moi@example.org")[-1] == "Courriel d’essai remis pour moi@example.org."
    [letter] = server.letters
    assert "To: moi@example.org" in letter.splitlines()


def test_server_that_does_not_answer_fails_the_command(sent_by):  # noqa: F811
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        sent_by("smtp", port=closed.getsockname()[1])
        with pytest.raises(CommandError, match=r"il ne répond pas.*\(ConnectionRefusedError\)"):
            told()


def test_refused_encryption_fails_the_command_and_sends_nothing(sent_by, server):  # noqa: F811
    sent_by("smtp+tls")
    with pytest.raises(CommandError, match="il refuse le chiffrement"):
        told("--to", "moi@example.org")
    assert server.letters == []


def test_refused_password_fails_the_command_without_naming_it(sent_by, monkeypatch):  # noqa: F811
    sent_by("smtp", username="moi", password="secret-7")

    def refused(*_):
        raise smtplib.SMTPAuthenticationError(535, b"secret-7 is wrong")

    monkeypatch.setattr(smtplib.SMTP, "login", refused)
    with pytest.raises(
        CommandError, match=r"il refuse le nom ou le mot de passe.*\(SMTPAuthenticationError 535\)"
    ) as failure:
        told()
    assert "secret-7" not in str(failure.value)


@pytest.mark.parametrize("address", ["moi", "a@b.fr\nBcc: c@d.fr"])
def test_address_that_is_none_is_refused(db, address):
    with pytest.raises(CommandError, match="n’est pas une adresse"):
        told("--to", address)
    assert mail.outbox == []


def test_without_a_server_the_folder_is_named(settings, tmp_path):
    settings.MAILERS = {"default": mailer("", tmp_path / "mail")}
    assert told("--to", "moi@example.org")[0] == (
        f"Pas de serveur de courriel (EMAIL_URL) : un fichier par courriel dans {tmp_path / 'mail'} : "
        "le dossier est accessible en écriture."
    )
    assert "Courriel d’essai" not in told()[-1]
    assert len([*(tmp_path / "mail").iterdir()]) >= 1
