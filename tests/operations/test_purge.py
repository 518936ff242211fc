"""What `purge` says it erases, of every room."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from tests.articles.desk import plain
from veille.articles.models import Article
from veille.contact import intake
from veille.contact.models import Inquiry
from veille.review.models import DailyMail, ReviewLink, ReviewLinkUse

LINES = [
    "1 message",
    "1 signalement",
    "2 messages suspects",
    "0 demande sans confirmation",
    "0 empreinte des jours passés",
    "0 fichier",
    "0 tâche terminée",
    "1 adresse d’un lien de relecture",
    "2 usages de liens de relecture",
    "1 trace d’un courriel du matin",
]
NOTHING = [
    "0 message",
    "0 signalement",
    "0 message suspect",
    "0 demande sans confirmation",
    "0 empreinte des jours passés",
    "0 fichier",
    "0 tâche terminée",
    "0 adresse d’un lien de relecture",
    "0 usage d’un lien de relecture",
    "0 trace d’un courriel du matin",
]


def told(*options):
    out = StringIO()
    call_command("purge", *options, stdout=out)
    return plain(out.getvalue()).replace("\n- ", "\n").splitlines()


@pytest.fixture
def outlived(writer, settings, tmp_path):
    """Something of most kinds that has outlived its time."""
    settings.DATA_DIR = tmp_path
    old = timezone.now() - timedelta(days=1096)
    for n, given in enumerate([{}, {"motive": "erreur"}, {"suspicion": "x"}, {"suspicion": "x"}]):
        intake.receive(nonce=str(n), email="a@example.org", message=f"Bonjour {n}", **given)
    Inquiry.objects.update(last_contact_at=old)
    article = Article.objects.create(title="Note", slug="note", owner=writer)
    link = ReviewLink.objects.create(article=article, name="C", email="c@example.org", by=writer, expires_at=old)
    for _ in range(2):
        ReviewLinkUse.objects.create(link=link, what="read", version=1, at=old)
    DailyMail.objects.create(person=writer, day=old.date(), since=old)


def test_command_says_in_french_how_many_of_each_room(outlived):
    assert told("--dry-run") == ["À effacer :", *LINES]
    assert told() == ["Effacé :", *LINES]
    assert told() == ["Effacé :", *NOTHING]
