from django.core.mail import EmailMessage

from veille.lib.mail import ReadableFiles


def test_a_mail_file_reads_as_it_was_written(tmp_path):
    link = "https://veille.example/admin/password/" + "x" * 120
    message = EmailMessage(
        "Invitation à écrire", f"Choisissez votre mot de passe :\n{link}", "veille@example.org", ["a@example.org"]
    )
    with ReadableFiles(file_path=tmp_path) as files:
        files.send_messages([message])
    text = next(tmp_path.iterdir()).read_text()
    assert "Subject: Invitation à écrire" in text
    assert f"Choisissez votre mot de passe :\n{link}\n" in text
