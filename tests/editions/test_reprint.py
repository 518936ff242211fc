import uuid

from django.core.management import call_command
from django.utils import timezone

from veille.editions import press
from veille.editions.models import Edition


def printed(slug):
    page = press.compose(
        key=uuid.uuid4(), slug=slug, title="t", lead="l", body="<p>Un mot !</p>", sources={}, images={}
    )
    return press.store(page, live_from=timezone.now(), nature=Edition.Nature.FIRST)


def test_reprint_takes_the_editions_of_an_older_renderer(db, capsys):
    old, new = printed("a"), printed("b")
    Edition.objects.update(body="abîmé")
    Edition.objects.filter(pk=old.pk).update(renderer=0)
    call_command("reprint")
    assert capsys.readouterr().out == "Éditions rendues de nouveau : 1\n"
    assert [Edition.objects.get(pk=row.pk).body for row in (old, new)] == ["<p>Un mot\u202f!</p>", "abîmé"]


def test_reprint_all_takes_every_edition(db, capsys):
    new = printed("a")
    Edition.objects.update(body="abîmé")
    call_command("reprint", all=True)
    assert capsys.readouterr().out == "Éditions rendues de nouveau : 1\n"
    assert Edition.objects.get(pk=new.pk).body == "<p>Un mot\u202f!</p>"


def test_reprint_keeps_what_was_passed_over(db):
    new = printed("a")
    Edition.objects.update(passed={"reason": "Urgent"})
    call_command("reprint", all=True)
    assert Edition.objects.get(pk=new.pk).passed == {"reason": "Urgent"}
