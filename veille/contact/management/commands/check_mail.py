import ssl

from django.conf import settings
from django.core.mail import EmailMessage, mailers
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from veille.contact.mailing import trouble_of
from veille.contact.models import Mail

# What an operator can do about each.
ADVICE = {
    Mail.Trouble.UNREACHABLE: "il ne répond pas. Vérifiez l’hôte et le port d’EMAIL_URL, et le pare-feu.",
    Mail.Trouble.ENCRYPTION: "il refuse le chiffrement, ou son certificat n’est pas reconnu. Rien ne part en clair : "
    "vérifiez le port (587 avec ?tls=1, 465 avec smtps://) et le nom d’hôte.",
    Mail.Trouble.LOGIN: "il refuse le nom ou le mot de passe donnés dans EMAIL_URL.",
    Mail.Trouble.REFUSED: "il refuse l’envoi. Vérifiez DEFAULT_FROM_EMAIL et l’adresse d’essai.",
}


class Command(BaseCommand):
    help = "Proves that mail can be sent: connects, says whether it is encrypted and, with --to, sends one test mail."

    def add_arguments(self, parser):
        parser.add_argument("--to", metavar="ADDRESS", help="sends one test mail there")

    def handle(self, *, to, **options):
        if to:
            self._check(to)
        server = mailers.default
        where = self._where(server)
        try:
            with server:
                self.stdout.write(f"{where} : {self._standing(server)}.")
                if to:
                    server.send_messages([self._letter(to)])
        except Exception as failure:
            said = ADVICE.get(trouble_of(failure), "l’envoi a échoué.")
            code = getattr(failure, "smtp_code", "")
            raise CommandError(f"{where} : {said} ({type(failure).__name__} {code}".rstrip() + ")") from None
        self.stdout.write(f"Expéditeur : {settings.DEFAULT_FROM_EMAIL}")
        self.stdout.write(f"Courriel d’essai remis pour {to}." if to else "Rien n’a été envoyé (--to ADRESSE).")

    def _check(self, to):
        try:
            validate_email(to)
        except Exception:
            raise CommandError(f"« {to} » n’est pas une adresse de courriel.") from None

    def _where(self, server):
        if hasattr(server, "host"):
            return f"Serveur de courriel {server.host}, port {server.port}"
        return f"Pas de serveur de courriel (EMAIL_URL) : un fichier par courriel dans {server.file_path}"

    def _standing(self, server):
        if not hasattr(server, "host"):
            return "le dossier est accessible en écriture"
        sock = server.connection.sock
        if isinstance(sock, ssl.SSLSocket):
            return f"connexion établie, chiffrée ({sock.version()}), certificat reconnu"
        return "connexion établie, EN CLAIR : ajoutez ?tls=1 ou smtps:// à EMAIL_URL si le serveur n’est pas sur place"

    def _letter(self, to):
        return EmailMessage(
            subject="Veille : courriel d’essai",
            body=f"Ce courriel prouve que {settings.SITE_URL} peut en envoyer. Il n’y a rien à faire.",
            from_email=settings.DEFAULT_FROM_EMAIL,
            to=[to],
            headers={"Auto-Submitted": "auto-generated"},
        )
