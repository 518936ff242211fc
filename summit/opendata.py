"""The commitments as open data: one vocabulary for the CSV and the JSON, stable columns, and what each one means.

Rows come from the state that readers see, never from the desk. The words of the columns are French and for good, as
addresses are; values are the codes of summit/measures.py, dates ISO text of the precision that is known, amounts in
units of their currency.
"""

from collections.abc import Iterator

from django.conf import settings
from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from summit.models import BriefState, Entry, EntryOrganisation, Role

LICENCE = "https://creativecommons.org/licenses/by/4.0/deed.fr"

# column -> what it means; the order is that of the file.
COMMITMENTS = {
    "numero": "Numéro de l’engagement dans ce dossier ; une lettre désigne une part.",
    "identifiant": "Nom stable dans l’adresse de la page.",
    "intitule": "Ce dont il s’agit, en quelques mots.",
    "axe": "Axe du sommet.",
    "promesse": "Ce qui a été promis, dans nos mots.",
    "porteurs": "Organisations qui ont promis, séparées par « | ».",
    "annonce_le": "Date de l’annonce, à la précision connue.",
    "statut": "announced, confirmed, under_way, kept, partly_kept, not_kept, on_hold, abandoned ou replaced.",
    "statut_depuis": "Date du dernier pas, dans le monde.",
    "retard": "slipped (repoussé), overdue (dépassé), kept_late (tenu en retard) ou vide.",
    "premiere_echeance": "Échéance donnée à l’annonce : jour, mois, trimestre (2025-Q4) ou année.",
    "echeance": "Échéance qui vaut aujourd’hui.",
    "glissements": "Combien de fois l’échéance a été repoussée.",
    "verifiabilite": "yes, partly ou no.",
    "fraicheur": "Âge de la dernière preuve datée : recent (moins de 6 mois), ageing (6 à 12), stale (plus de 12), undated.",
    "confiance": "high, medium ou low, d’après la fiabilité et l’indépendance des sources.",
    "auto_declare": "1 si la preuve ne vient que de celui qui a promis.",
    "a_verifier": "1 si un fait attend une meilleure source.",
    "nature_montant": "announced, engaged, contracted ou paid ; une ligne par engagement, la nature la plus avancée connue.",
    "montant_min": "Bas de la fourchette, en unités de la monnaie.",
    "montant_max": "Haut de la fourchette ; vide pour un montant exact.",
    "monnaie": "EUR, USD ou GBP.",
    "plafond": "1 si le montant est un plafond.",
    "montant_au": "Date à laquelle le montant vaut.",
    "part_de": "Numéro de l’engagement dont celui-ci est une part : son montant est compris dans le tout.",
    "verifie_le": "Dernière vérification par la rédaction.",
    "adresse": "Page de l’engagement, avec ses sources.",
}
STEPS = {
    "numero": "Numéro de l’engagement.",
    "identifiant": "Nom stable de l’engagement dans l’adresse de sa page.",
    "etape": "Clé de l’étape, stable.",
    "statut": "Comme dans le tableau des engagements.",
    "effectif_le": "Date dans le monde, à la précision connue.",
    "inscrit_le": "Date à laquelle la rédaction l’a inscrite.",
    "en_une_ligne": "Ce qui s’est passé.",
    "raison": "Ce sur quoi repose l’étape.",
    "nouvelle_echeance": "Échéance donnée par cette étape, s’il y en a une.",
    "corrige": "Clé de l’étape que celle-ci corrige.",
    "corrigee_par": "Clé de l’étape qui la corrige : elle ne compte plus.",
    "auto_declare": "1 si la preuve ne vient que de celui qui a promis.",
    "sources": "Adresses des preuves, séparées par « | » ; le titre où l’adresse manque.",
}
_FURTHEST = ("paid", "contracted", "engaged", "announced")


def commitments(state: BriefState) -> Iterator[dict]:
    """One dict a commitment, of the columns above; two queries."""
    for entry in _entries(state):
        data = entry.data
        amount = _furthest(data["amounts"])
        bearers = [role.organisation.name for role in entry.roles.all() if role.kind == Role.Kind.BEARER]
        yield {
            "numero": entry.number,
            "identifiant": entry.slug,
            "intitule": entry.title,
            "axe": data["axis"]["name"],
            "promesse": data["promise"],
            "porteurs": " | ".join(bearers),
            "annonce_le": data["announced_on"],
            "statut": entry.status,
            "statut_depuis": data["status_on"],
            "retard": entry.lateness,
            "premiere_echeance": data["deadlines"][0] if data["deadlines"] else "",
            "echeance": data["deadlines"][-1] if data["deadlines"] else "",
            "glissements": data["slips"],
            "verifiabilite": entry.verifiability,
            "fraicheur": entry.freshness,
            "confiance": entry.confidence,
            "auto_declare": int(entry.is_self_declared),
            "a_verifier": int(data["is_to_verify"]),
            "nature_montant": amount.get("kind", ""),
            "montant_min": amount.get("minimum", ""),
            "montant_max": amount.get("maximum", ""),
            "monnaie": amount.get("currency", ""),
            "plafond": int(amount.get("is_ceiling", False)),
            "montant_au": amount.get("as_of", ""),
            "part_de": (data["whole"] or {}).get("number", ""),
            "verifie_le": data["checked_on"],
            "adresse": settings.SITE_URL + reverse("commitment", args=[state.event.slug, entry.slug]),
        }


