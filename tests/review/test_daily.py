"""The daily mail: to whom and when, what it says and never says, and once a day whatever happens."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tests.articles.desk import plain
from tests.conftest import person
from tests.review.conftest import at_once
from veille.accounts.models import Trace, User
from veille.accounts.roles import WRITER
from veille.contact import intake
from veille.review import asking, daily, following, remarks
from veille.review.models import DailyMail, Follow, Remark, ReviewRequest

SITE = "https://veille.example"
THURSDAY = datetime(2026, 11, 26, 6, 0, tzinfo=UTC)  # seven in Paris, in winter


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = SITE


@pytest.fixture
def clock(monkeypatch):
    """`clock(moment)` sets it; `clock(hours=2)` moves it on."""
    now = [THURSDAY]
    monkeypatch.setattr(timezone, "now", lambda: now[0])

    def turn(moment=None, **later):
        now[0] = (moment or now[0]) + timedelta(**later)
        return now[0]

    return turn


@pytest.fixture
def waiting(clock, draft, writer):
    """Something waits for `writer`: a draft of hers, two days old."""
    article = draft("Brouillon")
    type(article).objects.filter(pk=article.pk).update(updated_at=THURSDAY - timedelta(days=2))
    User.objects.update(joined_at=THURSDAY - timedelta(days=100))
    return article


def happens(article, verb, *, by):
    """A line of the log, at the time of the clock."""
    told = {"kind": "articles.article", "object_id": str(article.pk), "words": str(article), "at": timezone.now()}
    Trace.objects.create(who=by, verb=verb, **told)


def said(article, words, *, by):
    """A remark, at the time of the clock."""
    made = remarks.remark(article, words=words, version=1, by=by)
    Remark.objects.filter(pk=made.pk).update(at=timezone.now())


def told(letters):
    return [(letter.to, [line for line in plain(letter.body).splitlines() if line.strip()]) for letter in letters]


def rows():
    found = DailyMail.objects.order_by("day", "pk")
    return [(str(one.person), one.day.isoformat(), one.told_until is not None) for one in found]


# --- what it says -----------------------------------------------------------------------------------


def test_mail_says_what_waits_and_what_happened_and_how_to_be_rid_of_it(
    clock, writer, editor, colleague, draft, run_tasks
):
    clock(THURSDAY - timedelta(days=2))
    mine, followed, other = draft("À moi"), draft("Suivi", owner=editor), draft("À personne", owner=editor)
    following.follow(followed, by=writer)
    asking.ask(draft("À lire", owner=editor), [writer], by=editor, due_on=date(2026, 11, 27))
    ReviewRequest.objects.update(asked_at=timezone.now())
    said(mine, "Un secret dit ici.", by=colleague)
    happens(followed, Trace.Verb.CHANGED, by=editor)
    happens(followed, Trace.Verb.TAKEN_BACK, by=None)
    happens(followed, Trace.Verb.CHANGED, by=writer)
    happens(other, Trace.Verb.CHANGED, by=editor)
    User.objects.update(joined_at=clock() - timedelta(days=30))
    User.objects.exclude(pk=writer.pk).update(has_daily_mail=False)
    run_tasks()
    clock(THURSDAY)
    assert daily.write_due() == 1
    [letter] = run_tasks()
    assert plain(letter.subject) == "Aujourd’hui au bureau, jeudi 26 novembre"
    assert letter.extra_headers == {
        "Auto-Submitted": "auto-generated",
        "Message-ID": f"<quotidien.{DailyMail.objects.get().pk}@veille.example>",
    }
    address = f"{SITE}/admin/articles/article/"
    assert told([letter]) == [
        (
            ["redactrice@example.org"],
            [
                "Bonjour Rédactrice,",
                "Ce qui vous attend :",
                "- On vous le demande : 1, depuis 2 jours",
                f"  {address}?pour-moi=demande",
                "- Mes brouillons : 1, depuis 2 jours",
                f"  {address}?travail=en-cours&owner__id__exact={writer.pk}",
                "Ce qui s’est passé dans les articles que vous suivez ou dont vous êtes responsable :",
                "- « À moi »",
                f"  {address}{mine.pk}/change/",
                "  Anne Martin a fait une remarque sur cet article",
                "- « Suivi »",
                f"  {address}{followed.pk}/change/",
                "  Éditeur a modifié cet article",
                "  Le système a annulé ce qui était prévu pour cet article",
                "« Aujourd’hui », avec le détail :",
                f"{SITE}/admin/",
                "Ne plus recevoir ce courriel, ou le recevoir de nouveau :",
                f"{SITE}/admin/me/",
            ],
        )
    ]


def test_mail_names_no_visitor_and_repeats_none_of_their_words(clock, editor, run_tasks):
    intake.receive(
        nonce="n", email="claire@example.org", name="Claire Fontaine", organisation="Mairie", message="Un mot intime."
    )
    run_tasks()
    daily.write_due()
    [letter] = run_tasks()
    assert "Messages sans réponse : 1, depuis aujourd’hui" in plain(letter.body)
    said = letter.body + letter.subject
    assert [one for one in ("Claire", "claire@", "Mairie", "intime", "V-") if one in said] == []


def test_work_that_was_not_saved_leads_to_the_first_page(clock, waiting, writer, run_tasks):
    from veille.articles.models import WorkingCopy

    WorkingCopy.objects.create(article=waiting, person=writer, page="p", posted="", kept_at=THURSDAY)
    daily.write_due()
    [(_to, lines)] = told(run_tasks())
    assert lines[2:4] == ["- Votre travail non enregistré : 1", f"  {SITE}/admin/"]


def test_day_on_which_nothing_is_to_be_said_has_no_mail(clock, writer, run_tasks):
    assert daily.write_due() == 1
    assert run_tasks() == []
    clock(hours=3)
    asks = DBTaskResult.objects.count()
    assert (daily.write_due(), DBTaskResult.objects.count()) == (0, asks)
    assert rows() == [("Rédactrice", "2026-11-26", True)]


# --- to whom ----------------------------------------------------------------------------------------


def test_only_who_wants_it_and_can_log_in_gets_it(clock, writer, draft, run_tasks):
    people = [person(WRITER, f"{name}@example.org", name) for name in ("ferme", "sans", "oui")]
    invited = User.objects.create_user("invitee@example.org", name="Invitée")
    for one in [*people, invited]:
        draft(f"De {one}", owner=one)
    User.objects.filter(name="ferme").update(is_active=False)
    User.objects.filter(name="sans").update(has_daily_mail=False)
    assert daily.write_due() == 2
    assert [letter.to for letter in run_tasks()] == [["oui@example.org"]]
    assert rows() == [("Rédactrice", "2026-11-26", True), ("oui", "2026-11-26", True)]


@pytest.mark.parametrize("state", [{"is_active": False}, {"has_daily_mail": False}])
def test_who_closed_or_turned_it_off_meanwhile_gets_none(waiting, writer, run_tasks, state):
    daily.write_due()
    User.objects.update(**state)
    assert run_tasks() == []


def test_who_lost_their_role_hears_nothing_of_what_they_followed(clock, writer, editor, draft, run_tasks):
    article = draft("Suivi", owner=editor)
    Follow.objects.create(article=article, person=writer)
    happens(article, Trace.Verb.CHANGED, by=editor)
    writer.groups.clear()
    clock(hours=1)
    daily.write_due()
    assert [letter for letter in run_tasks() if letter.to == [writer.email]] == []


# --- when -------------------------------------------------------------------------------------------


def paris(*moment):
    return timezone.make_aware(datetime(*moment))


@pytest.mark.parametrize(
    ("moment", "mails"),
    [
        (paris(2026, 11, 26, 6, 59), 0),
        (paris(2026, 11, 26, 7, 0), 1),
        (paris(2026, 11, 26, 23, 59), 1),  # the machine was off until then
        (paris(2026, 11, 28, 9, 0), 0),  # a Saturday
        (paris(2026, 11, 29, 9, 0), 0),
        (paris(2026, 12, 25, 9, 0), 0),  # Christmas, a Friday
        (paris(2027, 3, 29, 9, 0), 0),  # Easter Monday, the day after the clocks went forward
        (datetime(2026, 3, 30, 4, 59, tzinfo=UTC), 0),  # the Monday after the clocks went forward: 6:59
        (datetime(2026, 3, 30, 5, 0, tzinfo=UTC), 1),
        (datetime(2026, 10, 26, 5, 59, tzinfo=UTC), 0),  # the Monday after they went back: 6:59
        (datetime(2026, 10, 26, 6, 0, tzinfo=UTC), 1),
    ],
)
def test_mail_goes_on_working_days_from_seven_in_paris(clock, waiting, run_tasks, moment, mails):
    clock(moment)
    assert (daily.write_due(), len(run_tasks())) == (mails, mails)


def test_mail_of_a_day_is_not_sent_on_another_and_what_it_would_have_told_is_not_lost(
    clock, waiting, editor, run_tasks, mail_server
):
    clock(THURSDAY, days=-1)
    daily.write_due()
    assert len(run_tasks()) == 1
    happens(waiting, Trace.Verb.CHANGED, by=editor)
    clock(THURSDAY)
    daily.write_due()
    mail_server.is_broken = True
    run_tasks()
    mail_server.is_broken = False
    clock(THURSDAY, days=1)
    assert run_tasks(until=timedelta(days=9)) == []
    daily.write_due()
    [letter] = run_tasks()
    assert "Éditeur a modifié cet article" in letter.body
    assert [day for name, day, is_told in rows() if (name, is_told) == ("Rédactrice", True)] == [
        "2026-11-25",
        "2026-11-27",
    ]


# --- what happened since ----------------------------------------------------------------------------


def test_each_thing_that_happened_is_told_once_from_mail_to_mail(clock, writer, editor, draft, run_tasks):
    article = draft("Suivi", owner=editor)
    following.follow(article, by=writer)
    User.objects.exclude(pk=writer.pk).update(has_daily_mail=False)
    heard = []
    for day, hours in [(26, 0), (27, 0), (30, 5), (31, 0)]:
        clock(datetime(2026, 11, 26, 6, 0, tzinfo=UTC) + timedelta(days=day - 26, hours=hours))
        if day != 27:
            happens(article, [Trace.Verb.CHANGED, Trace.Verb.PUBLISHED, Trace.Verb.WITHDRAWN][day % 3], by=editor)
        clock(seconds=1)
        daily.write_due()
        heard.append([[line for line in lines if "Éditeur" in line] for _to, lines in told(run_tasks())])
    assert heard == [
        [["  Éditeur a retiré cet article"]],
        [],
        [["  Éditeur a modifié cet article"]],
        [["  Éditeur a publié cet article"]],
    ]


@pytest.mark.parametrize(("days", "heard"), [(13, 1), (15, 0)])
def test_mail_looks_back_fourteen_days_at_most(clock, writer, editor, draft, run_tasks, days, heard):
    User.objects.update(joined_at=THURSDAY - timedelta(days=100))
    User.objects.exclude(pk=writer.pk).update(has_daily_mail=False)
    clock(THURSDAY - timedelta(days=days))
    article = draft("Suivi", owner=editor)
    following.follow(article, by=writer)
    happens(article, Trace.Verb.CHANGED, by=editor)
    clock(THURSDAY)
    daily.write_due()
    assert len(run_tasks()) == heard


def test_nothing_is_told_from_before_one_joined(clock, writer, editor, draft, run_tasks):
    clock(THURSDAY - timedelta(days=3))
    article = draft("Suivi", owner=editor)
    following.follow(article, by=writer)
    happens(article, Trace.Verb.CHANGED, by=editor)
    User.objects.update(joined_at=THURSDAY - timedelta(days=2))
    User.objects.exclude(pk=writer.pk).update(has_daily_mail=False)
    clock(THURSDAY)
    daily.write_due()
    assert run_tasks() == []


# --- once -------------------------------------------------------------------------------------------


def test_runs_of_the_same_day_make_one_mail(clock, waiting, run_tasks):
    mails = []
    for hours in (0, 0.25, 0.25, 12):
        clock(hours=hours)
        daily.write_due()
        mails += run_tasks()
    assert len(mails) == 1


@pytest.mark.django_db(transaction=True)
def test_runs_at_the_same_instant_make_one_mail_each(clock, waiting, colleague, editor, run_tasks):
    results = at_once(*[daily.write_due] * 4)
    assert sum(results) == 3
    assert sorted(rows()) == sorted((name, "2026-11-26", False) for name in ("Rédactrice", "Anne Martin", "Éditeur"))
    assert DBTaskResult.objects.count() == 3


def test_run_that_is_killed_half_way_is_taken_up_where_it_ended(clock, waiting, editor, draft, run_tasks, monkeypatch):
    draft("À l’éditeur", owner=editor)

    class Killed(BaseException):
        pass

    inner, written = daily._write, []

    def write(someone, day):
        if written:
            raise Killed
        written.append(inner(someone, day))
        return True

    with monkeypatch.context() as patch:
        patch.setattr(daily, "_write", write)
        with pytest.raises(Killed):
            daily.write_due()
    assert (DailyMail.objects.count(), DBTaskResult.objects.count()) == (1, 1)
    assert daily.write_due() == 1
    assert sorted(letter.to[0] for letter in run_tasks()) == ["editeur@example.org", "redactrice@example.org"]


def test_row_and_task_are_written_together_or_not_at_all(clock, waiting, monkeypatch):
    def fail(*args):
        raise RuntimeError

    monkeypatch.setattr(type(daily.send), "enqueue", fail)
    with pytest.raises(RuntimeError):
        daily.write_due()
    assert (DailyMail.objects.count(), DBTaskResult.objects.count()) == (0, 0)


def test_task_that_runs_twice_sends_once(clock, waiting, run_tasks):
    daily.write_due()
    key = DailyMail.objects.get().pk
    assert len(run_tasks()) == 1
    daily.send.enqueue(key)
    assert run_tasks() == []


def test_two_workers_with_the_same_task_send_once(clock, waiting, run_tasks, monkeypatch):
    daily.write_due()
    inner, key = daily.letter_of, DailyMail.objects.get().pk

    def meanwhile(*args):
        monkeypatch.setattr(daily, "letter_of", inner)
        daily.send.call(key)
        return inner(*args)

    monkeypatch.setattr(daily, "letter_of", meanwhile)
    assert len(run_tasks()) == 1


def test_mail_that_a_server_refused_goes_later_that_day(clock, waiting, run_tasks, mail_server):
    daily.write_due()
    mail_server.is_broken = True
    run_tasks()
    assert rows() == [("Rédactrice", "2026-11-26", False)]
    mail_server.is_broken = False
    clock(minutes=5)
    assert len(run_tasks()) == 1
    assert rows() == [("Rédactrice", "2026-11-26", True)]


def test_clock_set_back_makes_no_second_mail(clock, waiting, run_tasks):
    clock(THURSDAY, days=1)
    daily.write_due()
    assert len(run_tasks()) == 1
    clock(THURSDAY)
    daily.write_due()
    assert len(run_tasks()) == 1  # of the day that had none
    clock(THURSDAY, days=1, hours=1)
    assert (daily.write_due(), run_tasks()) == (0, [])


def test_row_that_is_gone_is_borne(clock, waiting, run_tasks):
    daily.write_due()
    DailyMail.objects.all().delete()
    assert run_tasks() == []


# --- what it costs ----------------------------------------------------------------------------------


def test_looking_costs_nothing_before_the_hour_and_one_query_once_all_have_theirs(
    clock, waiting, run_tasks, django_assert_num_queries
):
    clock(minutes=-1)
    with django_assert_num_queries(0):
        daily.write_due()
    clock(minutes=1)
    daily.write_due()
    with django_assert_num_queries(1):
        daily.write_due()


@pytest.mark.parametrize("number", [1, 12])
def test_mail_takes_as_many_queries_for_one_article_as_for_twelve(
    clock, editor, writer, draft, number, django_assert_num_queries
):
    for n in range(number):
        article = draft(f"Note {n}", owner=writer)
        following.follow(article, by=editor)
        happens(article, Trace.Verb.CHANGED, by=writer)
        said(article, f"Bien {n}", by=writer)
    clock(hours=1)
    mail = DailyMail(person=User.objects.get(pk=editor.pk), day=THURSDAY.date(), since=THURSDAY)
    with django_assert_num_queries(15):
        letter = daily.letter_of(mail, timezone.now())
    assert letter.body.count("Rédactrice a modifié cet article") == number


def test_command_says_how_many(clock, waiting):
    said = []
    for _ in range(2):
        out = StringIO()
        call_command("mail_daily", stdout=out)
        said.append(out.getvalue().strip())
    assert said == ["1 courriel du matin en route", "0 courriel du matin en route"]
