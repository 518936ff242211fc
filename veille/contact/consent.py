"""What we tell a visitor about the data of the form, beside its button, and the proof of what was told.

The points are those of article 13 of the GDPR, in the short form the CNIL recommends; the long form is
/confidentialite/. The words follow the identity of the site and the table of retention, so no list of versions can
be kept by hand: a version is a digest of the words, and changes when and only when they do. The words themselves
travel with the form, signed, and come back with the message: what was shown is what is stored, whatever was changed,
deployed or unreachable in between, and showing the form writes nothing.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from django.core import signing

from veille.lib.text import NBSP, typography

_SALT = "veille.contact.consent"
_YEAR = 365


@dataclass(frozen=True)
class Controller:
    """Who answers for the data, as far as the site's identity says."""

    name: str = ""
    address: str = ""
    email: str = ""


@dataclass(frozen=True)
class Notice:
    lines: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        return typography("\n".join(f"{term} : {words}" for term, words in self.lines))

    @property
    def version(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()[:12]

    def sealed(self) -> str:
        """For a hidden field of the form."""
        return signing.dumps(self.lines, salt=_SALT, compress=True)


def unsealed(field: str) -> Notice | None:
    """The notice that the form was shown with; None where the field is not ours."""
    try:
        return Notice(tuple((term, words) for term, words in signing.loads(field, salt=_SALT)))
    except signing.BadSignature:
        return None


def notice(controller: Controller, days: Mapping[str, int]) -> Notice:
    """Today's. `days`: how long each kind of message is kept (Retention.table())."""
    lines = [
        ("Responsable", _responsible(controller)),
        ("Pourquoi", "Vous répondre et suivre notre échange, puisque vous nous écrivez (intérêt légitime)."),
        ("Nécessaires", "Votre adresse et votre message : sans eux, pas de réponse. Le reste est facultatif."),
        (
            "Qui vous lit",
            "L'équipe de rédaction, et elle seule ; hébergeurs du site et du courriel, pour notre compte.",
        ),
        ("Durée", _kept(days)),
        ("Vos droits", "Accès, rectification, effacement, limitation, opposition, directives après la mort."),
        ("Les exercer", _contact(controller)),
        ("Réclamation", "Auprès de la CNIL, sur cnil.fr."),
    ]
    return Notice(tuple((term, typography(words)) for term, words in lines))


def _responsible(controller):
    if not controller.name:
        return "L'éditeur du site, nommé dans les mentions légales."
    lines = [line.strip(" ,.") for part in (controller.name, controller.address) for line in part.splitlines()]
    return ", ".join(line for line in lines if line) + "."


def _contact(controller):
    by = f"à {controller.email} ou par ce formulaire" if controller.email else "par ce formulaire"
    return f"Par la page « Mes données » (copie, effacement), {by}."


def _kept(days):
    message, report, suspect = (lasting(days[kind]) for kind in ("message", "report", "suspect"))
    other = f" ({report} pour une erreur ou une évolution signalée)" if report != message else ""
    return f"{message} après notre dernier échange{other}, puis tout est effacé ; {suspect} pour ce qui ressemble à un envoi automatique."


def lasting(days: int) -> str:
    """« 3 ans », « 1 an », « 30 jours »."""
    number, unit = (days // _YEAR, "an") if days % _YEAR == 0 else (days, "jour")
    return f"{number}{NBSP}{unit}{'s' * (number > 1)}"
