"""What is only needed for a time is forgotten in time, and nothing else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from veille.review import remarks, retention
from veille.review.models import DailyMail, Remark, ReviewLink, ReviewLinkUse

NOTHING = {"link_addresses": 0, "link_uses": 0, "daily_mails": 0}


def ago(days):
    return timezone.now() - timedelta(days=days)


@pytest.fixture
def link(article, writer):
    def make(name, *, expired=-1, revoked=None):
        return ReviewLink.objects.create(
            article=article,
            by=writer,
            name=name,
            email=f"{name.lower()}@example.org",
            expires_at=ago(expired),
            revoked_at=None if revoked is None else ago(revoked),
        )

    return make


def test_address_of_a_link_is_forgotten_thirty_days_after_it_ended(link):
    link("Sert")
    link("Expiré", expired=29)
    link("Révoqué", revoked=29)
    for name, given in [
        ("Vieux", {"expired": 31}),
        ("Ôté", {"revoked": 31}),
        ("Oublié", {"expired": 90, "revoked": 100}),
    ]:
        link(name, **given)
    assert retention.purge(dry_run=True) == NOTHING | {"link_addresses": 3}
    assert ReviewLink.objects.exclude(email="").count() == 6
    assert retention.purge() == NOTHING | {"link_addresses": 3}
    kept = ReviewLink.objects.exclude(email="").order_by("pk").values_list("name", "email")
    assert [name for name, _email in kept] == ["Sert", "Expiré", "Révoqué"]
    assert sorted(ReviewLink.objects.filter(email="").values_list("name", flat=True)) == ["Oublié", "Vieux", "Ôté"]
    assert retention.purge() == NOTHING


def test_uses_of_a_link_go_after_a_year_and_its_remarks_stay(link, article):
    made = link("Sert")
    remarks.remark(article, words="Bien.", version=1, link=made)
    for days in (364, 366, 900):
        ReviewLinkUse.objects.create(link=made, what="read", version=1, at=ago(days))
    assert retention.purge(dry_run=True) == retention.purge() == NOTHING | {"link_uses": 2}
    assert (ReviewLinkUse.objects.count(), Remark.objects.count()) == (2, 1)


def test_note_of_a_daily_mail_goes_after_thirty_days(writer):
    today = timezone.localdate()
    for days in (0, 29, 30, 31):
        DailyMail.objects.create(person=writer, day=today - timedelta(days=days), since=ago(days + 1))
    assert retention.purge(dry_run=True) == retention.purge() == NOTHING | {"daily_mails": 2}
    kept = DailyMail.objects.order_by("-day").values_list("day", flat=True)
    assert list(kept) == [today, today - timedelta(days=29)]
