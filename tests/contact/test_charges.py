import uuid

import pytest

from tests import factories
from veille.accounts.models import User
from veille.contact.charges import in_charge
from veille.contact.models import Charge, Inquiry
from veille.contact.models.inquiry import Motive


@pytest.fixture
def charge(editor, administrator):
    """`charge("who", motive="…")`: who is the start of an address."""

    def made(*names, **concerning):
        one = Charge.objects.create(**concerning)
        one.people.set(User.objects.filter(email__in=[f"{name}@example.org" for name in names]))
        return one

    return made


@pytest.fixture
def article(db):
    """An edition under a theme."""
    tag = factories.tag()
    edition = factories.edition("Une note", slug="une-note")
    edition.tags.add(tag)
    return edition, tag


def about(edition=None, motive=Motive.MESSAGE):
    return Inquiry(article_key=edition and edition.key, motive=motive)


def test_everybody_whose_role_reads_messages_where_nobody_was_named(db, settings, writer, editor, administrator):
    settings.CONTACT_RECIPIENTS = []
    User.objects.create_superuser("toute-puissante@example.org", name="Elle")
    administrator.is_active = False
    administrator.save()
    assert in_charge(about()) == ["editeur@example.org", "toute-puissante@example.org"]


def test_those_of_the_settings_before_everybody(settings, editor):
    settings.CONTACT_RECIPIENTS = ["equipe@example.org"]
    assert in_charge(about()) == ["equipe@example.org"]


def test_the_closest_charge_is_told(charge, article, settings):
    settings.CONTACT_RECIPIENTS = ["equipe@example.org"]
    edition, tag = article
    other = factories.edition("Autre", slug="autre")
    charge("editeur", motive=Motive.ERROR)
    assert in_charge(about(edition)) == ["equipe@example.org"]
    assert in_charge(about(edition, Motive.ERROR)) == ["editeur@example.org"]
    charge("admin", tag=tag)
    assert in_charge(about(edition, Motive.ERROR)) == ["admin@example.org"]
    assert in_charge(about(other, Motive.ERROR)) == ["editeur@example.org"]
    charge("editeur", "admin", article_key=edition.key)
    assert in_charge(about(edition)) == ["editeur@example.org", "admin@example.org"]
    assert in_charge(about()) == ["equipe@example.org"]
    charge("admin")
    assert in_charge(about()) == ["admin@example.org"]


def test_charge_of_several_conditions_asks_for_all(charge, article, settings):
    settings.CONTACT_RECIPIENTS = ["equipe@example.org"]
    edition, tag = article
    charge("editeur", tag=tag, motive=Motive.ERROR)
    charge("admin", article_key=uuid.uuid4())
    assert in_charge(about(edition)) == ["equipe@example.org"]
    assert in_charge(about(edition, Motive.ERROR)) == ["editeur@example.org"]


def test_who_left_or_reads_no_messages_is_passed_over(charge, settings, editor, writer):
    settings.CONTACT_RECIPIENTS = ["equipe@example.org"]
    charge("editeur", "redactrice")
    editor.is_active = False
    editor.save()
    assert in_charge(about()) == ["equipe@example.org"]