def steps(state: BriefState) -> Iterator[dict]:
    """One dict a step, the oldest first, of the columns above; three queries."""
    for entry in _entries(state).prefetch_related("citations__source"):
        sources = {row.number: row.source.address or row.source.title for row in entry.citations.all()}
        for step in reversed(entry.data["steps"]):
            yield {
                "numero": entry.number,
                "identifiant": entry.slug,
                "etape": step["id"],
                "statut": step["status"],
                "effectif_le": step["on"],
                "inscrit_le": step["recorded_on"],
                "en_une_ligne": step["headline"],
                "raison": step["rationale"],
                "nouvelle_echeance": step["horizon"],
                "corrige": step["corrects"] or "",
                "corrigee_par": step["corrected_by"] or "",
                "auto_declare": int(step["is_self_declared"]),
                "sources": " | ".join(sources[call["number"]] for call in step["calls"]),
            }


def document(state: BriefState) -> dict:
    """The whole as one JSON document, with its dictionary and licence: what the page counts can be counted again."""
    return {
        "sommet": state.event.name,
        "adresse": settings.SITE_URL + state.event.get_absolute_url(),
        "etat": {"numero": state.number, "au": str(state.as_of), "verdict": state.verdict},
        "licence": LICENCE,
        "dictionnaire": {"engagements": COMMITMENTS, "etapes": STEPS},
        "comptes": {
            name: state.data[name] for name in ("total", "parts", "late", "unverifiable", "self_declared", "statuses")
        },
        "totaux": state.data["totals"],
        "engagements": [
            row | {"montants": amounts} for row, amounts in zip(commitments(state), _amounts(state), strict=True)
        ],
        "etapes": list(steps(state)),
    }


def structured(state: BriefState, *, hosts) -> dict:
    """The summit and its data as schema.org has them, for search engines."""
    event, site = state.event, settings.SITE_URL
    page = site + event.get_absolute_url()
    files = [
        ("commitments_csv", "text/csv"),
        ("steps_csv", "text/csv"),
        ("commitments_json", "application/json"),
    ]
    return {
        "@context": "https://schema.org",
        "@graph": [
            {
                "@type": "Event",
                "@id": f"{page}#sommet",
                "name": event.name,
                "description": event.summary,
                "url": page,
                "startDate": str(event.starts_on),
                "endDate": str(event.ends_on),
                "eventStatus": "https://schema.org/EventScheduled",
                "location": {"@type": "Place", "name": event.place, "address": event.place},
                "organizer": [
                    {"@type": "Organization", "name": host.name, "url": site + host.get_absolute_url()}
                    for host in hosts
                ],
            },
            {
                "@type": "Dataset",
                "@id": f"{page}#jeu-de-donnees",
                "name": _("Commitments of %(event)s") % {"event": event.name},
                "description": " ".join([_what(event), state.verdict, event.summary]),
                "url": site + reverse("commitments", args=[event.slug]),
                "about": {"@id": f"{page}#sommet"},
                "license": LICENCE,
                "isAccessibleForFree": True,
                "inLanguage": "fr",
                "version": str(state.number),
                "dateModified": state.printed_at.isoformat(timespec="seconds"),
                "temporalCoverage": f"{event.starts_on}/{state.as_of}",
                "distribution": [
                    {
                        "@type": "DataDownload",
                        "encodingFormat": kind,
                        "contentUrl": site + reverse(name, args=[event.slug]),
                    }
                    for name, kind in files
                ],
            },
        ],
    }


def _what(event) -> str:
    return _("Who promised what at %(event)s, by when, and what became of it: each step is dated and proved.") % {
        "event": event.name
    }


def signed(structured: dict, *, name: str) -> dict:
    """The same, its data set made and published by who is so called."""
    maker = {
        "@type": "Organization",
        "@id": f"{settings.SITE_URL}/#editeur",
        "name": name,
        "url": f"{settings.SITE_URL}/",
    }
    by = {"creator": maker, "publisher": {"@id": maker["@id"]}}
    graph = [node | by if node["@type"] == "Dataset" else node for node in structured["@graph"]]
    return structured | {"@graph": graph}


def _entries(state):
    roles = EntryOrganisation.objects.select_related("organisation")
    return Entry.objects.filter(state=state).order_by("position").prefetch_related(Prefetch("roles", roles))


def _amounts(state) -> Iterator[list[dict]]:
    kept = ("kind", "minimum", "maximum", "currency", "is_ceiling", "as_of", "scope", "is_latest")
    for data in Entry.objects.filter(state=state).order_by("position").values_list("data", flat=True):
        yield [{name: amount[name] for name in kept} for amount in data["amounts"]]


def _furthest(amounts: list[dict]) -> dict:
    latest = {amount["kind"]: amount for amount in amounts if amount["is_latest"]}
    return next((latest[kind] for kind in _FURTHEST if kind in latest), {})
