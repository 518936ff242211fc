import pytest
from django import forms

from tests import factories
from veille.editions.models import Tag
from veille.lib.choices import Choice, OrderedChoice, is_key


@pytest.fixture
def tags(db):
    return [factories.tag(name) for name in ("Un", "Deux", "Trois")]


def test_ordered_choice_keeps_the_order_posted_each_once(tags):
    one, two, three = tags
    posted = [str(three.pk), str(one.pk), str(three.pk)]
    assert OrderedChoice(Tag.objects).clean(posted) == [three, one]
    assert Choice(Tag.objects).clean(posted) == [one, three]
    assert two not in OrderedChoice(Tag.objects).clean(posted)


def test_ordered_choice_has_changed_when_its_order_has(tags):
    field, keys = OrderedChoice(Tag.objects), [tag.pk for tag in tags]
    assert not field.has_changed(keys, [str(key) for key in keys])
    assert field.has_changed(keys, [str(key) for key in reversed(keys)])


@pytest.mark.parametrize("key", ["x", "9" * 30, "-1", "", "1 OR 1=1"])
def test_choice_refuses_what_is_no_key(tags, key):
    with pytest.raises(forms.ValidationError):
        Choice(Tag.objects).clean([key])


def test_choice_may_be_empty(db):
    assert OrderedChoice(Tag.objects, required=False).clean([]) == []


def test_key_is_a_number_a_database_can_hold():
    assert [value for value in ["1", 12, "x", "-1", "9" * 19, None] if is_key(value)] == ["1", 12]
