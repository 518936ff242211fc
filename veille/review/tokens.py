"""The address of a review link: the row’s key, signed. Who reads the database alone has none."""

import uuid

from django.conf import settings
from django.core import signing
from django.urls import reverse

_SIGNER = signing.Signer(salt="veille.review.link", sep=".")


def token(key: uuid.UUID) -> str:
    return _SIGNER.sign(key.hex)


def key_of(text: str) -> uuid.UUID | None:
    """None for what we did not sign."""
    try:
        return uuid.UUID(_SIGNER.unsign(text))
    except (signing.BadSignature, ValueError):
        return None


def address(key: uuid.UUID) -> str:
    """Whole, as it is sent."""
    return settings.SITE_URL + reverse("review-link", args=[token(key)])
