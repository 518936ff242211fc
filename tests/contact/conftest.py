import time
from datetime import timedelta

import pytest
from django.utils import timezone

from veille.contact import consent, intake, tokens
from veille.contact.models import Retention


@pytest.fixture
def form(db):
    """A filled-in form as its page would post it, shown ten seconds ago: `form(courriel="…")`."""

    def fields(*, age=10, **changes):
        written = {
            "nom": "Claire Martin",
            "courriel": "claire@example.com",
            "organisation": "Mairie de Lyon",
            "message": "Bonjour,\nd’où vient le chiffre de 109 milliards ?",
            "site": "",
            "jeton": tokens.issue(time.time() - age),
            "mention": consent.notice(consent.Controller(), Retention.LONGEST).sealed(),
        }
        return written | changes

    return fields


@pytest.fixture
def inquiry(db):
    """A stored message: `inquiry(message="…", suspicion="…", days_ago=40)`."""

    def stored(*, days_ago=0, **changes):
        words = {"nonce": tokens.read(tokens.issue()).nonce, "email": "claire@example.com", "message": "Bonjour."}
        made = intake.receive(**words | changes)
        made.received_at = made.last_contact_at = timezone.now() - timedelta(days=days_ago)
        made.save()
        return made

    return stored
