"""A commitment named in an article: published with it, and asked for by the checklist."""

import pytest

from summit.models import Mention
from tests import factories
from veille.articles import checklist, workflow


@pytest.fixture
def commitment(administrator):
    return factories.commitment(factories.event("Paris", axes=["Climat"]), "Un traité", number="9")


def place(commitment):
    return f'<aside data-commitment="{commitment.pk}"></aside>'


def rules(article):
    return {verdict.rule: verdict for verdict in checklist.check(article)}


def test_publication_remembers_which_commitments_it_names(commitment, article, editor):
    factories.printed(commitment.event)
    article.body += place(commitment) * 2
    article.save()
    edition = workflow.publish(article, by=editor, passed="Pour l’essai.")
    assert [(one.commitment, one.edition) for one in Mention.objects.all()] == [(commitment, edition)]


def test_checklist_blocks_the_margin_of_nothing(article):
    article.body += '<aside data-commitment="99999"></aside>'
    assert rules(article)["margin_of_nothing"].is_blocking


def test_checklist_warns_of_a_margin_that_stays_empty(commitment, article):
    article.body += place(commitment)
    assert "9 · Un traité" in rules(article)["margin_unseen"].sentence
    factories.printed(commitment.event)
    assert not {"margin_of_nothing", "margin_unseen"} & rules(article).keys()


def test_preview_shows_the_margin_as_readers_will(client, editor, commitment, article):
    factories.printed(commitment.event)
    article.body += place(commitment)
    article.save()
    client.force_login(editor)
    page = client.get(f"/admin/articles/article/{article.pk}/preview/").text
    assert "Suivi de l’engagement n°\u00a09" in page
