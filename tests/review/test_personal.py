"""What somebody who read by a link may ask about their own data."""

from datetime import timedelta

import pytest
from django.utils import timezone

from veille.accounts.models import Trace
from veille.contact import personal
from veille.contact.models import PrivacyRequest
from veille.review import remarks, sharing
from veille.review.models import Remark, ReviewLink, ReviewLinkUse

BERGER = "berger@example.org"


@pytest.fixture
def link(article, writer):
    ends = timezone.now() + timedelta(days=7)
    made = sharing.make(article, by=writer, name="Mme Berger", email="Berger@example.org", expires_at=ends)
    remarks.remark(article, words="Le titre promet trop.", version=1, link=made)
    sharing.answer(made, answer="objected", words="Le titre.", version=1)
    return made


def test_export_holds_the_link_its_uses_and_what_was_said(link, editor):
    _request, file = personal.carry_out(PrivacyRequest.Kind.EXPORT, BERGER, by=editor)
    for words in ["Lien de relecture", "Mme Berger", "Berger@example.org", "Le titre promet trop.", "Le titre."]:
        assert words in file
    assert "Rédactrice" not in file  # who of the team is not the person's data


def test_export_of_an_address_without_anything_says_so(link, editor):
    _request, file = personal.carry_out(PrivacyRequest.Kind.EXPORT, "autre@example.org", by=editor)
    assert "Aucune donnée" in file


def test_erasure_ends_the_link_and_leaves_no_word_of_the_person(link, article, writer, editor):
    mine = remarks.remark(article, words="Entre nous.", version=1, by=writer)
    personal.carry_out(PrivacyRequest.Kind.ERASURE, BERGER, by=editor)
    kept = ReviewLink.objects.get()
    assert (kept.name, kept.email, kept.answer, kept.answer_words) == ("effacé", "", "", "")
    assert not kept.is_working
    assert (list(Remark.objects.all()), ReviewLinkUse.objects.exists()) == ([mine], False)
    assert not Trace.objects.filter(note__contains="Berger").exists()


def test_request_for_an_address_known_by_a_link_alone_is_answered(link, run_tasks):
    run_tasks()
    personal.ask(kind=PrivacyRequest.Kind.EXPORT, email=BERGER, network="192.0.2.1")
    [sent] = [*run_tasks(), *run_tasks()]  # the first looks whether there is anything, the second sends
    assert sent.to == [BERGER]
